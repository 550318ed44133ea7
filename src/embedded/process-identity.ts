import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells a process from a later one with the same number: when it started. Undefined when no such process runs;
 * one that ended and only waits to be reaped counts as not running.
 */
export function startOf(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid);
  } catch {
    return undefined;
  }
}

/** Clock ticks since boot (field 22 of /proc/PID/stat), which mean something within one boot only. */
function startOnLinux(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[18]}`;
}

function startElsewhere(pid: number): string | undefined {
  const options = {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  } as const;
  const [state = '', ...start] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], options)
    .trim()
    .split(/\s+/);
  return state === '' || state.startsWith('Z') ? undefined : start.join(' ');
}

/** Names one run of one process for good. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
}

/** The identity of a running process; undefined when it does not run. */
export function identify(pid: number): ProcessIdentity | undefined {
  const start = startOf(pid);
  return start === undefined ? undefined : { pid, start };
}

/** Does exactly this process still run? */
export const isRunning = ({ pid, start }: ProcessIdentity): boolean => startOf(pid) === start;
