import type { Connection } from 'mongoose';
import { audit } from '../src/audit/audit.ts';
import { forgetFormerSecret, forgetProof } from '../src/credentials/former-secret.ts';
import { isDuplicateKey, type Session } from '../src/database/transaction.ts';
import { directoryModels, type User } from '../src/directory/models.ts';
import { allowCodesAgain } from '../src/envelopes/codes.ts';
import { mayApprove } from '../src/directory/sponsors.ts';
import { isRevivable, standingOf } from '../src/directory/standing.ts';
import { type DecisionRecord, refuseDecision, takeDecision } from '../src/records/decisions.ts';
import { type Actor, auditedActor } from '../src/directory/actors.ts';
import { hasEnrolled, type OnboardingRecord, type TimelineKind } from '../src/records/models.ts';
import { addToOutbox } from '../src/records/outbox.ts';
import { applyStep } from '../src/records/steps.ts';
import type { NewEntry } from '../src/records/timeline.ts';
import type { Alarm } from '../workflows/alarms.ts';
import type { Decision } from '../workflows/messages.ts';
import { type Action, isRecordedAction, type Path, type WorkingStage } from '../workflows/stages.ts';
import { activity, answerOf } from './failures.ts';
import type { ActivityDependencies, StepAt } from './dependencies.ts';
import { shownAlarm } from './shown-alarm.ts';

export interface DecisionFacts {
  readonly action: Exclude<Action, 'cancel'>;
  readonly decision: Decision;
  /** What others decided alike before it was carried out. */
  readonly also?: readonly Decision[];
  /** The same was carried out while this one was on its way: it has no effect of its own. */
  readonly alike?: boolean;
  /** Where the work goes on. */
  readonly stage: WorkingStage;
  /** The path from now on. */
  readonly path: Path | null;
  readonly alarm: Alarm | null;
  /** The candidate's deadline, in milliseconds since the epoch; 0 when none runs. */
  readonly deadline: number;
}

/** Who decided, and why; `record` where it was decided in Castellan. */
export interface Decided {
  readonly by: Actor;
  readonly reason: string;
  readonly record: DecisionRecord | null;
}

const kinds: Record<DecisionFacts['action'], TimelineKind> = {
  resume: 'resumed',
  resend: 'resent',
  extend: 'extended',
  approve: 'approved',
  'switch-path': 'path-switched',
  'correct-email': 'address-corrected',
};

/** What came straight through Temporal names nobody whom we could vouch for. */
export const throughTemporal: Actor = { kind: 'operator', name: 'Temporal', role: 'operator' };

/**
 * Reads the decision that a message names. A message may bring its own reason only where the decision does not bear on
 * who is granted what.
 * @returns null when there is no such decision
 */
export async function readDecision(
  connection: Connection,
  session: Session,
  { ref, action, decision }: { ref: string; action: Action; decision: Decision },
): Promise<Decided | null> {
  if (decision.id === undefined) {
    if (isRecordedAction(action)) return null;
    return { by: throughTemporal, reason: decision.reason ?? '', record: null };
  }
  const record = await takeDecision(connection, session, { id: decision.id, ref, action });
  return record && { by: record.by, reason: record.reason, record };
}

const auditDecision = (
  connection: Connection,
  session: Session,
  { account, ref }: OnboardingRecord,
  action: string,
  { by, reason }: Pick<Decided, 'by' | 'reason'>,
  data: Record<string, unknown> = {},
  outcome: 'done' | 'refused' = 'done',
): Promise<void> => {
  return audit(connection, { ...auditedActor(by), action, outcome, account, ref, reason, data }, session);
};

const entryOf = (at: StepAt, { action, path }: DecisionFacts, { by, reason }: Decided, more = {}): NewEntry => ({
  kind: kinds[action],
  by,
  at: new Date(at.now),
  data: { reason, ...(action === 'switch-path' ? { path } : {}), ...more },
});

