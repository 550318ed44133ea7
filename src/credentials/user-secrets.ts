import type { Connection } from 'mongoose';
import type { UserSecrets } from '../directory/users.ts';
import { endSessions } from './models.ts';
import { confirmationErrors, passwordErrors } from './password-policy.ts';
import type { TemporaryPasswords } from './temporary-passwords.ts';

interface Dependencies {
  readonly connection: Connection;
  readonly temporaryPasswords: TemporaryPasswords;
}

/** Credentials as the directory needs them when an administrator adds or locks a user. */
export const createUserSecrets = ({ connection, temporaryPasswords }: Dependencies): UserSecrets => ({
  judge: async ({ password, confirmPassword }, owner, locale) => [
    ...(await passwordErrors(password, owner, locale)),
    ...confirmationErrors(password, confirmPassword, locale),
  ],
  prepare: (chosen) => temporaryPasswords.prepare(chosen),
  asStored: (prepared, now) => temporaryPasswords.asStored(prepared, now),
  endSessions: (user, session) => endSessions(connection, user, session),
});
