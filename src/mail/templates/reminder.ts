import { formatMoment } from '../../language/dates.ts';
import { dictionary, type Locale } from '../../language/index.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, greet, initiatorOf, say, senderOf } from './names.ts';

export type ReminderData = {
  readonly candidateName: string;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly initiatorName: string;
  readonly reference: string;
  readonly deadlineAt: Date;
  /** IANA name of the clock by which times are told. */
  readonly timeZone: string;
} & (
  | { readonly kind: 'invite'; readonly readerUrl: string }
  | { readonly kind: 'temporary-password'; readonly signInUrl: string }
);

/** Reminds a candidate of a first login that still waits, and until when it does. */
export function reminder(data: ReminderData, locale: Locale): MailContent {
  const { common, reminder: words } = dictionary(locale).mail;
  const initiator = initiatorOf(data, locale);
  const account = accountOf(data, locale);
  const { subject, heading, what, how, label, url } =
    data.kind === 'invite'
      ? {
          subject: words.invite.subject(initiator),
          heading: words.invite.heading(initiator),
          what: words.invite.what(initiator, account),
          how: words.invite.how,
          label: words.invite.button(initiator),
          url: data.readerUrl,
        }
      : {
          subject: words['temporary-password'].subject(account),
          heading: words['temporary-password'].heading,
          what: words['temporary-password'].what(initiator, account),
          how: words['temporary-password'].how(initiator),
          label: words['temporary-password'].button,
          url: data.signInUrl,
        };
  return layOut({
    locale,
    sender: senderOf(data, locale),
    subject,
    heading,
    blocks: [
      greet(data.candidateName, locale),
      say(what),
      say(how),
      { kind: 'button', label, url },
      {
        kind: 'facts',
        facts: [
          [common.labels.reference, data.reference],
          [common.labels.openUntil, formatMoment(data.deadlineAt, locale, data.timeZone)],
        ],
      },
      say(words.after),
      say(words.unknown(initiator)),
    ],
    why: words.why(initiator),
  });
}
