import type { NextAction } from '../problems.ts';

/** What a caller can do where a user is missing: an onboarding in this account, by each of these ways. */
export const waysOut = (account: string, ...rels: readonly string[]): NextAction[] => {
  const href = `/api/v1/accounts/${encodeURIComponent(account)}/onboardings`;
  return rels.map((rel) => ({ rel, href, method: 'POST' }));
};
