import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../config.ts';
import type { Scope } from '../directory/scopes.ts';
import type { Principal } from '../directory/authority.ts';
import type { Locale } from '../language/index.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import { type Caller, callerOf, localeOf, requestIdOf } from './caller.ts';
import type { SessionCookie } from './cookies.ts';
import { type Answered, readIdempotencyKey } from './idempotency.ts';
import type { RateLimits } from './rate-limits.ts';
import { noteMissingReason, noteMissingScope, subjectOf } from './refusals.ts';
import type { Services } from './services.ts';
import type { Streams } from './streams.ts';
import { z } from './zod.ts';

/** What belongs to the web server itself rather than to a service. */
export interface Web {
  readonly config: Config;
  readonly publicUrl: string;
  readonly cookie: SessionCookie;
  readonly limits: RateLimits;
  readonly streams: Streams;
}

/**
 * Who may call: anybody (`public`); anybody known, also while the first login is pending (`known`); a session of
 * either kind (`any-session`); a full session (`session`); a full session or an API token with this scope.
 */
export type Access = 'public' | 'known' | 'any-session' | 'session' | Scope;

export interface ReplyShape {
  readonly description: string;
  readonly body?: z.ZodType;
  /** Of an answer that is not JSON. */
  readonly mediaType?: string;
}
type Replies = Readonly<Record<number, ReplyShape>>;

type Readonlies<T> = T extends readonly (infer Item)[]
  ? readonly Readonlies<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Readonlies<T[Key]> }
    : T;
type BodyOf<S extends ReplyShape> = S['body'] extends z.ZodType ? Readonlies<z.input<S['body']>> : undefined;

/** An answer; `reference` is what an idempotency key needs to give it again. */
export type Reply<R extends Replies> = {
  [Status in keyof R & number]: {
    readonly status: Status;
    readonly headers?: Readonly<Record<string, string>>;
    readonly reference?: string;
  } & (BodyOf<R[Status]> extends undefined ? { readonly body?: undefined } : { readonly body: BodyOf<R[Status]> });
}[keyof R & number];

export interface Context<P, Q, B> {
  readonly services: Services;
  readonly web: Web;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  /** Who calls; on a public route that nobody signed in to, reading it is an error of the route. */
  readonly principal: Principal;
  readonly locale: Locale;
  readonly requestId: string;
  readonly idempotencyKey: string | undefined;
  readonly request: Request;
  readonly response: Response;
}

