import type { Connection } from 'mongoose';
import { z } from 'zod';
import { inTransaction, isDuplicateKey, type Session } from '../database/transaction.ts';
import { domainOf } from '../envelopes/attachment-policies.ts';
import { createMailPolicies } from '../envelopes/mail-policies.ts';
import { envelopeModels } from '../envelopes/models.ts';
import { cleanServerWords } from '../mail/clean.ts';
import { blameOf } from '../mail/content-refusals.ts';
import { type OnboardingRecord, recordModels, type TimelineKind } from '../records/models.ts';
import { addToOutbox } from '../records/outbox.ts';
import { seenWebhookModel } from '../records/seen-webhooks.ts';
import { addTimelineEntry, bySystem } from '../records/timeline.ts';

/** What became of a mail after the mail server had taken it, as an operator's provider tells it. */
export const mailEvent = z.discriminatedUnion('type', [
  event('mail.delivered'),
  event('mail.bounced'),
  event('mail.complained'),
]);
export type MailEvent = z.output<typeof mailEvent>;

function event<Type extends string>(type: Type) {
  return z.object({
    type: z.literal(type),
    timestamp: z.iso.datetime({ offset: true }).optional(),
    data: z.object({
      /** With or without angle brackets. */
      messageId: z.string().min(3).max(300),
      /** The other side's words, such as an SMTP answer. */
      detail: z.string().max(2_000).optional(),
    }),
  });
}

const kinds = {
  'mail.delivered': 'mail-delivered',
  'mail.bounced': 'mail-bounced',
  'mail.complained': 'mail-complained',
} as const satisfies Record<MailEvent['type'], TimelineKind>;

/** Which mail a Message-ID of ours names. */
interface KnownMail {
  readonly record: OnboardingRecord;
  readonly mail: 'invitation' | 'reminder' | 'notice' | 'code' | 'other';
  /** Its name for ever, without our domain. */
  readonly key: string;
  /** Of the sending that the onboarding waits for now, or a reminder of it, rather than of an earlier one. */
  readonly current: boolean;
}

export type EventOutcome = 'noted' | 'repeated' | 'unknown-mail';

/** Takes mail events: a line in the onboarding's timeline, and a stall where its invitation came back. */
export function createMailEvents({
  connection,
  onCommitted = () => {},
}: {
  connection: Connection;
  onCommitted?: () => void;
}) {
  const { onboardings } = recordModels(connection);
  const { envelopes } = envelopeModels(connection);
  const seen = seenWebhookModel(connection);
  const policies = createMailPolicies({ connection });

  async function mailOf(messageId: string, session?: Session): Promise<KnownMail | null> {
    const key = messageId.replace(/^<|>$/g, '').split('@')[0] ?? '';
    const [name = '', kind = '', sending = ''] = key.split('.');
    const ref = name.startsWith('ONB-')
      ? name
      : (await envelopes.findOne({ mid: name }, { ref: 1 }, session && { session }).lean())?.ref;
    const record = ref && (await onboardings.findOne({ ref }, null, session && { session }).lean<OnboardingRecord>());
    if (!record) return null;
    const mail = (['invitation', 'reminder', 'notice', 'code'] as const).find((known) => known === kind) ?? 'other';
    const isWaitedFor = mail === 'invitation' || mail === 'reminder';
    return { record, mail, key, current: isWaitedFor && sending === String(record.sendings) };
  }

  /**
   * Behind a relay a refusal of the attachment comes as a bounce: what is sent anew then holds a link alone. Nothing
   * tries that out first, so the bounce itself must blame the content; a person may still set a mail policy.
   */
  async function learnFrom(messageId: string, words: string): Promise<void> {
    const known = await mailOf(messageId);
    if (known?.mail !== 'invitation' || !known.current || known.key.endsWith('.link')) return;
    await policies.learn(domainOf(known.record.email), known.key, words);
  }

  return {
    /**
     * Notes one event. The same webhook again changes nothing.
     * @param webhook its id
     */
    async take(webhook: string, { type, timestamp, data }: MailEvent, now = new Date()): Promise<EventOutcome> {
      const detail = data.detail === undefined ? null : cleanServerWords(data.detail);
      // Before it is noted, so that a repetition learns what an interruption kept from being learnt.
      if (type === 'mail.bounced' && detail !== null && blameOf(detail) === 'content')
        await learnFrom(data.messageId, detail);
      let outcome: EventOutcome;
      try {
        outcome = await inTransaction(connection, async (session) => {
          await seen.create([{ webhook, at: now }], { session });
          const known = await mailOf(data.messageId, session);
          if (known === null) return 'unknown-mail';
          const { record, mail, current } = known;
          const entry = { mail, detail, reported: timestamp ?? null };
          await addTimelineEntry(connection, session, record.ref, {
            kind: kinds[type],
            by: bySystem,
            at: now,
            data: entry,
          });
          if (type === 'mail.complained' && (current || record.correctedFrom === undefined)) {
            const { ref, addressKey } = record;
            await onboardings.updateOne({ ref }, { $set: { complainedBy: addressKey } }, { session });
          }
          // A bounce of an earlier sending, say to an address corrected since, says nothing about this one.
          if (type === 'mail.bounced' && current && record.open) {
            const words = detail ?? '';
            await addToOutbox(connection, session, {
              kind: 'mail-bounced',
              ref: record.ref,
              sending: record.sendings,
              words,
            });
          }
          return 'noted';
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return 'repeated';
      }
      onCommitted();
      return outcome;
    },
  };
}

export type MailEvents = ReturnType<typeof createMailEvents>;
