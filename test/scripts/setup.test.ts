import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A checkout with the real set-up, the dependencies as installed, and sources of three lines. */
const repository = path.resolve(import.meta.dirname, '../..');
const shared = ['scripts', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const ownServers = { MONGODB_URI: 'mongodb://127.0.0.1:1/x', TEMPORAL_ADDRESS: '127.0.0.1:1' };

let parent: string;
let project: string;
let programs: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), 'castellan-setup-'));
  project = path.join(parent, 'project');
  programs = path.join(parent, 'bin');
  mkdirSync(project);
  for (const name of shared) cpSync(path.join(repository, name), path.join(project, name), { recursive: true });
  symlinkSync(path.join(repository, 'node_modules'), path.join(project, 'node_modules'));
  source('src/one.ts', 'export const one: number = 1;\n');
  mkdirSync(programs);
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

function source(name: string, text: string): void {
  mkdirSync(path.join(project, path.dirname(name)), { recursive: true });
  writeFileSync(path.join(project, name), text);
}

/** A python3 of another version; the PATH holds nothing else. */
function givePython(minor: number): void {
  const file = path.join(programs, 'python3');
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' /usr/bin/python3 3 ${minor} linux x86_64 True\n`);
  chmodSync(file, 0o755);
}

/** A python3 that makes virtual environments in which pip installs nothing. */
function givePythonWithVenv(version: string, file = path.join(programs, 'python3')): void {
  const answers = [
    `*find_spec*) printf '%s\\n' /usr/bin/python3 3 11 linux x86_64 True | /bin/sed "1s|.*|$0|" ;;`,
    `*"-m venv"*) /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python" ;;`,
    `*"-m pip"*) ;;`,
    `*) echo ${version} ;;`,
  ];
  writeFileSync(file, `#!/bin/sh\ncase "$*" in\n${answers.join('\n')}\nesac\n`);
  chmodSync(file, 0o755);
}

async function setUp(env: Record<string, string> = ownServers, ...args: string[]) {
  const child = spawn(process.execPath, ['scripts/setup.mjs', ...args], {
    cwd: project,
    env: { HOME: parent, PATH: programs, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let said = '';
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (said += data));
  const [code] = (await once(child, 'close')) as [number];
  expect(out).toBe('');
  return { code, said };
}

const built = (): string => readFileSync(path.join(project, 'dist/src/one.js'), 'utf8');

test('the first run builds and tells how long it took; the second has nothing to say', async () => {
  expect(await setUp()).toEqual({ code: 0, said: expect.stringMatching(/^castellan: building … .*\d\.\d s\n$/) });
  expect(built()).toContain('one = 1');
  expect(await setUp()).toEqual({ code: 0, said: '' });
  source('src/two.json', '{}');
  expect((await setUp()).said).toMatch(/building/);
  expect(existsSync(path.join(project, 'dist/src/two.json'))).toBe(true);
});

test('a build that fails says why, and leaves what was built before', async () => {
  await setUp();
  source('src/one.ts', 'export const one: number = "two";\n');
  const failed = await setUp();
  expect(failed.code).toBe(1);
  expect(failed.said).toMatch(/src\/one\.ts\(1,14\): error TS2322/);
  expect(built()).toContain('one = 1');
  source('src/one.ts', 'export const one: number = 2;\n');
  expect((await setUp()).code).toBe(0);
  expect(built()).toContain('one = 2');
});

test('two set-ups at once: one works, the other waits and finds it done', async () => {
  const both = await Promise.all([setUp(), setUp()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const said = both.map(({ said: text }) => text);
  expect(said.filter((text) => text.includes('building'))).toHaveLength(1);
});

test('the lock of a set-up that was killed holds nobody up', async () => {
  mkdirSync(path.join(project, '.setup'));
  writeFileSync(path.join(project, '.setup/lock'), '999999999 1');
  expect((await setUp()).code).toBe(0);
  expect(existsSync(path.join(project, '.setup/lock'))).toBe(false);
});

test('without a Python the ways out are named', async () => {
  const { code, said } = await setUp({});
  expect(code).toBe(1);
  expect(said).toMatch(/need Python 3\.10 or newer/);
  expect(said).toMatch(/python3-venv[^]*TEMPORAL_ADDRESS=[^]*MONGODB_URI=[^]*docker compose up/);
});

test('a Python that is too old is none; one that is too new has no MongoDB', async () => {
  givePython(9);
  expect((await setUp({})).said).toMatch(/need Python 3\.10 or newer/);
  givePython(14);
  const { code, said } = await setUp({});
  expect(code).toBe(1);
  expect(said).toMatch(
    /no embedded MongoDB for Python 3\.14 on linux x86_64, and no mongod on the PATH[^]*docker compose/,
  );
});

test('the tests take no mongod and no servers of one’s own instead of theirs, and say what helps', async () => {
  givePython(14);
  writeFileSync(path.join(programs, 'mongod'), '');
  const { code, said } = await setUp(ownServers, '--test');
  expect(code).toBe(1);
  expect(said).toMatch(/tests need the embedded MongoDB[^]*Python 3\.14[^]*Way out: have Python 3\.10 to 3\.13/);
  expect(said).not.toMatch(/docker compose|MONGODB_URI=/);
});

test('the venv is made once; a moved checkout and an upgraded Python make it anew, with the packages for the tests', async () => {
  givePythonWithVenv('3.11.7');
  const installed = async () => (await setUp({}, '--test')).said.match(/installing [^(]+\(pip\)/g) ?? [];
  const both = [expect.stringContaining('the embedded servers'), expect.stringContaining('JOSE')];
  expect(await installed()).toEqual(both);
  expect(await installed()).toEqual([]);
  const elsewhere = path.join(parent, 'elsewhere');
  renameSync(project, elsewhere);
  project = elsewhere;
  expect(await installed()).toEqual(both);
  expect(await installed()).toEqual([]);
  givePythonWithVenv('3.11.8');
  // As a link in the venv would have it.
  givePythonWithVenv('3.11.8', path.join(project, '.setup/venv/bin/python'));
  expect(await installed()).toEqual(both);
  expect(await installed()).toEqual([]);
});
