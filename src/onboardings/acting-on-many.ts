import type { Connection } from 'mongoose';
import type { Authority, Principal } from '../directory/authority.ts';
import { isDatabaseUnavailable } from '../database/unavailable.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import type { Action, Stage } from '../../workflows/stages.ts';
import type { Decide } from './acting.ts';
import { filterOf, type OnboardingFilter } from './finding.ts';
import type { Processes } from './processes.ts';
import { allowedNow } from './view.ts';

/** Those that can be decided for many at once; the others need a look at each. */
export const bulkActions = ['resume', 'resend', 'extend', 'cancel'] as const satisfies readonly Action[];
export type BulkAction = (typeof bulkActions)[number];

export interface BulkRequest {
  readonly filter: OnboardingFilter & {
    readonly account?: string | undefined;
    readonly refs?: readonly string[] | undefined;
  };
  readonly action: BulkAction;
  readonly reason: string;
  /** Of extend: by how much. */
  readonly hours?: number | undefined;
  /** Of cancel: what becomes of users whom the onboardings made and who never signed in. */
  readonly createdUser?: 'disable' | 'keep' | undefined;
  /** Tells what would be done, and does nothing. */
  readonly dryRun?: boolean | undefined;
  /** The same key twice is, for each onboarding, one decision. */
  readonly requestKey?: string | undefined;
}

export interface BulkItem {
  readonly ref: string;
  readonly outcome: 'done' | 'would' | 'refused' | 'failed';
  /** Why it was refused, or failed. */
  readonly code: ProblemCode | null;
  /** Where it stands now; null for one that the caller cannot see. */
  readonly stage: Stage | null;
}

export interface BulkAnswer {
  /** How many onboardings the filter finds. */
  readonly matched: number;
  readonly items: readonly BulkItem[];
  /** Whether some of them are not among the items: ask again for those. */
  readonly more: boolean;
}

/** As many as one request can carry out while the process answers each at its slowest. */
export const bulkLimit = 50;
const atOnce = 10;
/** No further item is begun after this, so that the answer arrives while the caller still waits. */
const beginWithinMs = 18_000;

interface Dependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly decide: Decide;
  readonly silence: Processes['silence'];
}

type Judged = Omit<BulkItem, 'ref' | 'stage'>;

/** One decision for many onboardings, each carried out, refused and audited by itself. */
export function createActingOnMany({ connection, authority, decide, silence }: Dependencies) {
  const { onboardings } = recordModels(connection);

  /**
   * Carries an action out for at most 50 of the onboardings that the filter finds; the oldest come first, those named by
   * reference in the order given. No temporary password is made on the way: nobody would be there to take it.
   * @throws Problem account.not-found, access.not-account-administrator for an account that is not the caller's
   */
  return async function actOnMany(principal: Principal, request: BulkRequest): Promise<BulkAnswer> {
    const { refs, account, ...filter } = request.filter;
    const accounts = await accountsOf(principal, account);
    const wanted = filterOf(filter, accounts);
    const chosen = { ...wanted, ...(refs ? { ref: { $in: refs.slice(0, bulkLimit) } } : {}) };
    const records = await onboardings
      .find(chosen)
      .sort({ createdAt: 1, ref: 1 })
      .limit(bulkLimit)
      .lean<OnboardingRecord[]>();
    const byRef = new Map(records.map((record) => [record.ref, record]));
    const named = refs ? [...new Set(refs)].slice(0, bulkLimit) : [...byRef.keys()];
    const matched = refs ? records.length : await onboardings.countDocuments(wanted);
    const until = Date.now() + beginWithinMs;
    const judged = await eachOf(named, until, (ref) => judge(principal, ref, byRef.get(ref), accounts, request));
    const now = await onboardings
      .find(
        { ref: { $in: [...judged.keys()] }, ...(accounts ? { account: { $in: accounts } } : {}) },
        { ref: 1, stage: 1 },
      )
      .lean();
    const stages = new Map(now.map(({ ref, stage }) => [ref, stage]));
    const items = [...judged].map(([ref, { outcome, code }]) => ({
      ref,
      outcome,
      code,
      stage: stages.get(ref) ?? null,
    }));
    return { matched, items, more: items.length < Math.max(matched, named.length) };
  };

  /** Undefined: all of them, as support sees. */
  async function accountsOf(principal: Principal, account: string | undefined): Promise<string[] | undefined> {
    if (account === undefined) return authority.accountsWith(principal, 'onboarding.act');
    await authority.demand(principal, 'onboarding.act', account);
    return [account];
  }

  async function judge(
    principal: Principal,
    ref: string,
    found: OnboardingRecord | undefined,
    accounts: readonly string[] | undefined,
    { action, reason, hours, createdUser, dryRun, requestKey }: BulkRequest,
  ): Promise<Judged> {
    try {
      // One that is named and not found is another's, or went on since the caller looked, perhaps by this very request.
      const record = found ?? (await onboardings.findOne({ ref }).lean<OnboardingRecord>());
      if (record === null || (accounts && !accounts.includes(record.account)))
        throw new Problem('onboarding.not-found');
      const stays = found === undefined ? { ...record, stage: 'completed' as const, stall: null } : record;
      if (dryRun === true) {
        if (!allowedNow(stays).includes(action)) throw new Problem('onboarding.action-not-allowed');
        return { outcome: 'would', code: null };
      }
      const { carriedOut } = await decide(principal, stays, action, { reason, hours, createdUser, requestKey });
      return carriedOut ? { outcome: 'done', code: null } : { outcome: 'failed', code: (await silence()).code };
    } catch (error) {
      if (error instanceof Problem) return { outcome: error.status < 500 ? 'refused' : 'failed', code: error.code };
      return {
        outcome: 'failed',
        code: isDatabaseUnavailable(error) ? 'service.directory-unavailable' : 'service.internal',
      };
    }
  }
}

/** A few at a time, in order; what is not begun in time is left out. */
async function eachOf<T>(
  refs: readonly string[],
  until: number,
  work: (ref: string) => Promise<T>,
): Promise<Map<string, T>> {
  const done = new Map<string, T>();
  const queue = [...refs];
  const next = async (): Promise<void> => {
    for (let ref = queue.shift(); ref !== undefined && Date.now() < until; ref = queue.shift())
      done.set(ref, await work(ref));
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return new Map(refs.filter((ref) => done.has(ref)).map((ref) => [ref, done.get(ref)!]));
}
