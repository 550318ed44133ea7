import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { readConfig } from '../../src/config.ts';
import { verifyWebhook, webhookKeys, WebhookRefused, webhookToleranceMs } from '../../src/http/webhooks.ts';

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const keys = webhookKeys(secret);
const body = Buffer.from('{"type":"mail.delivered","data":{"messageId":"é"}}');
const now = new Date('2026-11-22T12:00:00Z');
const timestamp = String(now.getTime() / 1_000);

/** Signed by the reference implementation. */
const signature = (id = 'msg_1', at = now, signed = body) => new Webhook(secret).sign(id, at, signed.toString());

test('what the reference implementation signs is taken, and what we take it takes', () => {
  const headers = { id: 'msg_1', timestamp, signature: signature() };
  expect(verifyWebhook(keys, headers, body, now)).toBe('msg_1');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a-z_0-9]{1,40}$/), (text, id) => {
      const bytes = Buffer.from(text);
      const signed = { id, timestamp, signature: signature(id, now, bytes) };
      expect(verifyWebhook(keys, signed, bytes, now)).toBe(id);
    }),
  );
});

test('the example of the specification', () => {
  const example = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: '1614265330',
    signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const at = new Date(1_614_265_330_000);
  const signed = Buffer.from('{"test": 2432232314}');
  expect(verifyWebhook(webhookKeys('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), example, signed, at)).toBe(example.id);
});

test('one right signature among several is enough, so that a secret can be changed', () => {
  const several = `v1a,xxxx v1,AAAA ${signature()} v1,BBBB`;
  expect(verifyWebhook(keys, { id: 'msg_1', timestamp, signature: several }, body, now)).toBe('msg_1');
});

test('while a secret is changed, what either of the two has signed is taken', () => {
  const next = `whsec_${randomBytes(32).toString('base64')}`;
  const text = body.toString();
  for (const by of [secret, next]) {
    const headers = { id: 'msg_1', timestamp, signature: new Webhook(by).sign('msg_1', now, text) };
    expect(verifyWebhook(webhookKeys(`${secret} ${next}`), headers, body, now)).toBe('msg_1');
    expect(() => verifyWebhook(webhookKeys(by === secret ? next : secret), headers, body, now)).toThrow(WebhookRefused);
  }
  const read = (MAIL_EVENTS_SECRET: string) => readConfig({ NODE_ENV: 'test', MAIL_EVENTS_SECRET });
  expect(read(`${secret} ${next}`).MAIL_EVENTS_SECRET).toBe(`${secret} ${next}`);
  for (const wrong of [`${secret},${next}`, `${secret} `, `${secret} whsec_AAAA`]) {
    expect(() => read(wrong)).toThrow('MAIL_EVENTS_SECRET');
  }
});

test.each([
  ['another body', { body: Buffer.from('{}') }],
  ['another id', { id: 'msg_2' }],
  ['another time', { timestamp: String(Number(timestamp) + 1) }],
  ['no id', { id: undefined }],
  ['no signature', { signature: undefined }],
  ['no time', { timestamp: undefined }],
  ['a time that is no number', { timestamp: `${timestamp}.5` }],
  ['another version', { signature: signature().replace('v1,', 'v2,') }],
  ['a dot in the id', { id: 'msg.1' }],
  ['a signature of another length', { signature: 'v1,AAAA' }],
])('%s is refused', (_, changes) => {
  const { body: sent = body, ...headers } = { id: 'msg_1', timestamp, signature: signature(), ...changes } as {
    body?: Buffer;
    id: string | undefined;
    timestamp: string | undefined;
    signature: string | undefined;
  };
  expect(() => verifyWebhook(keys, headers, sent, now)).toThrow(WebhookRefused);
});

test('older or newer than five minutes is refused, at five minutes it is taken', () => {
  const headers = { id: 'msg_1', timestamp, signature: signature() };
  for (const [offset, taken] of [
    [webhookToleranceMs, true],
    [-webhookToleranceMs, true],
    [webhookToleranceMs + 1, false],
    [-webhookToleranceMs - 1, false],
  ] as const) {
    const verify = () => verifyWebhook(keys, headers, body, new Date(now.getTime() + offset));
    if (taken) expect(verify()).toBe('msg_1');
    else expect(verify).toThrow(WebhookRefused);
  }
});

test('a secret that is too short is none', () => {
  expect(() => webhookKeys('whsec_AAAA')).toThrow(TypeError);
});
