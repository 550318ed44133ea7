import { dictionary, type Locale } from '../../language/index.ts';
import { cleanLine, cleanName } from '../clean.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, greet, say } from './names.ts';

export interface CompletedInitiatorData {
  readonly initiatorName: string;
  readonly candidateName: string;
  readonly candidateEmail: string;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly ref: string;
  readonly onboardingUrl: string;
}

/** Tells who asked that it is done. */
export function completedInitiator(data: CompletedInitiatorData, locale: Locale): MailContent {
  const { common, completedInitiator: words } = dictionary(locale).mail;
  const email = cleanLine(data.candidateEmail, 254);
  const candidate = cleanName(data.candidateName) || email;
  const account = accountOf(data, locale);
  return layOut({
    locale,
    subject: words.subject(candidate, account),
    heading: words.heading(candidate),
    blocks: [
      greet(data.initiatorName, locale),
      say(words.what(candidate, email, account)),
      { kind: 'facts', facts: [[common.labels.reference, data.ref]] },
      { kind: 'button', label: words.button, url: data.onboardingUrl },
    ],
    why: words.why,
  });
}
