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
const opener = 'src/envelopes/reader/opening.ts';

test('jose’s encryption is called by one module, and by the reader’s opener, which runs in the browser', () => {
  expect(callers.sort()).toEqual([opener, 'src/keys/jwe.ts']);
});

test.each([
  [opener, ['ECDH-ES', 'dir']],
  ['src/keys/jwe.ts', []],
])('%s opens nothing without its allow-lists', (name, algorithms) => {
  const text = contentOf(name);
  // Each call ends with what `limits` says; nothing else decrypts.
  const calls = [...text.matchAll(/await (?:compact|flattened)Decrypt\(([^;]*)\);/g)].map(([, given]) => given!);
  const named = text.match(/\b(?:compact|flattened|general)Decrypt\b(?=\()/g) ?? [];
  expect(calls).toHaveLength(2);
  expect(named).toHaveLength(2);
  for (const given of calls) expect(given).toMatch(/, limits\(/);
  for (const algorithm of algorithms) expect(calls.some((given) => given.includes(`limits('${algorithm}'`))).toBe(true);
  const limits = /const limits = [\s\S]*?\n\}\);/.exec(text)![0];
  for (const part of ['keyManagementAlgorithms', 'contentEncryptionAlgorithms', 'maxDecompressedLength: 0', 'crit'])
    expect(limits).toContain(part);
});
