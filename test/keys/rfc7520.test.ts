import { readFileSync } from 'node:fs';
import { type FlattenedJWE, type JWK, JweRefused, openCompact, openFlattened } from '../../src/keys/jwe.ts';

interface Example {
  section: string;
  title: string;
  plaintext: string;
  key: (JWK & { alg?: string }) | string | JWK[];
  alg: string | string[];
  enc: string;
  output: { compact?: string; json?: FlattenedJWE & { recipients?: unknown[] }; json_flat?: FlattenedJWE };
}

const file = new URL('../vectors/rfc7520-section-5.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Example[] };

/** Examples that are sound and yet refused here, each with its reason. */
const refusedOnPurpose: Readonly<Record<string, string>> = {
  '5.1': 'RSA1_5 (PKCS #1 v1.5 padding) is not supported by jose, on purpose: padding oracles',
  '5.9': 'compressed before it was encrypted: refused, because lengths then leak content',
  '5.10': 'has an `aad` beside the protected header; here everything that counts stands in the protected header',
  '5.11': 'keeps its `alg` in an unprotected header, which anybody on the way could change',
  '5.12': 'has no protected header at all',
  '5.13': 'has several recipients in general JSON serialization; an envelope has one, in flattened serialization',
};

/** How the example writes its key: a JWK, a password, or one for each recipient. */
function keyOf({ key }: Example): Uint8Array | JWK {
  if (typeof key === 'string') return new TextEncoder().encode(key);
  const one = Array.isArray(key) ? key[0]! : { ...key };
  // Its `alg` names a content encryption, which only `dir` uses the key for.
  if (one.alg === 'A128GCM') delete one.alg;
  return one;
}

test('every example of RFC 7520 section 5 is there', () => {
  expect(vectors.map(({ section }) => section)).toEqual(Array.from({ length: 13 }, (_, index) => `5.${index + 1}`));
});

test.each(vectors.map((example) => [example.section, example.title, example] as const))(
  'RFC 7520 %s: %s',
  async (section, _title, example) => {
    const { alg, enc, plaintext, output } = example;
    const opening = { key: keyOf(example), typ: null, accept: { alg: Array.isArray(alg) ? alg[0]! : alg, enc } };
    const forms: Promise<{ plaintext: Uint8Array }>[] = [];
    if (output.compact !== undefined) forms.push(openCompact(output.compact, opening));
    const flat = output.json_flat ?? (output.json?.recipients ? undefined : output.json);
    if (flat !== undefined) forms.push(openFlattened(flat, opening));
    if (forms.length === 0) forms.push(openFlattened(output.json!, opening));
    for (const form of forms) {
      if (section in refusedOnPurpose) await expect(form).rejects.toThrow(JweRefused);
      else expect(new TextDecoder().decode((await form).plaintext)).toBe(plaintext);
    }
  },
);

test('an example opens only by the algorithms that the caller accepts', async () => {
  for (const example of vectors.filter(({ section }) => !(section in refusedOnPurpose))) {
    const { alg, enc, output } = example;
    const key = keyOf(example);
    for (const accept of [
      { alg: String(alg), enc: enc === 'A256GCM' ? 'A128GCM' : 'A256GCM' },
      { alg: alg === 'dir' ? 'A128KW' : 'dir', enc },
    ]) {
      await expect(openCompact(output.compact!, { key, typ: null, accept })).rejects.toThrow(JweRefused);
    }
  }
});
