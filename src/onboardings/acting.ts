import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { forgetFormerSecret } from '../credentials/former-secret.ts';
import { inTransaction, isDuplicateKey } from '../database/transaction.ts';
import { readAddress } from '../directory/addresses.ts';
import type { Authority, Principal } from '../directory/authority.ts';
import { directoryModels } from '../directory/models.ts';
import { mayApprove } from '../directory/sponsors.ts';
import type { Envelopes } from '../envelopes/envelopes.ts';
import { destroyLetter } from '../envelopes/letters.ts';
import { Problem } from '../problems.ts';
import { closeRecord } from '../records/closing.ts';
import { decisionModel, type DecisionRecord, takeDecision } from '../records/decisions.ts';
import type { Actor } from '../directory/actors.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import { type Action, isEnding, otherPath } from '../../workflows/stages.ts';
import { NoProcess, type Processes } from './processes.ts';
import { newRequestId } from './request-ids.ts';
import { allowedNow, leadsToPassword } from './view.ts';

export interface ActionInput {
  readonly reason: string;
  /** Of cancel: what becomes of a user whom the onboarding made and who never signed in. */
  readonly createdUser?: 'disable' | 'keep' | undefined;
  /** Of extend: by how much. */
  readonly hours?: number | undefined;
  /** Of correct-email. */
  readonly email?: string | undefined;
  /** The same key twice is one decision. */
  readonly requestKey?: string | undefined;
}

/** How a decision went. */
export interface Decided {
  readonly by: Actor;
  /** False when the process did not answer in time, and nothing shows yet that it heard. */
  readonly carriedOut: boolean;
  /** It was carried out before, under the same key. */
  readonly repeated: boolean;
}

interface ActingDependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly processes: Processes;
  readonly envelopes: Pick<Envelopes, 'recall' | 'standing'>;
}

/** What makes two decisions of one person under one key the same. */
const decided = ['reason', 'addressKey', 'hours', 'createdUser'] as const satisfies readonly (keyof DecisionRecord)[];

export type Decide = ReturnType<typeof createActing>;

