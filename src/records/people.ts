import type { Connection } from 'mongoose';
import { directoryModels, type User } from '../directory/models.ts';
import { fullName, nameOfActor } from '../directory/names.ts';
import type { OnboardingRecord } from './models.ts';

/** The names that mails about an onboarding need, as far as they are known, and the clock to tell times by. */
export async function peopleOf(connection: Connection, record: OnboardingRecord) {
  const { accounts, users } = directoryModels(connection);
  const account = await accounts.findOne({ number: record.account }).lean();
  const user = record.user ? await users.findById(record.user).lean<User>() : null;
  return {
    candidateName: fullName(user ?? record.candidate),
    accountName: account?.name ?? record.account,
    accountNumber: record.account,
    initiatorName: await nameOfActor(connection, record.initiator, ''),
    timeZone: await clockOf(connection, record),
  };
}

/**
 * The clock by which the candidate is told times, as IANA name: their own once they have chosen one; else, as an account
 * has none, that of the administrator who answers for the promotion; else UTC.
 */
export async function clockOf(
  connection: Connection,
  { addressKey, sponsor }: Pick<OnboardingRecord, 'addressKey' | 'sponsor'>,
): Promise<string> {
  const { users } = directoryModels(connection);
  const candidate = await users.findOne({ addressKey }).lean<User>();
  if (candidate && !candidate.requiredActions.includes('preferences')) return candidate.preferences.timeZone;
  const answering = sponsor.user === undefined ? null : await users.findById(sponsor.user).lean<User>();
  return answering?.preferences.timeZone ?? 'UTC';
}

/** Who asked, where it was a user who still exists. */
export const initiatorOf = (connection: Connection, { initiator }: OnboardingRecord): Promise<User | null> =>
  initiator.user === undefined
    ? Promise.resolve(null)
    : directoryModels(connection).users.findById(initiator.user).lean<User>();
