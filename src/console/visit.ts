import type { Request, RequestHandler } from 'express';
import type { Principal } from '../directory/authority.ts';
import { callerOf, requestIdOf } from '../http/caller.ts';
import { dictionary, type Locale, locales, negotiateLocale } from '../language/index.ts';

/** Who looks at a page, and in which language. */
export interface Visit {
  readonly locale: Locale;
  readonly words: ReturnType<typeof dictionary>['pages'];
  /** Words of the pages about one's own user. */
  readonly ownUser: ReturnType<typeof dictionary>['ownUser'];
  /** Words of the administrators' pages. */
  readonly administration: ReturnType<typeof dictionary>['administration'];
  readonly principal: Principal | null;
  /** Support staff, who have a section of their own. */
  readonly support: boolean;
  /** Signed in, but only to what a first login demands. */
  readonly pending: Principal | null;
  /** The language that the address asks for; links keep it. */
  readonly chosen: Locale | null;
  /** Path and query that show this page again, without the language. */
  readonly here: string;
  /** The reader's own clock, as IANA name: every moment on a page is told by it. */
  readonly timeZone: string;
  readonly requestId: string;
}

/** Language: `?lang`, else the user's preference, else Accept-Language. No cookie keeps it. */
export function visitOf(request: Request): Visit {
  const { principal, pending } = callerOf(request);
  const chosen = locales.find((locale) => locale === request.query['lang']) ?? null;
  const preference = chosen ?? (principal ?? pending)?.locale;
  const locale = negotiateLocale(request.headers['accept-language'], preference);
  const { pages: words, administration, ownUser } = dictionary(locale);
  const support = staff.has(request);
  const who = { principal, pending, support };
  const timeZone = (principal ?? pending)?.timeZone ?? 'UTC';
  const said = { locale, words, administration, ownUser, chosen, timeZone };
  return { ...said, ...who, here: hereOf(request), requestId: requestIdOf(request) };
}

const staff = new WeakSet<Request>();

/** Finds out, once a request, whether its page belongs to support staff. */
export const identifyStaff =
  (isSupport: (user: string) => Promise<boolean>): RequestHandler =>
  async (request, _response, next) => {
    const { principal } = callerOf(request);
    if (principal?.via === 'session' && (await isSupport(principal.user))) staff.add(request);
    next();
  };

function hereOf(request: Request): string {
  const { pathname, searchParams } = new URL(request.originalUrl, 'http://here');
  searchParams.delete('lang');
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams}`;
}

/**
 * A link within the console that keeps the language somebody chose by the address.
 * @param params further query values; undefined ones are left out
 */
export function link(
  visit: Pick<Visit, 'chosen'>,
  path: string,
  params: Record<string, string | null | undefined> = {},
): string {
  const url = new URL(path, 'http://here');
  for (const [name, value] of Object.entries(params)) if (value) url.searchParams.set(name, value);
  if (visit.chosen !== null) url.searchParams.set('lang', visit.chosen);
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The same without the language: what a page names as `here`. */
export const place = (path: string, params: Record<string, string | null | undefined> = {}): string =>
  link({ chosen: null }, path, params);

const targets = [
  /^\/m\/[\w-]{22}$/,
  /^\/onboardings(\/ONB-[0-9A-Z]{4,12}(\/confirmation)?)?$/,
  /^\/accounts(\/[a-z0-9-]{1,32}(\/[a-z-]{1,40}){0,3})?$/,
  /^\/accounts\/[a-z0-9-]{1,32}\/bulk\/BLK-[0-9A-Z]{4,12}$/,
  /^\/promote$/,
  /^\/support$/,
  /^\/account(\/[a-z-]{1,20})?$/,
  /^\/temporal(\/[\w%.-]+)*\/?$/,
];

/** Pages whose filter goes along, as the digest's link has one, and where the list goes on. */
const filtering: readonly string[] = ['/onboardings', '/support'];
const filters: readonly string[] = ['stage', 'reason', 'account', 'age', 'q', 'cursor', 'requests'];

const isFilter = (query: string): boolean =>
  /^[\w.*%+&=-]{1,1500}$/.test(query) && [...new URLSearchParams(query).keys()].every((name) => filters.includes(name));

/**
 * Where somebody was going before a sign-in came between. Only pages of our own: anything else would let a link lead
 * from our sign-in to another site.
 */
export function targetOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const [path = '', query, ...more] = value.split('?');
  const filtered = query === undefined || (filtering.includes(path) && isFilter(query));
  return more.length === 0 && filtered && targets.some((target) => target.test(path)) ? value : null;
}
