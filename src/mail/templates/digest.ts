import { dictionary, type Locale } from '../../language/index.ts';
import { formatDistance } from '../../language/dates.ts';
import type { RunbookTopic } from '../../health/topics.ts';
import { layOut, type MailContent } from '../layout.ts';
import { say } from './names.ts';

/** What a digest tells: references and counts, no names or addresses. Times in milliseconds since the epoch. */
export interface DigestFacts {
  readonly at: number;
  /** How many wait for a human, by reason. */
  readonly counts: Partial<Record<RunbookTopic, number>>;
  /** The most urgent of them. */
  readonly waiting: readonly {
    readonly topic: RunbookTopic;
    readonly ref: string | null;
    readonly account: string | null;
    readonly since: number;
  }[];
}

export interface DigestData extends DigestFacts {
  readonly publicUrl: string;
}

/** Tells support staff what needs a human. References only: who they are about is behind the sign-in. */
export function digest({ at, counts, waiting, publicUrl }: DigestData, locale: Locale): MailContent {
  const { mail, administration } = dictionary(locale);
  const { digest: words, common } = mail;
  const named = { ...administration.support.reasons, ...words.topics };
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const since = (moment: number) => formatDistance(new Date(moment), locale, new Date(at));
  const topics = Object.entries(counts).filter(([, count]) => count > 0);
  return layOut({
    locale,
    subject: words.subject(total),
    heading: words.heading(total),
    blocks: [
      say(words.what),
      {
        kind: 'facts',
        facts: topics.map(([topic, count]) => [common.label(named[topic as RunbookTopic]), String(count)]),
      },
      say(words.first),
      {
        kind: 'facts',
        facts: waiting.map(({ topic, ref, account, since: began }) => [
          common.label(`${ref ?? words.noReference}${account === null ? '' : ` (${words.account(account)})`}`),
          `${named[topic]}, ${since(began)}`,
        ]),
      },
      { kind: 'link', before: words.how, label: words.runbook, url: `${publicUrl}/runbook` },
      { kind: 'button', label: words.button, url: `${publicUrl}/support` },
    ],
    why: words.why,
  });
}
