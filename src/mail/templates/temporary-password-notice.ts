import { dictionary, type Locale } from '../../language/index.ts';
import { cleanLine } from '../clean.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, greet, initiatorOf, say } from './names.ts';

export interface TemporaryPasswordNoticeData {
  readonly candidateName: string;
  readonly candidateEmail: string;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly initiatorName: string;
  readonly signInUrl: string;
  readonly expiresInHours: number;
}

/** Tells a candidate that a user was made. The temporary password is never in it: the initiator hands it over. */
export function temporaryPasswordNotice(data: TemporaryPasswordNoticeData, locale: Locale): MailContent {
  const { common, temporaryPasswordNotice: words } = dictionary(locale).mail;
  const initiator = initiatorOf(data, locale);
  const account = accountOf(data, locale);
  return layOut({
    locale,
    subject: words.subject(account),
    heading: words.heading,
    blocks: [
      greet(data.candidateName, locale),
      say(words.what(initiator, account)),
      say(words.how(initiator, common.labels.hours(data.expiresInHours))),
      { kind: 'facts', facts: [[words.userName, cleanLine(data.candidateEmail, 254)]] },
      { kind: 'button', label: words.button, url: data.signInUrl },
      say(words.unknown(initiator)),
    ],
    why: words.why(initiator),
  });
}
