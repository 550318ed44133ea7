import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { type KeyringContent, newKeyId, readKeyringFile } from './keyring.ts';

/** A key cannot be made active or taken out: the words say why. `reason` is stable. */
export class KeyringChangeRefused extends Error {
  override readonly name = 'KeyringChangeRefused';
  readonly reason: 'no-such-key' | 'key-is-active' | 'being-changed';
  constructor(reason: KeyringChangeRefused['reason']) {
    super(reason);
    this.reason = reason;
  }
}

/** A change that died this long ago, in milliseconds, holds nobody up any more. */
const abandonedAfterMs = 60_000;

/**
 * Adds a key that seals nothing yet: where several hosts have a copy of the ring, each gets it before it is active.
 * @returns its id
 */
export function addKey(path: string, now = new Date()): string {
  const id = newKeyId(now);
  change(path, (ring) => ({ ...ring, keys: [...ring.keys, newKey(id, now)] }));
  return id;
}

/**
 * Makes a key the active one, a new one unless `id` names one of the ring.
 * @returns its id
 * @throws KeyringChangeRefused
 */
export function activateKey(path: string, id?: string, now = new Date()): string {
  const chosen = id ?? newKeyId(now);
  change(path, (ring) => {
    const keys = id === undefined ? [...ring.keys, newKey(chosen, now)] : ring.keys;
    if (!keys.some((key) => key.id === chosen)) throw new KeyringChangeRefused('no-such-key');
    if (ring.active === chosen) return ring;
    const until = now.toISOString();
    return {
      ...ring,
      active: chosen,
      keys: keys.map((key) => (key.id === ring.active ? { ...key, activeUntil: until } : key)),
    };
  });
  return chosen;
}

/** Takes a key out for ever: what it sealed stays sealed. @throws KeyringChangeRefused */
export function removeKey(path: string, id: string): void {
  change(path, (ring) => {
    if (!ring.keys.some((key) => key.id === id)) throw new KeyringChangeRefused('no-such-key');
    if (ring.active === id) throw new KeyringChangeRefused('key-is-active');
    return { ...ring, keys: ring.keys.filter((key) => key.id !== id) };
  });
}

const newKey = (id: string, now: Date): KeyringContent['keys'][number] => ({
  id,
  secret: randomBytes(32),
  createdAt: now.toISOString(),
  activeUntil: null,
});

/** Whole or not at all: written beside it, read back, then put in its place. The draft is also the lock. */
function change(path: string, work: (ring: KeyringContent) => KeyringContent): void {
  const draft = `${path}.draft`;
  const file = openDraft(draft);
  try {
    const { pepper, keys, ...ring } = work(readKeyringFile(path));
    const written = {
      ...ring,
      pepper: pepper.toString('base64url'),
      keys: keys.map(({ secret, ...key }) => ({ ...key, secret: secret.toString('base64url') })),
    };
    writeSync(file, `${JSON.stringify(written, null, 2)}\n`);
    fsyncSync(file);
    readKeyringFile(draft);
    renameSync(draft, path);
  } finally {
    closeSync(file);
    rmSync(draft, { force: true });
  }
}

function openDraft(draft: string): number {
  const there = statSync(draft, { throwIfNoEntry: false });
  if (there && Date.now() - there.mtimeMs > abandonedAfterMs) rmSync(draft, { force: true });
  try {
    return openSync(draft, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new KeyringChangeRefused('being-changed');
    throw error;
  }
}
