import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startOf } from '../../src/embedded/process-identity.ts';
import { type ManagedProcess, type ProcessDescription, startProcess } from '../../src/embedded/processes.ts';
import { until } from '../../src/embedded/until.ts';

let folder: string;
let managed: ManagedProcess | undefined;
const log = (): string => path.join(folder, 'log');
const said = (): string => readFileSync(log(), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-processes-'));
});

afterEach(async () => {
  await managed?.stop(0);
  rmSync(folder, { recursive: true, force: true });
});

function run(script: string, more: Partial<ProcessDescription> = {}): ManagedProcess {
  managed = startProcess({
    name: 'the test process',
    command: process.execPath,
    args: ['-e', script],
    env: {},
    logFile: log(),
    ...more,
  });
  return managed;
}

const forever = "console.log('up'); setInterval(() => {}, 1e6);";

async function hasSaid(times: number): Promise<void> {
  if (said().split('up').length - 1 < times) throw new Error('not yet');
}

test('what it says is in its log, readable by its owner only', async () => {
  await run(forever).ready(() => hasSaid(1));
  expect(said()).toBe('up\n');
  expect(statSync(log()).mode & 0o777).toBe(0o600);
});

test('a process that ends before it is ready: its last words, and it is not started again', async () => {
  const spawned: number[] = [];
  const starting = run("console.error('no such setting'); process.exit(3)", { onSpawn: (pid) => spawned.push(pid) });
  await expect(starting.ready(() => hasSaid(1))).rejects.toMatchObject({
    code: 'ended-early',
    params: { name: 'the test process', how: 'exit code 3', words: 'no such setting', log: log() },
  });
  expect(spawned).toHaveLength(1);
});

test('a command that does not exist is told the same way', async () => {
  const starting = run('', { command: path.join(folder, 'missing') });
  await expect(starting.ready(() => hasSaid(1))).rejects.toThrow(/ended while it started .*ENOENT/);
});

test('one that is never ready is ended', async () => {
  const starting = run(forever);
  const pid = starting.pid!;
  await expect(starting.ready(() => Promise.reject(new Error('no')), 200)).rejects.toMatchObject({ code: 'not-ready' });
  await until(() => (startOf(pid) ? Promise.reject(new Error('alive')) : Promise.resolve()), { withinMs: 5_000 });
});

test('once ready it is started again whenever it dies, ever less eagerly', async () => {
  const deaths: number[] = [];
  const running = run(forever, { onDeath: ({ againInMs }) => deaths.push(againInMs) });
  await running.ready(() => hasSaid(1));
  for (const times of [2, 3]) {
    process.kill(running.pid!, 'SIGKILL');
    await until(() => hasSaid(times), { withinMs: 10_000 });
  }
  expect(deaths).toEqual([250, 500]);
});

test('stop asks first and then kills, and nothing comes back', async () => {
  const deaths: string[] = [];
  const running = run(`process.on('SIGTERM', () => console.log('asked')); ${forever}`, {
    onDeath: ({ name }) => deaths.push(name),
  });
  await running.ready(() => hasSaid(1));
  await running.stop(300);
  expect(said()).toBe('up\nasked\n');
  expect(running.pid).toBeUndefined();
  expect(deaths).toEqual([]);
});
