import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every file that runs in the product, and what of jose it names, whichever way it imports it. */
const callers = ['src', 'activities', 'workflows'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]sx?$/.test(name))
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .filter((name) => /['"`]jose(\/[^'"`]*)?['"`]/.test(contentOf(name))),
);
function contentOf(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}
const door = 'src/keys/jwe.ts';

test('jose is named by one module, for the service and for the reader in the browser', () => {
  expect(callers).toEqual([door]);
});

test('it opens nothing without its allow-lists', () => {
  const text = contentOf(door);
  // Each call ends with what `limits` says; nothing else decrypts.
  const calls = [...text.matchAll(/await (?:compact|flattened)Decrypt\(([^;]*)\);/g)].map(([, given]) => given!);
  const named = text.match(/\b(?:compact|flattened|general)Decrypt\b(?=\()/g) ?? [];
  expect(calls).toHaveLength(2);
  expect(named).toHaveLength(2);
  for (const given of calls) expect(given).toMatch(/, limits\(opening\)$/);
  const limits = /const limits = [\s\S]*?\n\}\);/.exec(text)![0];
  for (const part of ['keyManagementAlgorithms', 'contentEncryptionAlgorithms', 'maxDecompressedLength: 0', 'crit'])
    expect(limits).toContain(part);
});
