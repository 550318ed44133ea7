import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { claimedHeader, type FlattenedJWE, JweRefused, openFlattened, sealFlattened } from '../keys/jwe.ts';
import type { Keyring } from '../keys/keyring.ts';
import { Problem } from '../problems.ts';
import { envelopeClaims, envelopeType, envelopeVersion, type Message, messageBytes, readMessage } from './format.ts';

/** The envelope format, version 1, and nothing else: docs/envelope.md describes it for other implementations. */

/** Longest message, in bytes of UTF-8. */
export const textLimit = 32 * 1024;
/** Longest attachment that is read back: a message of control characters only, six bytes each in JSON, in base64url. */
export const envelopeLimit = 300_000;

export interface Claims {
  readonly mid: string;
  readonly rcpt: string;
  readonly pol: string;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** The recipient as the envelope names it: recognizable to whom has the pepper, no address to anybody else. */
export const recipientClaim = (keyring: Keyring, addressKey: string): string =>
  createHmac('sha256', keyring.pepper('recipient')).update(addressKey).digest('base64url');

/** What a data key is wrapped for. */
export const wrappingContext = ({ mid, rcpt, pol }: Claims): string => `${mid}|${rcpt}|${pol}`;

/** A new message id. */
export const newMid = (): string => randomBytes(16).toString('base64url');

/**
 * Seals a message under a data key of its own.
 * @param input `keyServer` is where the key is released; `now` in whole seconds becomes `iat`
 * @returns the canonical text of the envelope, and its data key, which goes nowhere but into the wrapper
 * @throws Problem request.invalid when the text has more than 32 KiB
 */
export async function sealMessage(
  message: Message,
  claims: Claims,
  { keyServer, now }: { keyServer: string; now: Date },
): Promise<{ jwe: string; dataKey: Uint8Array }> {
  if (Buffer.byteLength(message.text) > textLimit) {
    throw new Problem('request.invalid', { errors: [{ pointer: '/message', code: 'message.too-long' }] });
  }
  const dataKey = new Uint8Array(randomBytes(32));
  const jwe = await sealFlattened({
    plaintext: messageBytes(message),
    key: dataKey,
    header: {
      typ: envelopeType,
      v: envelopeVersion,
      kid: `dek:${randomUUID()}`,
      ...claims,
      ks: keyServer,
      iat: Math.floor(now.getTime() / 1000),
    },
    critical: envelopeClaims,
  });
  return { jwe: canonicalJwe(jwe), dataKey };
}

/**
 * Opens an envelope for somebody who has its data key; the server itself never does.
 * @param claims what the envelope must claim
 * @throws JweRefused
 */
export async function openMessage(jwe: string, dataKey: Uint8Array, claims: Claims): Promise<Message> {
  const { plaintext, header } = await openFlattened(readEnvelope(jwe), {
    key: dataKey,
    typ: envelopeType,
    critical: envelopeClaims,
  });
  if (header['v'] !== envelopeVersion || envelopeClaims.some((name) => header[name] !== claims[name])) {
    throw new JweRefused();
  }
  return readMessage(plaintext);
}

/** The claims of a stored envelope. */
export function claimsOf(jwe: string): Claims {
  const header = claimedHeader(readEnvelope(jwe));
  return { mid: String(header['mid']), rcpt: String(header['rcpt']), pol: String(header['pol']) };
}

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const jweShape = z.strictObject({ protected: base64url, iv: base64url, ciphertext: base64url, tag: base64url });

/**
 * Reads an envelope from its text, whatever spaces a mail filter put into it.
 * @throws JweRefused when it is none
 */
export function readEnvelope(text: string): FlattenedJWE {
  if (text.length > envelopeLimit) throw new JweRefused();
  try {
    return jweShape.parse(JSON.parse(text));
  } catch (error) {
    throw new JweRefused(error);
  }
}

/** The one text of an envelope: four members in this order, without spaces. Its hash is what is known of it. */
export const canonicalJwe = ({ protected: header, iv, ciphertext, tag }: FlattenedJWE): string =>
  JSON.stringify({ protected: header, iv, ciphertext, tag });
