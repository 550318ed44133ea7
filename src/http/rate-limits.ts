import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config.ts';
import { Problem } from '../problems.ts';
import { callerOf } from './caller.ts';

export interface Limit {
  /**
   * Counts one.
   * @throws Problem rate.limited with the seconds to wait
   */
  count(key: string): Promise<void>;
  /** Takes one back, where it turned out to be no reason for caution. */
  uncount(key: string): Promise<void>;
}

type LimitSettings = Pick<
  Config,
  | 'RATE_SOURCE_PER_MINUTE'
  | 'RATE_SIGN_IN_PER_SUBJECT'
  | 'RATE_MAILS_PER_SUBJECT'
  | 'RATE_LOOKUPS_PER_SUBJECT'
  | 'RATE_PAYLOADS_PER_SUBJECT'
>;

export type RateLimits = ReturnType<typeof createRateLimits>;

/** The limits of one process. Subjects come first; the limit by source is generous, as offices share an address. */
export const createRateLimits = (settings: LimitSettings) => ({
  /** Requests without a good session or token, by source address. */
  source: createLimit(settings.RATE_SOURCE_PER_MINUTE, 60),
  /** Failed sign-ins, by address key: counted before any hashing, taken back on success. */
  signIn: createLimit(settings.RATE_SIGN_IN_PER_SUBJECT, 15 * 60),
  /** Requests for a reset mail, by address key, whether or not there is such a user. */
  mails: createLimit(settings.RATE_MAILS_PER_SUBJECT, 60 * 60),
  /** Calls that reveal whether a user exists, by administrator. */
  lookups: createLimit(settings.RATE_LOOKUPS_PER_SUBJECT, 60),
  /** Passwords judged while somebody types, by person or, without one, by source: each takes some milliseconds. */
  strength: createLimit(120, 60),
  /** Wrong present passwords in a change of password, by user. */
  passwordChange: createLimit(settings.RATE_SIGN_IN_PER_SUBJECT, 15 * 60),
  /** Requests to the codec, by person: a page of the Temporal Web UI makes nine. */
  payloads: createLimit(settings.RATE_PAYLOADS_PER_SUBJECT, 60),
});

/** Lines of a list that one lookup stands for: a list says of everybody at once what they are. */
const linesPerLookup = 50;

/** Counts a list as the lookups that it is. @throws Problem rate.limited */
export async function countLines(lookups: Limit, user: string, lines: number): Promise<void> {
  for (let count = 0; count < lines; count += linesPerLookup) await lookups.count(user);
}

function createLimit(points: number, duration: number): Limit {
  const limiter = new RateLimiterMemory({ points, duration });
  return {
    async count(key) {
      try {
        await limiter.consume(key);
      } catch (reached) {
        if (!(reached instanceof RateLimiterRes)) throw reached;
        throw limited(reached);
      }
    },
    async uncount(key) {
      await limiter.reward(key);
    },
  };
}

function limited({ msBeforeNext }: RateLimiterRes): Problem {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1_000));
  return new Problem('rate.limited', { params: { seconds }, retryAfterSeconds: seconds });
}

/** Where a request comes from: its address, of IPv6 the /64 that one customer has. */
export function sourceOf(request: Pick<Request, 'ip'>): string {
  const address = (request.ip ?? '').replace(/^::ffff:/, '');
  return address.includes(':') ? `${expand(address).slice(0, 4).join(':')}::/64` : address;
}

function expand(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  if (tail === undefined) return left;
  const right = tail === '' ? [] : tail.split(':');
  return [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right];
}

/** Counts requests that no session or token answers for, files aside; runs once the caller is known. */
export const limitSource =
  (limits: RateLimits): RequestHandler =>
  async (request, _response, next) => {
    const { principal, pending } = callerOf(request);
    const known = principal !== null || pending !== null;
    if (!known && !request.path.startsWith('/assets/')) await limits.source.count(sourceOf(request));
    next();
  };
