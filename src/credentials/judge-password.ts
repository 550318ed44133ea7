import { type Connection, Types } from 'mongoose';
import { directoryModels } from '../directory/models.ts';
import type { Locale } from '../language/index.ts';
import { type PasswordOwner, passwordStrength } from './password-policy.ts';

const nobody: PasswordOwner = { userId: '', firstName: '', lastName: '' };

/** Judges passwords for the meter beside the field; keeps none. */
export function createPasswordJudge({ connection }: { connection: Connection }) {
  const { users } = directoryModels(connection);

  /**
   * How good a password would be for this person.
   * @param user ObjectId as hex; null where it is not known yet whose it will be
   */
  return async function judge(password: string, user: string | null, locale: Locale) {
    const filter = { _id: new Types.ObjectId(user ?? undefined) };
    const found = user === null ? null : await users.findOne(filter, { userId: 1, firstName: 1, lastName: 1 }).lean();
    return passwordStrength(password, found ?? nobody, locale);
  };
}

export type JudgePassword = ReturnType<typeof createPasswordJudge>;
