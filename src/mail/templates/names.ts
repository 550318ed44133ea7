import { dictionary, type Locale } from '../../language/index.ts';
import { cleanLine, cleanName, cleanSender } from '../clean.ts';
import type { Block } from '../layout.ts';

/** The initiator's name for a mail; the operator's where no person asked. */
export const initiatorOf = (data: { initiatorName: string }, locale: Locale): string =>
  cleanName(data.initiatorName) || dictionary(locale).mail.common.operator;

/** `Bob Martin via Acme`, as the sender line names who writes; empty where no person asked. */
export function senderOf(
  { initiatorName, accountName }: { initiatorName: string; accountName: string },
  locale: Locale,
): string {
  const [person, account] = [cleanSender(initiatorName), cleanSender(accountName)];
  return person === '' || account === '' ? person : dictionary(locale).mail.common.sender(person, account);
}

/** `Acme (account 1001)`; the number alone is no name that a recipient would know. */
export const accountOf = (data: { accountName: string; accountNumber: string }, locale: Locale): string =>
  dictionary(locale).mail.common.account(cleanName(data.accountName), cleanLine(data.accountNumber, 32));

export const greet = (name: string, locale: Locale): Block => ({
  kind: 'paragraph',
  text: dictionary(locale).mail.common.greeting(cleanName(name)),
});

export const say = (text: string): Block => ({ kind: 'paragraph', text });
