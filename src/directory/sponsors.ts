import type { Connection } from 'mongoose';
import type { Session } from '../database/transaction.ts';
import type { Actor } from './actors.ts';
import { administratorsGroup, platformAccount, supportGroup } from './groups.ts';
import { directoryModels, type User } from './models.ts';
import { canSignIn } from './standing.ts';

/** What of a promotion bears on who may answer for it. */
interface Promotion {
  readonly account: string;
  readonly sponsor: Actor;
  /** Users (hex) of support who had a hand in it. */
  readonly handledBy: readonly string[];
}

/**
 * Whether the sponsor may answer for a promotion at this moment: an active administrator of the account; the operator
 * for an account's first administrator and for support staff; a second support person where the account has no
 * administrator who can sign in.
 * @param use `rely` touches what the answer rests on, so that a removal or a lock at the same moment conflicts with the
 *   caller's transaction instead of slipping by; `look` for whoever grants nothing on it: a thousand promotions with one
 *   sponsor do not get into each other's way
 */
export async function sponsorMayGrant(
  connection: Connection,
  session: Session,
  promotion: Promotion,
  use: 'rely' | 'look' = 'rely',
): Promise<boolean> {
  const { sponsor, account, handledBy } = promotion;
  const answersFor = (user: string, of: string, group: string) =>
    isAbleMember(connection, session, use, { user, account: of, group });
  if (sponsor.kind === 'operator') {
    return account === platformAccount || !(await hasAdministrator(connection, session, account));
  }
  if (sponsor.user === undefined) return false;
  if (sponsor.role !== 'support') return answersFor(sponsor.user, account, administratorsGroup);
  if (handledBy.includes(sponsor.user) || (await hasAdministrator(connection, session, account))) return false;
  return answersFor(sponsor.user, platformAccount, supportGroup);
}

/** Whether `by` may stand behind a promotion: whoever could sponsor it, but never the candidate. */
export async function mayApprove(
  connection: Connection,
  session: Session,
  by: Actor,
  record: Promotion & { readonly addressKey: string },
): Promise<boolean> {
  const { users } = directoryModels(connection);
  const approver = by.user === undefined ? null : await users.findById(by.user, null, { session }).lean();
  if (approver === null || approver.addressKey === record.addressKey) return false;
  // Support staff come from the operator and from nobody else.
  if (record.account === platformAccount) return false;
  return sponsorMayGrant(connection, session, { ...record, sponsor: by });
}

/** Who of the account can be asked to stand behind a promotion: its administrators who can sign in, but never the candidate. */
export async function approversOf(
  connection: Connection,
  { account, addressKey }: { readonly account: string; readonly addressKey: string },
  session: Session,
): Promise<User[]> {
  const able = await ableAdministrators(connection, account, session);
  return directoryModels(connection)
    .users.find({ ...able, addressKey: { $ne: addressKey } }, null, { session })
    .lean<User[]>();
}

/** Whether the user is a member who can sign in. @param use see sponsorMayGrant */
async function isAbleMember(
  connection: Connection,
  session: Session,
  use: 'rely' | 'look',
  { user, account, group }: { readonly user: string; readonly account: string; readonly group: string },
): Promise<boolean> {
  const { members, users } = directoryModels(connection);
  const membership = { account, group, user };
  const able = { _id: user, ...canSignIn };
  if (use === 'look') {
    if ((await members.exists(membership).session(session)) === null) return false;
    return (await users.exists(able).session(session)) !== null;
  }
  const relied = { $inc: { reliedUpon: 1 } };
  if ((await members.updateOne(membership, relied, { session })).modifiedCount !== 1) return false;
  return (await users.updateOne(able, relied, { session })).modifiedCount === 1;
}

/** Whether the account has an administrator who can sign in. */
async function hasAdministrator(connection: Connection, session: Session, account: string): Promise<boolean> {
  const able = await ableAdministrators(connection, account, session);
  return (await directoryModels(connection).users.exists(able).session(session)) !== null;
}

/** The users who are administrators of the account and can sign in, as a filter. */
export async function ableAdministrators(connection: Connection, account: string, session: Session) {
  const { members } = directoryModels(connection);
  const of = await members.find({ account, group: administratorsGroup }, { user: 1 }, { session }).lean();
  return { _id: { $in: of.map(({ user }) => user) }, ...canSignIn };
}
