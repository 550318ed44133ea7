import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a webhook's time may be from ours, in milliseconds. */
export const webhookToleranceMs = 5 * 60_000;

/** Not signed by the shared secret, or not now. Says no more: the sender is told nothing to guess by. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

export interface WebhookHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** The key within a secret as Standard Webhooks writes it: `whsec_` and base64 of 24 to 64 bytes. */
export function webhookKey(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length < 24 || key.length > 64) throw new TypeError('a webhook secret holds 24 to 64 bytes');
  return key;
}

/**
 * Checks a webhook's signature: HMAC-SHA256 over id, time and body, any of several `v1` signatures (so that a secret
 * can be changed), within five minutes.
 * @param body the bytes as they came
 * @returns the webhook's id, by which a repetition is recognised
 * @throws WebhookRefused
 * @see https://github.com/standard-webhooks/standard-webhooks, "Verifying webhook authenticity"
 */
export function verifyWebhook(key: Buffer, headers: WebhookHeaders, body: Buffer, now = new Date()): string {
  const { id = '', timestamp = '', signature = '' } = headers;
  if (!/^[\x21-\x2d\x2f-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) throw new WebhookRefused();
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > webhookToleranceMs) throw new WebhookRefused();
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const signed = signature.split(' ').some((one) => {
    const [version, text = ''] = one.split(',');
    const given = Buffer.from(text, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!signed) throw new WebhookRefused();
  return id;
}
