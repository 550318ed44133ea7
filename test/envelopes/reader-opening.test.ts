import { CompactEncrypt, FlattenedEncrypt } from 'jose';
import fc from 'fast-check';
import { type Message, policyHash } from '../../src/envelopes/format.ts';
import { newKeyPair, openReleased, publicPart, type ReleaseAnswer } from '../../src/envelopes/reader/opening.ts';
import { newMid, sealMessage } from '../../src/envelopes/sealing.ts';
import { readPublicKey, sealCompact, toPublicKey } from '../../src/keys/jwe.ts';

/** The reader as the recipient's last line: it opens what was sealed for it and nothing that differs by a bit. */
const policy = { v: 1, account: '1001', release: 'until-end', reply: false, forward: false };
const message: Message = { subject: 'Hello', text: 'World' };
const mid = newMid();
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
let pair: CryptoKeyPair;
let answer: ReleaseAnswer;
let dataKey: Uint8Array;

beforeAll(async () => {
  pair = await newKeyPair();
  const claims = { mid, rcpt: 'r'.repeat(43), pol: await policyHash(policy) };
  const sealed = await sealMessage(message, claims, { keyServer: 'https://castellan.example.org', now: new Date() });
  dataKey = sealed.dataKey;
  const key = await sealCompact({
    plaintext: dataKey,
    key: await readPublicKey(await publicPart(pair)),
    header: { typ: 'rel+jwe', mid, rid: 'r' },
    critical: ['mid', 'rid'],
    use: toPublicKey,
  });
  answer = { key, envelope: JSON.parse(sealed.jwe) as ReleaseAnswer['envelope'], policy };
});

const open = (changed: Partial<ReleaseAnswer>) => openReleased(mid, { ...answer, ...changed }, pair);

test('opens what was released', async () => {
  expect(await open({})).toEqual(message);
});

test('any changed bit of the envelope is refused', async () => {
  const members = ['protected', 'iv', 'ciphertext', 'tag'] as const;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...members), fc.nat(), fc.nat(7), async (member, place, bit) => {
      const envelope = { ...answer.envelope, [member]: flipped(answer.envelope[member]!, place, bit) };
      await expect(open({ envelope })).rejects.toThrow();
    }),
    { numRuns: 300 },
  );
});

test('an envelope with any other member is refused, whatever it holds', async () => {
  const others = { encrypted_key: '', header: {}, unprotected: {}, aad: '', recipients: [], more: undefined };
  for (const [name, value] of Object.entries(others)) {
    await expect(open({ envelope: { ...answer.envelope, [name]: value } })).rejects.toThrow('members');
  }
});

test('any changed character of envelope or key is refused, though it stands for the same bytes', async () => {
  const members = ['protected', 'iv', 'ciphertext', 'tag'] as const;
  const parts = answer.key.split('.');
  for (const other of base64url) {
    for (const member of members) {
      const text = answer.envelope[member]!;
      const changed = text.slice(0, -1) + other;
      if (changed !== text)
        await expect(open({ envelope: { ...answer.envelope, [member]: changed } })).rejects.toThrow();
    }
    for (const part of [0, 2, 3, 4]) {
      const changed = parts.with(part, parts[part]!.slice(0, -1) + other).join('.');
      if (changed !== answer.key) await expect(open({ key: changed })).rejects.toThrow();
    }
  }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...members),
      fc.nat(),
      fc.constantFrom(...base64url.split('')),
      async (member, at, other) => {
        const text = answer.envelope[member]!;
        const changed = text.slice(0, at % text.length) + other + text.slice((at % text.length) + 1);
        fc.pre(changed !== text);
        await expect(open({ envelope: { ...answer.envelope, [member]: changed } })).rejects.toThrow();
      },
    ),
    { numRuns: 300 },
  );
});

test('any changed bit of the released key is refused', async () => {
  const parts = answer.key.split('.');
  // With ECDH-ES there is no encrypted key: its part is empty.
  const filled = [0, 2, 3, 4];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...filled), fc.nat(), fc.nat(7), async (part, place, bit) => {
      const changed = parts.map((text, index) => (index === part ? flipped(text, place, bit) : text));
      await expect(open({ key: changed.join('.') })).rejects.toThrow();
    }),
    { numRuns: 300 },
  );
});

test('a compressed envelope is refused, though it was sealed by the right key', async () => {
  const header = JSON.parse(Buffer.from(answer.envelope.protected!, 'base64url').toString()) as { crit: string[] };
  const envelope = await new FlattenedEncrypt(new TextEncoder().encode(JSON.stringify({ v: 1, ...message })))
    .setProtectedHeader({ ...header, alg: 'dir', enc: 'A256GCM', zip: 'DEF' })
    .encrypt(dataKey, { crit: Object.fromEntries(header.crit.map((name) => [name, true])) });
  await expect(open({ envelope })).rejects.toThrow();
});

test('a key under another algorithm, or a message of another shape, is refused', async () => {
  const shared = crypto.getRandomValues(new Uint8Array(32));
  const wrong = await new CompactEncrypt(dataKey)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'rel+jwe', mid, rid: 'r', crit: ['mid', 'rid'] })
    .encrypt(shared, { crit: { mid: true, rid: true } });
  await expect(open({ key: wrong })).rejects.toThrow();
  await expect(open({ policy: { ...policy, reply: true } })).rejects.toThrow('policy');
});

function flipped(text: string, place: number, bit: number): string {
  const bytes = Buffer.from(text, 'base64url');
  bytes[place % bytes.length]! ^= 1 << bit;
  return bytes.toString('base64url');
}
