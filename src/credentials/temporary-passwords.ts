import { type Connection, Types } from 'mongoose';
import type { Session } from '../database/transaction.ts';
import { directoryModels, type User } from '../directory/models.ts';
import type { PreparedTemporaryPassword } from '../directory/users.ts';
import { readable } from '../keys/readable.ts';
import { Problem } from '../problems.ts';
import { endSessions } from './models.ts';
import { hashPassword } from './passwords.ts';

const generatedShape = /^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/;

/** 100 bits as four groups of five, such as `7F3K9-QX2MB-0T4RN-5WJ8C`. */
export const readablePassword = (): string => Array.from({ length: 4 }, () => readable(5)).join('-');

/**
 * The one form of a generated password: whoever was told it may type small letters, spaces, O for 0 and I or L for 1.
 * Any other text is left as it is.
 */
export function asGenerated(typed: string): string {
  const tidy = typed
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '-')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return generatedShape.test(tidy) ? tidy : typed;
}

/** Temporary passwords: single use, hash stored, one living at a time. */
export function createTemporaryPasswords({ connection, lifetimeMs }: { connection: Connection; lifetimeMs: number }) {
  const { users } = directoryModels(connection);

  const asStored = ({ hash }: PreparedTemporaryPassword, now: Date): NonNullable<User['temporaryPassword']> => ({
    hash,
    madeAt: now,
    expiresAt: new Date(now.getTime() + lifetimeMs),
  });

  return {
    /** What a user document holds of it, for a user who is made with it. */
    asStored,

    /**
     * To be called before the transaction in which `make` gives it to a user.
     * @param chosen a password that an administrator chose; else one is generated
     * @throws Problem service.busy when too many hashes wait already
     */
    async prepare(chosen?: string): Promise<PreparedTemporaryPassword> {
      const password = chosen ?? readablePassword();
      return { password, hash: await hashPassword(asGenerated(password)) };
    },

    /**
     * Gives a user a temporary password; the former dies, and so does what was opened with it.
     * @throws Problem password.temporary-not-allowed for somebody who is not active, has signed in before, or has proved
     *   the address
     */
    async make(
      session: Session,
      user: Types.ObjectId | string,
      prepared: PreparedTemporaryPassword,
      now = new Date(),
    ): Promise<{ password: string; expiresAt: Date }> {
      const _id = new Types.ObjectId(user);
      const temporaryPassword = asStored(prepared, now);
      const { modifiedCount } = await users.updateOne(
        // Whoever signs in with it need not be who entered a mailed code: that one's user it never opens.
        { _id, status: 'active', firstLoginAt: { $exists: false }, addressProvedAt: { $exists: false } },
        { $set: { temporaryPassword } },
        { session },
      );
      if (modifiedCount !== 1) throw new Problem('password.temporary-not-allowed');
      await endSessions(connection, _id, session);
      return { password: prepared.password, expiresAt: temporaryPassword.expiresAt };
    },
  };
}

export type TemporaryPasswords = ReturnType<typeof createTemporaryPasswords>;
