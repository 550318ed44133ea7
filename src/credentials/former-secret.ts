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
 */
export async function forgetProof(
  connection: Connection,
  session: Session,
  { addressKey, account }: { readonly addressKey: string; readonly account: string },
): Promise<void> {
  const { users } = directoryModels(connection);
  const proved = { addressKey, createdByAccount: account, firstLoginAt: { $exists: false } };
  const user = await users.findOneAndUpdate(
    { ...proved, addressProvedAt: { $exists: true } },
    { $unset: { addressProvedAt: 1 } },
    { session },
  );
  if (user !== null) await endSessions(connection, user._id, session);
}
