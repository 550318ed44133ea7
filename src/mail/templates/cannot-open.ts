import { formatMoment } from '../../language/dates.ts';
import { dictionary, type Locale } from '../../language/index.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, initiatorOf, say } from './names.ts';

export interface CannotOpenData {
  readonly initiatorName: string;
  readonly accountName: string;
  readonly accountNumber: string;
  /** As the page that asked for a code shows it. */
  readonly reference: string;
  /** IANA name of the clock by which times are told. */
  readonly timeZone: string;
  readonly why: { readonly kind: 'recalled' } | { readonly kind: 'expired'; readonly at: Date };
}

/** Tells who asked for a code that there is none, because the message does not open, and why: nobody else learns it. */
export function cannotOpen(data: CannotOpenData, locale: Locale): MailContent {
  const { common, cannotOpen: words } = dictionary(locale).mail;
  const initiator = initiatorOf(data, locale);
  const { why } = data;
  const reason = why.kind === 'recalled' ? words.recalled : words.expired(formatMoment(why.at, locale, data.timeZone));
  return layOut({
    locale,
    subject: words.subject(data.reference),
    heading: words.heading(initiator),
    blocks: [
      say(words.what(initiator, accountOf(data, locale))),
      say(reason),
      say(words.next(initiator)),
      { kind: 'facts', facts: [[common.labels.reference, data.reference]] },
    ],
    why: words.why,
  });
}
