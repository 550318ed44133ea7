import { compactDecrypt } from 'jose/jwe/compact/decrypt';
import { flattenedDecrypt } from 'jose/jwe/flattened/decrypt';
import type { FlattenedJWE } from 'jose';

/** Opening an envelope in the recipient's browser: docs/envelope.md, "Opening". Runs on WebCrypto alone. */

/** What the server answers to a key release. */
export interface ReleaseAnswer {
  readonly key: string;
  readonly envelope: FlattenedJWE;
  readonly policy: object;
}

export interface OpenedMessage {
  readonly subject: string;
  readonly text: string;
}

/** A key pair for one release; the private key cannot leave this browser. */
export const newKeyPair = async (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);

/** The half of it that the server sees. */
export async function publicPart({ publicKey }: CryptoKeyPair): Promise<JsonWebKey> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  return { kty: kty!, crv: crv!, x: x!, y: y! };
}

/**
 * Opens what was released, and nothing that claims to be something else.
 * @throws Error that says nothing to a person; the page has words for it
 */
export async function openReleased(
  mid: string,
  { key, envelope, policy }: ReleaseAnswer,
  { privateKey }: CryptoKeyPair,
): Promise<OpenedMessage> {
  const contentEncryptionAlgorithms = ['A256GCM'];
  const released = await compactDecrypt(key, privateKey, {
    keyManagementAlgorithms: ['ECDH-ES'],
    contentEncryptionAlgorithms,
    crit: { mid: true, rid: true },
  });
  demand(released.protectedHeader, 'rel+jwe', ['mid', 'rid'], mid);
  const raw = Uint8Array.from(released.plaintext);
  const dataKey = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  raw.fill(0);
  released.plaintext.fill(0);

  const { protected: header, iv, ciphertext, tag } = envelope;
  const opened = await flattenedDecrypt({ protected: header!, iv: iv!, ciphertext, tag: tag! }, dataKey, {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms,
    crit: { mid: true, rcpt: true, pol: true },
  });
  const claims = opened.protectedHeader!;
  demand(claims, 'renv+jwe', ['mid', 'rcpt', 'pol'], mid);
  if (claims['v'] !== 1 || claims['pol'] !== (await policyHash(policy))) throw new Error('policy');
  const message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(opened.plaintext)) as Record<
    string,
    unknown
  >;
  const { v, subject, text } = message;
  if (v !== 1 || typeof subject !== 'string' || typeof text !== 'string') throw new Error('message');
  return { subject, text };
}

function demand(header: object, typ: string, critical: string[], mid: string): void {
  const claims = header as { typ?: unknown; mid?: unknown; crit?: string[] };
  const all = claims.crit?.length === critical.length && critical.every((name) => claims.crit!.includes(name));
  if (claims.typ !== typ || claims.mid !== mid || !all) throw new Error('claims');
}

async function policyHash(policy: object): Promise<string> {
  const canonical = new TextEncoder().encode(JSON.stringify(policy, Object.keys(policy).sort()));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', canonical));
  return btoa(String.fromCharCode(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
