import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure, hashOf, installPackages, isDebianRoot, readStamp, run, step, venv } from './steps.mjs';

const waysOut = `Ways out:
  - install Python 3.10 to 3.13 (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python@3.13)
  - use servers of your own: TEMPORAL_ADDRESS=host:port MONGODB_URI=mongodb://… npm start
  - start everything in containers: docker compose up`;

/** The tests bring servers of their own, and take no others. */
const testsWayOut = `Way out: have Python 3.10 to 3.13 on the PATH, on Linux or Apple silicon; as python3.13, say, it may stand beside another
(Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python@3.13).`;

const commands = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const question = `import sys, platform, importlib.util as u
print(sys.executable, sys.version_info.major, sys.version_info.minor, sys.platform, platform.machine(), bool(u.find_spec("ensurepip") and u.find_spec("venv")), sep="\\n")`;

async function ask(command) {
  try {
    const [executable, major, minor, system, machine, venvs] = (await run(command, ['-c', question]))
      .trim()
      .split('\n');
    return { executable, minor: major === '3' ? Number(minor) : 0, system, machine, hasVenv: venvs === 'True' };
  } catch {
    return null;
  }
}

/** The first Python that has wheels of all servers; else one that has Temporal's, which needs a MongoDB of its own. */
async function findPython({ forTests }) {
  let second = null;
  for (const command of commands) {
    const python = await ask(command);
    if (!python || python.minor < 10) continue;
    if (python.minor <= 13) return python;
    second ??= python;
  }
  if (!second)
    throw new Failure(
      `The embedded servers need Python 3.10 or newer, and none is on the PATH.\n${forTests ? testsWayOut : waysOut}`,
    );
  return second;
}

const runs = (python) => ['linux', 'darwin'].includes(python.system);
const hasDatabase = (python) => python.minor <= 13 && (python.system === 'linux' || python.machine === 'arm64');
const onPath = (name) =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));

function demandWheels(python, { forTests }) {
  const where = `Python 3.${python.minor} on ${python.system} ${python.machine}`;
  if (!runs(python))
    throw new Failure(`There are no embedded servers for ${where}.\n${forTests ? testsWayOut : waysOut}`);
  if (hasDatabase(python)) return;
  if (forTests) {
    throw new Failure(
      `The tests need the embedded MongoDB, and there is none for ${where}; a mongod on the PATH does not take its place.\n${testsWayOut}`,
    );
  }
  if (!process.env.MONGODB_URI && !onPath('mongod')) {
    throw new Failure(`There is no embedded MongoDB for ${where}, and no mongod on the PATH.\n${waysOut}`);
  }
}

async function demandVenv(python) {
  if (python.hasVenv) return;
  const packages = [`python3.${python.minor}-venv`];
  if (!isDebianRoot()) {
    throw new Failure(
      `${python.executable} cannot make virtual environments.\nInstall them, on Debian and Ubuntu with: sudo apt-get install ${packages[0]}\n${waysOut}`,
    );
  }
  await step(`installing ${packages[0]} (apt-get)`, () => installPackages(...packages));
}

const interpreter = path.join(venv, 'bin', 'python');

/**
 * What a stamp in the venv says while nothing has changed. Its programs begin with its own path, and its packages belong
 * to one version of Python: what was moved, or whose Python was upgraded, is made anew.
 */
async function stampOf(...files) {
  const version = await run(interpreter, ['-c', 'import platform; print(platform.python_version())']).catch(() => '');
  return hashOf(files, process.platform, process.arch, venv, version.trim());
}

/** Makes the virtual environment with the embedded servers, unless it is there and up to date. */
export async function setUpPython(options) {
  const stamp = path.join(venv, 'castellan.stamp');
  if (existsSync(stamp) && readStamp(stamp) === (await stampOf('scripts/requirements.txt'))) return;
  const python = await findPython(options);
  demandWheels(python, options);
  await demandVenv(python);
  await step(`installing the embedded servers for Python 3.${python.minor} (pip)`, async () => {
    rmSync(venv, { recursive: true, force: true });
    await run(python.executable, ['-m', 'venv', venv], { advice: waysOut });
    const env = { ...process.env, PIP_USER: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
    const pins = ['--require-hashes', '--only-binary', ':all:', '-r', 'scripts/requirements.txt'];
    await run(interpreter, ['-m', 'pip', 'install', '--quiet', '--no-input', ...pins], { env, advice: waysOut });
    writeFileSync(stamp, await stampOf('scripts/requirements.txt'));
  });
}

/**
 * Adds what the tests need besides: a second implementation of JOSE, which opens an envelope by the documentation.
 */
export async function setUpTestPackages() {
  const stamp = path.join(venv, 'castellan-test.stamp');
  const wanted = await stampOf('scripts/requirements.txt', 'scripts/requirements-test.txt');
  if (readStamp(stamp) === wanted) return;
  await step('installing a second implementation of JOSE for the tests (pip)', async () => {
    const env = { ...process.env, PIP_USER: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
    const pins = ['--require-hashes', '--only-binary', ':all:', '-r', 'scripts/requirements-test.txt'];
    const pip = [interpreter, ['-m', 'pip', 'install', '--quiet', '--no-input', ...pins]];
    await run(...pip, { env, advice: waysOut });
    writeFileSync(stamp, wanted);
  });
}
