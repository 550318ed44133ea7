import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hostUser } from './host-user.ts';

/**
 * Two Castellans that start at once would find the same port free, and the slower one would take the other's server
 * for its own. So a port is claimed, by a file with the claimer's pid, from being chosen until something listens on it.
 */
const folder = (): string => path.join(tmpdir(), `castellan-ports-${hostUser()}`);

/** @returns whether the port is ours now; a claim whose process is gone counts for nothing */
export function claimPort(port: number): boolean {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  const file = path.join(folder(), String(port));
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      const claim = openSync(file, 'wx', 0o600);
      writeSync(claim, String(process.pid));
      closeSync(claim);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isClaimed(file)) return false;
      rmSync(file, { force: true });
    }
  }
  return false;
}

export function releasePort(port: number): void {
  rmSync(path.join(folder(), String(port)), { force: true });
}

function isClaimed(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // Empty for an instant, while it is being written.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
