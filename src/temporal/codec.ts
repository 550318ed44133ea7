import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import proto from '@temporalio/proto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import type { Keyring } from '../keys/keyring.ts';

const { temporal } = proto;
const encoding = 'binary/encrypted';
const ivLength = 12;
const tagLength = 16;

/**
 * Encrypts every payload, failure and summary with AES-256-GCM (NIST SP 800-38D) before it leaves the process. Each
 * names its key, so that histories written before a rotation stay readable; what names no key is passed through,
 * which lets the Temporal command line send arguments without a codec.
 */
export function createCodec(keyring: Pick<Keyring, 'activeId' | 'key'>): PayloadCodec {
  return {
    encode: async (payloads) => payloads.map((payload) => encrypt(keyring, payload)),
    decode: async (payloads) => payloads.map((payload) => (isEncrypted(payload) ? decrypt(keyring, payload) : payload)),
  };
}

const isEncrypted = ({ metadata }: Payload): boolean => textOf(metadata?.['encoding']) === encoding;
const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

function encrypt(keyring: Pick<Keyring, 'activeId' | 'key'>, payload: Payload): Payload {
  const id = keyring.activeId;
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', keyring.key(id, 'payload'), iv, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(id));
  const clear = temporal.api.common.v1.Payload.encode(payload).finish();
  const sealed = Buffer.concat([iv, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(id) }, data: sealed };
}

function decrypt(keyring: Pick<Keyring, 'key'>, { metadata, data }: Payload): Payload {
  const id = textOf(metadata?.['encryption-key-id']);
  const sealed = Buffer.from(data ?? []);
  const decipher = createDecipheriv('aes-256-gcm', keyring.key(id, 'payload'), sealed.subarray(0, ivLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(Buffer.from(id));
  decipher.setAuthTag(sealed.subarray(-tagLength));
  const clear = Buffer.concat([decipher.update(sealed.subarray(ivLength, -tagLength)), decipher.final()]);
  return temporal.api.common.v1.Payload.decode(clear);
}
