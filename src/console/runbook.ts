import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Html } from '../html.ts';
import type { Locale } from '../language/index.ts';
import { renderMarkdown, slugOf } from '../markdown.ts';

/** The same folder beside the sources and beside what is built from them. */
const folder = path.join(import.meta.dirname, '..', '..', 'docs');
const files: Readonly<Record<Locale, string>> = { en: 'runbook.md', fr: 'runbook.fr.md' };

const texts = new Map<Locale, string>();

function textOf(locale: Locale): string {
  const known = texts.get(locale) ?? readFileSync(path.join(folder, files[locale]), 'utf8');
  texts.set(locale, known);
  return known;
}

/** The whole runbook as HTML, in one language. */
export const runbook = (locale: Locale): Html => renderMarkdown(textOf(locale));

/** One section of it, or null where there is none. @param topic a stall reason, an alert, or what the sweep finds */
export function runbookSection(topic: string, locale: Locale): Html | null {
  const section = textOf(locale)
    .split(/^(?=#{1,2} )/m)
    .find((one) => /^## /.test(one) && slugOf(one.split('\n')[0]!.slice(3)) === topic);
  return section === undefined ? null : renderMarkdown(section.replace(/^## /, '# '));
}
