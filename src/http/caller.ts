import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { deviceOf } from '../credentials/device.ts';
import type { Principal } from '../directory/authority.ts';
import { type Locale, locales, negotiateLocale } from '../language/index.ts';
import { bearerOf } from './bearer.ts';
import type { SessionCookie } from './cookies.ts';

/** Who makes a request, as far as it is known. */
export interface Caller {
  /** Signed in with all rights of the user, or an API token. */
  readonly principal: Principal | null;
  /** Signed in, but the first login is not complete: may do nothing else. */
  readonly pending: Principal | null;
  /** The session's token as the cookie carries it. */
  readonly sessionToken: string | null;
}

const nobody: Caller = { principal: null, pending: null, sessionToken: null };
const callers = new WeakMap<Request, Caller>();
const requestIds = new WeakMap<Request, string>();

/** Who makes this request. Nobody until `identifyCaller` has run. */
export const callerOf = (request: Request): Caller => callers.get(request) ?? nobody;

/** The signed-in user or token that makes this request; null for nobody, and while the first login is pending. */
export const principalOf = (request: Request): Principal | null => callerOf(request).principal;

/** The request's id: in logs, problems, audit and the answer's X-Request-Id. One sent by a proxy is kept if sane. */
export function requestIdOf(request: Request): string {
  let id = requestIds.get(request);
  if (id === undefined) {
    const given = request.headers['x-request-id'];
    id = typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
    requestIds.set(request, id);
  }
  return id;
}

/** The language to answer an API call in: Accept-Language where it names one of ours, else the person's preference. */
export function localeOf(request: Request): Locale {
  const header = request.headers['accept-language'];
  const named = locales.some((locale) => new RegExp(`(^|[,\\s])${locale}\\b`, 'i').test(header ?? ''));
  const { principal, pending } = callerOf(request);
  return named ? negotiateLocale(header) : ((principal ?? pending)?.locale ?? 'en');
}

/** What a session or token tells of its user. */
interface Known {
  readonly user: string;
  readonly userId: string;
  readonly locale: Locale;
  readonly timeZone: string;
}

const knownOf = ({ user, userId, locale, timeZone }: Known): Known => ({ user, userId, locale, timeZone });

interface CallerDependencies {
  readonly cookie: SessionCookie;
  readonly sessions: {
    read(
      token: string,
      device?: string,
    ): Promise<(Known & { sessionId: string; kind: 'full' | 'required-actions' }) | null>;
  };
  readonly apiTokens: { read(token: string): Promise<(Known & { scopes: readonly string[] }) | null> };
}

/** Finds out who makes the request: a Bearer token if there is one, else the session cookie. */
export function identifyCaller({ cookie, sessions, apiTokens }: CallerDependencies): RequestHandler {
  const byToken = async (token: string, requestId: string): Promise<Caller> => {
    const known = await apiTokens.read(token);
    if (known === null) return nobody;
    return { ...nobody, principal: { ...knownOf(known), scopes: known.scopes, via: 'token', requestId } };
  };

  const bySession = async (token: string, requestId: string, device: string): Promise<Caller> => {
    const known = await sessions.read(token, device);
    if (known === null) return nobody;
    const { sessionId, kind } = known;
    const principal: Principal = { ...knownOf(known), sessionId, via: 'session', requestId };
    const full = kind === 'full';
    return {
      principal: full ? principal : null,
      pending: full ? null : principal,
      sessionToken: token,
    };
  };

  return async (request, _response, next) => {
    const requestId = requestIdOf(request);
    const bearer = bearerOf(request);
    const token = cookie.read(request);
    if (bearer !== undefined) callers.set(request, await byToken(bearer, requestId));
    else if (token !== null)
      callers.set(request, await bySession(token, requestId, deviceOf(request.headers['user-agent'])));
    next();
  };
}
