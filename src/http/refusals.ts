import type { Request } from 'express';
import type { Principal } from '../directory/authority.ts';
import { type Scope, scopes } from '../directory/scopes.ts';
import type { Services } from './services.ts';
import { z } from './zod.ts';

/** What somebody tried to do, and to what. */
interface Tried {
  /** The verb in the audit. */
  readonly action: string;
  readonly ref?: string | undefined;
  readonly account?: string | undefined;
  readonly mid?: string | undefined;
}

type Keeping = { readonly onboardings: Pick<Services['onboardings'], 'keepOnRecord'> };

/** What a call is about, as far as its path says. */
export function subjectOf({ params }: Request): Omit<Tried, 'action'> {
  const text = (name: string) => (typeof params[name] === 'string' ? { [name]: params[name] } : {});
  return { ...text('ref'), ...text('account'), ...text('mid') };
}

/** Nobody changes anything without a reason, and trying to is on record: for every call and every form that takes one. */
export async function noteMissingReason(
  { onboardings }: Keeping,
  principal: Principal,
  tried: Tried,
  error: unknown,
): Promise<void> {
  if (
    !(error instanceof z.ZodError) ||
    !error.issues.some(({ path: [field, ...rest] }) => field === 'reason' && rest.length === 0)
  )
    return;
  await onboardings.keepOnRecord(principal, { ...tried, outcome: 'refused', data: { code: 'reason-missing' } });
}

/** A token that may only read, say, and tries to act. */
export async function noteMissingScope(
  { onboardings }: Keeping,
  principal: Principal | null,
  { access, method, path }: { readonly access: string; readonly method: string; readonly path: string },
  tried: Tried,
): Promise<void> {
  const scope = scopes.find((known: Scope) => known === access);
  if (principal?.via !== 'token' || scope === undefined || principal.scopes?.includes(scope)) return;
  const data = { code: 'access.scope-missing', scope, call: `${method.toUpperCase()} ${path}` };
  await onboardings.keepOnRecord(principal, { ...tried, outcome: 'refused', data });
}
