import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createKeyWrapper } from '../../src/envelopes/key-wrapper.ts';
import { newKeyPair, openReleased, publicPart } from '../../src/envelopes/reader/opening.ts';
import { envelopeVersion, policyHash } from '../../src/envelopes/format.ts';
import { claimsOf, openMessage, recipientClaim, wrappingContext } from '../../src/envelopes/sealing.ts';
import { readPublicKey, sealCompact, toPublicKey } from '../../src/keys/jwe.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';

interface Golden {
  keyring: object;
  recipient: string;
  policy: string;
  wrappedKey: string;
  dataKey: string;
  envelope: string;
  message: { subject: string; text: string };
}
/** One of each version that ever was; see test/vectors/README.md. */
const vectors = new URL('../vectors/', import.meta.url);
/** None may ever change: what was sealed once has to open for ever, byte by byte as it was. */
const hashes: Record<string, string> = {
  'envelope-v1.json': '0f5494019014507c11d48f36a05593944d6fea7faf574a8f47c10f02623beb93',
};
const goldens = readdirSync(vectors).filter((name) => /^envelope-v\d+\.json$/.test(name));

const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-golden-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('there is one of every version up to the current one', () => {
  const versions = Array.from({ length: envelopeVersion }, (_, index) => `envelope-v${index + 1}.json`);
  expect(goldens).toEqual(expect.arrayContaining(versions));
});

test.each(goldens)('%s is the file that it was', (name) => {
  const hash = createHash('sha256').update(readFileSync(new URL(name, vectors)));
  expect(hash.digest('hex')).toBe(hashes[name]);
});

test.each(goldens)('%s opens as it did, from the keyring to the browser', async (name) => {
  const golden = JSON.parse(readFileSync(new URL(name, vectors), 'utf8')) as Golden;
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(golden.keyring), { mode: 0o600 });
  const keyring = loadKeyring(file);
  const claims = claimsOf(golden.envelope);
  expect(claims.rcpt).toBe(recipientClaim(keyring, golden.recipient));
  expect(claims.pol).toBe(await policyHash(JSON.parse(golden.policy) as object));
  const dataKey = await createKeyWrapper(keyring).unwrap(golden.wrappedKey, wrappingContext(claims));
  expect(Buffer.from(dataKey).toString('base64url')).toBe(golden.dataKey);
  expect(await openMessage(golden.envelope, dataKey, claims)).toEqual(golden.message);

  const pair = await newKeyPair();
  const key = await sealCompact({
    plaintext: dataKey,
    key: await readPublicKey(await publicPart(pair)),
    header: { typ: 'rel+jwe', mid: claims.mid, rid: 'r' },
    critical: ['mid', 'rid'],
    use: toPublicKey,
  });
  const answer = { key, envelope: JSON.parse(golden.envelope), policy: JSON.parse(golden.policy) as object };
  expect(await openReleased(claims.mid, answer as Parameters<typeof openReleased>[1], pair)).toEqual(golden.message);
});
