import { JweRefused, openCompact, sealCompact } from '../keys/jwe.ts';
import type { Keyring } from '../keys/keyring.ts';

/** Wraps data keys, so that the database alone opens nothing. A key service could stand behind the same calls. */
export interface KeyWrapper {
  readonly activeId: string;
  /** Whether this key wraps what is new, or did so until a rotation; false for one that was only added. */
  hasBeenActive(kekId: string): boolean;
  /** @param context what the key belongs to; unwrapping demands the same, so rows cannot be swapped */
  wrap(dataKey: Uint8Array, context: string): Promise<{ kekId: string; wrapped: string }>;
  /** @throws JweRefused when it was wrapped for another context, by an unknown key, or was changed */
  unwrap(wrapped: string, context: string): Promise<Uint8Array>;
}

const typ = 'dek+jwe';

/** Wraps by the keyring: compact JWE, `dir` with A256GCM under the ring's key for envelopes. */
export function createKeyWrapper(keyring: Keyring): KeyWrapper {
  return {
    get activeId() {
      return keyring.activeId;
    },
    hasBeenActive: (kekId) => kekId === keyring.activeId || keyring.isFormer(kekId),
    async wrap(dataKey, context) {
      const kekId = keyring.activeId;
      const wrapped = await sealCompact({
        plaintext: dataKey,
        key: keyring.key(kekId, 'envelope'),
        header: { typ, kid: kekId, ctx: context },
        critical: ['ctx'],
      });
      return { kekId, wrapped };
    },
    async unwrap(wrapped, context) {
      const { plaintext, header } = await openCompact(wrapped, {
        key: (claimed) => keyring.key(String(claimed['kid']), 'envelope'),
        typ,
        critical: ['ctx'],
      });
      if (header['ctx'] !== context || plaintext.byteLength !== 32) throw new JweRefused();
      return plaintext;
    },
  };
}