/** Decisions: each with its effect, its timeline entry and its audit entry in one transaction. */
export function createDecisionActivities({
  connection,
  envelopes,
}: Pick<ActivityDependencies, 'connection' | 'envelopes'>) {
  const { users } = directoryModels(connection);

  return {
    /** Idempotent by the step's number; a decision that MongoDB does not know, or that is not possible, changes nothing. */
    recordDecision: activity(async (at: StepAt, facts: DecisionFacts): Promise<'recorded' | 'refused'> => {
      try {
        return answerOf(await applyStep(connection, at, (session, record) => carryOut(session, record, at, facts)));
      } catch (error) {
        // The corrected address has an open onboarding already.
        if (facts.action !== 'correct-email' || !isDuplicateKey(error)) throw error;
        return answerOf(
          await applyStep(connection, at, async (session, record) => {
            const decided = await readDecision(connection, session, { ref: at.ref, ...facts });
            return refuse(session, record, facts, decided);
          }),
        );
      }
    }),
  };

  async function carryOut(session: Session, record: OnboardingRecord, at: StepAt, facts: DecisionFacts) {
    const { action, decision, also = [], alike: isAlike = false, stage, path, alarm, deadline } = facts;
    const decided = await readDecision(connection, session, { ref: at.ref, action, decision });
    if (decided && isAlike) {
      await auditDecision(connection, session, record, `onboarding.${action}`, decided, { alike: true });
      return { entries: [entryOf(at, facts, decided)], answer: 'recorded' as const };
    }
    const effect = decided && (await effectOf(session, record, facts, decided));
    if (!decided || !effect) return refuse(session, record, facts, decided);
    if (stage === 'awaiting-first-login' && deadline > 0 && record.mid !== undefined) {
      await envelopes.extend(record.mid, new Date(deadline), session);
    }
    await auditDecision(connection, session, record, `onboarding.${action}`, decided, effect.audit);
    if (action === 'resend' && record.mid !== undefined) await allowCodesAgain(connection, record.mid, session);
    if (action === 'correct-email') {
      const key = `${at.ref}.corrected.${at.revision}`;
      const corrected = { former: record.email, email: effect.set!.email! };
      const notice = { kind: 'notice', notice: 'address-corrected', ref: at.ref, key, corrected } as const;
      await addToOutbox(connection, session, notice);
    }
    // A resume mails anew what came back after it had been taken; what was never taken is tried under its first name.
    const mailsAgain = action === 'resume' && stage === 'inviting' && record.stall?.stage === 'awaiting-first-login';
    const sentAnew = mailsAgain || action === 'resend' || action === 'switch-path' || action === 'correct-email';
    const alike: Decided[] = [];
    for (const other of also) {
      const one = await readDecision(connection, session, { ref: at.ref, action, decision: other });
      if (one === null) continue;
      alike.push(one);
      await auditDecision(connection, session, record, `onboarding.${action}`, one, { alike: true });
    }
    const entries = [decided, ...alike].map((one) => entryOf(at, facts, one, effect.entry));
    return {
      set: {
        stage,
        path,
        stall: null,
        nextAutomaticAction: shownAlarm(alarm),
        ...(deadline > 0 ? { deadline: new Date(deadline) } : {}),
        ...(sentAnew ? { sendings: record.sendings + 1 } : {}),
        ...effect.set,
      },
      ...(effect.unset ? { unset: effect.unset } : {}),
      entries,
      answer: 'recorded' as const,
    };
  }

  /** Nothing changes, and who tried is on record. */
  async function refuse(session: Session, record: OnboardingRecord, facts: DecisionFacts, decided: Decided | null) {
    const { action, decision } = facts;
    const tried = decided ?? { by: throughTemporal, reason: decision.reason ?? '' };
    if (decided?.record) await refuseDecision(connection, session, decided.record._id);
    await auditDecision(connection, session, record, `onboarding.${action}`, tried, {}, 'refused');
    return { answer: 'refused' as const };
  }

  interface Effect {
    readonly set?: Partial<OnboardingRecord>;
    readonly unset?: readonly ('user' | 'mid' | 'enrolledAt')[];
    readonly entry?: NewEntry['data'];
    readonly audit?: Record<string, unknown>;
  }

  /** @returns null when the decision is not possible (any more) */
  async function effectOf(
    session: Session,
    record: OnboardingRecord,
    facts: DecisionFacts,
    decided: Decided,
  ): Promise<Effect | null> {
    if (facts.action === 'approve') return approve(session, record, decided);
    if (facts.action === 'switch-path') {
      const { path: wanted = facts.path } = decided.record ?? {};
      if (wanted !== facts.path) return null;
      if (facts.path === 'temporary-password' && !(await mayHavePassword(session, record))) return null;
      await endFormerWay(session, record, 'keep');
      const proof = facts.path === 'temporary-password' ? await forgetProof(connection, session, record) : null;
      const effect: Effect = {
        set: { requestedPath: facts.path, ...bySupport(record, decided) },
        unset: ['enrolledAt'],
      };
      if (proof === null) return effect;
      const { user, addressProvedAt } = proof;
      return { ...effect, audit: { proofTakenBack: addressProvedAt.toISOString(), sessionsEndedOf: user } };
    }
    if (facts.action === 'correct-email') return correctEmail(session, record, decided);
    if (facts.action === 'resend' && (await isLocked(record))) return null;
    return {};
  }

  /** A mail would invite to a message that its sender holds back. */
  async function isLocked({ mid, path }: OnboardingRecord): Promise<boolean> {
    return path === 'invite' && mid !== undefined && (await envelopes.standing(mid))?.state === 'locked';
  }

  /** A temporary password is for a user whom this account made, or makes now; never for somebody else's. */
  async function mayHavePassword(session: Session, { account, addressKey }: OnboardingRecord): Promise<boolean> {
    const user = await users.findOne({ addressKey }, null, { session }).lean<User>();
    const standing = standingOf(user, account);
    return standing === 'missing' || standing === 'first-login-pending' || isRevivable(user);
  }

  async function approve(session: Session, record: OnboardingRecord, { by }: Decided): Promise<Effect | null> {
    if (!(await mayApprove(connection, session, by, record))) return null;
    return {
      set: { sponsor: by, approvalNeeded: false },
      audit: { formerSponsor: record.sponsor.user ?? record.sponsor.name ?? null },
    };
  }

  /** The process begins anew, as if the right address had been asked for; what the wrong one got is worth nothing. */
  async function correctEmail(session: Session, record: OnboardingRecord, decided: Decided): Promise<Effect | null> {
    const { email, addressKey } = decided.record ?? {};
    if (email === undefined || addressKey === undefined || hasEnrolled(record)) return null;
    await endFormerWay(session, record, 'disable');
    return {
      set: {
        email,
        addressKey,
        path: record.requestedPath,
        createdUser: false,
        correctedFrom: record.email,
        ...bySupport(record, decided),
      },
      unset: ['user', 'mid', 'enrolledAt'],
      entry: { from: record.email, to: email },
      audit: { corrected: true },
    };
  }

  /** The old secret dies: an envelope is recalled, a temporary password is forgotten with all that it opened. */
  async function endFormerWay(session: Session, record: OnboardingRecord, madeUser: 'keep' | 'disable'): Promise<void> {
    if (record.mid !== undefined) await envelopes.recall(record.mid, session);
    await forgetFormerSecret(connection, session, record, madeUser);
  }
}

/** What support has a hand in needs somebody else behind it. */
const bySupport = ({ handledBy }: OnboardingRecord, { by }: Decided): Partial<OnboardingRecord> =>
  by.role === 'support' && by.user !== undefined
    ? { approvalNeeded: true, handledBy: [...new Set([...handledBy, by.user])] }
    : {};