/** Deciding: authorised and written here, carried out by the process, which hears the decision's id and no more. */
export function createActing({ connection, authority, processes, envelopes }: ActingDependencies) {
  const decisions = decisionModel(connection);
  const { users, members } = directoryModels(connection);

  const isCarriedOut = async (id: string): Promise<boolean> =>
    (await decisions.exists({ _id: id, appliedAt: { $exists: true } })) !== null;

  /**
   * @returns in which role it was decided, and whether the process has heard of it
   * @throws Problem idempotency.key-reused, onboarding.action-not-allowed, onboarding.ended-before, onboarding.message-locked, member.exists, access.not-account-administrator, service.temporal-unavailable
   */
  return async function decide(
    principal: Principal,
    record: OnboardingRecord,
    action: Action,
    { requestKey, reason, createdUser, hours, email }: ActionInput,
  ): Promise<Decided> {
    const { ref, account } = record;
    const about = { ref, reason };
    const right = action === 'approve' ? 'onboarding.approve' : 'onboarding.act';
    const role = await authority.demand(principal, right, account, about);
    if (leadsToPassword(action, record)) await authority.demand(principal, 'temporary-password.make', account, about);
    const by = actorOf(principal, role === 'support' ? 'support' : 'administrator');
    const id = newRequestId(principal.user, action, requestKey === undefined ? undefined : `${ref} ${requestKey}`);
    const details = {
      ...(createdUser ? { createdUser } : {}),
      ...(hours === undefined ? {} : { hours }),
      ...(action === 'switch-path' ? { path: otherPath(record.path) } : {}),
    };
    const corrected = action === 'correct-email' ? readAddress(email ?? '') : null;
    const address = corrected ? { email: corrected.address, addressKey: corrected.key } : {};
    const decision = { _id: id, ref, action, by, reason, ...address, ...details, createdAt: new Date() };
    // What was carried out is answered as it was, though it would not be possible any more.
    if (requestKey !== undefined && (await formerOf(decision))?.appliedAt)
      return { by, carriedOut: true, repeated: true };
    const attempt = { principal, by, record, action, reason };
    await orOnRecord(attempt, async () => {
      if (!allowedNow(record).includes(action))
        throw new Problem('onboarding.action-not-allowed', { params: { action } });
      if (action === 'approve' && !(await isApprover(connection, by, record)))
        throw new Problem('onboarding.approval-not-yours');
      if (action === 'resend') await demandUnlocked(record);
      if (corrected) await demandNoMember(record, corrected.key);
    });
    await keep(decision);
    try {
      const answer = await processes.decide(ref, action, { id, ...details, request: principal.requestId }, id);
      // The grant, the end of patience, or another's cancel was a moment earlier.
      if (answer !== 'pending' && action === 'cancel' && !(await isCarriedOut(id)))
        await orOnRecord(attempt, () => Promise.reject(endedBefore(ref)));
      return { by, carriedOut: answer !== 'pending' || (await isCarriedOut(id)), repeated: false };
    } catch (error) {
      if (!(error instanceof NoProcess) || action !== 'cancel') throw error;
      await orOnRecord(attempt, () => closeWithoutProcess(decision, createdUser ?? 'disable'));
      return { by, carriedOut: true, repeated: false };
    }
  };

  /** As a request for this address would be answered. @throws Problem member.exists */
  async function demandNoMember({ account, group }: OnboardingRecord, addressKey: string): Promise<void> {
    const user = await users.findOne({ addressKey }, { userId: 1 }).lean();
    if (user && (await members.exists({ account, group, user: user._id })))
      throw new Problem('member.exists', { params: { userId: user.userId } });
  }

  /** A mail would invite to a message that its sender holds back. @throws Problem onboarding.message-locked */
  async function demandUnlocked({ mid, path }: OnboardingRecord): Promise<void> {
    if (path !== 'invite' || mid === undefined || (await envelopes.standing(mid))?.state !== 'locked') return;
    const href = `/api/v1/envelopes/${mid}/unlock`;
    throw new Problem('onboarding.message-locked', { nextActions: [{ rel: 'unlock', href, method: 'POST' }] });
  }

  /** @throws Problem idempotency.key-reused when the same key came with another decision before */
  async function keep(decision: DecisionRecord): Promise<void> {
    try {
      await decisions.create([decision]);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await formerOf(decision);
    }
  }

  /** What was decided before under the same key. @throws Problem idempotency.key-reused when it was something else */
  async function formerOf(decision: DecisionRecord): Promise<DecisionRecord | null> {
    const former = await decisions.findById(decision._id).lean<DecisionRecord>();
    const differs = (field: (typeof decided)[number]) => (former?.[field] ?? null) !== (decision[field] ?? null);
    if (former !== null && decided.some(differs)) throw new Problem('idempotency.key-reused');
    return former;
  }

  /**
   * The process was never started, or was terminated in Temporal: nothing but the record is left to end.
   * @throws Problem onboarding.ended-before; service.temporal-unavailable when the record moved meanwhile
   */
  async function closeWithoutProcess(
    { _id, ref, by, reason }: DecisionRecord,
    fate: 'disable' | 'keep',
  ): Promise<void> {
    const record = await recordModels(connection).onboardings.findOne({ ref }).lean<OnboardingRecord>();
    const step = { ref, revision: (record?.revision ?? 0) + 1, run: null };
    const outcome = await closeRecord(
      connection,
      step,
      async (session) => {
        await takeDecision(connection, session, { id: _id, ref, action: 'cancel' });
        return { ending: 'cancelled', by, reason, at: new Date() };
      },
      async (session, open) => {
        if (open.mid !== undefined) await envelopes.recall(open.mid, session);
        await destroyLetter(connection, ref, session);
        return forgetFormerSecret(connection, session, open, fate);
      },
    );
    if (outcome.kind !== 'overtaken' || (await isCarriedOut(_id))) return;
    throw isEnding(outcome.stage)
      ? endedBefore(ref)
      : new Problem('service.temporal-unavailable', { retryAfterSeconds: 5 });
  }

  /** Whoever tries what is not possible leaves a trace. Nobody approves what they had a hand in, nor themselves. */
  async function orOnRecord(
    { principal, by, record, action, reason }: Attempt,
    demand: () => Promise<void>,
  ): Promise<void> {
    try {
      await demand();
    } catch (error) {
      if (error instanceof Problem) {
        const { account, ref } = record;
        const { user: actor, requestId } = principal;
        const fact = { actor, requestId, role: by.role ?? null, action: `onboarding.${action}`, account, ref };
        await audit(connection, { ...fact, reason: reason ?? null, outcome: 'refused', data: { code: error.code } });
      }
      throw error;
    }
  }
}

interface Attempt {
  readonly principal: Principal;
  readonly by: Actor;
  readonly record: OnboardingRecord;
  readonly action: Action;
  readonly reason: string;
}

const endedBefore = (ref: string) =>
  new Problem('onboarding.ended-before', {
    nextActions: [{ rel: 'onboarding', href: `/api/v1/onboardings/${ref}`, method: 'GET' }],
  });

/** Whether this person may stand behind the promotion now. */
export const isApprover = (connection: Connection, by: Actor, record: OnboardingRecord): Promise<boolean> =>
  inTransaction(connection, (session) => mayApprove(connection, session, by, record));

export const actorOf = ({ user, userId }: Principal, role: 'administrator' | 'support'): Actor => ({
  kind: 'user',
  user,
  name: userId,
  role,
});
