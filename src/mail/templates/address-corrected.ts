import { dictionary, type Locale } from '../../language/index.ts';
import { cleanLine } from '../clean.ts';
import { layOut, type MailContent } from '../layout.ts';
import { accountOf, greet, say } from './names.ts';

export interface AddressCorrectedData {
  readonly initiatorName: string;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly formerEmail: string;
  readonly email: string;
  readonly ref: string;
  readonly onboardingUrl: string;
}

/** Tells who asked that somebody else gave another address, and where to end it if that is wrong. */
export function addressCorrected(data: AddressCorrectedData, locale: Locale): MailContent {
  const { common, addressCorrected: words } = dictionary(locale).mail;
  const account = accountOf(data, locale);
  return layOut({
    locale,
    subject: words.subject(account),
    heading: words.heading,
    blocks: [
      greet(data.initiatorName, locale),
      say(words.what(cleanLine(data.formerEmail, 254), cleanLine(data.email, 254), account)),
      say(words.wrong),
      { kind: 'facts', facts: [[common.labels.reference, data.ref]] },
      { kind: 'button', label: words.button, url: data.onboardingUrl },
    ],
    why: words.why,
  });
}
