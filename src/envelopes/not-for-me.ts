import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Session } from '../database/transaction.ts';
import type { Actor } from '../directory/actors.ts';
import type { Principal } from '../directory/authority.ts';
import { demandAnotherAdministrator } from '../directory/last-administrator.ts';
import { administratorsGroup } from '../directory/groups.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { Problem } from '../problems.ts';
import { closeRecord } from '../records/closing.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import { addToOutbox } from '../records/outbox.ts';
import { addTimelineEntry, bySystem } from '../records/timeline.ts';
import { anotherAddress, readerUser, refusing } from './access.ts';
import type { Envelopes } from './envelopes.ts';
import { destroyLetter } from './letters.ts';
import { type Envelope, envelopeModels } from './models.ts';
import { envelopeWords } from './words.ts';

/**
 * What a report brought about: the promotion was stopped; the right that it had granted was withdrawn; or was kept,
 * because nobody else administers the account, and support has to look; or there was nothing (any more) to undo.
 */
export type ReportOutcome = 'stopped' | 'withdrawn' | 'kept' | 'nothing';

/** The report was overtaken by another step or report: looked at once more. */
class Overtaken extends Error {}

interface Dependencies {
  readonly connection: Connection;
  readonly envelopes: Pick<Envelopes, 'recall'>;
  readonly onCommitted: () => void;
}

