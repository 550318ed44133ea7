import type { Locale } from './locales.ts';

const rules: Readonly<Record<Locale, Intl.PluralRules>> = {
  en: new Intl.PluralRules('en'),
  fr: new Intl.PluralRules('fr'),
};

/**
 * The words for so many, by the language's own rule: in French none and one and a half are singular too.
 * @param count a number, or one written in digits
 */
export const plural = (locale: Locale, count: number | string, one: string, other: string): string =>
  rules[locale].select(Number(count)) === 'one' ? one : other;
