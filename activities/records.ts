import { audit } from '../src/audit/audit.ts';
import { auditedActor } from '../src/directory/actors.ts';
import { directoryModels, type User } from '../src/directory/models.ts';
import { approversOf } from '../src/directory/sponsors.ts';
import { standingOf } from '../src/directory/standing.ts';
import { destroyLetter } from '../src/envelopes/letters.ts';
import { hasEnrolled, type OnboardingRecord, recordModels } from '../src/records/models.ts';
import { closeRecord } from '../src/records/closing.ts';
import { addToOutbox } from '../src/records/outbox.ts';
import { applyStep } from '../src/records/steps.ts';
import { addTimelineEntry, bySystem } from '../src/records/timeline.ts';
import { forgetFormerSecret } from '../src/credentials/former-secret.ts';
import { inTransaction, type Session } from '../src/database/transaction.ts';
import type { Alarm } from '../workflows/alarms.ts';
import type { CancelDecision } from '../workflows/messages.ts';
import { type Ending, isEnding, type StallReason, type WorkingStage } from '../workflows/stages.ts';
import { type Decided, readDecision, throughTemporal } from './decisions.ts';
import { activity, answerOf, DecisionUnknown } from './failures.ts';
import { shownAlarm } from './shown-alarm.ts';
import type { ActivityDependencies, StepAt } from './dependencies.ts';

export interface StallFacts {
  readonly reason: StallReason;
  readonly stage: WorkingStage;
  readonly attempt: number;
  readonly detail: string | null;
  /** When the onboarding expires if nobody decides, in milliseconds since the epoch. */
  readonly until: number;
}

interface CloseFacts {
  readonly ending: 'cancelled' | 'expired';
  readonly decision: CancelDecision;
}

/** What only the record knows of what may be done. */
export interface Told {
  readonly enrolled: boolean;
  readonly approvalNeeded: boolean;
}

export type Review = { kind: 'first-login-complete' } | { kind: 'overdue' } | { kind: 'later'; until: number };

/** The record itself: stalls, decisions and endings. All idempotent by the step's number. */
export function createRecordActivities({
  connection,
  envelopes,
}: Pick<ActivityDependencies, 'connection' | 'envelopes'>) {
  const { users } = directoryModels(connection);

  /** Who can give the approval, besides the initiator, who is told anyway. */
  async function otherApprovers(session: Session, record: OnboardingRecord): Promise<string[]> {
    const approvers = await approversOf(connection, record, session);
    return approvers.map(({ _id }) => String(_id)).filter((id) => id !== record.initiator.user);
  }

  return {
    /** @returns what bears on what may be done about it, so that the Temporal Web UI shows just that */
    recordStall: activity(async (at: StepAt, { reason, stage, attempt, detail, until }: StallFacts): Promise<Told> => {
      const since = new Date(at.now);
      return answerOf(
        await applyStep(connection, at, async (session, record) => {
          const key = `${at.ref}.stalled.${at.revision}`;
          const notice = { kind: 'notice', notice: 'stalled', ref: at.ref } as const;
          await addToOutbox(connection, session, { ...notice, key });
          if (reason === 'approval-needed') {
            for (const to of await otherApprovers(session, record)) {
              await addToOutbox(connection, session, { ...notice, key: `${key}.${to}`, to });
            }
          }
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
            answer: { enrolled: hasEnrolled(record), approvalNeeded: record.approvalNeeded },
          };
        }),
      );
    }),

    /**
     * Reads the user first: a login that makes the candidate count as existing wins over a timer, and so does a
     * password made later than the wait began.
     */
    reviewDeadline: activity(
      async (at: StepAt): Promise<Review> =>
        answerOf(
          await applyStep<Review>(connection, at, async (session, record) => {
            const user = await users.findOne({ addressKey: record.addressKey }, null, { session }).lean<User>();
            if (standingOf(user, record.account) === 'existing') return { answer: { kind: 'first-login-complete' } };
            const isOurs = user?.createdByAccount === record.account && record.path !== 'invite';
            const expiresAt = isOurs ? user.temporaryPassword?.expiresAt : undefined;
            if (expiresAt === undefined || expiresAt.getTime() <= at.now) return { answer: { kind: 'overdue' } };
            return {
              set: { nextAutomaticAction: { kind: 'deadline', at: expiresAt }, deadline: expiresAt },
              answer: { kind: 'later', until: expiresAt.getTime() },
            };
          }),
        ),
    ),

    /** Ends the onboarding without a grant. If the grant was first, the onboarding is completed, and that is the answer. */
    close: activity(async (at: StepAt, { ending, decision }: CloseFacts): Promise<Ending> => {
      const outcome = await closeRecord(
        connection,
        at,
        async (session) => ({ ending, at: new Date(at.now), ...(await decidedBy(session, at, ending, decision)) }),
        async (session, record) => {
          // Nobody took it back where nobody decided in time: its recipient is told what is so.
          const end = ending === 'expired' ? envelopes.expire : envelopes.recall;
          if (record.mid !== undefined) await end(record.mid, session);
          await destroyLetter(connection, at.ref, session);
          return forgetFormerSecret(connection, session, record, decision.createdUser ?? 'disable');
        },
      );
      return outcome.kind === 'overtaken' && isEnding(outcome.stage) ? outcome.stage : answerOf(outcome);
    }),

    /**
     * A courtesy mail did not go out: a line in the timeline, once.
     * @param alarm what happens next by itself, where the mail was a reminder
     */
    noteMailFailure: activity(async (at: StepAt, detail: string | null, alarm?: Alarm): Promise<void> => {
      await inTransaction(connection, async (session) => {
        const { onboardings, timeline } = recordModels(connection);
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
        if (alarm === undefined) return;
        await onboardings.updateOne(
          { ref: at.ref, open: true, revision: { $lt: at.revision } },
          { $set: { nextAutomaticAction: shownAlarm(alarm) } },
          { session },
        );
      });
    }),
  };

  /** Nobody decides that time is over. @throws DecisionUnknown when a message names a decision that nobody made */
  async function decidedBy(session: Session, at: StepAt, ending: Ending, decision: CancelDecision): Promise<Decided> {
    if (ending === 'expired') return { by: bySystem, reason: decision.reason ?? '', record: null };
    const decided = await readDecision(connection, session, { ref: at.ref, action: 'cancel', decision });
    if (decided !== null) return decided;
    const fact = { action: 'onboarding.cancel', outcome: 'refused', reason: decision.reason ?? '' } as const;
    await audit(connection, { ...auditedActor(throughTemporal), ...fact, account: null, ref: at.ref });
    throw new DecisionUnknown('no such decision was made, or it was made too long ago');
  }
}
