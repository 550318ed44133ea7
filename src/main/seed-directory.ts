import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { hashPassword } from '../credentials/passwords.ts';
import { readablePassword } from '../credentials/temporary-passwords.ts';
import { inTransaction, isDuplicateKey, type Session } from '../database/transaction.ts';
import { administratorsGroup, platformAccount, supportGroup } from '../directory/groups.ts';
import { directoryModels } from '../directory/models.ts';

export interface SeededSignIn {
  readonly userId: string;
  readonly password: string;
}

export interface Seeded {
  readonly account: string;
  readonly administrator: SeededSignIn;
  readonly support: SeededSignIn;
}

const account = '1001';
const administrator = { userId: 'admin@example.org', firstName: 'Ada', of: account, group: administratorsGroup };
const support = { userId: 'support@example.org', firstName: 'Sam', of: platformAccount, group: supportGroup };
type Person = typeof administrator;

/**
 * Gives a new, embedded directory somebody to begin with: account 1001 with an administrator, and a support person,
 * both with their first login complete and a generated password.
 * @param keep told the sign-ins before anything is written, so that a kill in between loses no password
 * @returns the sign-ins, the only time they are seen; null, with nothing written, when account 1001 exists already
 */
export async function seedDevelopment(
  connection: Connection,
  keep: (seeded: Seeded) => void | Promise<void> = () => {},
): Promise<Seeded | null> {
  const { accounts } = directoryModels(connection);
  if (await accounts.exists({ number: account })) return null;
  const seeded: Seeded = {
    account,
    administrator: { userId: administrator.userId, password: readablePassword() },
    support: { userId: support.userId, password: readablePassword() },
  };
  const hashes = {
    administrator: await hashPassword(seeded.administrator.password),
    support: await hashPassword(seeded.support.password),
  };
  await keep(seeded);
  try {
    await inTransaction(connection, async (session) => {
      const now = new Date();
      await accounts.create([{ number: account, name: 'Example account', createdAt: now }], { session });
      const platform = { number: platformAccount, name: 'Platform', createdAt: now };
      await accounts.updateOne({ number: platformAccount }, { $setOnInsert: platform }, { session, upsert: true });
      await insert(connection, session, administrator, hashes.administrator, now);
      await insert(connection, session, support, hashes.support, now);
    });
  } catch (error) {
    // Another process seeded the same directory at the same moment.
    if (isDuplicateKey(error)) return null;
    throw error;
  }
  return seeded;
}

async function insert(
  connection: Connection,
  session: Session,
  { userId, firstName, of, group }: Person,
  passwordHash: string,
  now: Date,
): Promise<void> {
  const { groups, users, members } = directoryModels(connection);
  const builtIn = { account: of, name: group };
  await groups.updateOne(builtIn, { $setOnInsert: { ...builtIn, createdAt: now } }, { session, upsert: true });
  const facts = {
    userId,
    addressKey: userId,
    firstName,
    lastName: 'Example',
    status: 'active' as const,
    createdByAccount: of,
    passwordHash,
    requiredActions: [],
    preferences: { language: 'en' as const, timeZone: 'UTC', notifyNewMessages: true },
    addressProvedAt: now,
    firstLoginAt: now,
  };
  const [user] = await users.create([facts], { session });
  await members.create([{ account: of, group, user: user!._id, addedAt: now, addedBy: 'operator' }], { session });
  const subject = String(user!._id);
  await audit(
    connection,
    { actor: 'system', action: 'member.seed', outcome: 'done', account: of, subject, data: { group } },
    session,
  );
}
