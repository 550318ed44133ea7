import type { Connection } from 'mongoose';
import { createSessions } from '../../src/credentials/sessions.ts';
import { createTemporaryPasswords } from '../../src/credentials/temporary-passwords.ts';
import { createUserSecrets } from '../../src/credentials/user-secrets.ts';
import { ensureIndexes } from '../../src/main/indexes.ts';
import { type Principal, createAuthority } from '../../src/directory/authority.ts';
import { createDirectory } from '../../src/directory/directory.ts';
import { administratorsGroup, platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { directoryModels, requiredActions, type User } from '../../src/directory/models.ts';
import type { Problem } from '../../src/problems.ts';
import { issueName } from './issued.ts';
import { testDatabase } from './servers.ts';

export const hour = 3_600_000;

/** A clock that stands still until it is moved. */
export function handClock(start = new Date('2026-11-22T12:00:00Z')) {
  let at = start.getTime();
  return { now: () => new Date(at), forward: (milliseconds: number) => (at += milliseconds) };
}

/** A database of its own with two accounts, and makers of people who stand where a test needs them. */
export async function testDirectory() {
  const connection = await testDatabase({ autoIndex: false, autoCreate: false });
  await ensureIndexes(connection);
  const models = directoryModels(connection);
  const authority = createAuthority({ connection });
  const temporaryPasswords = createTemporaryPasswords({ connection, lifetimeMs: 72 * hour });
  const userSecrets = createUserSecrets({ connection, temporaryPasswords });
  const directory = createDirectory({ connection, authority, userSecrets });
  // As another process would: nothing in memory is shared, only MongoDB.
  const elsewhere = createDirectory({ connection: Object.create(connection) as Connection, userSecrets });
  const sessions = createSessions({ connection, idleMs: hour / 2, lifetimeMs: 12 * hour });
  await directory.createAccount({ number: '1001', name: 'First' });
  await directory.createAccount({ number: '2002', name: 'Second' });
  await directory.createAccount({ number: platformAccount, name: 'Platform' });

  /** A user of account 1001 whose first login is complete, unless said otherwise. `undefined` takes a field away. */
  async function makeUser(name: string, differing: { [Field in keyof User]?: User[Field] | undefined } = {}) {
    const facts = {
      userId: `${name}@example.org`,
      addressKey: `${name}@example.org`.toLowerCase(),
      firstName: name,
      lastName: 'Tester',
      status: 'active',
      createdByAccount: '1001',
      requiredActions: [],
      preferences: { language: 'en', timeZone: 'UTC', notifyNewMessages: true },
      firstLoginAt: new Date(),
      ...differing,
    };
    const [user] = await models.users.create([
      Object.fromEntries(Object.entries(facts).filter(([, v]) => v !== undefined)),
    ]);
    issueName(user!.firstName, user!.lastName);
    return user!.toObject() as User;
  }

  const makePending = (name: string, differing: Parameters<typeof makeUser>[1] = {}) =>
    makeUser(name, { requiredActions: [...requiredActions], firstLoginAt: undefined, ...differing });

  async function join(user: User, account: string, group = administratorsGroup) {
    await models.members.create([{ account, group, user: user._id, addedAt: new Date(), addedBy: 'operator' }]);
    return principalOf(user);
  }

  const makeAdministrator = async (name: string, account = '1001') =>
    join(await makeUser(name, { createdByAccount: account }), account);
  const makeSupport = async (name: string) =>
    join(await makeUser(name, { createdByAccount: platformAccount }), platformAccount, supportGroup);

  return {
    connection,
    models,
    authority,
    directory,
    elsewhere,
    sessions,
    temporaryPasswords,
    makeUser,
    makePending,
    makeAdministrator,
    makeSupport,
    join,
    memberCount: (account: string) => models.members.countDocuments({ account, group: administratorsGroup }),
  };
}

export type TestDirectory = Awaited<ReturnType<typeof testDirectory>>;

export const principalOf = (user: User): Principal => ({
  user: String(user._id),
  userId: user.userId,
  locale: user.preferences.language,
  via: 'session',
  requestId: 'request-1',
});

/** The same connection, on which something happens once, just before the next transaction begins. */
export function beforeTransaction(connection: Connection, happen: () => Promise<unknown>): Connection {
  let happened: Promise<unknown> | undefined;
  const withSession: Connection['withSession'] = async (work) => {
    await (happened ??= happen());
    return connection.withSession(work);
  };
  return Object.create(connection, { withSession: { value: withSession } }) as Connection;
}

/** The problem that a call ends with. */
export async function problemOf(call: Promise<unknown>): Promise<Problem> {
  const outcome = await call.then(
    () => new Error('it succeeded'),
    (error: unknown) => error as Error,
  );
  if (outcome.name !== 'Problem') throw outcome;
  return outcome as Problem;
}

export const codeOf = async (call: Promise<unknown>): Promise<string> => (await problemOf(call)).code;

/** The audit's entries of an action, oldest first. */
export const audited = (connection: Connection, action: string) =>
  connection.collection('audit').find({ action }).sort({ _id: 1 }).toArray();
