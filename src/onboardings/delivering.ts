import type { Connection } from 'mongoose';
import type { Mailer } from '../mail/transport.ts';
import { MailRejected } from '../mail/failures.ts';
import { messageId } from '../mail/message-ids.ts';
import { enrolmentCode, passwordReset } from '../mail/templates/index.ts';
import { createAuthority } from '../directory/authority.ts';
import { directoryModels } from '../directory/models.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import type { OutboxEntry, OutboxMessage } from '../records/outbox.ts';
import type { Envelopes } from '../envelopes/envelopes.ts';
import type { createSecrets } from '../keys/secrets.ts';
import { createBulkRunning } from './bulk-running.ts';
import { createNotices } from './notices.ts';
import type { Processes } from './processes.ts';
import { createRequesting } from './requesting.ts';

interface DeliveringDependencies {
  readonly connection: Connection;
  readonly processes: Processes;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly envelopes: Pick<Envelopes, 'letters'>;
  readonly secrets: Pick<ReturnType<typeof createSecrets>, 'open'>;
  readonly publicUrl: string;
  readonly mailFrom: string;
}

/** Codes live ten minutes and resets thirty; a mail that could not leave by then would only confuse. */
const mailLifetimeMs = { 'enrolment-code': 10 * 60_000, 'password-reset': 30 * 60_000 } as const;

/** What the relay does with each kind of message. Repeating any of them is harmless. */
export function createDelivering({
  connection,
  processes,
  mailer,
  envelopes: { letters },
  secrets,
  publicUrl,
  mailFrom,
}: DeliveringDependencies) {
  const { onboardings } = recordModels(connection);
  const carryOn = createBulkRunning({
    connection,
    authority: createAuthority({ connection }),
    letters,
    request: createRequesting({ connection, processes, letters }),
  });
  const notify = createNotices({ connection, mailer, publicUrl, mailFrom });

  return async function deliver(message: OutboxMessage, { createdAt }: Pick<OutboxEntry, 'createdAt'>): Promise<void> {
    if (message.kind === 'start') await start(message.ref);
    else if (message.kind === 'first-login') await wake(message.user);
    else if (message.kind === 'bulk') await carryOn(message.job);
    else if (message.kind === 'mail-bounced') await bounced(message);
    else if (message.kind === 'ended') await processes.end(message.ref);
    else if (message.kind === 'notice') await unlessRefused(() => notify(message));
    else if (Date.now() - createdAt.getTime() < mailLifetimeMs[message.template]) await mail(message);
  };

  async function start(ref: string): Promise<void> {
    const record = await onboardings.findOne({ ref, open: true }).lean<OnboardingRecord>();
    if (record) await processes.ensureStarted(record);
  }

  async function wake(userId: string): Promise<void> {
    const user = await directoryModels(connection).users.findById(userId).lean();
    if (!user) return;
    const open = await onboardings.find({ addressKey: user.addressKey, open: true }, { ref: 1 }).lean();
    for (const { ref } of open) await processes.reportFirstLogin(ref);
  }

  /** Repeating the signal after somebody has decided would stall the onboarding again, so it is for this sending only. */
  async function bounced({ ref, sending, words }: Extract<OutboxMessage, { kind: 'mail-bounced' }>): Promise<void> {
    const record = await onboardings.findOne({ ref, open: true }, { stage: 1, sendings: 1 }).lean();
    if (!record || record.sendings !== sending) return;
    // Told of before the step that sent it was committed: tried again a moment later.
    if (record.stage === 'inviting') throw new Error('the invitation is still being sent');
    if (record.stage === 'awaiting-first-login') await processes.reportBounce(ref, words);
  }

  async function mail({
    template,
    sealed,
    to,
    locale,
    messageKey,
  }: Extract<OutboxMessage, { kind: 'mail' }>): Promise<void> {
    const secret = JSON.parse(await secrets.open(template, sealed)) as Record<string, string>;
    const content = template === 'enrolment-code' ? codeMail(secret, locale) : resetMail(secret, locale);
    await unlessRefused(() => mailer.send({ messageId: messageId(messageKey, mailFrom), to, locale, ...content }));
  }

  function codeMail({ code = '', reference = '', mid = '' }: Record<string, string>, locale: 'en' | 'fr') {
    return enrolmentCode({ code, reference, readerUrl: `${publicUrl}/m/${mid}`, minutes: 10 }, locale);
  }

  function resetMail({ token = '', firstLoginPending }: Record<string, unknown>, locale: 'en' | 'fr') {
    const urls = { resetUrl: `${publicUrl}/password-resets/${String(token)}`, signInUrl: `${publicUrl}/sign-in` };
    return passwordReset({ ...urls, minutes: 30, firstLoginPending: firstLoginPending === true }, locale);
  }
}

/** A refusal is final: nothing waits for these mails, and whoever misses one can ask again or look. */
async function unlessRefused(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof MailRejected)) throw error;
  }
}
