import { type Connection, Types } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction } from '../database/transaction.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { dictionary, type Locale } from '../language/index.ts';
import { type FieldError, Problem, problemWith } from '../problems.ts';
import { credentialModels } from './models.ts';
import { confirmationErrors, passwordErrors } from './password-policy.ts';
import { hashPassword, verifyPassword } from './passwords.ts';

/** Who changes a password: somebody in a full session, which alone survives the change. */
interface PasswordOwner {
  /** ObjectId as hex. */
  readonly user: string;
  readonly sessionId?: string;
  readonly requestId: string;
}

export interface PasswordChange {
  readonly currentPassword: string;
  readonly password: string;
  readonly confirmPassword?: string | undefined;
}

/** Changes the password of somebody who is signed in. */
export function createPasswordChange({ connection }: { connection: Connection }) {
  const { users } = directoryModels(connection);
  const { sessions, passwordResets } = credentialModels(connection);

  /**
   * Puts a new password in force. It takes the present one, so that an open browser is not enough; every other
   * sign-in of the user ends, and so does every reset link that is under way. API tokens stay.
   * @throws Problem password.rejected or password.confirmation-differs with a reason per field, access.sign-in-required when the user or the password
   *   changed meanwhile, service.busy
   */
  return async function changePassword(
    owner: PasswordOwner,
    { currentPassword, password, confirmPassword }: PasswordChange,
    locale: Locale,
  ): Promise<void> {
    const _id = new Types.ObjectId(owner.user);
    const user = await users.findOne({ _id, status: 'active' }).lean<User>();
    if (!user?.passwordHash) throw new Problem('access.sign-in-required');
    const former = user.passwordHash;
    const fact = { actor: owner.user, action: 'password.change', subject: owner.user, requestId: owner.requestId };
    if (!(await verifyPassword(former, currentPassword))) {
      await audit(connection, { ...fact, outcome: 'refused' });
      throw new Problem('password.rejected', { errors: [wrong('/currentPassword', 'password.current-wrong', locale)] });
    }
    const errors = [
      ...(await passwordErrors(password, user, locale)),
      ...confirmationErrors(password, confirmPassword, locale),
    ];
    if (errors.length === 0 && (await verifyPassword(former, password))) {
      errors.push(wrong('/password', 'password.unchanged', locale));
    }
    if (errors.length > 0) throw problemWith(errors, 'password.rejected');
    const passwordHash = await hashPassword(password);
    await inTransaction(connection, async (session) => {
      const { modifiedCount } = await users.updateOne(
        { _id, status: 'active', passwordHash: former },
        { $set: { passwordHash }, $inc: { reliedUpon: 1 } },
        { session },
      );
      if (modifiedCount !== 1) throw new Problem('access.sign-in-required');
      const others = { user: _id, _id: { $ne: owner.sessionId ?? '' } };
      const { deletedCount } = await sessions.deleteMany(others, { session });
      await passwordResets.deleteMany({ user: _id }, { session });
      await audit(connection, { ...fact, outcome: 'done', data: { sessionsEnded: deletedCount } }, session);
    });
  };
}

export type ChangePassword = ReturnType<typeof createPasswordChange>;

const wrong = (pointer: string, code: 'password.current-wrong' | 'password.unchanged', locale: Locale): FieldError => ({
  pointer,
  code,
  detail: dictionary(locale).passwords[code](),
});
