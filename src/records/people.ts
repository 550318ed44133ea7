import type { Connection } from 'mongoose';
import { directoryModels, type User } from '../directory/models.ts';
import { fullName, nameOfActor } from '../directory/names.ts';
import type { OnboardingRecord } from './models.ts';

/** The names that mails about an onboarding need, as far as they are known; empty where nobody has one. */
export async function peopleOf(connection: Connection, record: OnboardingRecord) {
  const { accounts, users } = directoryModels(connection);
  const account = await accounts.findOne({ number: record.account }).lean();
  const user = record.user ? await users.findById(record.user).lean<User>() : null;
  return {
    candidateName: fullName(user ?? record.candidate),
    accountName: account?.name ?? record.account,
    accountNumber: record.account,
    initiatorName: await nameOfActor(connection, record.initiator, ''),
  };
}

/** Who asked, where it was a user who still exists. */
export const initiatorOf = (connection: Connection, { initiator }: OnboardingRecord): Promise<User | null> =>
  initiator.user === undefined
    ? Promise.resolve(null)
    : directoryModels(connection).users.findById(initiator.user).lean<User>();
