/**
 * Lets an onboarding's timeline grow by itself. Writes text only, so that no entry can become markup. It survives a
 * restart of the server and a network that is away: every entry has a number, and it goes on behind the last one.
 *
 * What it expects of the page:
 *
 *   ol.timeline[data-ref][data-last][data-now-at][data-zone]  the entries so far; with data-ended nothing more comes
 *   [data-live=news][role=status]   told of each new entry, for who cannot see it
 *   [data-live=state]               whether it is live
 *   [data-words=live], [data-words=lost]
 *   [data-now=…]                    filled with the words of data-now-at as soon as something happened
 *   [data-row]                      hidden while what it holds has nothing to say
 *   [data-deed=…]                   shown while data-now-at names it among `shown`
 */
import { formatMoment, formatShortMoment } from '../../language/dates.ts';
import type { Locale } from '../../language/index.ts';
import { ago } from './shared/ago.ts';
import { fetchNow, type Now, showNow } from './shared/now.ts';

interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly text: string;
}

interface Standing extends Now {
  readonly shown: readonly string[];
  /** Nothing more is to come. */
  readonly settled: boolean;
}

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;

function grow(list: HTMLOListElement): void {
  const { ref = '', nowAt = '', zone = 'UTC' } = list.dataset;
  const locale = document.documentElement.lang as Locale;
  const words = (name: string) => document.querySelector(`[data-words=${name}]`)?.textContent ?? '';
  const state = document.querySelector('[data-live=state]');
  const news = document.querySelector('[data-live=news]');
  let last = Number(list.dataset['last']);
  let pauseMs = firstPauseMs;
  let over = false;

  function say(text: string): void {
    if (state && state.textContent !== text) state.textContent = text;
  }

  function add({ seq, at, text }: Entry): void {
    if (seq <= last) return;
    last = seq;
    const time = document.createElement('time');
    time.dateTime = at;
    time.title = formatMoment(new Date(at), locale, zone);
    time.dataset['ago'] = '';
    time.textContent = ago(at, locale);
    const when = document.createElement('span');
    when.className = 'quiet small';
    when.append(time, ` · ${formatShortMoment(new Date(at), locale, zone)}`);
    const item = document.createElement('li');
    item.dataset['seq'] = String(seq);
    item.append(when, document.createElement('br'), text);
    list.append(item);
    if (news) news.textContent = text;
  }

  let asking = false;
  let again = false;
  /** What the page says above the timeline, as the server would say it now. */
  async function refresh(): Promise<void> {
    again = asking;
    if (asking) return;
    asking = true;
    const now = await fetchNow<Standing>(nowAt);
    asking = false;
    if (now === 'signed-out') end();
    else if (now) show(now);
    if (again) await refresh();
  }

  function show({ shown, settled, ...now }: Standing): void {
    showNow(now);
    for (const element of document.querySelectorAll<HTMLElement>('[data-deed]')) {
      element.hidden = !shown.includes(element.dataset['deed']!);
    }
    over = settled;
  }

  /** Nothing more comes: it is over, or the sign-in is. */
  function end(): void {
    over = true;
    say('');
  }

  function connect(): void {
    if (over) return;
    const source = new EventSource(`/api/v1/onboardings/${ref}/events?after=${last}&afterword=yes&lang=${locale}`);
    source.addEventListener('open', () => {
      pauseMs = firstPauseMs;
      say(words('live'));
      void refresh();
    });
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      add(JSON.parse(data) as Entry);
      void refresh();
    });
    source.addEventListener('end', () => {
      source.close();
      end();
      void refresh();
    });
    // Whatever the browser would do by itself: some answers it takes for the last word, such as a proxy's 502.
    source.addEventListener('error', () => {
      source.close();
      if (over) return say('');
      say(words('lost'));
      // An answer of 401 looks like a lost network here; the page itself can tell.
      void refresh();
      setTimeout(connect, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    });
  }

  if (list.dataset['ended'] === undefined) connect();
}

for (const list of document.querySelectorAll<HTMLOListElement>('ol.timeline[data-ref]')) grow(list);
