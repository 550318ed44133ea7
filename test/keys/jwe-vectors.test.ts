import { readFileSync } from 'node:fs';
import type { FlattenedJWE, JWK } from '../../src/keys/jwe.ts';
import { openCompact, openFlattened } from '../../src/keys/jwe.ts';

interface Vector {
  tcId: number;
  comment: string;
  jwe: string | FlattenedJWE;
  pt: string;
  enc: string;
  result: 'valid' | 'invalid';
}
interface Group {
  type: string;
  private: JWK & { alg: string };
  tests: Vector[];
}

const file = new URL('../vectors/wycheproof-json-web-encryption.json', import.meta.url);
const { testGroups, numberOfTests } = JSON.parse(readFileSync(file, 'utf8')) as {
  testGroups: Group[];
  numberOfTests: number;
};

/** Vectors that are valid and yet refused here, each with its reason. No invalid one is accepted. */
const refusedOnPurpose = new Map<number, string>([
  ...[100, 101, 102, 103, 104, 105, 112, 128].map(
    (id) => [id, 'RSA1_5 (PKCS #1 v1.5 padding) is not supported by jose, on purpose: padding oracles'] as const,
  ),
  [132, 'the vector’s JWK names an `enc` as its `alg`; a key is used for the algorithm it is meant for, or not at all'],
  [135, 'compressed before it was encrypted: refused, because lengths then leak content'],
]);

test('every Wycheproof vector answers as stated', async () => {
  const wrong: string[] = [];
  let seen = 0;
  for (const { private: key, tests } of testGroups) {
    for (const vector of tests) {
      seen += 1;
      const opening = { key, typ: null, accept: { alg: key.alg, enc: vector.enc } };
      const opened = await (typeof vector.jwe === 'string'
        ? openCompact(vector.jwe, opening)
        : openFlattened(vector.jwe, opening)
      ).then(
        ({ plaintext }) => Buffer.from(plaintext).toString('hex'),
        () => null,
      );
      const expected = vector.result === 'valid' && !refusedOnPurpose.has(vector.tcId) ? vector.pt : null;
      if (opened !== expected) wrong.push(`${vector.tcId} ${vector.comment}: ${opened ?? 'refused'}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toBe(numberOfTests);
});
