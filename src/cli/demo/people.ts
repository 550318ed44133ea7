import { randomBytes } from 'node:crypto';
import type { CliWords } from '../locale.ts';
import type { OnboardingView } from '../view.ts';
import { createVisitor, type Visitor } from './visitor.ts';

export interface Person {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** What everybody in the demonstration needs to reach the API. */
export interface Door {
  readonly apiUrl: string;
  readonly account: string;
  readonly words: CliWords;
  readonly locale: string;
  readonly signal: AbortSignal;
}

export interface Promoted {
  readonly onboarding: OnboardingView;
  readonly temporaryPassword?: string;
}

/** New addresses each time, so that the demonstration can be given again on the same data. */
export function cast(): { existing: Person; newcomer: Person; invited: Person } {
  const run = randomBytes(3).toString('hex');
  const person = (firstName: string, lastName: string): Person => ({
    userId: `${firstName}.${lastName}.${run}@example.org`.toLowerCase(),
    firstName,
    lastName,
  });
  return {
    existing: person('Emma', 'Existing'),
    newcomer: person('Theo', 'Temporary'),
    invited: person('Ines', 'Invited'),
  };
}

export const arrive = ({ apiUrl, words, locale, signal }: Door): Visitor =>
  createVisitor(apiUrl, words, locale, signal);

/** Signs in and answers what the first login demands still. */
export async function signIn(
  door: Door,
  userId: string,
  password: string,
): Promise<{ visitor: Visitor; requiredActions: readonly string[] }> {
  const visitor = arrive(door);
  const { body } = await visitor.call<{ requiredActions: readonly string[] }>('POST', '/session', { userId, password });
  return { visitor, requiredActions: body.requiredActions };
}

/** Features seen, preferences set, a permanent password of one's own. */
export async function completeFirstLogin(visitor: Visitor, locale: string): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await visitor.call('POST', '/first-login', {
    features: { seen: true },
    preferences: { language: locale, timeZone, notifyNewMessages: true },
    password,
    confirmPassword: password,
  });
}

/** The initiator asks for a promotion. */
export async function promote(
  { account, locale }: Door,
  administrator: Visitor,
  { userId, firstName, lastName }: Person,
  how: { path?: 'invite' | 'temporary-password'; message?: string } = {},
): Promise<Promoted> {
  const candidate = { firstName, lastName, locale };
  const request = { email: userId, candidate, ...how };
  return (await administrator.call<Promoted>('POST', `/accounts/${account}/onboardings`, request, [201, 202])).body;
}
