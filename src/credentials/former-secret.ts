import type { Connection } from 'mongoose';
import type { Session } from '../database/transaction.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { endSessions } from './models.ts';

/**
 * Forgets the temporary password of a user whom this onboarding made and who never signed in, and ends every session:
 * whoever was let in by it is out, also when the user is taken up again later.
 * @param fate what becomes of the user
 * @returns whether a user was disabled
 */
export async function forgetFormerSecret(
  connection: Connection,
  session: Session,
  { addressKey, ref }: { readonly addressKey: string; readonly ref: string },
  fate: 'keep' | 'disable',
): Promise<boolean> {
  const { users } = directoryModels(connection);
  const made = { addressKey, createdByRef: ref, firstLoginAt: { $exists: false }, status: 'active' as const };
  const user = await users.findOne(made, null, { session }).lean<User>();
  if (user === null) return false;
  const status = fate === 'disable' ? ('disabled' as const) : user.status;
  await users.updateOne(
    { ...made, _id: user._id },
    { $set: { status }, $unset: { temporaryPassword: 1 } },
    { session },
  );
  await endSessions(connection, user._id, session);
  return fate === 'disable';
}

/**
 * Begins anew with a candidate of the account who proved the address and never signed in: somebody decided that an
 * administrator hands over a password instead, and whoever gets that need not be who entered the code.
 * @returns whose proof it was and when it was given, for the audit; null where there was none
 * @throws Error when the user changed meanwhile: the caller's step begins anew
 */
export async function forgetProof(
  connection: Connection,
  session: Session,
  { addressKey, account }: { readonly addressKey: string; readonly account: string },
): Promise<{ readonly user: string; readonly addressProvedAt: Date } | null> {
  const { users } = directoryModels(connection);
  const proved = { addressKey, createdByAccount: account, firstLoginAt: { $exists: false } };
  const user = await users.findOne(proved, null, { session }).lean<User>();
  if (user?.addressProvedAt === undefined) return null;
  const { modifiedCount } = await users.updateOne(
    { ...proved, _id: user._id, addressProvedAt: user.addressProvedAt },
    { $unset: { addressProvedAt: 1 } },
    { session },
  );
  if (modifiedCount !== 1) throw new Error('the candidate changed while the proof was taken back');
  await endSessions(connection, user._id, session);
  return { user: String(user._id), addressProvedAt: user.addressProvedAt };
}
