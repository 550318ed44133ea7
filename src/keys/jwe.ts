import {
  type CompactJWEHeaderParameters,
  CompactEncrypt,
  compactDecrypt,
  type CryptoKey,
  decodeProtectedHeader,
  FlattenedEncrypt,
  type FlattenedJWE,
  flattenedDecrypt,
  importJWK,
  type JWK,
} from 'jose';

/**
 * The only module that calls jose's encryption and decryption (RFC 7516), in the service and in the reader's browser, so
 * it runs on WebCrypto alone. Every opening names the one `alg` and the one `enc` it accepts: without such lists, a token
 * may choose how its own key is used, and jose would follow.
 */

export type { FlattenedJWE, JWK };
export type JweKey = Uint8Array | CryptoKey | JWK;
export type JweHeader = Readonly<Record<string, unknown>>;

/** One key-management algorithm and one content-encryption algorithm. */
export interface Accepted {
  readonly alg: string;
  readonly enc: string;
}

/** What Castellan uses wherever both sides hold the key. */
export const direct: Accepted = { alg: 'dir', enc: 'A256GCM' };
/** What hands a key to somebody who holds only a key pair, namely the recipient's browser. */
export const toPublicKey: Accepted = { alg: 'ECDH-ES', enc: 'A256GCM' };

/** A JWE that was not sealed by this key, or was changed, or claims something else than it should. Says no more. */
export class JweRefused extends Error {
  override readonly name = 'JweRefused';
  constructor(cause?: unknown) {
    super('The sealed data cannot be opened.', { cause });
  }
}

interface Sealing {
  readonly plaintext: Uint8Array;
  readonly key: JweKey;
  /** Protected header besides `alg`, `enc` and `crit`; all of it is authenticated. */
  readonly header: JweHeader & { readonly typ: string };
  /** Names of claims that an opener must understand (RFC 7516 section 4.1.13). */
  readonly critical?: readonly string[];
  readonly use?: Accepted;
}

interface Opening {
  /** The key, or how it is found from the protected header, which is not authenticated at that moment. */
  readonly key: JweKey | ((header: JweHeader) => JweKey);
  /** The type that the header must claim; null where the format has none. */
  readonly typ: string | null;
  /** The claims that the header must name in `crit`, exactly. */
  readonly critical?: readonly string[];
  readonly accept?: Accepted;
}

export interface Opened {
  readonly plaintext: Uint8Array;
  readonly header: JweHeader;
}

/** Seals into the flattened JSON serialization (RFC 7516 section 7.2.2). */
export async function sealFlattened(sealing: Sealing): Promise<FlattenedJWE> {
  const { header, options } = headerFor(sealing);
  return new FlattenedEncrypt(sealing.plaintext).setProtectedHeader(header).encrypt(sealing.key, options);
}

/** Seals into the compact serialization (RFC 7516 section 7.1). */
export async function sealCompact(sealing: Sealing): Promise<string> {
  const { header, options } = headerFor(sealing);
  return new CompactEncrypt(sealing.plaintext).setProtectedHeader(header).encrypt(sealing.key, options);
}

/** @throws JweRefused */
export async function openFlattened(jwe: FlattenedJWE, opening: Opening): Promise<Opened> {
  return refusing(async () => {
    // Only what is protected counts: nothing is read from a header that anybody on the way could have written.
    if (jwe.header !== undefined || jwe.unprotected !== undefined || jwe.aad !== undefined) throw new JweRefused();
    if (![jwe.protected, jwe.iv, jwe.ciphertext, jwe.tag].every(isCanonical)) throw new JweRefused();
    const { plaintext, protectedHeader } = await flattenedDecrypt(jwe, keyFor(opening), limits(opening));
    return checked(plaintext, { ...protectedHeader }, opening);
  });
}

/** @throws JweRefused */
export async function openCompact(jwe: string, opening: Opening): Promise<Opened> {
  return refusing(async () => {
    if (!jwe.split('.').every(isCanonical)) throw new JweRefused();
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, keyFor(opening), limits(opening));
    return checked(plaintext, { ...protectedHeader }, opening);
  });
}

/**
 * Reads somebody's public key for `toPublicKey`: P-256, a point on the curve, without a private part.
 * @throws JweRefused
 */
export async function readPublicKey(jwk: unknown): Promise<JweKey> {
  return refusing(async () => {
    const { kty, crv, x, y, d } = { ...(jwk as JWK) };
    const coordinates = [x, y].every((value) => typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value));
    if (kty !== 'EC' || crv !== 'P-256' || !coordinates || d !== undefined) throw new JweRefused();
    return importJWK({ kty, crv, x: x!, y: y! }, toPublicKey.alg);
  });
}

/** The protected header as claimed, not authenticated: good for looking things up, never for a decision. */
export function claimedHeader(jwe: string | FlattenedJWE): JweHeader {
  try {
    return decodeProtectedHeader(jwe) as JweHeader;
  } catch (error) {
    throw new JweRefused(error);
  }
}

function headerFor({ header, critical = [], use = direct }: Sealing) {
  const protectedHeader: CompactJWEHeaderParameters = { ...header, alg: use.alg, enc: use.enc };
  if (critical.length > 0) protectedHeader.crit = [...critical];
  return { header: protectedHeader, options: { crit: understood(critical) } };
}

const understood = (critical: readonly string[]) => Object.fromEntries(critical.map((name) => [name, true]));

const limits = ({ accept = direct, critical = [] }: Opening) => ({
  keyManagementAlgorithms: [accept.alg],
  contentEncryptionAlgorithms: [accept.enc],
  crit: understood(critical),
  maxDecompressedLength: 0, // compression before encryption leaks lengths, and nothing here uses it
});

const keyFor =
  ({ key }: Opening) =>
  (header: object | undefined) =>
    typeof key === 'function' ? key({ ...header }) : key;

/**
 * Whether a text is the one base64url of its bytes (RFC 4648, section 3.5). The last character may hold bits that belong
 * to no byte; were they not looked at, a changed text would open like its own.
 */
function isCanonical(text = ''): boolean {
  const spare = [0, null, 4, 2][text.length % 4]!;
  const last = alphabet.indexOf(text.at(-1) ?? 'A');
  return spare !== null && /^[\w-]*$/.test(text) && last % (1 << spare) === 0;
}
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The header must be of the type, and name exactly the claims as critical. */
function checked(plaintext: Uint8Array, header: JweHeader, { typ, critical = [] }: Opening): Opened {
  const named = new Set((header['crit'] ?? []) as readonly string[]);
  const isOfType = typ === null || header['typ'] === typ;
  const isExact = named.size === critical.length && critical.every((name) => named.has(name));
  if (!isOfType || !isExact) throw new JweRefused();
  return { plaintext, header };
}

async function refusing<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw error instanceof JweRefused ? error : new JweRefused(error);
  }
}
