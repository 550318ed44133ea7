import { openCompact, openFlattened, toPublicKey, type FlattenedJWE } from '../../keys/jwe.ts';
import type { Visitor } from './visitor.ts';

interface Release {
  readonly key: string;
  readonly envelope: FlattenedJWE;
}

/**
 * Has the key of an envelope released to a key pair of our own and opens the message with it, as the recipient's
 * browser does: the envelope's key crosses the wire only as a JWE to that pair (RFC 7518, ECDH-ES on P-256).
 * @returns the text of the message
 */
export async function openEnvelope(visitor: Visitor, mid: string): Promise<string> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const { body } = await visitor.call<Release>('POST', `/envelopes/${mid}/release`, { epk: { kty, crv, x, y } });
  const { plaintext: key } = await openCompact(body.key, { key: pair.privateKey, typ: null, accept: toPublicKey });
  const { plaintext } = await openFlattened(body.envelope, {
    key,
    typ: 'renv+jwe',
    critical: ['mid', 'rcpt', 'pol'],
  });
  return (JSON.parse(new TextDecoder().decode(plaintext)) as { text: string }).text;
}
