import { activityInfo } from '@temporalio/activity';
import type { Connection } from 'mongoose';
import { inTransaction } from '../src/database/transaction.ts';
import { directoryModels, type User } from '../src/directory/models.ts';
import { createMailPolicies } from '../src/envelopes/mail-policies.ts';
import { standingOf } from '../src/directory/standing.ts';
import { cleanServerWords } from '../src/mail/clean.ts';
import { MailRejected } from '../src/mail/failures.ts';
import { type MailContent } from '../src/mail/layout.ts';
import { messageId } from '../src/mail/message-ids.ts';
import * as templates from '../src/mail/templates/index.ts';
import { type OnboardingRecord, recordModels } from '../src/records/models.ts';
import { initiatorOf, peopleOf } from '../src/records/people.ts';
import { applyStep, readStep } from '../src/records/steps.ts';
import { addTimelineEntry, bySystem, type NewEntry } from '../src/records/timeline.ts';
import type { Alarm } from '../workflows/alarms.ts';
import { activity, answerOf } from './failures.ts';
import { sendInvitation } from './invitation.ts';
import type { ActivityDependencies, StepAt } from './dependencies.ts';
import { shownAlarm } from './shown-alarm.ts';

interface Parcel {
  /** Names the mail for ever; the same sending has the same key, and so the same Message-ID. */
  readonly key: string;
  readonly to: string;
  readonly locale: 'en' | 'fr';
  readonly content: MailContent;
  readonly attachments?: readonly { filename: string; content: string; contentType: string }[];
}

/**
 * The process's mails. Each reads first whether its step is still due, sends, and then commits the step: a worker that
 * is killed between the two sends the same mail again, with the same Message-ID and content.
 */
export function createMailActivities({
  connection,
  envelopes,
  mailers,
  publicUrl,
  mailFrom,
  temporaryPasswordHours,
}: ActivityDependencies) {
  const policies = createMailPolicies({ connection });

  /** @returns the mail server's answer */
  const send = async ({ key, content, ...mail }: Parcel): Promise<string> => {
    // A workflow task waits for a local try, so that one gives up early; nothing waits for a durable one.
    const mailer = activityInfo().isLocal ? mailers.quick : mailers.patient;
    const { response } = await mailer.send({ messageId: messageId(key, mailFrom), ...mail, ...content });
    return cleanServerWords(response);
  };

  /** Why a mail about the message would lead nowhere; null when it may go. */
  async function whyNot({ mid = '' }: OnboardingRecord): Promise<'locked' | 'recalled' | 'expired' | null> {
    const state = (await envelopes.standing(mid))?.state;
    return state === 'locked' || state === 'recalled' || state === 'expired' ? state : null;
  }

  async function invite(record: OnboardingRecord, deadline: number, at: StepAt): Promise<NewEntry[]> {
    const { ref, account, email, mid = '', sendings } = record;
    const { locale } = record.candidate;
    const people = await peopleOf(connection, record);
    const { html, filename } = await envelopes.attachmentFor(mid, locale, people.timeZone);
    const attachments = [{ filename, content: html, contentType: 'text/html; charset=utf-8' }];
    const data = { ...people, readerUrl: `${publicUrl}/m/${mid}`, reference: ref };
    const sending = { account, email, key: `${ref}.invitation.${sendings}`, at: new Date(at.now) };
    return sendInvitation(policies, sending, async (key, form) => {
      const hasAttachment = form === 'attachment';
      const content = templates.invitation({ ...data, expiresAt: new Date(deadline), hasAttachment }, locale);
      return send({ key, to: email, locale, content, ...(hasAttachment ? { attachments } : {}) });
    });
  }

  async function reminded(record: OnboardingRecord, deadline: number, at: StepAt): Promise<NewEntry> {
    const { ref, email, mid, path, sendings } = record;
    const { locale } = record.candidate;
    const data = { ...(await peopleOf(connection, record)), reference: ref, deadlineAt: new Date(deadline) };
    const content = templates.reminder(
      path === 'invite'
        ? { ...data, kind: 'invite', readerUrl: `${publicUrl}/m/${mid}` }
        : { ...data, kind: 'temporary-password', signInUrl: `${publicUrl}/sign-in` },
      locale,
    );
    // The sending is part of its name: a reminder that comes back tells of the address that it is written to.
    const answer = await send({ key: `${ref}.reminder.${sendings}.${at.revision}`, to: email, locale, content });
    return { kind: 'reminded', by: bySystem, at: new Date(at.now), data: { answer } };
  }

  return {
    /** Mails the message that was sealed, unless it was taken back or held back meanwhile: the timeline says so. */
    mailInvitation: activity(
      async (at: StepAt, { deadline, alarm }: { deadline: number; alarm: Alarm }): Promise<void> => {
        const step = await readStep<null>(connection, at);
        if (step.kind !== 'due') return void answerOf(step);
        const { record } = step;
        const mid = record.mid ?? '';
        const why = await whyNot(record);
        const entries = why === null ? await invite(record, deadline, at) : [skipped('invitation', why, at)];
        answerOf(
          await applyStep(connection, at, async (session) => {
            await envelopes.markSent(mid, session);
            return {
              set: {
                stage: 'awaiting-first-login',
                nextAutomaticAction: shownAlarm(alarm),
                deadline: new Date(deadline),
              },
              entries,
              answer: null,
            };
          }),
        );
      },
    ),

    /** Tells of the user that was made. No secret is in it: the initiator hands the temporary password over. */
    mailNotice: activity(async (at: StepAt): Promise<void> => {
      const step = await readStep<null>(connection, at);
      if (step.kind !== 'due') return void answerOf(step);
      const { record } = step;
      const { locale } = record.candidate;
      const data = {
        ...(await peopleOf(connection, record)),
        candidateEmail: record.email,
        signInUrl: `${publicUrl}/sign-in`,
        expiresInHours: temporaryPasswordHours,
      };
      const content = templates.temporaryPasswordNotice(data, locale);
      const answer = await send({ key: `${record.ref}.notice.${record.sendings}`, to: record.email, locale, content });
      answerOf(
        await applyStep(connection, at, async () => ({
          entries: [{ kind: 'mailed', by: bySystem, at: new Date(at.now), data: { mail: 'notice', answer } }],
          answer: null,
        })),
      );
    }),

    /**
     * Reads the user first: a completed login wins over a timer. Nobody is reminded of a message that does not open, or
     * who reported an earlier mail as unwanted.
     */
    remind: activity(
      async (
        at: StepAt,
        { deadline, nextAlarm }: { deadline: number; nextAlarm: Alarm },
      ): Promise<'reminded' | 'first-login-complete'> => {
        const step = await readStep<'reminded' | 'first-login-complete'>(connection, at);
        if (step.kind !== 'due') return answerOf(step);
        const { record } = step;
        const user = await directoryModels(connection).users.findOne({ addressKey: record.addressKey }).lean<User>();
        if (standingOf(user, record.account) === 'existing') return 'first-login-complete';
        const complained = record.complainedBy === record.addressKey ? 'complained' : null;
        const why = complained ?? (record.path === 'invite' ? await whyNot(record) : null);
        const entry = why === null ? await reminded(record, deadline, at) : skipped('reminder', why, at);
        return answerOf(
          await applyStep(connection, at, async () => ({
            set: { nextAutomaticAction: shownAlarm(nextAlarm), deadline: new Date(deadline) },
            entries: [entry],
            answer: 'reminded' as const,
          })),
        );
      },
    ),

    /**
     * Tells candidate and initiator that it is done, each whatever becomes of the other's mail. The record is closed by
     * then, so each outcome is noted under the mail's key; a refusal is final, and only who could not be reached is
     * tried again.
     */
    mailNotices: activity(async ({ ref, now }: StepAt): Promise<void> => {
      const record = await recordModels(connection).onboardings.findOne({ ref }).lean<OnboardingRecord>();
      if (record?.stage !== 'completed') return;
      let unreachable: unknown;
      for (const parcel of await noticesFor(connection, record, publicUrl)) {
        const { key } = parcel;
        if (await isNoted(connection, ref, key)) continue;
        try {
          const answer = await send(parcel);
          await note(ref, {
            kind: 'mailed',
            by: bySystem,
            at: new Date(now),
            data: { mail: 'completion', key, answer },
          });
        } catch (error) {
          if (error instanceof MailRejected) {
            const data = { mail: 'completion', key, detail: error.words };
            await note(ref, { kind: 'mail-failed', by: bySystem, at: new Date(now), data });
          } else unreachable ??= error;
        }
      }
      if (unreachable !== undefined) throw unreachable;
    }),
  };

  async function note(ref: string, entry: NewEntry): Promise<void> {
    await inTransaction(connection, (session) => addTimelineEntry(connection, session, ref, entry));
  }
}

