import { dictionary, type Locale } from '../../language/index.ts';
import { cleanLine } from '../clean.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, greet, say } from './names.ts';

export interface NotForMeData {
  readonly recipientName: string;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly email: string;
  /** What became of the promotion: stopped before it was granted, withdrawn, or kept until somebody looks at it. */
  readonly outcome: 'stopped' | 'withdrawn' | 'kept';
  readonly ref: string;
  readonly onboardingUrl: string;
}

/** Tells who answers for a promotion that its message went to the wrong person, and what was done about it. */
export function notForMe(data: NotForMeData, locale: Locale): MailContent {
  const { common, notForMe: words } = dictionary(locale).mail;
  const account = accountOf(data, locale);
  const email = cleanLine(data.email, 254);
  return layOut({
    locale,
    subject: words.subject(email, account),
    heading: words.heading,
    blocks: [
      greet(data.recipientName, locale),
      say(words.what(email, account)),
      say(words.outcome[data.outcome](email, account)),
      say(words.next),
      { kind: 'facts', facts: [[common.labels.reference, data.ref]] },
      { kind: 'button', label: words.button, url: data.onboardingUrl },
    ],
    why: words.why,
  });
}
