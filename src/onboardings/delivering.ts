import type { Connection } from 'mongoose';
import type { Mailer } from '../mail/transport.ts';
import { MailRejected } from '../mail/failures.ts';
import { messageId } from '../mail/message-ids.ts';
import { cleanServerWords } from '../mail/clean.ts';
import * as templates from '../mail/templates/index.ts';
import type { CannotOpenData } from '../mail/templates/index.ts';
import { createAuthority } from '../directory/authority.ts';
import { directoryModels } from '../directory/models.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import { clockOf } from '../records/people.ts';
import type { OutboxEntry, OutboxMessage } from '../records/outbox.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Envelopes } from '../envelopes/envelopes.ts';
import { lastMomentOf } from '../envelopes/access.ts';
import { codeContext, type CodeSecret, liveCode } from '../envelopes/codes.ts';
import { type Envelope, envelopeModels } from '../envelopes/models.ts';
import { addTimelineEntry, bySystem, type NewEntry } from '../records/timeline.ts';
import type { createSecrets } from '../keys/secrets.ts';
import { createBulkRunning } from './bulk-running.ts';
import { createDeclinedNotice } from './declined-notice.ts';
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

/** A reset lives so long, in minutes; its mail, or that of a code, which could not leave by then would only confuse. */
const resetMinutes = 30;
const minute = 60_000;

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
    request: createRequesting({ connection, processes, letters }).request,
  });
  const notify = createNotices({ connection, mailer, publicUrl, mailFrom });
  const notifyDeclined = createDeclinedNotice({ connection, mailer, publicUrl, mailFrom });

  return async function deliver(message: OutboxMessage, { createdAt }: Pick<OutboxEntry, 'createdAt'>): Promise<void> {
    if (message.kind === 'start') await start(message.ref, message.request);
    else if (message.kind === 'first-login') await wake(message.user, message.request);
    else if (message.kind === 'bulk') await carryOn(message.job);
    else if (message.kind === 'mail-bounced') await bounced(message);
    else if (message.kind === 'ended') await processes.end(message.ref);
    else if (message.kind === 'cannot-open') await answerAsked(message);
    else if (message.kind === 'upgrade-declined') await unlessRefused(() => notifyDeclined(message.request));
    else if (message.kind === 'notice') await unlessRefused(() => notify(message));
    else await mail(message, createdAt);
  };

  async function start(ref: string, request: string | undefined): Promise<void> {
    const record = await onboardings.findOne({ ref, open: true }).lean<OnboardingRecord>();
    if (record) await processes.ensureStarted(record, request);
  }

  async function wake(userId: string, request: string | undefined): Promise<void> {
    const user = await directoryModels(connection).users.findById(userId).lean();
    if (!user) return;
    const open = await onboardings.find({ addressKey: user.addressKey, open: true }, { ref: 1 }).lean();
    for (const { ref } of open) await processes.reportFirstLogin(ref, request);
  }

  /** Repeating the signal after somebody has decided would stall the onboarding again, so it is for this sending only. */
  async function bounced({ ref, sending, words }: Extract<OutboxMessage, { kind: 'mail-bounced' }>): Promise<void> {
    const record = await onboardings.findOne({ ref, open: true }, { stage: 1, sendings: 1 }).lean();
    if (!record || record.sendings !== sending) return;
    // Told of before the step that sent it was committed: tried again a moment later.
    if (record.stage === 'inviting') throw new Error('the invitation is still being sent');
    if (record.stage === 'awaiting-first-login') await processes.reportBounce(ref, words);
  }

  async function mail(message: Extract<OutboxMessage, { kind: 'mail' }>, createdAt: Date): Promise<void> {
    const { template, sealed, to, locale, messageKey } = message;
    const secret = await secrets.open(template, sealed);
    if (template === 'enrolment-code') {
      await answerAsked({ ...(JSON.parse(secret) as CodeSecret), messageKey });
      return;
    }
    if (Date.now() - createdAt.getTime() >= resetMinutes * minute) return;
    const content = resetMail(JSON.parse(secret) as Record<string, unknown>, locale);
    await unlessRefused(() => mailer.send({ messageId: messageId(messageKey, mailFrom), to, locale, ...content }));
  }

  /**
   * Mails the code that somebody asked for or, where the message does not open any more, why. What it was when it was asked
   * for decides nothing: a message may be recalled, or given more time, before the mail leaves.
   */
  async function answerAsked({ mid, reference, messageKey }: Record<'mid' | 'reference' | 'messageKey', string>) {
    const now = new Date();
    const envelope = await envelopeModels(connection).envelopes.findOne({ mid }).lean<Envelope>();
    if (!envelope) return;
    const why = whyClosed(envelope, now);
    if (why) {
      await explain(envelope, { reference, messageKey, why });
      return;
    }
    const live = await liveCode(connection, mid, reference, now);
    if (live) await mailCode(envelope, { ...live, messageKey, now });
  }

  async function mailCode(
    { mid, ref, email: to, locale, ...envelope }: Envelope,
    { sealed, expiresAt, messageKey, now }: { sealed: string; expiresAt: Date; messageKey: string; now: Date },
  ): Promise<void> {
    const { code, reference } = JSON.parse(await secrets.open(codeContext, sealed)) as CodeSecret;
    // Counted from when it leaves, however long it waited; of a mail that is sent twice the later one says less.
    const minutes = Math.max(1, Math.round((expiresAt.getTime() - now.getTime()) / minute));
    const { senderName: initiatorName, accountName, account: accountNumber } = envelope;
    const lockReason = envelope.state === 'locked' ? envelope.lockReason : undefined;
    const people = { initiatorName, accountName, accountNumber };
    const data = { ...people, code, reference, readerUrl: `${publicUrl}/m/${mid}`, minutes, lockReason };
    const content = templates.enrolmentCode(data, locale);
    await noted(ref, messageKey, { kind: 'code-sent', data: { reference } }, () =>
      mailer.send({ messageId: messageId(messageKey, mailFrom), to, locale, ...content }),
    );
  }

  async function explain(
    { ref, email: to, locale, senderName: initiatorName, accountName, account: accountNumber }: Envelope,
    { reference, messageKey, why }: { reference: string; messageKey: string; why: CannotOpenData['why'] },
  ): Promise<void> {
    const record = await onboardings.findOne({ ref }).lean<OnboardingRecord>();
    const timeZone = record ? await clockOf(connection, record) : 'UTC';
    const content = templates.cannotOpen(
      { initiatorName, accountName, accountNumber, reference, timeZone, why },
      locale,
    );
    await noted(ref, messageKey, { kind: 'code-refused', data: { why: why.kind } }, () =>
      mailer.send({ messageId: messageId(messageKey, mailFrom), to, locale, ...content }),
    );
  }

  /**
   * Sends, and writes into the timeline what the mail server said to it. Once, by the mail's key; a refusal is final,
   * since whoever misses the mail can ask again.
   */
  async function noted(
    ref: string,
    key: string,
    { kind, data }: { kind: 'code-sent' | 'code-refused'; data: Record<string, string> },
    send: () => Promise<{ readonly response: string }>,
  ): Promise<void> {
    if ((await recordModels(connection).timeline.exists({ ref, 'data.key': key })) !== null) return;
    let entry: NewEntry;
    try {
      const { response } = await send();
      entry = { kind, by: bySystem, data: { ...data, key, answer: cleanServerWords(response) } };
    } catch (error) {
      if (!(error instanceof MailRejected)) throw error;
      entry = { kind: 'mail-failed', by: bySystem, data: { mail: 'code', key, detail: error.words } };
    }
    await inTransaction(connection, (session) => addTimelineEntry(connection, session, ref, entry));
  }

  function resetMail({ token = '', firstLoginPending }: Record<string, unknown>, locale: 'en' | 'fr') {
    const urls = { resetUrl: `${publicUrl}/password-resets/${String(token)}`, signInUrl: `${publicUrl}/sign-in` };
    return templates.passwordReset(
      { ...urls, minutes: resetMinutes, firstLoginPending: firstLoginPending === true },
      locale,
    );
  }
}

/** Why it does not open any more; one that is only locked gives its code. */
function whyClosed(envelope: Envelope, now: Date): CannotOpenData['why'] | null {
  const expiresAt = lastMomentOf(envelope);
  if (envelope.state === 'recalled') return { kind: 'recalled' };
  return envelope.state === 'expired' || expiresAt <= now ? { kind: 'expired', at: expiresAt } : null;
}

/** A refusal is final: nothing waits for these mails, and whoever misses one can ask again or look. */
async function unlessRefused(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof MailRejected)) throw error;
  }
}
