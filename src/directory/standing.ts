import type { User } from './models.ts';

export type Standing = 'missing' | 'existing' | 'first-login-pending' | 'mailbox-unproved' | 'locked' | 'disabled';

type StandingFacts = Pick<User, 'status' | 'firstLoginAt' | 'addressProvedAt' | 'createdByAccount'>;

/**
 * Who counts as existing for an account: a user whose first login is complete, and whom either this account made or
 * who has proved the mailbox. Users are one directory, so another account's word that an address belongs to somebody
 * is not enough to make that somebody an administrator here.
 * @param user the user with the candidate's address, or null
 * @param account number of the account that asks
 */
export function standingOf(user: StandingFacts | null, account: string): Standing {
  if (user === null) return 'missing';
  if (user.status === 'locked') return 'locked';
  if (user.status === 'disabled') return 'disabled';
  const ours = user.createdByAccount === account;
  if (user.firstLoginAt) return ours || user.addressProvedAt ? 'existing' : 'mailbox-unproved';
  return ours ? 'first-login-pending' : 'mailbox-unproved';
}

/** Who can sign in with a password of their own: active, with the first login complete. As a filter. */
export const canSignIn = { status: 'active', firstLoginAt: { $exists: true } } as const;

/** Disabled by an onboarding that ended before the first login: a new one may take the user up again. */
export const isRevivable = (user: Pick<User, 'status' | 'firstLoginAt'> | null): boolean =>
  user?.status === 'disabled' && user.firstLoginAt === undefined;
