import type { Connection } from 'mongoose';
import { directoryModels, type User } from '../directory/models.ts';
import { fullName } from '../directory/names.ts';
import type { MailContent } from '../mail/layout.ts';
import { messageId } from '../mail/message-ids.ts';
import { addressCorrected, notForMe, stalled } from '../mail/templates/index.ts';
import type { Mailer } from '../mail/transport.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import type { OutboxMessage } from '../records/outbox.ts';
import { initiatorOf, peopleOf } from '../records/people.ts';
import { viewOf } from './view.ts';

export interface NoticeDependencies {
  readonly connection: Connection;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly publicUrl: string;
  readonly mailFrom: string;
}

type Notice = Extract<OutboxMessage, { kind: 'notice' }>;
type Correction = Exclude<Notice, { notice: 'not-for-me' }>;

/**
 * Mails to whoever asked for an onboarding: that it stalled, that somebody gave another address, or that its message
 * went to the wrong person. A needed approval is told also to those who can give it, the last also to who answers for
 * the promotion.
 */
export function createNotices({ connection, mailer, publicUrl, mailFrom }: NoticeDependencies) {
  return async function notify(notice: Notice): Promise<void> {
    const record = await recordModels(connection).onboardings.findOne({ ref: notice.ref }).lean<OnboardingRecord>();
    if (!record) return;
    const to =
      notice.to === undefined
        ? await initiatorOf(connection, record)
        : await directoryModels(connection).users.findById(notice.to).lean<User>();
    const content = to && (await contentOf(notice, record, to));
    if (!content) return;
    const locale = to.preferences.language;
    await mailer.send({ messageId: messageId(notice.key, mailFrom), to: to.userId, locale, ...content });
  };

  async function contentOf(notice: Notice, record: OnboardingRecord, to: User): Promise<MailContent | null> {
    const locale = to.preferences.language;
    if (notice.notice === 'not-for-me') {
      return notForMe({ ...(await common(record)), recipientName: fullName(to), outcome: notice.outcome }, locale);
    }
    return notice.notice === 'stalled'
      ? stallMail(record, to, notice.to === undefined)
      : correctionMail(notice, record, locale);
  }

  /** @param asked whether the reader asked for the promotion; else they may decide */
  async function stallMail(record: OnboardingRecord, reader: User, asked: boolean): Promise<MailContent | null> {
    const { language } = reader.preferences;
    const { stall } = viewOf(record, language);
    // Put right in the meantime: nobody needs to be told any more.
    if (stall === null || (!asked && stall.reason !== 'approval-needed')) return null;
    const facts = await common(record);
    return stalled({ ...facts, readerName: fullName(reader), asked, stallText: stall.message }, language);
  }

  /** Of its own correction: the record may tell of a later one already. */
  async function correctionMail(
    { corrected }: Correction,
    record: OnboardingRecord,
    locale: 'en' | 'fr',
  ): Promise<MailContent | null> {
    const { former: formerEmail = record.correctedFrom, email = record.email } = corrected ?? {};
    if (formerEmail === undefined) return null;
    return addressCorrected({ ...(await common(record)), email, formerEmail }, locale);
  }

  async function common(record: OnboardingRecord) {
    const { ref, email } = record;
    return { ...(await peopleOf(connection, record)), ref, email, onboardingUrl: `${publicUrl}/onboardings/${ref}` };
  }
}
