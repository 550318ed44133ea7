import { dictionary, type Locale } from '../../language/index.ts';
import { layOut, type MailContent } from '../layout.ts';
import { say } from './names.ts';

export interface PasswordResetData {
  readonly resetUrl: string;
  /** Where somebody goes whose first login is pending: such a user has no password to choose anew. */
  readonly signInUrl: string;
  readonly minutes: number;
  readonly firstLoginPending: boolean;
}

/** Leads to the page that sets a new password; who never signed in is led to the first sign-in instead. */
export function passwordReset(data: PasswordResetData, locale: Locale): MailContent {
  const { common, passwordReset: words } = dictionary(locale).mail;
  const way = data.firstLoginPending
    ? [say(words.pending), { kind: 'button', label: words.buttonPending, url: data.signInUrl } as const]
    : [
        say(words.valid(common.labels.minutes(data.minutes))),
        { kind: 'button', label: words.button, url: data.resetUrl } as const,
      ];
  return layOut({
    locale,
    subject: words.subject,
    heading: words.heading,
    blocks: [say(words.what), ...way, say(words.unknown)],
    why: words.why,
  });
}
