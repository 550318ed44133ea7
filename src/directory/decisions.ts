import type { Connection } from 'mongoose';
import { type AuditFact, audit } from '../audit/audit.ts';
import { oneAtATime } from '../database/one-at-a-time.ts';
import { inTransaction, type Session } from '../database/transaction.ts';
import { Problem } from '../problems.ts';
import type { Authority, AuthorityAction, Principal, Role } from './authority.ts';
import { sponsorMayGrant } from './sponsors.ts';

/** What an administrator is about to do: allowed when it was asked, asked again when it commits, audited either way. */
export interface Decision {
  readonly principal: Principal;
  readonly account: string;
  readonly role: Role;
  /** The verb in the audit. */
  readonly action: string;
  readonly reason: string | null;
  /** The address it is about: what a refusal is kept with. */
  readonly address: string;
}

interface Asked extends Omit<Decision, 'role' | 'action' | 'reason'> {
  readonly right: AuthorityAction;
  readonly action?: string;
  readonly reason?: string;
}

/** @throws Problem what the authority refuses */
export async function decide(authority: Authority, asked: Asked): Promise<Decision> {
  const { principal, account, address, right, action = right, reason = null } = asked;
  const role = await authority.demand(principal, right, account, { reason: asked.reason });
  return { principal, account, address, action, reason, role };
}

/**
 * Carries a decision out in one transaction, which relies on the principal still being an administrator when it
 * commits. A refusal is audited: who exists is told to administrators only, and asking leaves a trace.
 * @param work MongoDB work; may run more than once
 */
export async function carryOut<T>(
  connection: Connection,
  decision: Decision,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { principal, account, address } = decision;
  const sponsor = { kind: 'user', user: principal.user } as const;
  try {
    return await oneAtATime(connection, `directory/${account}`, async () =>
      inTransaction(connection, async (session) => {
        if (!(await sponsorMayGrant(connection, session, { sponsor, account, handledBy: [] }))) {
          throw new Problem('access.not-account-administrator');
        }
        return work(session);
      }),
    );
  } catch (error) {
    if (error instanceof Problem) {
      await audit(connection, { ...factOf(decision, 'refused'), data: { code: error.code, userId: address } });
    }
    throw error;
  }
}

/** The audit entry of a decision that was carried out, in its transaction. */
export async function auditDone(
  connection: Connection,
  session: Session,
  decision: Decision,
  subject: unknown,
  data: Record<string, unknown> = {},
): Promise<void> {
  await audit(connection, { ...factOf(decision, 'done'), subject: String(subject), data }, session);
}

const factOf = (decision: Decision, outcome: 'done' | 'refused'): AuditFact => ({
  actor: decision.principal.user,
  role: decision.role,
  action: decision.action,
  outcome,
  account: decision.account,
  reason: decision.reason,
  requestId: decision.principal.requestId,
});
