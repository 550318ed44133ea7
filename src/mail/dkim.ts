import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { ConfigError, demandFile } from '../config.ts';

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

/** RFC 8301, section 3.2: below 1024 bits nobody verifies, and 2048 are what signers should use. */
const leastBits = 2048;

/**
 * The key that the settings name; undefined where mails are not signed. It signs once here, so that one that cannot is
 * noticed at the start: a mail that fails to be signed would go out unsigned.
 * @throws ConfigError as readDkimPem does
 */
export function readDkimKey({ DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE }: DkimSettings): DkimKey | undefined {
  if (DKIM_DOMAIN === undefined || DKIM_SELECTOR === undefined || DKIM_KEY_FILE === undefined) return undefined;
  return { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR, privateKey: readDkimPem(DKIM_KEY_FILE) };
}

/**
 * A key that signs, in PEM.
 * @throws ConfigError when the file is missing or no RSA private key of at least 2048 bits; it never quotes the file
 */
export function readDkimPem(file: string): string {
  const privateKey = demandFile('DKIM_KEY_FILE', file);
  if (!signs(privateKey)) {
    throw new ConfigError([
      `DKIM_KEY_FILE (${file}) holds no RSA private key of at least ${leastBits} bits in PEM without a passphrase, and no other kind signs here (make one: openssl genrsa -out dkim.pem ${leastBits})`,
    ]);
  }
  return privateKey;
}

function signs(pem: string): boolean {
  try {
    const key = createPrivateKey(pem);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType !== 'rsa' || bits < leastBits) return false;
    const text = Buffer.from('v=1; a=rsa-sha256');
    return verify('rsa-sha256', text, createPublicKey(key), sign('rsa-sha256', text, key));
  } catch {
    // The parser's words may quote what it read.
    return false;
  }
}

/** Whether a signature for this domain counts for the sender's (DMARC, RFC 7489, section 3.1.1, relaxed). */
export function isAligned(senderDomain: string, dkimDomain: string): boolean {
  const [sender, signer] = [senderDomain.toLowerCase(), dkimDomain.toLowerCase()];
  return sender === signer || sender.endsWith(`.${signer}`) || signer.endsWith(`.${sender}`);
}
