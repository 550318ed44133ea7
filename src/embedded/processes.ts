import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { EmbeddedFailure } from './failure.ts';
import { until } from './until.ts';

/** What to run, and where it says what it does. */
export interface ProcessDescription {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string | undefined>;
  readonly logFile: string;
  /** Told of every process at once when it is there, before anything else can happen. */
  readonly onSpawn?: (pid: number) => void;
  /** Told when the process died by itself after it was ready, and will be started again. */
  readonly onDeath?: (death: { name: string; how: string; againInMs: number }) => void;
}

/** A process that is started again whenever it dies, once it has been ready. */
export interface ManagedProcess {
  readonly name: string;
  /** Of the run that is there now; undefined between two. */
  readonly pid: number | undefined;
  /**
   * Waits until `ask` no longer throws; from then on the process is started again when it dies.
   * @throws EmbeddedFailure with the process's last words when it ended or the time is over; then it is gone
   */
  readonly ready: <T>(ask: () => Promise<T>, withinMs?: number) => Promise<T>;
  /** Ends it: asks (SIGTERM) and, after `withinMs`, kills. Never starts it again. */
  readonly stop: (withinMs?: number) => Promise<void>;
  /** Kills it at once. */
  readonly kill: () => void;
}

const firstDelayMs = 250;
const lastDelayMs = 10_000;
const longLifeMs = 30_000;

/** Children in process groups of their own outlive us unless they are told: no way out of this process leaves one. */
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/**
 * Starts a process whose output goes to a file. It gets a process group of its own, so that Ctrl-C reaches this process
 * only, which then ends its children in order.
 */
export function startProcess(description: ProcessDescription): ManagedProcess {
  const { name, logFile } = description;
  let child: ChildProcess | undefined;
  let death: Promise<void> = Promise.resolve();
  let logStart = 0;
  let spawnedAt = 0;
  let delayMs = firstDelayMs;
  let timer: NodeJS.Timeout | undefined;
  let watched = false;
  let stopped = false;
  let lastEnd: string | undefined;

  function run(): void {
    const log = openSync(logFile, 'a', 0o600);
    logStart = statSync(logFile).size;
    spawnedAt = performance.now();
    lastEnd = undefined;
    const spawned = spawn(description.command, description.args, {
      env: description.env,
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    child = spawned;
    if (spawned.pid !== undefined) {
      alive.add(spawned);
      description.onSpawn?.(spawned.pid);
    }
    death = new Promise((resolve) => {
      const ended = (how: string): void => {
        alive.delete(spawned);
        child = undefined;
        lastEnd ??= how;
        resolve();
        if (watched && !stopped) runAgain(how);
      };
      spawned.once('error', (error) => ended(error.message));
      spawned.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    });
  }

  function runAgain(how: string): void {
    if (timer) return;
    if (performance.now() - spawnedAt > longLifeMs) delayMs = firstDelayMs;
    description.onDeath?.({ name, how, againInMs: delayMs });
    timer = setTimeout(() => {
      timer = undefined;
      run();
    }, delayMs);
    delayMs = Math.min(delayMs * 2, lastDelayMs);
  }

  function kill(): void {
    stopped = true;
    clearTimeout(timer);
    child?.kill('SIGKILL');
  }

  const lastWords = (): string => tailOf(logFile, logStart);

  run();
  return {
    name,
    get pid() {
      return child?.pid;
    },
    async ready(ask, withinMs = 60_000) {
      const ended = new Error('ended');
      try {
        const answer = await until(ask, {
          withinMs,
          abandon: () => {
            if (!child) throw ended;
          },
        });
        watched = true;
        if (!child) runAgain(lastEnd ?? 'unknown');
        return answer;
      } catch (error) {
        const words = lastWords();
        kill();
        if (error === ended) {
          throw new EmbeddedFailure('ended-early', { name, how: lastEnd ?? '?', log: logFile, words });
        }
        const seconds = Math.round(withinMs / 1_000);
        throw new EmbeddedFailure('not-ready', { name, seconds, log: logFile, words });
      }
    },
    async stop(withinMs = 8_000) {
      stopped = true;
      clearTimeout(timer);
      const current = child;
      if (!current) return death;
      current.kill('SIGTERM');
      const impatience = setTimeout(() => current.kill('SIGKILL'), withinMs);
      await death;
      clearTimeout(impatience);
    },
    kill,
  };
}

/** The last lines that a run wrote, to be shown when it failed. */
function tailOf(logFile: string, from: number): string {
  const size = statSync(logFile).size;
  const start = Math.max(from, size - 4_000);
  const buffer = Buffer.alloc(size - start);
  const file = openSync(logFile, 'r');
  readSync(file, buffer, 0, buffer.length, start);
  closeSync(file);
  return buffer.toString('utf8').trim().split('\n').slice(-20).join('\n');
}
