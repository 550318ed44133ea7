import fc from 'fast-check';
import { canonicalPolicy, type Policy, policyHash } from '../../src/envelopes/format.ts';
import {
  claimsOf,
  envelopeLimit,
  openMessage,
  readEnvelope,
  sealMessage,
  textLimit,
} from '../../src/envelopes/sealing.ts';
import { claimedHeader, JweRefused } from '../../src/keys/jwe.ts';

const claims = { mid: 'bWlkLW1pZC1taWQtbWlkLQ', rcpt: 'r'.repeat(43), pol: 'p'.repeat(43) };
const at = { keyServer: 'https://castellan.example.org', now: new Date('2026-11-22T22:07:01.5Z') };
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Any text at all, lone surrogates and control characters included. */
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });

test('the header is the documented one', async () => {
  const { jwe } = await sealMessage({ subject: 's', text: 't' }, claims, at);
  expect(claimedHeader(readEnvelope(jwe))).toEqual({
    ...{ alg: 'dir', enc: 'A256GCM', typ: 'renv+jwe', v: 1, kid: expect.stringMatching(/^dek:[0-9a-f-]{36}$/) },
    ...{ ...claims, ks: at.keyServer, iat: 1_795_385_221, crit: ['mid', 'rcpt', 'pol'] },
  });
  expect(claimsOf(jwe)).toEqual(claims);
});

test('any text: seal then open is the identity, and no two seals are alike', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (subject, text) => {
      const one = await sealMessage({ subject, text }, claims, at);
      const other = await sealMessage({ subject, text }, claims, at);
      expect(await openMessage(one.jwe, one.dataKey, claims)).toEqual({ subject, text });
      expect(one.jwe).not.toBe(other.jwe);
      await expect(openMessage(one.jwe, other.dataKey, claims)).rejects.toThrow(JweRefused);
    }),
    { numRuns: 60 },
  );
});

test('any changed bit of any member is refused', async () => {
  const { jwe, dataKey } = await sealMessage({ subject: 'Hello', text: 'World' }, claims, at);
  const members = ['protected', 'iv', 'ciphertext', 'tag'] as const;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...members), fc.nat(), fc.nat(7), async (member, place, bit) => {
      const changed = JSON.parse(jwe) as Record<string, string>;
      const bytes = Buffer.from(changed[member]!, 'base64url');
      bytes[place % bytes.length]! ^= 1 << bit;
      changed[member] = bytes.toString('base64url');
      await expect(openMessage(JSON.stringify(changed), dataKey, claims)).rejects.toThrow(JweRefused);
    }),
    { numRuns: 300 },
  );
});

test('any changed character of any member is refused, though it stands for the same bytes', async () => {
  const { jwe, dataKey } = await sealMessage({ subject: 'Hello', text: 'World' }, claims, at);
  const envelope = JSON.parse(jwe) as Record<string, string>;
  const refused = async (member: string, place: number, other: string) => {
    const text = envelope[member]!;
    const changed = text.slice(0, place) + other + text.slice(place + 1);
    if (changed === text) return;
    const attempt = openMessage(JSON.stringify({ ...envelope, [member]: changed }), dataKey, claims);
    await expect(attempt).rejects.toThrow(JweRefused);
  };
  const members = ['protected', 'iv', 'ciphertext', 'tag'];
  for (const member of members) {
    // The last one holds bits that belong to no byte.
    for (const other of base64url) await refused(member, envelope[member]!.length - 1, other);
  }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...members),
      fc.nat(),
      fc.constantFrom(...base64url.split('')),
      async (member, place, other) => refused(member, place % envelope[member]!.length, other),
    ),
    { numRuns: 300 },
  );
});

test('any changed, added or missing header claim is refused, even where the opener expects the changed one', async () => {
  const { jwe, dataKey } = await sealMessage({ subject: 'Hello', text: 'World' }, claims, at);
  const envelope = JSON.parse(jwe) as Record<string, string>;
  const header = JSON.parse(Buffer.from(envelope['protected']!, 'base64url').toString()) as Record<string, unknown>;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(header), 'extra'), fc.json(), async (name, value) => {
      const changed = { ...header, [name]: JSON.parse(value) as unknown };
      if (JSON.stringify(changed) === JSON.stringify(header)) return;
      const missing = Object.fromEntries(Object.entries(header).filter(([key]) => key !== name));
      for (const forged of name === 'extra' ? [changed] : [changed, missing]) {
        const encoded = Buffer.from(JSON.stringify(forged)).toString('base64url');
        const expected = { ...claims, ...(name in claims ? { [name]: String(changed[name]) } : {}) };
        const attempt = openMessage(JSON.stringify({ ...envelope, protected: encoded }), dataKey, expected);
        await expect(attempt).rejects.toThrow(JweRefused);
      }
    }),
    { numRuns: 100 },
  );
});

test('an envelope for another recipient, message or policy is refused with the right key', async () => {
  const { jwe, dataKey } = await sealMessage({ subject: 's', text: 't' }, claims, at);
  for (const name of ['mid', 'rcpt', 'pol'] as const) {
    await expect(openMessage(jwe, dataKey, { ...claims, [name]: 'x' })).rejects.toThrow(JweRefused);
  }
});

test('a text of 32 KiB is taken, one byte more is not; the longest envelope can be read back', async () => {
  const worst = '\u0001'.repeat(textLimit);
  const { jwe } = await sealMessage({ subject: 'é'.repeat(400), text: worst }, claims, at);
  expect(jwe.length).toBeLessThan(envelopeLimit);
  expect(readEnvelope(jwe)).toBeTruthy();
  await expect(sealMessage({ subject: '', text: `${worst}x` }, claims, at)).rejects.toMatchObject({
    code: 'request.invalid',
    details: { errors: [{ pointer: '/message', code: 'message.too-long' }] },
  });
  await expect(sealMessage({ subject: '', text: 'é'.repeat(textLimit / 2 + 1) }, claims, at)).rejects.toThrow();
});

test('what is no envelope is refused before anything is decrypted', () => {
  const member = { protected: 'e30', iv: 'AA', ciphertext: 'AA', tag: 'AA' };
  const wrong = ['', 'x', 'null', '[]', '{}', '"text"'];
  wrong.push(JSON.stringify({ ...member, header: {} }), JSON.stringify({ ...member, iv: 'a+b/' }));
  wrong.push(JSON.stringify({ ...member, tag: 1 }), `${' '.repeat(envelopeLimit)}${JSON.stringify(member)}`);
  for (const text of wrong) expect(() => readEnvelope(text)).toThrow(JweRefused);
});

test('the policy’s hash does not depend on the order of its members', async () => {
  const policy: Policy = { v: 1, account: '1001', release: 'until-end', reply: false, forward: false };
  const shuffled: Policy = { forward: false, reply: false, release: 'until-end', account: '1001', v: 1 };
  expect(canonicalPolicy(policy)).toBe('{"account":"1001","forward":false,"release":"until-end","reply":false,"v":1}');
  expect(await policyHash(shuffled)).toBe(await policyHash(policy));
});
