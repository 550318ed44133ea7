import { formatDistance } from '../../../language/dates.ts';
import type { Locale } from '../../../language/index.ts';

/** How long ago it was; never ahead, even where this machine's clock is behind the server's. */
export const ago = (at: string, locale: Locale): string =>
  formatDistance(new Date(Math.min(Date.parse(at), Date.now())), locale);

const everyMs = 30_000;

/** Keeps every `time[data-ago][datetime]` true while the page is open: the server said it as of the load. */
export function keepAgo(): void {
  const locale = document.documentElement.lang as Locale;
  setInterval(() => {
    for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
      const text = ago(time.dateTime, locale);
      if (time.textContent !== text) time.textContent = text;
    }
  }, everyMs);
}
