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

/**
 * The keys within secrets as Standard Webhooks writes them: `whsec_` and base64 of 24 to 64 bytes.
 * @param secrets one, or several separated by spaces while one takes the other's place
 * @throws TypeError when one is too short or too long
 */
export function webhookKeys(secrets: string): readonly Buffer[] {
  return secrets.split(' ').map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    if (key.length < 24 || key.length > 64) throw new TypeError('a webhook secret holds 24 to 64 bytes');
    return key;
  });
}

/**
 * Checks a webhook's signature: HMAC-SHA256 over id, time and body, any of several `v1` signatures by any of the keys
 * (so that a secret can be changed from either side), within five minutes.
 * @param body the bytes as they came
 * @returns the webhook's id, by which a repetition is recognised
 * @throws WebhookRefused
 * @see https://github.com/standard-webhooks/standard-webhooks, "Verifying webhook authenticity"
 */
export function verifyWebhook(
  keys: readonly Buffer[],
  headers: WebhookHeaders,
  body: Buffer,
  now = new Date(),
): string {
  const { id = '', timestamp = '', signature = '' } = headers;
  if (!/^[\x21-\x2d\x2f-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) throw new WebhookRefused();
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > webhookToleranceMs) throw new WebhookRefused();
  const expected = keys.map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest());
  const signed = signature.split(' ').some((part) => {
    const [version, text = ''] = part.split(',');
    const given = Buffer.from(text, 'base64');
    return version === 'v1' && expected.some((one) => given.length === one.length && timingSafeEqual(given, one));
  });
  if (!signed) throw new WebhookRefused();
  return id;
}
