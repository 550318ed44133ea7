import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { exportJWK, generateKeyPair } from 'jose';
import {
  claimedHeader,
  JweRefused,
  openCompact,
  openFlattened,
  sealCompact,
  sealFlattened,
  toPublicKey,
} from '../../src/keys/jwe.ts';

const key = randomBytes(32);
const plaintext = new TextEncoder().encode('only for you');
const header = { typ: 'test+jwe', kid: 'k', mid: 'm' };
const flattened = () => sealFlattened({ plaintext, key, header, critical: ['mid'] });
const open = { key, typ: 'test+jwe', critical: ['mid'] };
const rewritten = (encoded: string, change: object) =>
  Buffer.from(
    JSON.stringify({ ...(JSON.parse(Buffer.from(encoded, 'base64url').toString()) as object), ...change }),
  ).toString('base64url');

test('opens what it sealed, in both serializations', async () => {
  expect((await openFlattened(await flattened(), open)).plaintext).toEqual(plaintext);
  const compact = await sealCompact({ plaintext, key, header, critical: ['mid'] });
  expect(
    (await openCompact(compact, { ...open, key: (claimed) => (claimed['kid'] === 'k' ? key : randomBytes(32)) }))
      .header,
  ).toMatchObject({ mid: 'm', crit: ['mid'] });
  expect(claimedHeader(compact)).toMatchObject({ alg: 'dir', enc: 'A256GCM', kid: 'k' });
});

test.each<[string, () => Promise<unknown>]>([
  ['another type', async () => openFlattened(await flattened(), { ...open, typ: 'other+jwe' })],
  ['a critical claim it does not know', async () => openFlattened(await flattened(), { key, typ: 'test+jwe' })],
  [
    'a critical claim that is not declared so',
    async () => openFlattened(await sealFlattened({ plaintext, key, header }), open),
  ],
  [
    'another content encryption',
    async () => openFlattened(await flattened(), { ...open, accept: { alg: 'dir', enc: 'A128GCM' } }),
  ],
  ['another key management', async () => openFlattened(await flattened(), { ...open, accept: toPublicKey })],
  ['an unprotected header', async () => openFlattened({ ...(await flattened()), header: { kid: 'k' } }, open)],
  ['additional data', async () => openFlattened({ ...(await flattened()), aad: 'AA' }, open)],
  [
    'a changed claim',
    async () => {
      const jwe = await flattened();
      return openFlattened({ ...jwe, protected: rewritten(jwe.protected!, { mid: 'n' }) }, open);
    },
  ],
  [
    'compression',
    async () =>
      openFlattened(
        await sealFlattened({ plaintext, key, header: { ...header, zip: 'DEF' }, critical: ['mid'] }),
        open,
      ),
  ],
  ['what is no JWE', async () => openCompact('a.b.c', open)],
])('refuses %s', async (_what, attempt) => {
  await expect(attempt()).rejects.toThrow(JweRefused);
});

test('any text, any key: seal then open is the identity; with any other key it is refused', async () => {
  const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), keys, keys, async (content, mine, other) => {
      const compact = await sealCompact({ plaintext: content, key: mine, header: { typ: 't' } });
      expect((await openCompact(compact, { key: mine, typ: 't' })).plaintext).toEqual(content);
      if (Buffer.compare(mine, other) !== 0) {
        await expect(openCompact(compact, { key: other, typ: 't' })).rejects.toThrow(JweRefused);
      }
    }),
    { numRuns: 50 },
  );
});

test('seals to a public key, which only the private one opens', async () => {
  const [mine, other] = [await generateKeyPair('ECDH-ES'), await generateKeyPair('ECDH-ES')];
  const sealed = await sealCompact({
    plaintext,
    key: await exportJWK(mine.publicKey),
    header: { typ: 'test+jwe' },
    use: toPublicKey,
  });
  const accept = toPublicKey;
  expect((await openCompact(sealed, { key: mine.privateKey, typ: 'test+jwe', accept })).plaintext).toEqual(plaintext);
  await expect(openCompact(sealed, { key: other.privateKey, typ: 'test+jwe', accept })).rejects.toThrow(JweRefused);
});
