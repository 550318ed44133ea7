import type { Connection } from 'mongoose';
import { dictionary } from '../language/index.ts';
import type { MailContent } from '../mail/layout.ts';
import { messageId } from '../mail/message-ids.ts';
import { addressCorrected, stalled } from '../mail/templates/index.ts';
import type { Mailer } from '../mail/transport.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import type { OutboxMessage } from '../records/outbox.ts';
import { initiatorOf, peopleOf } from '../records/people.ts';

interface NoticeDependencies {
  readonly connection: Connection;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly publicUrl: string;
  readonly mailFrom: string;
}

/** Mails to whoever asked for an onboarding: that it stalled, or that somebody gave another address. */
export function createNotices({ connection, mailer, publicUrl, mailFrom }: NoticeDependencies) {
  return async function notify({ notice, ref, key }: Extract<OutboxMessage, { kind: 'notice' }>): Promise<void> {
    const record = await recordModels(connection).onboardings.findOne({ ref }).lean<OnboardingRecord>();
    const initiator = record && (await initiatorOf(connection, record));
    if (!record || !initiator) return;
    const locale = initiator.preferences.language;
    const content = notice === 'stalled' ? await stallMail(record, locale) : await correctionMail(record, locale);
    if (content) await mailer.send({ messageId: messageId(key, mailFrom), to: initiator.userId, locale, ...content });
  };

  async function stallMail(record: OnboardingRecord, locale: 'en' | 'fr'): Promise<MailContent | null> {
    // Put right in the meantime: nobody needs to be told any more.
    if (record.stall === null) return null;
    const { stalls } = dictionary(locale).onboardings;
    return stalled({ ...(await common(record)), stallText: stalls[record.stall.reason] }, locale);
  }

  async function correctionMail(record: OnboardingRecord, locale: 'en' | 'fr'): Promise<MailContent | null> {
    if (record.correctedFrom === undefined) return null;
    return addressCorrected({ ...(await common(record)), formerEmail: record.correctedFrom }, locale);
  }

  async function common(record: OnboardingRecord) {
    const { ref, email } = record;
    return { ...(await peopleOf(connection, record)), ref, email, onboardingUrl: `${publicUrl}/onboardings/${ref}` };
  }
}
