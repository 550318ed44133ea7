import * as enAdministration from './en/administration.ts';
import * as enDirectory from './en/directory.ts';
import * as enMail from './en/mail.ts';
import * as enOnboardings from './en/onboardings.ts';
import * as enOwnUser from './en/own-user.ts';
import * as enPageProblems from './en/page-problems.ts';
import * as enPages from './en/pages.ts';
import * as enPasswords from './en/passwords.ts';
import * as enProblems from './en/problems.ts';
import type { ProblemFamily, ProblemWords } from './en/problems.ts';
import * as frAdministration from './fr/administration.ts';
import * as frDirectory from './fr/directory.ts';
import * as frMail from './fr/mail.ts';
import * as frOnboardings from './fr/onboardings.ts';
import * as frOwnUser from './fr/own-user.ts';
import * as frPageProblems from './fr/page-problems.ts';
import * as frPages from './fr/pages.ts';
import * as frPasswords from './fr/passwords.ts';
import * as frProblems from './fr/problems.ts';
import { type Locale, locales } from './locales.ts';

export { type Locale, locales, type ProblemFamily, type ProblemWords };

const en = {
  ...enAdministration,
  ...enProblems,
  ...enDirectory,
  ...enOwnUser,
  ...enPages,
  ...enPageProblems,
  ...enPasswords,
  ...enMail,
  ...enOnboardings,
};
export type Dictionary = typeof en;
const dictionaries: Record<Locale, Dictionary> = {
  en,
  fr: {
    ...frAdministration,
    ...frProblems,
    ...frDirectory,
    ...frOwnUser,
    ...frPages,
    ...frPageProblems,
    ...frPasswords,
    ...frMail,
    ...frOnboardings,
  },
};

/** All words of one language, by section. */
export const dictionary = (locale: Locale): Dictionary => dictionaries[locale];

/**
 * The language to answer in: what the person has chosen, else the best of Accept-Language (RFC 9110, 12.5.4) that
 * Castellan speaks, else English.
 * @param acceptLanguage the header's value, if there is one
 * @param preference a language that was chosen earlier
 */
export function negotiateLocale(acceptLanguage: string | undefined, preference?: string | null): Locale {
  if (isLocale(preference)) return preference;
  const ranges = (acceptLanguage ?? '').slice(0, 500).split(',').map(readRange);
  const best = ranges.filter(({ locale, weight }) => locale !== undefined && weight > 0);
  return best.sort((one, other) => other.weight - one.weight)[0]?.locale ?? 'en';
}

function readRange(range: string): { locale: Locale | undefined; weight: number } {
  const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
  const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
  const language = tag.trim() === '*' ? 'en' : tag.trim().split('-')[0];
  return { locale: isLocale(language) ? language : undefined, weight: weight === undefined ? 1 : Number(weight) };
}

const isLocale = (text: unknown): text is Locale => (locales as readonly unknown[]).includes(text);

/** A problem's `detail` on the wire: why, and what to do next. */
export const detailOf = ({ why, next }: Pick<ProblemWords, 'why' | 'next'>): string => `${why} ${next}`;

/** Puts values into a text's {placeholders}; one without a value becomes nothing. */
export const fill = (text: string, params: Readonly<Record<string, string | number>> = {}): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