export interface RouteDefinition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends Replies> {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Below /api/v1, with {parameters} as OpenAPI writes them. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly replies: R;
  /** Asked before the form is looked at, by throwing: whoever proves nothing learns nothing of it. */
  readonly proof?: (request: Request, web: Web) => void;
  /** Problems particular to this call; those that every call can have are added. */
  readonly problems: readonly ProblemCode[];
  /** The verb in the audit; of every call that takes a reason, so that one without is on record. */
  readonly action?: string;
  /** Counts the request before anything is done. */
  readonly limit?: (context: Context<z.output<P>, z.output<Q>, z.output<B>>) => Promise<void>;
  /** Present where an Idempotency-Key is honoured; answers a repetition. */
  readonly idempotency?: {
    readonly requiredWithTokens: boolean;
    replay(context: Context<z.output<P>, z.output<Q>, z.output<B>>, answer: Answered): Promise<Reply<NoInfer<R>>>;
  };
  /** Its Idempotency-Key is the decision's own: a repetition decides nothing twice, for as long as the decision is kept. */
  readonly keyedDecision?: true;
  /** Answers, or returns nothing where it has written the response itself. */
  readonly handler: (context: Context<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply<NoInfer<R>> | undefined>;
}

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** A route whose types have done their work. */
export type Route = RouteDefinition<z.ZodType, z.ZodType, z.ZodType, Replies>;

/** Declares a route: checked by its schemas, typed by them, and documented from them. */
export function route<
  R extends Replies,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(definition: RouteDefinition<P, Q, B, R>): Route {
  return definition as unknown as Route;
}

/** Makes express serve a route. What is wrong leaves as a Problem or ZodError for the error handler. */
export function serve(definition: Route, services: Services, web: Web): RequestHandler {
  const { params = nothing, query = nothing, body = nothing, limit, idempotency, handler } = definition;
  return async (request, response) => {
    const caller = callerOf(request);
    const about = { action: definition.action ?? 'api.call', ...subjectOf(request) };
    if (definition.method !== 'get') await noteMissingScope(services, caller.principal, definition, about);
    const principal = admit(caller, definition.access);
    definition.proof?.(request, web);
    const input = z
      .object({ path: params, query, body })
      .safeParse(
        { path: request.params, query: withoutEmpty(request.query), body: request.body ?? {} },
        { reportInput: true },
      );
    if (!input.success) {
      const error = withPointers(input.error);
      if (principal !== null && definition.action !== undefined)
        await noteMissingReason(services, principal, about, error);
      throw error;
    }
    const context: Context<unknown, unknown, unknown> = {
      services,
      web,
      params: input.data.path,
      query: input.data.query,
      body: input.data.body,
      caller,
      get principal() {
        return principal ?? missing();
      },
      locale: localeOf(request),
      requestId: requestIdOf(request),
      idempotencyKey: readIdempotencyKey(request.headers['idempotency-key']),
      request,
      response,
    };
    if (idempotency?.requiredWithTokens && principal?.via === 'token' && context.idempotencyKey === undefined) {
      const errors = [{ pointer: '/header/idempotency-key', code: 'field.required' }];
      throw new Problem('idempotency.key-required', { errors });
    }
    await limit?.(context);
    const reply = await (idempotency ? once(definition, context) : handler(context)).catch((error: unknown) => {
      throw withAccountPointer(error, context);
    });
    if (reply !== undefined) send(response, reply);
  };
}

/** @throws Problem access.* when this caller may not call at all */
function admit({ principal, pending }: Caller, access: Access): Principal | null {
  if (access === 'public') return principal ?? pending;
  const tokenOnly = principal?.via === 'token';
  if (principal === null && pending === null) {
    throw new Problem('access.sign-in-required', {
      nextActions: [{ rel: 'sign-in', href: '/api/v1/session', method: 'POST' }],
    });
  }
  if (access === 'known') return principal ?? pending;
  if (access === 'any-session' && !tokenOnly) return principal ?? pending;
  if (principal === null) {
    throw new Problem('access.required-actions-pending', {
      nextActions: [{ rel: 'first-login', href: '/api/v1/first-login', method: 'POST' }],
    });
  }
  if (!tokenOnly) return principal;
  if (access === 'session' || access === 'any-session') throw new Problem('access.not-yours');
  if (!principal.scopes?.includes(access)) throw new Problem('access.scope-missing', { params: { scope: access } });
  return principal;
}

/** Carries the request out once for its Idempotency-Key; a failed one may be tried again with the same key. */
async function once(definition: Route, context: Context<unknown, unknown, unknown>) {
  const { services, principal, request, idempotencyKey, body } = context;
  if (idempotencyKey === undefined) return definition.handler(context);
  const claim = await services.idempotency.claim({
    user: principal.user,
    key: idempotencyKey,
    method: request.method,
    path: request.originalUrl,
    body,
  });
  if (claim.kind === 'replay') return definition.idempotency!.replay(context, claim.answer);
  let reply: Awaited<ReturnType<typeof definition.handler>>;
  try {
    reply = await definition.handler(context);
  } catch (error) {
    // The request's own error matters more than one in tidying up; the lease ends by itself.
    await claim
      .release()
      .catch((failure: unknown) => services.log.warn({ err: failure }, 'idempotency key not released'));
    throw error;
  }
  const { status, reference = '' } = reply!;
  // What was done is done and is answered so, even if the key cannot be marked any more.
  await claim
    .complete({ status, reference })
    .catch((failure: unknown) => services.log.warn({ err: failure }, 'idempotency key not completed'));
  return reply;
}

function send(response: Response, { status, headers = {}, body }: Reply<Replies>): void {
  response.status(status).set(headers);
  if (body === undefined) response.end();
  else response.json(body);
}

/** Pointers go into the body; what is wrong elsewhere says where. */
function withPointers(error: z.ZodError): z.ZodError {
  return new z.ZodError(
    error.issues.map((issue) => ({ ...issue, path: issue.path[0] === 'body' ? issue.path.slice(1) : issue.path })),
  );
}

/** Services know an account by its number only; where the request named it is known here. */
function withAccountPointer(error: unknown, { params, query }: Context<unknown, unknown, unknown>): unknown {
  if (!(error instanceof Problem) || error.code !== 'account.not-found' || error.details.errors) return error;
  const place = [Object(params), Object(query)].findIndex((part: object) => Object.hasOwn(part, 'account'));
  if (place === -1) return error;
  const pointer = place === 0 ? '/path/account' : '/query/account';
  return new Problem(error.code, { ...error.details, errors: [{ pointer, code: error.code }] });
}

/** `?stage=` means the same as no stage. */
const withoutEmpty = (query: Request['query']) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));

function missing(): never {
  throw new Error('a public route asked for the principal');
}
