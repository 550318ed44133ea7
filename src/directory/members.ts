import { type Connection, Types } from 'mongoose';
import { limitOf, type Page, type PageRequest, placeOf, toPage } from '../database/pages.ts';
import { isDuplicateKey, type Session } from '../database/transaction.ts';
import { Problem } from '../problems.ts';
import { readAddress } from './addresses.ts';
import type { Authority, Principal } from './authority.ts';
import { auditDone, carryOut, decide } from './decisions.ts';
import { demandAnotherAdministrator } from './last-administrator.ts';
import { administratorsGroup } from './groups.ts';
import { directoryModels, type User } from './models.ts';
import { canSignIn, isRevivable, standingOf } from './standing.ts';
import { waysOut } from './ways-out.ts';

export interface MemberView extends Pick<User, 'userId' | 'firstName' | 'lastName' | 'status'> {
  readonly addedAt: Date;
  /** The userId of who added it, or `operator`. */
  readonly addedBy: string;
}

/** Hears, within the transaction, of whoever is made an administrator by hand. */
export type OnAdministrator = (
  session: Session,
  added: { readonly account: string; readonly user: string; readonly by: Principal; readonly at: Date },
) => Promise<void>;

interface Dependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly onAdministrator: OnAdministrator;
}

/** Members of groups: the plain "Add to Group" and its opposite. */
export function createMembers({ connection, authority, onAdministrator }: Dependencies) {
  const { groups, members, users } = directoryModels(connection);

  return {
    /** The members of a group, in the order of their making. Answers to anybody: ask the authority first. */
    async listMembers(account: string, group: string, page: PageRequest = {}): Promise<Page<MemberView>> {
      await demandGroup(account, group);
      const limit = limitOf(page);
      const after = placeOf(page, /^[0-9a-f]{24}$/);
      const found = await members
        .find({ account, group, ...(after === undefined ? {} : { user: { $gt: new Types.ObjectId(after) } }) })
        .sort({ user: 1 })
        .limit(limit + 1)
        .lean();
      const { items, nextCursor } = toPage(found, limit, ({ user }) => String(user));
      const people = await users.find({ _id: { $in: items.map(({ user }) => user) } }).lean();
      const byId = new Map(people.map((user) => [String(user._id), user]));
      return {
        items: items.flatMap((member) => {
          const user = byId.get(String(member.user));
          return user ? [viewOf(user, member)] : [];
        }),
        nextCursor,
      };
    },

    /** The member with this address; null when there is none. Answers to anybody: ask the authority first. */
    async findMember(account: string, group: string, addressKey: string): Promise<MemberView | null> {
      const user = await users.findOne({ addressKey }).lean<User>();
      const member = user && (await members.findOne({ account, group, user: user._id }).lean());
      return member && viewOf(user, member);
    },

    /**
     * Adds an existing user to a group, in one transaction that conflicts with a lock or a removal at the same moment.
     * @throws Problem user.non-existent, user.first-login-pending, user.mailbox-unproved (each with the ways out),
     *   user.locked, member.exists, group.not-found, address.*, and what the authority refuses; refusals are audited
     */
    async addMember(principal: Principal, account: string, group: string, userId: string): Promise<MemberView> {
      const { address, key } = readAddress(userId, '/userId');
      // Groups are never taken away: this one is looked up beside the right, and need not be within the transaction.
      const [decision, known] = await Promise.all([
        decide(authority, { principal, account, address, right: 'member.add' }),
        isGroup(account, group),
      ]);
      return carryOut(connection, decision, async (session) => {
        if (!known) throw new Problem('group.not-found');
        const found = await users.findOne({ addressKey: key }, null, { session }).lean<User>();
        const user = await demandAddable(found, account, group, session);
        const relied = await users.updateOne({ _id: user._id, ...canSignIn }, { $inc: { reliedUpon: 1 } }, { session });
        if (relied.modifiedCount !== 1) throw new Error('the user changed while being added');
        const member = { account, group, user: user._id, addedAt: new Date(), addedBy: principal.userId };
        // The unique index tells who is one already; a read before would be a round trip for everybody else.
        await members.create([member], { session }).catch((error: unknown) => {
          throw isDuplicateKey(error) ? new Problem('member.exists') : error;
        });
        await auditDone(connection, session, decision, user._id, { group });
        if (group === administratorsGroup) {
          await onAdministrator(session, { account, user: String(user._id), by: principal, at: member.addedAt });
        }
        return viewOf(user, member);
      });
    },

    /**
     * Removes a member. An account keeps an administrator who can sign in, also when two removals run at once.
     * @throws Problem member.not-found, member.last-administrator, group.not-found, and what the authority refuses
     */
    async removeMember(principal: Principal, account: string, group: string, userId: string): Promise<void> {
      const { address, key } = readAddress(userId, '/userId');
      const decision = await decide(authority, { principal, account, address, right: 'member.remove' });
      await carryOut(connection, decision, async (session) => {
        await demandGroup(account, group, session);
        const user = await users.findOne({ addressKey: key }, null, { session }).lean<User>();
        if (user === null) throw new Problem('member.not-found');
        if (group === administratorsGroup && String(user._id) === principal.user) {
          // Whoever removes somebody else stays, and the transaction relies on that already.
          await demandAnotherAdministrator(connection, session, account, user._id);
        }
        const { deletedCount } = await members.deleteOne({ account, group, user: user._id }, { session });
        if (deletedCount !== 1) throw new Problem('member.not-found');
        await auditDone(connection, session, decision, user._id, { group });
      });
    },
  };

  async function isGroup(account: string, group: string, session?: Session): Promise<boolean> {
    const found = await groups.findOne({ account, name: group }, { _id: 1 }, session ? { session } : {}).lean();
    return found !== null;
  }

  async function demandGroup(account: string, group: string, session?: Session): Promise<void> {
    if (!(await isGroup(account, group, session))) throw new Problem('group.not-found');
  }

  /** @throws Problem member.exists, and what demandExisting throws */
  async function demandAddable(user: User | null, account: string, group: string, session: Session): Promise<User> {
    if (user && standingOf(user, account) === 'existing') return user;
    if (user && (await members.exists({ account, group, user: user._id }).session(session))) {
      throw new Problem('member.exists');
    }
    return demandExisting(user, account);
  }
}

/** @throws Problem when the user does not count as existing for the account, with the ways out */
function demandExisting(user: User | null, account: string): User {
  const standing = standingOf(user, account);
  if (user && standing === 'existing') return user;
  const out = (...rels: readonly string[]) => ({ nextActions: waysOut(account, ...rels) });
  if (standing === 'missing' || isRevivable(user)) {
    throw new Problem('user.non-existent', out('invite', 'temporary-password'));
  }
  if (standing === 'first-login-pending') throw new Problem('user.first-login-pending', out('onboard'));
  if (standing === 'mailbox-unproved') throw new Problem('user.mailbox-unproved', out('invite'));
  throw new Problem('user.locked');
}

function viewOf(user: User, { addedAt, addedBy }: { addedAt: Date; addedBy: string }): MemberView {
  const { userId, firstName, lastName, status } = user;
  return { userId, firstName, lastName, status, addedAt, addedBy };
}
