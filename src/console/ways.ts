import { nextActionTitle } from '../http/problem.ts';
import type { ProblemCode } from '../problems.ts';
import type { RunbookTopic } from '../health/topics.ts';
import { link, type Visit } from './visit.ts';

export interface Way {
  readonly href: string;
  readonly label: string;
}

/** Where the ways lead; each is called as the next action of its name. */
const places = {
  'sign-in': '/sign-in',
  'password-reset': '/forgot-password',
  'first-login': '/first-login',
  'own-user': '/account',
  password: '/account/password',
  'sign-ins': '/account/sign-ins',
  tokens: '/account/tokens',
  accounts: '/accounts',
  promote: '/promote',
  onboardings: '/onboardings',
  support: '/support',
  documentation: '/docs/api',
} as const;
type Rel = keyof typeof places;

/** Ways that only lead somewhere once one is signed in. */
const forSignedIn: readonly Rel[] = [
  'own-user',
  'password',
  'sign-ins',
  'tokens',
  'accounts',
  'promote',
  'onboardings',
  'support',
];

const waysOf: Partial<Record<ProblemCode, readonly Rel[]>> = {
  'request.no-such-page': ['accounts', 'onboardings'],
  'sign-in.refused': ['password-reset'],
  'access.sign-in-required': ['sign-in'],
  'access.required-actions-pending': ['first-login'],
  'access.not-account-administrator': ['own-user'],
  'access.not-support': ['own-user'],
  'access.not-yours': ['own-user'],
  'access.scope-missing': ['tokens'],
  'access.temporal-read-only': ['onboardings'],
  'account.not-found': ['accounts', 'own-user'],
  'group.not-found': ['accounts'],
  'user.not-found': ['accounts'],
  'user.non-existent': ['promote'],
  'user.exists': ['sign-in', 'promote'],
  'user.first-login-pending': ['promote', 'onboardings'],
  'user.mailbox-unproved': ['promote'],
  'user.locked': ['accounts'],
  'user.not-locked': ['accounts'],
  'user.lock-yourself': ['own-user', 'accounts'],
  'user.expiration-required': ['accounts'],
  'member.exists': ['accounts'],
  'member.not-found': ['accounts'],
  'member.last-administrator': ['promote'],
  'address.invalid': ['promote'],
  'address.non-ascii-local-part': ['promote'],
  'bulk.not-found': ['accounts'],
  'onboarding.not-found': ['onboardings'],
  'onboarding.path-differs': ['onboardings'],
  'onboarding.action-not-allowed': ['onboardings'],
  'onboarding.ended-before': ['onboardings'],
  'onboarding.message-locked': ['onboardings'],
  'onboarding.approval-not-yours': ['onboardings'],
  'upgrade-request.not-found': ['support'],
  'upgrade-request.decided': ['support'],
  'password.temporary-expired': ['sign-in'],
  'password.temporary-not-allowed': ['onboardings'],
  'password.address-proved': ['onboardings', 'promote'],
  'password.rejected': ['password'],
  'password.confirmation-differs': ['password'],
  'first-login.out-of-order': ['first-login'],
  'first-login.nothing-left': ['own-user'],
  'reset.invalid': ['password-reset'],
  'session.not-found': ['sign-ins'],
  'token.not-found': ['tokens'],
  'envelope.action-not-allowed': ['onboardings'],
  'envelope.another-address': ['sign-in'],
};

/** Problems behind which stands what the runbook has a section for: support and operators read on there. */
const runbookTopicOf: Partial<Record<ProblemCode, RunbookTopic>> = {
  'service.directory-unavailable': 'directory-unavailable',
  'service.temporal-unavailable': 'temporal-unreachable',
  'service.temporal-refused': 'temporal-unreachable',
  'service.no-worker': 'no-worker',
  'service.internal': 'internal',
  'user.locked': 'candidate-locked',
  'user.not-locked': 'candidate-locked',
  'member.last-administrator': 'wrong-administrator',
  'password.temporary-expired': 'first-login-overdue',
  'password.temporary-not-allowed': 'first-login-overdue',
  'onboarding.approval-not-yours': 'approval-needed',
  'upgrade-request.not-found': 'upgrade-requested',
  'upgrade-request.decided': 'upgrade-requested',
};

export const wayTo = (rel: Rel, visit: Visit): Way => ({
  href: link(visit, places[rel]),
  label: nextActionTitle(rel, visit.locale),
});

/** Where somebody who met a problem can go from here, besides the start page. */
export function waysOn(code: ProblemCode, visit: Visit): readonly Way[] {
  const open = (rel: Rel) => {
    if (rel === 'support') return visit.support;
    if (rel === 'sign-in') return visit.principal === null || code !== 'user.exists';
    return visit.principal !== null || !forSignedIn.includes(rel);
  };
  const ways = (waysOf[code] ?? []).filter(open).map((rel) => wayTo(rel, visit));
  const topic = runbookTopicOf[code];
  if (topic === undefined) return ways;
  return [...ways, { href: link(visit, `/runbook/${topic}`), label: nextActionTitle('runbook', visit.locale) }];
}

/** Problems that only a program can have with the API; its documentation is no way on for anybody else. */
export const needsProgram = (code: ProblemCode): boolean =>
  /^(idempotency|mail-events)\.|^request\.(malformed-json|unsupported-media-type|method-not-allowed|no-such-page)$|scope-missing/.test(
    code,
  );
