import { domainOf } from '../src/envelopes/attachment-policies.ts';
import type { MailPolicies } from '../src/envelopes/mail-policies.ts';
import { blameOf } from '../src/mail/content-refusals.ts';
import { MailRejected } from '../src/mail/failures.ts';
import { bySystem, type NewEntry } from '../src/records/timeline.ts';

interface Invitation {
  readonly account: string;
  readonly email: string;
  /** Names this sending for ever. */
  readonly key: string;
  readonly at: Date;
}

/** Sends one form of the invitation under this key. @returns the mail server's answer, without addresses */
type Send = (key: string, form: 'attachment' | 'link-only') => Promise<string>;

/**
 * Mails an invitation the way the recipient's side takes it: with the envelope attached, unless a policy says link-only.
 * Where the mail server refuses the content, or perhaps does, it is sent once more with a link alone, at once; if that is
 * taken, the domain is remembered. Repeated after a kill at any point, it sends the same mails under the same
 * Message-IDs.
 * @returns what the timeline says of it
 * @throws MailRejected, MailUnreachable
 */
export async function sendInvitation(
  policies: Pick<MailPolicies, 'attachmentFor' | 'learn'>,
  { account, email, key, at }: Invitation,
  send: Send,
): Promise<NewEntry[]> {
  const domain = domainOf(email);
  const refused = (words: string): NewEntry => ({
    kind: 'attachment-refused',
    by: bySystem,
    at,
    data: { domain, detail: words },
  });
  const mailed = (answer: string, linkOnly: boolean): NewEntry => {
    const data = { mail: 'invitation', answer, ...(linkOnly ? { linkOnly: 1 } : {}) };
    return { kind: 'mailed', by: bySystem, at, data };
  };
  // A key of its own: the same Message-ID never names two different mails.
  const sendLink = async () => mailed(await send(`${key}.link`, 'link-only'), true);

  const { attachment, learnt } = await policies.attachmentFor(account, email);
  if (attachment === 'link-only') {
    const before = learnt?.becauseOf === key ? [refused(learnt.reason)] : [];
    return [...before, await sendLink()];
  }
  try {
    return [mailed(await send(key, 'attachment'), false)];
  } catch (error) {
    if (!(error instanceof MailRejected)) throw error;
    if (blameOf(error.words, error.responseCode) === 'something-else') throw error;
    const sent = await sendLink();
    // Only now is it known that the content was the cause: a full mailbox may have the same code.
    await policies.learn(domain, key, error.words);
    return [refused(error.words), sent];
  }
}