/** A mail that was due and did not go out, and why. */
const skipped = (mail: 'invitation' | 'reminder', why: string, at: StepAt): NewEntry => ({
  kind: 'mail-skipped',
  by: bySystem,
  at: new Date(at.now),
  data: { mail, why },
});

const isNoted = async (connection: Connection, ref: string, key: string): Promise<boolean> =>
  (await recordModels(connection).timeline.exists({
    ref,
    kind: { $in: ['mailed', 'mail-failed'] },
    'data.key': key,
  })) !== null;

async function noticesFor(connection: Connection, record: OnboardingRecord, publicUrl: string): Promise<Parcel[]> {
  const { users } = directoryModels(connection);
  const people = await peopleOf(connection, record);
  const candidate = await users.findById(record.user).lean<User>();
  const parcels: Parcel[] = [];
  if (candidate) {
    const locale = candidate.preferences.language;
    const urls = { consoleUrl: publicUrl, notMeUrl: `${publicUrl}/not-me` };
    const content = templates.completedCandidate({ ...people, ...urls }, locale);
    parcels.push({ key: `${record.ref}.completed.candidate`, to: candidate.userId, locale, content });
  }
  const initiator = await initiatorOf(connection, record);
  if (initiator && candidate && String(initiator._id) !== String(candidate._id)) {
    const locale = initiator.preferences.language;
    const onboardingUrl = `${publicUrl}/onboardings/${record.ref}`;
    const data = { ...people, candidateEmail: candidate.userId, ref: record.ref, onboardingUrl };
    const content = templates.completedInitiator(data, locale);
    parcels.push({ key: `${record.ref}.completed.initiator`, to: initiator.userId, locale, content });
  }
  return parcels;
}
