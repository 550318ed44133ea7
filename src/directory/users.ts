import type { Connection, Types } from 'mongoose';
import { limitOf, type Page, type PageRequest, placeOf, toPage } from '../database/pages.ts';
import { isDuplicateKey, type Session } from '../database/transaction.ts';
import { dictionary, fill, type Locale } from '../language/index.ts';
import { type FieldError, Problem, problemWith } from '../problems.ts';
import { type Address, readAddress } from './addresses.ts';
import type { Authority, Principal } from './authority.ts';
import { auditDone, carryOut, decide } from './decisions.ts';
import { readNames, readReason } from './fields.ts';
import { demandAnotherAdministrator } from './last-administrator.ts';
import { administratorsGroup } from './groups.ts';
import { directoryModels, requiredActions, type User } from './models.ts';

export interface UserView extends Pick<User, 'userId' | 'firstName' | 'lastName' | 'status' | 'createdAt'> {
  /** Null while the first login is to come. */
  readonly firstLoginAt: Date | null;
  /** When a mailed code was entered: from then on nobody else chooses this user's password. */
  readonly addressProvedAt: Date | null;
}

export interface NewUser {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Becomes the temporary password; without it one is made. */
  readonly password?: string | undefined;
  readonly confirmPassword?: string | undefined;
  readonly enforcePasswordExpiration?: boolean | undefined;
}

/** A temporary password, hashed already, because hashing takes too long for a transaction. */
export interface PreparedTemporaryPassword {
  readonly password: string;
  readonly hash: string;
}

/** What the directory needs of credentials, which build on it. */
export interface UserSecrets {
  /** What is wrong with a password that somebody chose for another; empty when nothing is. */
  readonly judge: (
    chosen: { readonly password: string; readonly confirmPassword: string | undefined },
    owner: Pick<User, 'userId' | 'firstName' | 'lastName'>,
    locale: Locale,
  ) => Promise<readonly FieldError[]>;
  /** @throws Problem service.busy when too many hashes wait already */
  readonly prepare: (chosen?: string) => Promise<PreparedTemporaryPassword>;
  /** What a user document holds of it. */
  readonly asStored: (prepared: PreparedTemporaryPassword, now: Date) => NonNullable<User['temporaryPassword']>;
  readonly endSessions: (user: Types.ObjectId, session: Session) => Promise<void>;
}

interface Dependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly userSecrets: UserSecrets;
}

