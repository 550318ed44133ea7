import type { Locale } from './locales.ts';

/** British order and a 24-hour clock: read rightly by whoever reads English, wherever they are. */
const tags: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR' };

/**
 * A moment with its weekday and zone, so that nobody has to guess whose clock is meant.
 * @param timeZone IANA name; UTC where the reader's is not known
 */
export function formatMoment(moment: Date, locale: Locale, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat(tags[locale], {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(moment);
}

/** The same in little room, for lists and lines: the year only where it is another one than now. */
export function formatShortMoment(moment: Date, locale: Locale, timeZone = 'UTC', now = new Date()): string {
  const sameYear = yearOf(moment, timeZone) === yearOf(now, timeZone);
  return new Intl.DateTimeFormat(tags[locale], {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(moment);
}

const yearOf = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone }).format(moment);

/** Values for a text's placeholders, with every moment among them in words. @param timeZone as of formatMoment */
export const momentsInWords = (
  params: Readonly<Record<string, string | number | Date>> = {},
  locale: Locale,
  timeZone?: string,
): Readonly<Record<string, string | number>> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      value instanceof Date ? formatMoment(value, locale, timeZone) : value,
    ]),
  );

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** Less than a minute, behind or ahead. */
const near: Record<Locale, readonly [past: string, future: string]> = {
  en: ['just now', 'in less than a minute'],
  fr: ['à l’instant', 'dans moins d’une minute'],
};

/** How far a moment is from now in one unit, such as "in 2 days" or "il y a 3 heures". */
export function formatDistance(moment: Date, locale: Locale, now = new Date()): string {
  const distance = moment.getTime() - now.getTime();
  const words = new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto' });
  for (const [unit, size] of units) {
    if (Math.abs(distance) >= size) return words.format(Math.round(distance / size), unit);
  }
  return near[locale][distance > 0 ? 1 : 0];
}
