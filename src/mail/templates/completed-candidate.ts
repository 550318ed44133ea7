import { dictionary, type Locale } from '../../language/index.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, greet, initiatorOf, say } from './names.ts';

export interface CompletedCandidateData {
  readonly candidateName: string;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly initiatorName: string;
  readonly consoleUrl: string;
  readonly notMeUrl: string;
}

/** Tells a candidate of the new right, and what to do if it was not wanted. */
export function completedCandidate(data: CompletedCandidateData, locale: Locale): MailContent {
  const words = dictionary(locale).mail.completedCandidate;
  const account = accountOf(data, locale);
  return layOut({
    locale,
    subject: words.subject(account),
    heading: words.heading,
    blocks: [
      greet(data.candidateName, locale),
      say(words.what(initiatorOf(data, locale), account)),
      say(words.how),
      { kind: 'button', label: words.button, url: data.consoleUrl },
      { kind: 'link', before: words.notMe, label: words.notMeButton, url: data.notMeUrl },
    ],
    why: words.why,
  });
}
