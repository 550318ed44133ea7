import { type Patience, until } from './until.ts';

/** A mail as the embedded mailbox shows it. */
export interface ReceivedMail {
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly { readonly filename: string; readonly contentType: string }[];
}

/**
 * Waits for a mail to an address.
 * @param mailboxUrl ends in /dev/mail
 * @param wanted which mail it is
 */
export async function waitForMail(
  patience: Patience,
  mailboxUrl: string,
  to: string,
  what: string,
  wanted: (mail: ReceivedMail) => boolean,
): Promise<ReceivedMail> {
  return until(patience, `${what} → ${to}`, async () => {
    const response = await fetch(`${mailboxUrl}.json?to=${encodeURIComponent(to)}`, { signal: patience.signal });
    if (!response.ok) return undefined;
    const { items } = (await response.json()) as { items: readonly ReceivedMail[] };
    return items.find(wanted);
  });
}

/** The message id in an invitation's link. */
export const midIn = (mail: ReceivedMail): string | undefined =>
  /\/m\/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/.exec(mail.text)?.[1];

/** The eight digits of a code mail, on a line of their own; they may be grouped. */
export const codeIn = (mail: ReceivedMail): string | undefined =>
  /^\s*(\d{4})[ \u00a0\u202f-]?(\d{4})\s*$/m.exec(mail.text)?.slice(1).join('');
