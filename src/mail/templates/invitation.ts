import { formatMoment } from '../../language/dates.ts';
import { dictionary, type Locale } from '../../language/index.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, greet, initiatorOf, say, senderOf } from './names.ts';

export interface InvitationData {
  readonly candidateName: string;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly initiatorName: string;
  readonly readerUrl: string;
  readonly reference: string;
  readonly expiresAt: Date;
  /** IANA name of the clock by which times are told. */
  readonly timeZone: string;
  readonly hasAttachment: boolean;
}

/** Tells a candidate of the envelope that waits, with the page where it opens. */
export function invitation(data: InvitationData, locale: Locale): MailContent {
  const { common, invitation: words } = dictionary(locale).mail;
  const initiator = initiatorOf(data, locale);
  const account = accountOf(data, locale);
  return layOut({
    locale,
    sender: senderOf(data, locale),
    subject: words.subject(initiator, account),
    heading: words.heading(initiator),
    blocks: [
      greet(data.candidateName, locale),
      say(words.what(initiator, account)),
      say(words.how),
      { kind: 'button', label: words.button(initiator), url: data.readerUrl },
      ...(data.hasAttachment ? [say(words.attachment)] : []),
      {
        kind: 'facts',
        facts: [
          [common.labels.from, initiator],
          [common.labels.account, account],
          [common.labels.reference, data.reference],
          [common.labels.openUntil, formatMoment(data.expiresAt, locale, data.timeZone)],
        ],
      },
      say(words.unknown(initiator)),
    ],
    why: words.why(initiator),
  });
}
