import { dictionary, type Locale } from '../../language/index.ts';
import { cleanLine } from '../clean.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, initiatorOf, say } from './names.ts';

export interface EnrolmentCodeData {
  readonly initiatorName: string;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly code: string;
  readonly reference: string;
  readonly readerUrl: string;
  readonly minutes: number;
  /** Why the message is locked, if it is: the code is good all the same. */
  readonly lockReason?: string | undefined;
}

/**
 * Carries a code to the mailbox that it proves, and says whose message it opens. The subject names the reference, never
 * the code, and no person: whoever reads over a shoulder learns nothing.
 */
export function enrolmentCode(data: EnrolmentCodeData, locale: Locale): MailContent {
  const { common, enrolmentCode: words } = dictionary(locale).mail;
  const initiator = initiatorOf(data, locale);
  const account = accountOf(data, locale);
  return layOut({
    locale,
    subject: words.subject(data.reference),
    heading: words.heading,
    blocks: [
      say(words.what(initiator, account)),
      { kind: 'code', label: words.label, code: data.code },
      ...(data.lockReason === undefined ? [] : [say(words.locked(cleanLine(data.lockReason, 1_000)))]),
      say(words.valid(common.labels.minutes(data.minutes))),
      {
        kind: 'facts',
        facts: [
          [common.labels.from, initiator],
          [common.labels.account, account],
          [common.labels.reference, data.reference],
        ],
      },
      { kind: 'button', label: words.back, url: data.readerUrl },
      say(words.unknown(initiator)),
    ],
    why: words.why,
  });
}
