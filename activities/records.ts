import { audit, type AuditFact } from '../src/audit/audit.ts';
import { directoryModels, type User } from '../src/directory/models.ts';
import { type Actor, type NextAutomaticAction, recordModels } from '../src/records/models.ts';
import { applyStep } from '../src/records/steps.ts';
import { addTimelineEntry, bySystem, type NewEntry } from '../src/records/timeline.ts';
import { inTransaction } from '../src/database/transaction.ts';
import type { Alarm } from '../workflows/alarms.ts';
import type { CancelDecision, DecidedBy, Decision } from '../workflows/messages.ts';
import { type Ending, isEnding, type StallReason, type WorkingStage } from '../workflows/stages.ts';
import { activity, answerOf } from './failures.ts';
import type { ActivityDependencies, StepAt } from './index.ts';

export const shownAlarm = (alarm: Alarm | null): NextAutomaticAction | null =>
  alarm && { kind: alarm.kind, at: new Date(alarm.at) };

export interface StallFacts {
  readonly reason: StallReason;
  readonly stage: WorkingStage;
  readonly attempt: number;
  readonly detail: string | null;
  /** When the onboarding expires if nobody decides, in milliseconds since the epoch. */
  readonly until: number;
}

export interface DecisionFacts {
  readonly action: 'resume' | 'resend' | 'extend';
  readonly decision: Decision;
  /** Where the work goes on. */
  readonly stage: WorkingStage;
  readonly alarm: Alarm | null;
  /** The candidate's deadline, in milliseconds since the epoch; 0 when none runs. */
  readonly deadline: number;
}

export type Review = { kind: 'first-login-complete' } | { kind: 'overdue' } | { kind: 'later'; until: number };

const entryOf = { resume: 'resumed', resend: 'resent', extend: 'extended' } as const;

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

    recordDecision: activity(
      async (at: StepAt, { action, decision, stage, alarm, deadline }: DecisionFacts): Promise<void> => {
        answerOf(
          await applyStep(connection, at, async (session, record) => {
            if (action === 'extend' && record.mid !== undefined)
              await envelopes.extend(record.mid, new Date(deadline), session);
            await audit(connection, decisionFact(`onboarding.${action}`, record.account, at.ref, decision), session);
            const entry: NewEntry = {
              kind: entryOf[action],
              by: actorOf(decision.by),
              at: new Date(at.now),
              data: { reason: decision.reason },
            };
            return {
              set: {
                stage,
                stall: null,
                nextAutomaticAction: shownAlarm(alarm),
                ...(action === 'resend' ? { sendings: record.sendings + 1 } : {}),
              },
              entries: [entry],
              answer: null,
            };
          }),
        );
      },
    ),

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
          const entries: NewEntry[] = [
            { kind: ending, by: actorOf(decision.by), at: new Date(at.now), data: { reason: decision.reason } },
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
          await audit(connection, decisionFact(action, record.account, at.ref, decision), session);
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
}

/** Who decided; a message that came through Temporal itself names nobody whom we could vouch for. */
const actorOf = (by: DecidedBy | undefined): Actor =>
  by ? { kind: 'user', user: by.user, role: by.role } : { kind: 'operator', name: 'Temporal', role: 'operator' };

const decisionFact = (action: string, account: string, ref: string, { by, reason }: Decision): AuditFact => ({
  actor: by?.user ?? 'operator:Temporal',
  role: by?.role ?? null,
  action,
  outcome: 'done',
  account,
  ref,
  reason,
});
