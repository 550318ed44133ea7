import type { Connection } from 'mongoose';
import type { Session } from '../database/transaction.ts';
import type { Actor } from '../records/models.ts';
import { administratorsGroup, directoryModels, platformAccount } from './models.ts';

/**
 * Whether the sponsor may answer for a promotion at this moment: an active administrator of the account, or the
 * operator for an account's first administrator and for support staff. Touches what it relied on, so that a removal
 * or a lock at the same moment conflicts with the caller's transaction instead of slipping by.
 */
export async function sponsorMayGrant(
  connection: Connection,
  session: Session,
  sponsor: Actor,
  account: string,
): Promise<boolean> {
  const { members, users } = directoryModels(connection);
  if (sponsor.kind === 'operator') {
    if (account === platformAccount) return true;
    return (await members.countDocuments({ account, group: administratorsGroup }, { session })) === 0;
  }
  if (sponsor.user === undefined) return false;
  const relied = { $inc: { reliedUpon: 1 } };
  const membership = { account, group: administratorsGroup, user: sponsor.user };
  const active = { _id: sponsor.user, status: 'active' as const, firstLoginAt: { $exists: true } };
  const member = await members.updateOne(membership, relied, { session });
  return member.modifiedCount === 1 && (await users.updateOne(active, relied, { session })).modifiedCount === 1;
}
