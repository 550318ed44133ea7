import { readdirSync } from 'node:fs';
import { locales } from '../../src/language/index.ts';
import { mailSamples, sampleNames } from '../../src/mail/samples.ts';

const samples = mailSamples('https://castellan.example');
const folder = new URL('../../src/mail/templates/', import.meta.url);
const apart = ['index.ts', 'names.ts'];

test('every template has a sample', () => {
  const templates = readdirSync(folder).filter((file) => !apart.includes(file));
  const begun = templates.map((file) => file.replace('.ts', ''));
  for (const name of begun) expect(sampleNames.filter((sample) => sample.startsWith(name))).not.toEqual([]);
});

describe.each(locales)('in %s', (locale) => {
  test.each(sampleNames)('%s has a subject, both parts, and links to ourselves only', (name) => {
    const { subject, text, html } = samples[name](locale);
    expect(subject).not.toBe('');
    expect(`${subject}${text}${html}`).not.toMatch(/undefined|NaN|\[object|Invalid Date|\{[a-z]+\}/);
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https:\/\/castellan\.example\//);
    if (locale === 'fr') expect(`${subject}\n${text.replace(/https?:\S+/g, '')}`).not.toMatch(/\p{L} [:;!?»]|« /u);
  });
});
