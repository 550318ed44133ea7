/**
 * Names in package-lock.json the binaries of platforms that the registry in use does not carry: npm leaves them out of
 * the lock and then refuses to install from it (`npm ci`: "Missing … from lock file"). They get their exact version and
 * platform, without a hash. Run it after every change of dependencies: `node scripts/complete-lock.mjs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './steps.mjs';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

const file = path.join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** Where a package looks for another: beside itself, then one folder further up, and so on. */
function isLocked(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

for (const [from, { optionalDependencies = {}, dev, engines }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (from === '' || isLocked(from, name)) continue;
    const words = name.split(/[/-]/);
    const system = systems.find((one) => words.includes(one));
    const processor = processors.find((one) => words.includes(one));
    if (!system || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}@${version}: of no known platform`);
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(processor && { cpu: [processor] }),
      ...(dev && { dev }),
      optional: true,
      os: [system],
      ...(engines && { engines }),
    };
    process.stdout.write(`${name} ${version}\n`);
  }
}
const [project, ...packages] = Object.entries(lock.packages);
packages.sort(([one], [other]) => one.localeCompare(other, 'en'));
lock.packages = Object.fromEntries([project, ...packages]);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
