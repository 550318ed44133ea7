import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ProcessIdentity } from '../../src/embedded/process-identity.ts';
import { until } from '../../src/embedded/until.ts';
import type { Addresses } from '../../src/main/ready-file.ts';

const launcher = path.resolve(import.meta.dirname, '../../bin/castellan.js');
const built = path.resolve(import.meta.dirname, '../../dist/castellan.stamp');

/** A `castellan start` as a person starts it, in a process of its own. */
export interface RunningCastellan {
  readonly process: ChildProcess;
  /** What it has said so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits for the ready file. @throws Error with what it said, when it ends before */
  ready(): Promise<Addresses>;
  /** The exit code; null when a signal ended it. */
  ended(): Promise<number | null>;
}

/** A folder for one or more starts, and the ready file beside it. */
export interface Place {
  readonly data: string;
  readonly readyFile: string;
  readonly lock: () => ProcessIdentity & { children: (ProcessIdentity & { name: string })[] };
  start(env?: Record<string, string>, args?: readonly string[]): RunningCastellan;
  /** Ends whatever runs there still, and removes it. */
  clear(): Promise<void>;
}

/** @param env settings for every start; the tests' own environment does not reach it, but for the PATH */
export function newPlace(env: Record<string, string> = {}): Place {
  if (!existsSync(built)) throw new Error('Not built yet. Build with: node scripts/setup.mjs --test');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-start-'));
  const data = path.join(folder, 'data');
  const readyFile = path.join(folder, 'ready.json');
  const running: RunningCastellan[] = [];
  return {
    data,
    readyFile,
    lock: () => JSON.parse(readFileSync(path.join(data, 'castellan.lock'), 'utf8')),
    start(more = {}, args = ['--data', data, '--ready-file', readyFile]) {
      const settings = { PORT: '0', LOG_LEVEL: 'warn', ...env, ...more };
      const started = launch(['start', ...args], readyFile, { HOME: folder, ...settings });
      running.push(started);
      return started;
    },
    async clear() {
      for (const one of running) {
        one.process.kill('SIGTERM');
        await one.ended();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function launch(args: readonly string[], readyFile: string, env: Record<string, string>): RunningCastellan {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    process: child,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    ready: () =>
      until(async () => JSON.parse(readFileSync(readyFile, 'utf8')) as Addresses, {
        withinMs: 90_000,
        abandon: () => {
          if (child.exitCode !== null || child.signalCode !== null) throw new Error(said.stderr);
        },
      }),
    ended: async () => (await closed)[0],
  };
}
