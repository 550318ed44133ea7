import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction, isDuplicateKey } from '../database/transaction.ts';
import { readAddress } from '../directory/addresses.ts';
import type { Authority, Principal } from '../directory/authority.ts';
import { mayApprove } from '../directory/sponsors.ts';
import { Problem } from '../problems.ts';
import { decisionModel } from '../records/decisions.ts';
import type { Actor, OnboardingRecord } from '../records/models.ts';
import type { Action } from '../../workflows/stages.ts';
import type { Processes } from './processes.ts';
import { newRequestId } from './request-ids.ts';
import { allowedNow } from './view.ts';

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

interface ActingDependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly processes: Processes;
}

export type Decide = ReturnType<typeof createActing>;

/** Deciding: authorised and written here, carried out by the process, which hears the decision's id and no more. */
export function createActing({ connection, authority, processes }: ActingDependencies) {
  const decisions = decisionModel(connection);

  const isCarriedOut = async (id: string): Promise<boolean> =>
    (await decisions.exists({ _id: id, appliedAt: { $exists: true } })) !== null;

  /**
   * @returns in which role it was decided, and whether the process has heard of it
   * @throws Problem onboarding.action-not-allowed, access.not-account-administrator, service.temporal-unavailable
   */
  return async function decide(
    principal: Principal,
    record: OnboardingRecord,
    action: Action,
    { requestKey, reason, createdUser, hours, email }: ActionInput,
  ): Promise<{ by: Actor; carriedOut: boolean }> {
    const { ref, account } = record;
    const role = await authority.demand(
      principal,
      action === 'approve' ? 'onboarding.approve' : 'onboarding.act',
      account,
    );
    const by = actorOf(principal, role === 'support' ? 'support' : 'administrator');
    const id = newRequestId(principal.user, action, requestKey === undefined ? undefined : `${ref} ${requestKey}`);
    // What was carried out is answered as it was, though it would not be possible any more.
    if (requestKey !== undefined && (await isCarriedOut(id))) return { by, carriedOut: true };
    if (!allowedNow(record).includes(action))
      throw new Problem('onboarding.action-not-allowed', { params: { action } });
    if (action === 'approve') await demandApprover(by, record);
    const corrected = action === 'correct-email' ? readAddress(email ?? '') : null;
    const address = corrected ? { email: corrected.address, addressKey: corrected.key } : {};
    try {
      await decisions.create([{ _id: id, ref, action, by, reason, ...address, createdAt: new Date() }]);
    } catch (error) {
      // The same request once more: the process answers it as it did.
      if (!isDuplicateKey(error)) throw error;
    }
    const details = { ...(createdUser ? { createdUser } : {}), ...(hours === undefined ? {} : { hours }) };
    const answer = await processes.decide(ref, action, { id, ...details }, id);
    return { by, carriedOut: answer !== 'pending' || (await isCarriedOut(id)) };
  };

  /** Nobody approves what they had a hand in, nor their own promotion. */
  async function demandApprover(by: Actor, record: OnboardingRecord): Promise<void> {
    if (await inTransaction(connection, (session) => mayApprove(connection, session, by, record))) return;
    const { account, ref } = record;
    const fact = { actor: by.user ?? '', role: by.role ?? null, action: 'onboarding.approve', account, ref };
    await audit(connection, { ...fact, outcome: 'refused' });
    throw new Problem('onboarding.approval-not-yours');
  }
}

export const actorOf = ({ user, userId }: Principal, role: 'administrator' | 'support'): Actor => ({
  kind: 'user',
  user,
  name: userId,
  role,
});
