import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { type Connection, isValidObjectId } from 'mongoose';
import type { Principal } from '../directory/authority.ts';
import { directoryModels } from '../directory/models.ts';
import { type Locale, locales, negotiateLocale } from '../language/index.ts';
import type { SessionCookie } from './cookies.ts';

/** Who makes a request, as far as it is known. */
export interface Caller {
  /** Signed in with all rights of the user, or an API token. */
  readonly principal: Principal | null;
  /** Signed in, but the first login is not complete: may do nothing else. */
  readonly pending: Principal | null;
  /** The session's token as the cookie carries it. */
  readonly sessionToken: string | null;
  /** A cookie or token was presented, but is not good (any more). */
  readonly refused: boolean;
}

const nobody: Caller = { principal: null, pending: null, sessionToken: null, refused: false };
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

interface CallerDependencies {
  readonly connection: Connection;
  readonly cookie: SessionCookie;
  readonly sessions: {
    read(token: string): Promise<{ sessionId: string; user: string; kind: 'full' | 'required-actions' } | null>;
  };
  readonly apiTokens: {
    read(token: string): Promise<{ user: string; scopes: readonly string[] } | null>;
  };
}

/**
 * Finds out who makes the request: a Bearer token if there is one, else the session cookie. A user who is not active
 * is nobody, whatever the session says.
 */
export function identifyCaller({ connection, cookie, sessions, apiTokens }: CallerDependencies): RequestHandler {
  const { users } = directoryModels(connection);

  async function personOf(user: string) {
    if (!isValidObjectId(user)) return null;
    const found = await users.findById(user, { userId: 1, status: 1, 'preferences.language': 1 }).lean();
    return found?.status === 'active' ? { user, userId: found.userId, locale: found.preferences.language } : null;
  }

  async function byToken(token: string, requestId: string): Promise<Caller> {
    const known = await apiTokens.read(token);
    const person = known && (await personOf(known.user));
    if (!person) return { ...nobody, refused: true };
    return { ...nobody, principal: { ...person, via: 'token', scopes: known.scopes, requestId } };
  }

  async function bySession(token: string, requestId: string): Promise<Caller> {
    const known = await sessions.read(token);
    const person = known && (await personOf(known.user));
    if (!person) return { ...nobody, refused: true };
    const principal: Principal = { ...person, via: 'session', sessionId: known.sessionId, requestId };
    const full = known.kind === 'full';
    return {
      principal: full ? principal : null,
      pending: full ? null : principal,
      sessionToken: token,
      refused: false,
    };
  }

  return async (request, _response, next) => {
    const requestId = requestIdOf(request);
    const bearer = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const token = cookie.read(request);
    if (bearer !== undefined) callers.set(request, await byToken(bearer, requestId));
    else if (token !== null) callers.set(request, await bySession(token, requestId));
    next();
  };
}
