import { createHmac } from 'node:crypto';
import { JweRefused, openCompact, sealCompact } from './jwe.ts';
import type { Keyring } from './keyring.ts';

export type Secrets = ReturnType<typeof createSecrets>;

const typ = 'secret+jwe';

/** Seals the short secrets that must be read again, and MACs those that must only be recognized. */
export function createSecrets(keyring: Keyring) {
  return {
    /**
     * Seals a text by the ring's active key.
     * @param context what it is for; opening demands the same, so that one sealed thing cannot stand in for another
     */
    async seal(context: string, text: string): Promise<string> {
      return sealCompact({
        plaintext: new TextEncoder().encode(text),
        key: keyring.key(keyring.activeId, 'secret'),
        header: { typ, kid: keyring.activeId, ctx: context },
        critical: ['ctx'],
      });
    },

    /** @throws JweRefused when it was sealed for another context, by an unknown key, or was changed */
    async open(context: string, sealed: string): Promise<string> {
      const { plaintext, header } = await openCompact(sealed, {
        key: (claimed) => keyring.key(String(claimed['kid']), 'secret'),
        typ,
        critical: ['ctx'],
      });
      if (header['ctx'] !== context) throw new JweRefused();
      return new TextDecoder().decode(plaintext);
    },

    /** HMAC-SHA256 under the pepper of that purpose, as base64url (43 characters). */
    mac: (purpose: string, text: string): string =>
      createHmac('sha256', keyring.pepper(purpose)).update(text).digest('base64url'),
  };
}
