import { dictionary, type Locale } from '../../language/index.ts';
import { cleanLine } from '../clean.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, greet, say } from './names.ts';

export interface UpgradeDeclinedData {
  readonly readerName: string;
  readonly accountName: string;
  readonly accountNumber: string;
  /** Why support declined. */
  readonly reason: string;
  /** The account's page, where one can ask anew. */
  readonly accountUrl: string;
}

/** Tells who asked support for an upgrade that it was declined, why, and what they can do. */
export function upgradeDeclined(data: UpgradeDeclinedData, locale: Locale): MailContent {
  const { upgradeDeclined: words } = dictionary(locale).mail;
  const account = accountOf(data, locale);
  return layOut({
    locale,
    subject: words.subject(account),
    heading: words.heading,
    blocks: [
      greet(data.readerName, locale),
      say(words.what(account)),
      { kind: 'facts', facts: [[words.reason, cleanLine(data.reason, 1_000)]] },
      say(words.next),
      { kind: 'button', label: words.button, url: data.accountUrl },
    ],
    why: words.why,
  });
}
