/**
 * Pictures of every page and mail (`npm run screenshots`): starts a product of its own on throw-away data, walks through
 * it, and writes docs/screenshots with exactly the pictures of scripts/screenshots/pictures.mjs, and a page that tells
 * the how-to's steps with them.
 */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium, withoutChromium } from './chromium.mjs';
import { serveFailures } from './screenshots/failures.mjs';
import { chapters, mailPictures } from './screenshots/pictures.mjs';
import { openStudio, startProduct } from './screenshots/studio.mjs';
import { showMails, walkEverywhere } from './screenshots/walks.mjs';
import { root } from './steps.mjs';

const target = path.join(root, 'docs', 'screenshots');
const largest = 9 * 1024 * 1024;

const executablePath = findChromium();
if (!executablePath) {
  process.stderr.write(`${withoutChromium}\n`);
  process.exit(1);
}
const { chromium } = await import('playwright-core');
const { mailSamples, sampleNames } = await import(
  pathToFileURL(path.join(root, 'dist', 'src', 'mail', 'samples.js')).href
);
const mails = mailPictures(sampleNames);
const wanted = new Set([...chapters.flatMap(({ pictures }) => pictures), ...mails].map(([name]) => name));

function fileOf(name) {
  if (!wanted.has(name)) throw new Error(`${name} is not in the list of pictures`);
  return path.join(target, `${name}.png`);
}

const product = await startProduct();
const failures = await serveFailures();
const browser = await chromium.launch({
  executablePath,
  args: ['--disable-gpu', '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const visitor = openStudio(browser, product.addresses.consoleUrl, fileOf);
  await walkEverywhere({ visitor, product, failures });
  await showMails({ visitor, samples: mailSamples('https://castellan.example'), names: sampleNames });
} finally {
  await browser.close();
  failures.stop();
  await product.stop();
}

const told = ({ title, intro, pictures }) =>
  [
    `## ${title}`,
    intro,
    ...pictures.map(([name, shows]) => `### ${name}\n\n${shows}\n\n![${shows.replaceAll('**', '')}](${name}.png)`),
  ].join('\n\n');
const mailChapter = {
  title: 'The mails',
  intro: 'Every mail in English and French, with made-up people.',
  pictures: mails,
};
const text = [
  '<!-- Made by `npm run screenshots` from scripts/screenshots/pictures.mjs. -->',
  '# Castellan in pictures',
  'Every page and mail, in the order of the how-to. Addresses and people are made up.',
  ...[...chapters, mailChapter].map(told),
];
writeFileSync(path.join(target, 'README.md'), `${text.join('\n\n')}\n`);

const taken = readdirSync(target).filter((name) => name.endsWith('.png'));
const missing = [...wanted].filter((name) => !taken.includes(`${name}.png`));
const size = taken.reduce((sum, name) => sum + statSync(path.join(target, name)).size, 0);
process.stdout.write(`${taken.length} pictures, ${(size / 1_048_576).toFixed(1)} MiB\n`);
for (const name of missing) process.stderr.write(`${name} was not taken.\n`);
if (size > largest) process.stderr.write('The pictures weigh more than 9 MiB together.\n');
if (missing.length > 0 || size > largest) process.exitCode = 1;
