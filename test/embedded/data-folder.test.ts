import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openDataFolder, openEphemeralFolder } from '../../src/embedded/data-folder.ts';
import { identify } from '../../src/embedded/process-identity.ts';

let parent: string;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), 'castellan-folder-'));
  folder = path.join(parent, 'data');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(parent, { recursive: true, force: true });
});

/** A process that does nothing until it is ended. */
async function idle(
  script = 'setInterval(() => {}, 1e6); process.stdout.write("up")',
): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
  children.push(child);
  await once(child.stdout!, 'data');
  return child as ChildProcess & { pid: number };
}

const lockFile = (): string => path.join(folder, 'castellan.lock');
const readLock = () => JSON.parse(readFileSync(lockFile(), 'utf8')) as { pid: number; children: { name: string }[] };

/** A lock as a Castellan that was killed leaves it. */
async function leaveLock(leftovers: { name: string; pid: number; start: string }[]): Promise<void> {
  const taken = await openDataFolder(folder);
  const dead = await idle();
  const identity = identify(dead.pid);
  dead.kill('SIGKILL');
  await once(dead, 'exit');
  taken.release();
  writeFileSync(lockFile(), JSON.stringify({ ...identity, url: 'http://127.0.0.1:8080', children: leftovers }));
}

test('the folder is its owner’s alone, and free again after release', async () => {
  const data = await openDataFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(lockFile()).mode & 0o777).toBe(0o600);
  data.release();
  expect(existsSync(lockFile())).toBe(false);
  (await openDataFolder(folder)).release();
});

test('a second start on the same folder is refused with the URL of the first', async () => {
  const data = await openDataFolder(folder);
  await expect(openDataFolder(folder)).rejects.toMatchObject({ code: 'folder-in-use', params: { url: null } });
  data.noteUrl('http://127.0.0.1:8123');
  await expect(openDataFolder(folder)).rejects.toThrow(/http:\/\/127\.0\.0\.1:8123.*\n.*--data/);
  data.release();
});

test('of many starts at once on a stale lock, one wins', async () => {
  await leaveLock([]);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(folder)));
  const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(won).toHaveLength(1);
  expect(readLock().pid).toBe(process.pid);
  won[0]?.value.release();
});

test('what a killed Castellan left running is ended, by force if need be', async () => {
  const meek = await idle();
  const stubborn = await idle(
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); process.stdout.write('up')",
  );
  const exits = Promise.all([once(meek, 'exit'), once(stubborn, 'exit')]);
  await leaveLock([
    { name: 'worker', ...identify(meek.pid)! },
    { name: 'mongodb', ...identify(stubborn.pid)! },
  ]);
  const told: string[] = [];
  const data = await openDataFolder(folder, ({ name }) => told.push(name));
  expect(told).toEqual(['worker', 'mongodb']);
  const [[, first], [, second]] = (await exits) as [[number, string], [number, string]];
  expect([first, second]).toEqual(['SIGTERM', 'SIGKILL']);
  data.release();
});

test('another process that got the number of a dead child is left alone', async () => {
  const innocent = await idle();
  await leaveLock([{ name: 'worker', pid: innocent.pid, start: 'long ago' }]);
  const told: string[] = [];
  const data = await openDataFolder(folder, ({ name }) => told.push(name));
  expect(told).toEqual([]);
  expect(identify(innocent.pid)).toBeDefined();
  data.release();
});

test('a holder whose number lives on as another process is no holder', async () => {
  const taken = await openDataFolder(folder);
  taken.release();
  writeFileSync(lockFile(), JSON.stringify({ pid: process.pid, start: 'long ago', url: null, children: [] }));
  (await openDataFolder(folder)).release();
});

test('children are noted while they run', async () => {
  const data = await openDataFolder(folder);
  const [one, two] = [await idle(), await idle()];
  data.noteChild('api', one.pid);
  one.kill('SIGKILL');
  await once(one, 'exit');
  data.noteChild('worker', two.pid);
  expect(readLock().children).toEqual([{ name: 'worker', ...identify(two.pid) }]);
  data.release();
});

test('an ephemeral folder is gone after release', async () => {
  const data = await openEphemeralFolder();
  writeFileSync(data.file('something'), '');
  data.release();
  expect(existsSync(data.path)).toBe(false);
});
