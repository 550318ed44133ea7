import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

test('the reader’s script stays below 30 KB and never makes markup or code out of text', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../src/envelopes/reader/reader.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    write: false,
  });
  const script = outputFiles[0]!.text;
  expect(Buffer.byteLength(script)).toBeLessThanOrEqual(30_000);
  expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/);
});
