import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src', import.meta.url));

test('jose’s encryption is called by one module, and by the reader, which runs in the browser', () => {
  const callers = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /from 'jose(\/[^']*)?'/.test(readFileSync(path.join(source, name), 'utf8')))
    .map((name) => name.split(path.sep).join('/'));
  expect(callers.filter((name) => !name.startsWith('envelopes/reader/'))).toEqual(['keys/jwe.ts']);
});
