import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedFailure } from './failure.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/** The folder that holds all data of the embedded parts, for one running Castellan at a time. */
export interface DataFolder {
  readonly path: string;
  /** Path of a file in it. */
  file(...names: string[]): string;
  /** Path of a folder in it, which is made when it is not there. */
  subfolder(name: string): string;
  /** Notes a child process, so that the next start can end it if this one is killed. */
  noteChild(name: string, pid: number): void;
  /** Notes where people reach this Castellan: what a second start tells them. */
  noteUrl(url: string): void;
  /** Gives the folder free; an ephemeral one is removed. */
  release(): void;
}

interface Lock extends ProcessIdentity {
  readonly url: string | null;
  readonly children: readonly (ProcessIdentity & { readonly name: string })[];
}

const lockName = 'castellan.lock';
const ephemeralPrefix = 'castellan-ephemeral-';

/**
 * Takes the folder: makes it (readable by its owner only), locks it, and ends what a killed Castellan left running.
 * @param folder its path
 * @param onLeftover told of every process that is ended
 * @throws EmbeddedFailure folder-in-use when another Castellan runs on it
 */
export async function openDataFolder(
  folder: string,
  onLeftover: (leftover: { name: string; pid: number }) => void = () => {},
): Promise<DataFolder> {
  const full = path.resolve(folder);
  mkdirSync(full, { recursive: true, mode: 0o700 });
  return take(full, onLeftover, false);
}

/** A new folder below the system's temporary one, removed at the end. Those of killed starts are cleared up first. */
export async function openEphemeralFolder(
  onLeftover: (leftover: { name: string; pid: number }) => void = () => {},
): Promise<DataFolder> {
  const parent = os.tmpdir();
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(ephemeralPrefix)) continue;
    try {
      (await take(path.join(parent, name), onLeftover, true)).release();
    } catch {
      // In use, or somebody else's.
    }
  }
  return take(mkdtempSync(path.join(parent, ephemeralPrefix)), onLeftover, true);
}

async function take(
  folder: string,
  onLeftover: (leftover: { name: string; pid: number }) => void,
  ephemeral: boolean,
): Promise<DataFolder> {
  const lockFile = path.join(folder, lockName);
  const self = identify(process.pid);
  if (!self) throw new EmbeddedFailure('no-start-times', {});
  let lock: Lock = { ...self, url: null, children: [] };
  const draft = `${lockFile}.${process.pid}`;
  const write = (next: Lock): void => {
    lock = next;
    writeFileSync(draft, `${JSON.stringify(lock, null, 2)}\n`, { mode: 0o600 });
  };

  write(lock);
  try {
    while (!tryLink(draft, lockFile)) {
      const holder = readLock(lockFile);
      if (holder && isRunning(holder))
        throw new EmbeddedFailure('folder-in-use', { folder, pid: holder.pid, url: holder.url });
      if (holder) await endLeftovers(holder.children, onLeftover);
      removeStale(lockFile, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  chmodSync(folder, 0o700);

  const release = (): void => {
    process.off('exit', release);
    rmSync(lockFile, { force: true });
    if (ephemeral) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  // However this process leaves, short of being killed.
  process.on('exit', release);

  const rewrite = (next: Lock): void => {
    write(next);
    renameSync(draft, lockFile);
  };
  return {
    path: folder,
    file: (...names) => path.join(folder, ...names),
    subfolder(name) {
      mkdirSync(path.join(folder, name), { recursive: true, mode: 0o700 });
      return path.join(folder, name);
    },
    noteChild(name, pid) {
      const identity = identify(pid);
      if (!identity) return;
      rewrite({ ...lock, children: [...lock.children.filter(isRunning), { name, ...identity }] });
    },
    noteUrl: (url) => rewrite({ ...lock, url }),
    release,
  };
}

/** A link is there whole or not at all: nobody reads half a lock, and of two starts at once one wins. */
function tryLink(draft: string, lockFile: string): boolean {
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readLock(lockFile: string): Lock | undefined {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')) as Lock;
  } catch {
    return undefined;
  }
}

/** Two starts may find the same stale lock: the one that comes late puts back what the other has just made. */
function removeStale(lockFile: string, stale: Lock | undefined): void {
  const aside = `${lockFile}.stale-${process.pid}`;
  try {
    renameSync(lockFile, aside);
  } catch {
    return;
  }
  const found = readLock(aside);
  if (found && (found.pid !== stale?.pid || found.start !== stale.start)) tryLink(aside, lockFile);
  rmSync(aside, { force: true });
}

async function endLeftovers(
  children: Lock['children'],
  onLeftover: (leftover: { name: string; pid: number }) => void,
): Promise<void> {
  const running = children.filter(isRunning);
  for (const child of running) {
    onLeftover(child);
    signal(child.pid, 'SIGTERM');
  }
  const deadline = performance.now() + 5_000;
  while (running.some(isRunning)) {
    if (performance.now() > deadline) for (const child of running.filter(isRunning)) signal(child.pid, 'SIGKILL');
    await pause(30);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone meanwhile.
  }
}
