import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What signs a mail, so that the other side knows it comes from whom it says (RFC 6376). */
export interface DkimKey {
  readonly domainName: string;
  readonly keySelector: string;
  /** PEM. */
  readonly privateKey: string;
}

interface DkimSettings {
  readonly DKIM_DOMAIN?: string | undefined;
  readonly DKIM_SELECTOR?: string | undefined;
  readonly DKIM_KEY_FILE?: string | undefined;
}

/**
 * The key that the settings name; undefined where mails are not signed.
 * @throws Error when the file is no private key; it never quotes the file
 */
export function readDkimKey({ DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE }: DkimSettings): DkimKey | undefined {
  if (DKIM_DOMAIN === undefined || DKIM_SELECTOR === undefined || DKIM_KEY_FILE === undefined) return undefined;
  const privateKey = readFileSync(DKIM_KEY_FILE, 'utf8');
  let type: string | undefined;
  try {
    type = createPrivateKey(privateKey).asymmetricKeyType;
  } catch {
    // The parser's words may quote what it read.
  }
  if (type !== 'rsa' && type !== 'ed25519') {
    throw new Error(`DKIM_KEY_FILE (${DKIM_KEY_FILE}) holds no RSA or Ed25519 private key in PEM.`);
  }
  return { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR, privateKey };
}
