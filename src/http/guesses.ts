import type { Problem } from '../problems.ts';
import { problemOf } from './problem.ts';
import type { Limit, RateLimits } from './rate-limits.ts';

/**
 * Counts a guess before anything is hashed, and takes it back unless it was wrong: a success is no reason for caution,
 * and an outage is not the person's failure.
 */
async function guess<T>(
  limit: Limit,
  key: string,
  isWrong: (problem: Problem) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  await limit.count(key);
  let wrong = false;
  try {
    return await work();
  } catch (error) {
    wrong = isWrong(problemOf(error));
    throw error;
  } finally {
    if (!wrong) await limit.uncount(key);
  }
}

/**
 * A sign-in to this address.
 * @throws Problem rate.limited after too many wrong ones; what `work` throws
 */
export const guessSignIn = <T>({ signIn }: RateLimits, addressKey: string, work: () => Promise<T>): Promise<T> =>
  guess(signIn, addressKey, ({ code }) => code === 'sign-in.refused', work);

/**
 * A change of password, for which this user gives the present one.
 * @throws Problem rate.limited after too many wrong ones; what `work` throws
 */
export const guessPassword = <T>({ passwordChange }: RateLimits, user: string, work: () => Promise<T>): Promise<T> =>
  guess(passwordChange, user, isPasswordWrong, work);

const isPasswordWrong = ({ details }: Problem): boolean =>
  details.errors?.some(({ code }) => code === 'password.current-wrong') ?? false;
