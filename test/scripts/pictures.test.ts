import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sampleNames } from '../../src/mail/samples.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'docs/screenshots');

interface Pictures {
  readonly chapters: readonly { readonly pictures: readonly (readonly [string, string])[] }[];
  readonly mailPictures: (names: readonly string[]) => readonly (readonly [string, string])[];
}
const { chapters, mailPictures }: Pictures = await import(path.join(root, 'scripts/screenshots/pictures.mjs'));

test('every page has its picture, in the order of the how-to, and no picture is left over', () => {
  const pages = chapters.flatMap(({ pictures }) => pictures.map(([name]) => name));
  expect(pages).toEqual([...new Set(pages)].sort());
  const taken = readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .map((name) => name.replace(/\.png$/, ''));
  expect(pages.filter((name) => !taken.includes(name))).toEqual([]);
  const known = [...pages, ...mailPictures(sampleNames).map(([name]) => name)];
  expect(taken.filter((name) => !known.includes(name))).toEqual([]);
  const told = readFileSync(path.join(folder, 'README.md'), 'utf8');
  for (const name of taken) expect(told).toContain(`](${name}.png)`);
});

test('README.md shows pictures that are there', () => {
  const shown = [...readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(/\]\(docs\/screenshots\/([^)]+)\)/g)];
  const there = readdirSync(folder);
  expect(shown.map(([, name]) => name).filter((name) => !there.includes(name!))).toEqual([]);
  expect(shown.length).toBeGreaterThanOrEqual(3);
});
