import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const setupFolder = path.join(root, '.setup');
export const venv = path.join(setupFolder, 'venv');

/** A failure that is told as it is, without a stack: what happened, why, what to do. */
export class Failure extends Error {}

/** Ends the script with the message on standard error; only a mistake of ours shows a stack. */
export function fail(error) {
  process.stderr.write(`\n${error instanceof Failure ? error.message : error.stack}\n`);
  process.exitCode = 1;
}

/** Says on standard error what is being done and, when it is done, how long it took. Standard output stays clean. */
export async function step(title, work) {
  const start = performance.now();
  process.stderr.write(`castellan: ${title} … `);
  const result = await work();
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}

/**
 * Runs a command quietly and gives what it printed on standard output; what it said is shown only if it fails.
 * @throws Failure with what the command said and the advice
 */
export function run(command, args, { advice = '', env = process.env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let all = '';
    child.stdout.on('data', (data) => (out += data) && (all += data));
    child.stderr.on('data', (data) => (all += data));
    const failed = (why) => {
      const lines = all.trimEnd().split('\n');
      const said = (lines.length > 40 ? [...lines.slice(0, 15), '[…]', ...lines.slice(-25)] : lines).join('\n');
      reject(
        new Failure([`${path.basename(command)} ${args.join(' ')}: ${why}`, said, advice].filter(Boolean).join('\n\n')),
      );
    };
    child.on('error', (error) => failed(error.message));
    child.on('close', (code, signal) => (code === 0 ? resolve(out) : failed(signal ?? `exit code ${code}`)));
  });
}

/** All files below the given files and folders, sorted, relative to the project's root. */
export function filesBelow(...names) {
  return names.flatMap((name) => {
    const found = statSync(path.join(root, name), { throwIfNoEntry: false });
    if (!found) return [];
    if (!found.isDirectory()) return [name];
    return filesBelow(
      ...readdirSync(path.join(root, name))
        .sort()
        .map((child) => path.join(name, child)),
    );
  });
}

/** One hash over names and contents: while it stays the same, a step need not be done again. */
export function hashOf(files, ...further) {
  const hash = createHash('sha256').update(JSON.stringify(further));
  for (const file of files) {
    const content = readFileSync(path.join(root, file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** The content of a stamp; '' when there is none. */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Is this machine a Debian (or a child of it) on which we may install packages? */
export const isDebianRoot = () =>
  process.getuid?.() === 0 && statSync('/etc/debian_version', { throwIfNoEntry: false }) !== undefined;

/** Installs Debian packages; only where isDebianRoot(). */
export async function installPackages(...packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], { env });
}
