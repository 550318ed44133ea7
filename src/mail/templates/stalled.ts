import { dictionary, type Locale } from '../../language/index.ts';
import { cleanLine } from '../clean.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, greet, initiatorOf, say } from './names.ts';

export interface StalledData {
  readonly initiatorName: string;
  /** Who reads it. */
  readonly readerName: string;
  /** Whether the reader asked for the promotion; else they are one who may decide. */
  readonly asked: boolean;
  readonly email: string;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly ref: string;
  /** What happened, why, and what to do, in the reader's language. */
  readonly stallText: string;
  readonly onboardingUrl: string;
}

/** Tells who asked, or who may decide, that the onboarding waits for a decision. */
export function stalled(data: StalledData, locale: Locale): MailContent {
  const { common, stalled: words } = dictionary(locale).mail;
  const email = cleanLine(data.email, 254);
  const account = accountOf(data, locale);
  const { what, why } = data.asked ? words : words.approver;
  return layOut({
    locale,
    subject: words.subject(email, account),
    heading: words.heading,
    blocks: [
      greet(data.readerName, locale),
      say(what(email, account, initiatorOf(data, locale))),
      say(cleanLine(data.stallText, 2_000)),
      { kind: 'facts', facts: [[common.labels.reference, data.ref]] },
      { kind: 'button', label: words.button, url: data.onboardingUrl },
    ],
    why,
  });
}
