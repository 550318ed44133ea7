import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setupFolder } from './steps.mjs';

const lock = path.join(setupFolder, 'lock');

/** A process may inherit a dead one's number: on Linux its start time tells them apart. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}

function isAlive(holder) {
  const [pid, start] = holder.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return startOf(pid) === start;
}

/** Takes the lock of a holder that died away; a lock that somebody else took meanwhile is put back. */
function removeStale(holder) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, lock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}

/** Waits until no other set-up of this checkout runs, then holds the lock until this process ends. */
export async function takeLock() {
  mkdirSync(setupFolder, { recursive: true });
  const mine = `${process.pid} ${startOf(process.pid)}`;
  const draft = `${lock}-${process.pid}`;
  writeFileSync(draft, mine);
  let told = false;
  try {
    for (;;) {
      try {
        linkSync(draft, lock); // whole or not at all: nobody ever reads half a lock
        break;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      let holder;
      try {
        holder = readFileSync(lock, 'utf8');
      } catch {
        continue;
      }
      if (!isAlive(holder)) {
        removeStale(holder);
        continue;
      }
      if (!told)
        process.stderr.write(
          `castellan: another set-up is running (process ${holder.split(' ')[0]}); waiting for it\n`,
        );
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  process.on('exit', () => rmSync(lock, { force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
}
