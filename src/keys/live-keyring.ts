import { statSync } from 'node:fs';
import { type Keyring, loadKeyring, UnknownKey } from './keyring.ts';

interface FollowOptions {
  /** Told once for each version of the file that cannot be used; the version before stays in force. */
  readonly onError?: (error: unknown) => void;
  /** Refuses a ring by throwing. */
  readonly admit?: (ring: Keyring) => void;
  /** How old the last look at the file may be, in milliseconds. */
  readonly everyMs?: number;
}

/**
 * A keyring that stays what the file says: a rotation needs no restart. Looks at the file at most once a second, and at
 * once for a key it does not know; watching it instead would miss files that are mounted or replaced.
 * @throws what loadKeyring throws, for the first version only
 */
export function followKeyring(path: string, options: FollowOptions = {}): Keyring {
  const { onError = () => {}, admit = () => {}, everyMs = 1_000 } = options;
  let seen = versionOf(path);
  let ring = loadKeyring(path);
  admit(ring);
  let lookedAt = Date.now();

  function current(now: 'now' | 'soon' = 'soon'): Keyring {
    if (now === 'soon' && Date.now() - lookedAt < everyMs) return ring;
    lookedAt = Date.now();
    try {
      const version = versionOf(path);
      if (version === seen) return ring;
      seen = version;
      const changed = loadKeyring(path);
      admit(changed);
      ring = changed;
    } catch (error) {
      onError(error);
    }
    return ring;
  }

  return {
    get activeId() {
      return current().activeId;
    },
    get ids() {
      return current().ids;
    },
    isFormer: (id) => current().isFormer(id),
    get development() {
      return ring.development;
    },
    key(id, purpose) {
      try {
        return current().key(id, purpose);
      } catch (error) {
        if (!(error instanceof UnknownKey)) throw error;
        return current('now').key(id, purpose);
      }
    },
    pepper: (purpose) => ring.pepper(purpose),
  };
}

function versionOf(path: string): string {
  const { ino, size, mtimeMs } = statSync(path);
  return `${ino} ${size} ${mtimeMs}`;
}
