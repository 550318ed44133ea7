import { nextActionTitle } from '../http/problem.ts';
import type { ProblemCode } from '../problems.ts';
import type { RunbookTopic } from '../health/topics.ts';
import { link, type Visit } from './visit.ts';

const signInCodes: readonly ProblemCode[] = ['access.sign-in-required', 'user.exists', 'envelope.another-address'];
const resetCodes: readonly ProblemCode[] = ['sign-in.refused', 'reset.invalid'];
const ownUserCodes: readonly ProblemCode[] = [
  'access.not-account-administrator',
  'access.not-yours',
  'account.not-found',
];

const runbookTopicOf: Partial<Record<ProblemCode, RunbookTopic>> = {
  'service.directory-unavailable': 'directory-unavailable',
  'service.temporal-unavailable': 'temporal-unreachable',
  'user.locked': 'candidate-locked',
};

/** Where somebody who met a problem can go from here, besides the start page. */
export function waysOn(code: ProblemCode, visit: Visit): readonly { href: string; label: string }[] {
  const way = (rel: string, path: string) => ({ href: link(visit, path), label: nextActionTitle(rel, visit.locale) });
  if (signInCodes.includes(code)) return [way('sign-in', '/sign-in')];
  if (resetCodes.includes(code)) return [way('password-reset', '/forgot-password')];
  if (code === 'access.required-actions-pending') return [way('first-login', '/first-login')];
  if (ownUserCodes.includes(code) && visit.principal) return [way('own-user', '/account')];
  const topic = runbookTopicOf[code];
  return topic ? [way('runbook', `/runbook/${topic}`)] : [];
}
