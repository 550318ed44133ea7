import { type Connection, Types } from 'mongoose';
import type { Session } from '../database/transaction.ts';
import { directoryModels, requiredActions, type User } from '../directory/models.ts';
import { Problem } from '../problems.ts';
import { TreatAsWrong } from './codes.ts';
import type { Envelope } from './models.ts';

interface Names {
  readonly firstName: string;
  readonly lastName: string;
}

interface EnrolledUser {
  readonly user: User;
  readonly created: boolean;
  readonly firstProof: boolean;
  readonly hadTemporaryPassword: boolean;
}

/**
 * The user of an envelope's recipient, who has just entered the mailed code: made now, taken up again, or found.
 * @returns the user as it is now, whether this envelope's onboarding made it, whether the mailbox was proved just now
 *   for the first time, and whether a temporary password was taken away
 * @throws Problem user.exists for whom has a permanent password
 * @throws TreatAsWrong for a user who may not sign in
 */
export async function enrolledUser(
  connection: Connection,
  session: Session,
  envelope: Envelope,
  { firstName, lastName }: Names,
  now: Date,
): Promise<EnrolledUser> {
  const { users } = directoryModels(connection);
  const { addressKey, email, account, ref, locale } = envelope;
  const known = await users.findOne({ addressKey }, null, { session }).lean<User>();

  if (!known) {
    const [made] = await users.create(
      [
        {
          ...{ userId: email, addressKey, firstName, lastName, status: 'active' },
          ...{ createdByAccount: account, createdByRef: ref, requiredActions: [...requiredActions] },
          preferences: { language: locale, timeZone: 'UTC', notifyNewMessages: true },
          addressProvedAt: now,
        },
      ],
      { session },
    );
    return { user: made!.toObject<User>(), created: true, firstProof: true, hadTemporaryPassword: false };
  }

  const hadTemporaryPassword = known.temporaryPassword !== undefined;
  if (known.status === 'locked') throw new TreatAsWrong();
  if (known.status === 'disabled') {
    // Disabled by the end of an earlier onboarding, before anybody ever signed in: a new invitation takes it up again.
    if (!known.createdByRef || known.firstLoginAt) throw new TreatAsWrong();
    return {
      user: await changed(known, {
        ...{ status: 'active', firstName, lastName, createdByAccount: account, createdByRef: ref },
        ...{ requiredActions: [...requiredActions], addressProvedAt: now },
      }),
      created: true,
      firstProof: true,
      hadTemporaryPassword,
    };
  }
  if (known.passwordHash) {
    throw new Problem('user.exists', { nextActions: [{ rel: 'sign-in', href: '/api/v1/session', method: 'POST' }] });
  }
  const names = { firstName: known.firstName || firstName, lastName: known.lastName || lastName };
  return {
    user: await changed(known, { ...names, addressProvedAt: now }),
    created: known.createdByRef === ref,
    firstProof: !known.addressProvedAt,
    hadTemporaryPassword,
  };

  /** A temporary password dies here: whoever was given it has not proved the mailbox, and must not pass for who has. */
  async function changed(user: User, set: Partial<User>): Promise<User> {
    await users.updateOne({ _id: user._id }, { $set: set, $unset: { temporaryPassword: 1 } }, { session });
    return (await users.findById(new Types.ObjectId(user._id), null, { session }).lean<User>())!;
  }
}
