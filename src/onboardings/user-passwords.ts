import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import type { TemporaryPasswords } from '../credentials/temporary-passwords.ts';
import { inTransaction } from '../database/transaction.ts';
import { readAddress } from '../directory/addresses.ts';
import type { Authority, Principal } from '../directory/authority.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { Problem } from '../problems.ts';
import { recordModels } from '../records/models.ts';
import { addTimelineEntry } from '../records/timeline.ts';
import { actorOf } from './acting.ts';

interface UserPasswordsDependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly temporaryPasswords: TemporaryPasswords;
}

/**
 * A new temporary password for a user of the account whose first login is to come: for who was added by hand and lost
 * it, or let its time pass.
 */
export function createUserPasswords({ connection, authority, temporaryPasswords }: UserPasswordsDependencies) {
  const { users } = directoryModels(connection);
  const { onboardings } = recordModels(connection);

  /**
   * The former password stops working. An onboarding of this user that is under way goes on waiting at least as long.
   * @param userId the user's address
   * @returns the password, which is kept nowhere
   * @throws Problem user.not-found for whom the account did not make; password.temporary-not-allowed after the first
   *   login or for who is locked; access.not-account-administrator; service.busy
   */
  return async function makePassword(
    principal: Principal,
    account: string,
    userId: string,
    reason: string,
  ): Promise<{ userId: string; temporaryPassword: string }> {
    await authority.demand(principal, 'temporary-password.make', account, { reason });
    const { key: addressKey } = readAddress(userId, '/userId');
    const user = await users.findOne({ addressKey }).lean<User>();
    if (user?.createdByAccount !== account) throw new Problem('user.not-found');
    if (user.firstLoginAt || user.status !== 'active') throw new Problem('password.temporary-not-allowed');
    const prepared = await temporaryPasswords.prepare();
    const by = actorOf(principal, 'administrator');
    await inTransaction(connection, async (session) => {
      const { expiresAt } = await temporaryPasswords.make(session, user._id, prepared);
      const running = await onboardings.findOne({ account, addressKey, open: true }, { ref: 1 }, { session }).lean();
      const ref = running?.ref ?? null;
      if (ref !== null) {
        await onboardings.updateOne({ ref }, { $max: { deadline: expiresAt } }, { session });
        await addTimelineEntry(connection, session, ref, { kind: 'temporary-password-made', by });
      }
      const fact = { actor: principal.user, role: 'administrator', account, ref, reason, subject: String(user._id) };
      const { requestId } = principal;
      await audit(connection, { ...fact, requestId, action: 'temporary-password.make', outcome: 'done' }, session);
    });
    return { userId: user.userId, temporaryPassword: prepared.password };
  };
}