/** What the recipient of an envelope brings about who says that it is not for them. */
export function createNotForMe({ connection, envelopes, onCommitted }: Dependencies) {
  const models = envelopeModels(connection);
  const { onboardings } = recordModels(connection);
  const { members } = directoryModels(connection);

  /**
   * The recipient says that the message is not for them: it is recalled, and whoever promoted the wrong person is told.
   * In the same transaction an open onboarding is cancelled, and of a completed one the membership is taken away that
   * it had granted. What was sent anew to the same address since is recalled with it; what went to a corrected address
   * is somebody else's. What is said a second time changes nothing.
   * @throws Problem access.sign-in-required, envelope.not-found, envelope.another-address,
   *   access.required-actions-pending, envelope.mailbox-unproved
   */
  return async function reportNotForMe(principal: Principal, mid: string, now = new Date()): Promise<ReportOutcome> {
    const envelope = await models.envelopes.findOne({ mid }).lean<Envelope>();
    const { account = null, ref = null } = envelope ?? {};
    const { user: actor, requestId } = principal;
    const fact = { actor, role: 'candidate', action: 'envelope.report', account, ref, requestId, data: { mid } };
    const refuse = refusing(connection, fact);
    const user = principal.via === 'session' ? await readerUser(connection, principal) : null;
    if (!user) return refuse(new Problem('access.sign-in-required'));
    if (!envelope) return refuse(new Problem('envelope.not-found'));
    if (envelope.addressKey !== user.addressKey) return refuse(anotherAddress(envelope));
    if (!user.firstLoginAt) return refuse(new Problem('access.required-actions-pending'));
    if (!user.addressProvedAt) return refuse(new Problem('envelope.mailbox-unproved'));
    for (;;) {
      try {
        const outcome = await undo(principal, user, envelope, now);
        onCommitted();
        return outcome;
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
      }
    }
  };

  async function undo(principal: Principal, user: User, envelope: Envelope, now: Date): Promise<ReportOutcome> {
    const { ref, addressKey, locale } = envelope;
    const record = await onboardings.findOne({ ref }).lean<OnboardingRecord>();
    // An address that was corrected since: the onboarding is about somebody else by now.
    const isTheirs = record?.addressKey === addressKey;
    const by: Actor = { kind: 'user', user: principal.user, name: user.userId, role: 'candidate' };
    const takeBack = async (session: Session) => {
      await envelopes.recall(envelope.mid, session);
      if (isTheirs) {
        if (record.mid !== undefined) await envelopes.recall(record.mid, session);
        await destroyLetter(connection, ref, session);
      }
      return report(session, principal, by, envelope, isTheirs, now);
    };

    if (isTheirs && record.open) {
      const closed = await closeRecord(
        connection,
        { ref, revision: record.revision + 1, run: randomUUID() },
        async () => ({ ending: 'cancelled', by, reason: envelopeWords(locale).notForMe.question, at: now }),
        async (session) => {
          await takeBack(session);
          await tell(session, record, principal, 'stopped');
          // The process finds its record closed, and ends.
          await addToOutbox(connection, session, { kind: 'ended', ref }, now);
          // The reporter has signed in: the user is theirs, and stays.
          return false;
        },
      );
      if (closed.kind !== 'applied') throw new Overtaken();
      return 'stopped';
    }

    return inTransaction(connection, async (session) => {
      const first = await takeBack(session);
      if (!first || !isTheirs || record.stage !== 'completed') return 'nothing';
      const outcome = await withdraw(session, record, user, by, principal.requestId, now);
      await tell(session, record, principal, outcome === 'kept' ? 'kept' : 'withdrawn');
      return outcome;
    });
  }

  /** @returns whether this is the first report */
  async function report(
    session: Session,
    { user: actor, requestId }: Principal,
    by: Actor,
    { mid, ref, account }: Envelope,
    isTheirs: boolean,
    now: Date,
  ): Promise<boolean> {
    const marked = await models.envelopes.updateOne(
      { mid, reportedAt: { $exists: false } },
      { $set: { reportedAt: now } },
      { session },
    );
    if (marked.modifiedCount !== 1) return false;
    const data = { mid, ...(isTheirs ? {} : { former: 1 }) };
    await addTimelineEntry(connection, session, ref, { kind: 'reported-not-for-me', by, data, at: now });
    const fact = { actor, role: 'candidate', account, ref, requestId, data: { mid } } as const;
    await audit(connection, { ...fact, action: 'envelope.report', outcome: 'done' }, session);
    return true;
  }

  /** Whoever asked and whoever answers for it are told by mail. */
  async function tell(
    session: Session,
    { ref, initiator, sponsor }: OnboardingRecord,
    reporter: Principal,
    outcome: 'stopped' | 'withdrawn' | 'kept',
  ): Promise<void> {
    const people = new Set([initiator.user, sponsor.user]);
    for (const to of people) {
      if (to === undefined || to === reporter.user) continue;
      const key = `${ref}.not-for-me.${to}`;
      await addToOutbox(connection, session, { kind: 'notice', notice: 'not-for-me', outcome, ref, key, to });
    }
  }

  /** Takes away what this very onboarding granted, and nothing that the person had from elsewhere. */
  async function withdraw(
    session: Session,
    { ref, account, group }: OnboardingRecord,
    { _id }: User,
    by: Actor,
    requestId: string,
    now: Date,
  ): Promise<ReportOutcome> {
    const granted = { account, group, user: _id, ref };
    if ((await members.exists(granted).session(session)) === null) return 'nothing';
    const kept = group === administratorsGroup && (await isLast(session, account, _id));
    if (!kept) await members.deleteOne(granted, { session });
    const entry = { kind: kept ? 'membership-kept' : 'membership-withdrawn', by: bySystem, at: now } as const;
    await addTimelineEntry(connection, session, ref, entry);
    const fact = { actor: by.user!, role: 'candidate', account, ref, requestId, subject: String(_id) } as const;
    const outcome = kept ? 'refused' : 'done';
    await audit(connection, { ...fact, action: 'member.remove', outcome, data: { group } }, session);
    return kept ? 'kept' : 'withdrawn';
  }

  async function isLast(session: Session, account: string, user: User['_id']): Promise<boolean> {
    try {
      await demandAnotherAdministrator(connection, session, account, user);
      return false;
    } catch (error) {
      if (error instanceof Problem && error.code === 'member.last-administrator') return true;
      throw error;
    }
  }
}
