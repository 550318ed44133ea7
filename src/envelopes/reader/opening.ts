import { type FlattenedJWE, openCompact, openFlattened, toPublicKey } from '../../keys/jwe.ts';
import {
  envelopeClaims,
  envelopeType,
  envelopeVersion,
  type Message,
  policyHash,
  readMessage,
  releaseClaims,
  releaseType,
} from '../format.ts';

/** Opening an envelope in the recipient's browser: docs/envelope.md, "Opening". Runs on WebCrypto alone. */

/** What the server answers to a key release. */
export interface ReleaseAnswer {
  readonly key: string;
  readonly envelope: FlattenedJWE;
  readonly policy: object;
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
): Promise<Message> {
  const release = { key: privateKey, typ: releaseType, critical: releaseClaims, accept: toPublicKey };
  const released = await openCompact(key, release);
  if (released.header['mid'] !== mid) throw new Error('claims');
  const raw = Uint8Array.from(released.plaintext);
  const dataKey = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  raw.fill(0);
  released.plaintext.fill(0);

  // Four members and no more: nothing is read from what is not protected.
  const { protected: header, iv, ciphertext, tag, ...more } = envelope;
  if (Object.keys(more).length > 0) throw new Error('members');
  const sealed = { protected: header!, iv: iv!, ciphertext, tag: tag! };
  const sealing = { key: dataKey, typ: envelopeType, critical: envelopeClaims };
  const { plaintext, header: claims } = await openFlattened(sealed, sealing);
  if (claims['mid'] !== mid) throw new Error('claims');
  if (claims['v'] !== envelopeVersion || claims['pol'] !== (await policyHash(policy))) throw new Error('policy');
  return readMessage(plaintext);
}