/** Users: "Add User", the list, and the lock. */
export function createUsers({ connection, authority, userSecrets }: Dependencies) {
  const { users, members } = directoryModels(connection);

  return {
    /** Addresses by user id (hex), of those who exist. */
    async addressesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const found = await users.find({ _id: { $in: ids } }, { userId: 1 }).lean();
      return new Map(found.map(({ _id, userId }) => [String(_id), userId]));
    },

    /** The user with this address, compared case-insensitively by its key. */
    async findUser(addressKey: string): Promise<User | null> {
      return users.findOne({ addressKey }).lean<User>();
    },

    /**
     * Users whom the account made or who are in one of its groups, by address. Answers to anybody: ask the authority
     * first.
     * @param query.q part of an address or a name
     */
    async listUsers(account: string, query: PageRequest & { q?: string | undefined } = {}): Promise<Page<UserView>> {
      const limit = limitOf(query);
      const after = placeOf(query, /^[\x20-\x7e]{3,254}$/);
      const memberIds = await members.distinct('user', { account });
      const conditions: Record<string, unknown>[] = [
        { $or: [{ createdByAccount: account }, { _id: { $in: memberIds } }] },
      ];
      if (after !== undefined) conditions.push({ addressKey: { $gt: after } });
      if (query.q) {
        const part = { $regex: query.q.slice(0, 254).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' };
        conditions.push({ $or: [{ addressKey: part }, { firstName: part }, { lastName: part }] });
      }
      const found = await users
        .find({ $and: conditions })
        .sort({ addressKey: 1 })
        .limit(limit + 1)
        .lean<User[]>();
      const page = toPage(found, limit, ({ addressKey }) => addressKey);
      return { ...page, items: page.items.map(viewOf) };
    },

    /**
     * Makes a user with a temporary password.
     * @returns `temporaryPassword` only where it was made here: the one time it is seen
     * @throws Problem user.exists, user.expiration-required, password.rejected, password.confirmation-differs,
     *   request.invalid, address.*, service.busy, and what the authority refuses
     */
    async addUser(principal: Principal, account: string, input: NewUser) {
      const address = readAddress(input.userId, '/userId');
      const right = 'user.add';
      const decision = await decide(authority, { principal, account, address: address.address, right });
      const names = readNames({ firstName: input.firstName, lastName: input.lastName }, principal.locale);
      const errors = await passwordErrors({ ...input, ...names, userId: address.address }, principal.locale);
      if (errors.length > 0) throw problemWith(errors, 'password.rejected');
      const { password } = input;
      const prepared = await userSecrets.prepare(password);
      const user = await carryOut(connection, decision, async (session) => {
        const made = await makeUser(session, { account, address, names, prepared, locale: principal.locale });
        await auditDone(connection, session, decision, made._id);
        return made;
      }).catch((error: unknown) => {
        throw isDuplicateKey(error) ? new Problem('user.exists') : error;
      });
      return {
        user: viewOf(user),
        message: fill(dictionary(principal.locale).messages['user.added'], { userId: user.userId }),
        ...(password === undefined && { temporaryPassword: prepared.password }),
      };
    },

    passwordErrors,

    /**
     * Locks a user: every session ends in the same transaction, and tokens are refused while the lock lasts.
     * @throws Problem user.not-found; access.not-yours for a member whom another account made (remove such a person
     *   from the group instead: a lock would shut them out everywhere); user.lock-yourself, as nobody could take it back
     *   by themselves; user.locked; member.last-administrator
     */
    async lockUser(principal: Principal, account: string, userId: string, reason: string): Promise<UserView> {
      const { decision, key } = await decideLock(principal, account, userId, reason, 'user.lock');
      return carryOut(connection, decision, async (session) => {
        const user = await demandOwn(account, key, session);
        if (String(user._id) === principal.user) throw new Problem('user.lock-yourself');
        if (user.status !== 'active') throw new Problem('user.locked');
        const administered = { user: user._id, group: administratorsGroup };
        for (const membership of await members.find(administered, { account: 1 }, { session }).lean()) {
          await demandAnotherAdministrator(connection, session, membership.account, user._id);
        }
        await users.updateOne(
          { _id: user._id, status: 'active' },
          { $set: { status: 'locked', lockReason: decision.reason } },
          { session },
        );
        await userSecrets.endSessions(user._id, session);
        await auditDone(connection, session, decision, user._id);
        return { ...viewOf(user), status: 'locked' };
      });
    },

    /** Unlocks a user. @throws Problem user.not-found, access.not-yours, user.not-locked */
    async unlockUser(principal: Principal, account: string, userId: string, reason: string): Promise<UserView> {
      const { decision, key } = await decideLock(principal, account, userId, reason, 'user.unlock');
      return carryOut(connection, decision, async (session) => {
        const user = await demandOwn(account, key, session);
        const { modifiedCount } = await users.updateOne(
          { _id: user._id, status: 'locked' },
          { $set: { status: 'active' }, $unset: { lockReason: 1 } },
          { session },
        );
        if (modifiedCount !== 1) throw new Problem('user.not-locked');
        await auditDone(connection, session, decision, user._id);
        return { ...viewOf(user), status: 'active' };
      });
    },
  };

  /**
   * What is wrong with a new user's password and its expiry, whatever else is wrong with the user.
   * @returns empty where nothing is
   */
  async function passwordErrors(input: NewUser, locale: Locale): Promise<readonly FieldError[]> {
    const { password, confirmPassword, enforcePasswordExpiration: expires } = input;
    const lasting = { pointer: '/enforcePasswordExpiration', code: 'user.expiration-required' };
    const judged = password === undefined ? [] : await userSecrets.judge({ password, confirmPassword }, input, locale);
    return [...judged, ...(expires === false ? [lasting] : [])];
  }

  async function decideLock(principal: Principal, account: string, userId: string, given: string, action: string) {
    const { address, key } = readAddress(userId, '/userId');
    const reason = readReason(given, principal.locale);
    return {
      decision: await decide(authority, { principal, account, address, right: 'user.lock', action, reason }),
      key,
    };
  }

  /** The user, if this account made it. */
  async function demandOwn(account: string, addressKey: string, session: Session): Promise<User> {
    const user = await users.findOne({ addressKey }, null, { session }).lean<User>();
    if (user?.createdByAccount === account) return user;
    const isMember = user !== null && (await members.exists({ account, user: user._id }).session(session)) !== null;
    throw new Problem(isMember ? 'access.not-yours' : 'user.not-found');
  }

  interface UserToMake {
    readonly account: string;
    readonly address: Address;
    readonly names: { firstName: string; lastName: string };
    readonly prepared: PreparedTemporaryPassword;
    readonly locale: Locale;
  }

  /** @throws Problem user.exists. A user who was disabled before the first login is taken up again: nobody is deleted. */
  async function makeUser(session: Session, toMake: UserToMake): Promise<User> {
    const { account, address, names, prepared, locale } = toMake;
    const present = await users.findOne({ addressKey: address.key }, null, { session }).lean<User>();
    const facts = {
      ...names,
      status: 'active' as const,
      createdByAccount: account,
      temporaryPassword: userSecrets.asStored(prepared, new Date()),
      requiredActions: [...requiredActions],
    };
    if (present === null) {
      const preferences = { language: locale, timeZone: 'UTC', notifyNewMessages: true };
      const own = { userId: address.address, addressKey: address.key, preferences };
      const [user] = await users.create([{ ...facts, ...own }], { session });
      return user!.toObject();
    }
    await userSecrets.endSessions(present._id, session);
    const { modifiedCount } = await users.updateOne(
      { _id: present._id, status: 'disabled', firstLoginAt: { $exists: false } },
      { $set: facts, $unset: { createdByRef: 1, addressProvedAt: 1 } },
      { session },
    );
    if (modifiedCount !== 1) throw new Problem('user.exists');
    return { ...present, ...facts };
  }
}

function viewOf(user: User): UserView {
  const { userId, firstName, lastName, status, firstLoginAt = null, addressProvedAt = null, createdAt } = user;
  return { userId, firstName, lastName, status, firstLoginAt, addressProvedAt, createdAt };
}
