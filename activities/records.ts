import { audit } from '../src/audit/audit.ts';
import { directoryModels, type User } from '../src/directory/models.ts';
import { recordModels } from '../src/records/models.ts';
import { addToOutbox } from '../src/records/outbox.ts';
import { applyStep } from '../src/records/steps.ts';
import { addTimelineEntry, bySystem, type NewEntry } from '../src/records/timeline.ts';
import { inTransaction, type Session } from '../src/database/transaction.ts';
import type { CancelDecision } from '../workflows/messages.ts';
import { type Ending, isEnding, type StallReason, type WorkingStage } from '../workflows/stages.ts';
import { auditDecision, type Decided, readDecision, throughTemporal } from './decisions.ts';
import { activity, answerOf } from './failures.ts';
import type { ActivityDependencies, StepAt } from './index.ts';

export interface StallFacts {
  readonly reason: StallReason;
  readonly stage: WorkingStage;
  readonly attempt: number;
  readonly detail: string | null;
  /** When the onboarding expires if nobody decides, in milliseconds since the epoch. */
  readonly until: number;
}

export type Review = { kind: 'first-login-complete' } | { kind: 'overdue' } | { kind: 'later'; until: number };

/** The record itself: stalls, decisions and endings. All idempotent by the step's number. */
export function createRecordActivities({
  connection,
  envelopes,
}: Pick<ActivityDependencies, 'connection' | 'envelopes'>) {
  const { users } = directoryModels(connection);

  return {
    recordStall: activity(async (at: StepAt, { reason, stage, attempt, detail, until }: StallFacts): Promise<void> => {
      const since = new Date(at.now);
      answerOf(
        await applyStep(connection, at, async (session, record) => {
          const key = `${at.ref}.stalled.${at.revision}`;
          await addToOutbox(connection, session, { kind: 'notice', notice: 'stalled', ref: at.ref, key });
          const fact = { action: 'onboarding.stall', outcome: 'refused', data: { reason, stage, attempt } } as const;
          await audit(connection, { ...fact, actor: 'system', account: record.account, ref: at.ref }, session);
          return {
            set: {
              stage: 'stalled',
              stall: { reason, stage, attempt, detail: detail?.slice(0, 500) ?? null, since },
              nextAutomaticAction: { kind: 'expiry', at: new Date(until) },
            },
            entries: [
              {
                kind: 'stalled',
                by: bySystem,
                at: since,
                data: { reason, stage, attempt, detail: detail?.slice(0, 500) ?? null },
              },
            ],
            answer: null,
          };
        }),
      );
    }),

    /** Reads the user first: a completed login wins over a timer, and so does a password made later than the wait began. */
    reviewDeadline: activity(async (at: StepAt): Promise<Review> => {
      const record = await recordModels(connection).onboardings.findOne({ ref: at.ref }).lean();
      const user = await users.findOne({ addressKey: record?.addressKey ?? '' }).lean<User>();
      if (user?.firstLoginAt) return { kind: 'first-login-complete' };
      const expiresAt = user?.createdByRef === at.ref ? user.temporaryPassword?.expiresAt.getTime() : undefined;
      return expiresAt !== undefined && expiresAt > at.now ? { kind: 'later', until: expiresAt } : { kind: 'overdue' };
    }),

    /** Ends the onboarding without a grant. If the grant was first, the onboarding is completed, and that is the answer. */
    close: activity(
      async (
        at: StepAt,
        { ending, decision }: { ending: 'cancelled' | 'expired'; decision: CancelDecision },
      ): Promise<Ending> => {
        const outcome = await applyStep<Ending>(connection, at, async (session, record) => {
          const decided = await decidedBy(session, at, ending, decision);
          const entries: NewEntry[] = [
            { kind: ending, by: decided.by, at: new Date(at.now), data: { reason: decided.reason } },
          ];
          if (record.mid !== undefined) await envelopes.recall(record.mid, session);
          if (decision.createdUser !== 'keep') {
            const disabled = await users.updateOne(
              {
                addressKey: record.addressKey,
                createdByRef: at.ref,
                firstLoginAt: { $exists: false },
                status: 'active',
              },
              { $set: { status: 'disabled' }, $unset: { temporaryPassword: 1 } },
              { session },
            );
            if (disabled.modifiedCount === 1)
              entries.push({ kind: 'user-disabled', by: bySystem, at: new Date(at.now) });
          }
          const action = ending === 'cancelled' ? 'onboarding.cancel' : 'onboarding.expire';
          await auditDecision(connection, session, record, action, decided);
          return {
            set: { stage: ending, open: false, stall: null, nextAutomaticAction: null, endedAt: new Date(at.now) },
            entries,
            answer: ending,
          };
        });
        return outcome.kind === 'overtaken' && isEnding(outcome.stage) ? outcome.stage : answerOf(outcome);
      },
    ),

    /** A courtesy mail did not go out: a line in the timeline, once. */
    noteMailFailure: activity(async (at: StepAt, detail: string | null): Promise<void> => {
      await inTransaction(connection, async (session) => {
        const { timeline } = recordModels(connection);
        const noted = await timeline
          .exists({ ref: at.ref, kind: 'mail-failed', 'data.step': at.revision })
          .session(session);
        if (noted) return;
        const data = { step: at.revision, detail };
        await addTimelineEntry(connection, session, at.ref, {
          kind: 'mail-failed',
          by: bySystem,
          at: new Date(at.now),
          data,
        });
      });
    }),
  };

  /** Nobody decides that time is over; and an end that names a decision nobody knows is still an end. */
  async function decidedBy(session: Session, at: StepAt, ending: Ending, decision: CancelDecision): Promise<Decided> {
    if (ending === 'expired') return { by: bySystem, reason: decision.reason ?? '', record: null };
    const decided = await readDecision(connection, session, { ref: at.ref, action: 'cancel', decision });
    return decided ?? { by: throughTemporal, reason: decision.reason ?? '', record: null };
  }
}
