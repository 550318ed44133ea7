import path from 'node:path';
import type { Request, Response } from 'express';
import type { Principal } from '../directory/authority.ts';
import { link, targetOf, visitOf, type Visit } from './visit.ts';

/** A visit of somebody who is signed in. */
export type SignedIn = Visit & { readonly principal: Principal };
/** A visit of somebody whose first login is not complete. */
export type Pending = Visit & { readonly pending: Principal };

type Handler<V> = (visit: V, request: Request, response: Response) => Promise<void>;

/** For pages of people who are signed in: everybody else is led to the sign-in, or to the end of the first login. */
export const signedIn =
  (handler: Handler<SignedIn>) =>
  async (request: Request, response: Response): Promise<void> => {
    const visit = visitOf(request);
    const { principal } = visit;
    if (principal?.via === 'session') return handler({ ...visit, principal }, request, response);
    response.redirect(303, visit.pending ? link(visit, '/first-login') : signInFor(visit, request));
  };

/** For the pages of a first login. */
export const firstLoginPending =
  (handler: Handler<Pending>) =>
  async (request: Request, response: Response): Promise<void> => {
    const visit = visitOf(request);
    const { pending } = visit;
    if (pending) return handler({ ...visit, pending }, request, response);
    response.redirect(303, visit.principal ? link(visit, '/') : signInFor(visit, request));
  };

/** The sign-in that leads back to here, or to the page of the form that was sent; it says that nothing was saved. */
function signInFor(visit: Visit, { method }: Request): string {
  const { pathname } = new URL(visit.here, 'http://here');
  const to = targetOf(visit.here) ?? targetOf(pathname) ?? targetOf(path.posix.dirname(pathname));
  return link(visit, '/sign-in', { to, done: method === 'POST' ? 'not-saved' : null });
}

/** For pages that anybody may see. */
export const anybody =
  (handler: Handler<Visit>) =>
  async (request: Request, response: Response): Promise<void> =>
    handler(visitOf(request), request, response);
