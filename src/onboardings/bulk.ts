import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { limitOf, type PageRequest, placeOf, toPage } from '../database/pages.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Authority, Principal } from '../directory/authority.ts';
import type { Locale } from '../language/index.ts';
import type { Letters } from '../envelopes/letters.ts';
import { Problem } from '../problems.ts';
import { type BulkJob, type BulkLine, bulkModels, type BulkOutcome, bulkOutcomes } from '../records/bulk-jobs.ts';
import { addToOutbox } from '../records/outbox.ts';
import { actorOf } from './acting.ts';
import { type CheckedLine, checkInvitations, isStartable } from './bulk-checking.ts';
import type { BulkInvitation } from './bulk-lines.ts';
import { demandSupportReason } from './support-reason.ts';
import { newReference } from './references.ts';

export interface BulkJobView extends Pick<BulkJob, 'job' | 'account' | 'state' | 'total'> {
  readonly createdBy: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly counts: Readonly<Record<BulkOutcome, number>>;
}

export type BulkLineView = Omit<BulkLine, 'job' | 'expiresAt'>;

export interface BulkInput {
  readonly invitations: readonly BulkInvitation[];
  readonly message?: string | undefined;
  readonly reason?: string | undefined;
}

interface BulkDependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly letters: Pick<Letters, 'prepare' | 'keep'>;
  /** Something was committed that the relay has to carry on. */
  readonly onCommitted: () => void;
}

/** Addresses and names are kept so long after a list was checked, so that its result can be fetched. */
const keptMs = 30 * 24 * 3_600_000;

export type Bulk = ReturnType<typeof createBulk>;

/** Inviting many: a list is checked line by line, then carried on by the relay, whoever is looking (see bulk-running.ts). */
export function createBulk({ connection, authority, letters, onCommitted }: BulkDependencies) {
  const { jobs, lines } = bulkModels(connection);

  /** What each line would lead to. Nothing is kept but an audit entry: it tells an administrator who exists. */
  async function check(principal: Principal, account: string, invitations: readonly BulkInvitation[], locale: Locale) {
    const role = await authority.demand(principal, 'onboarding.start', account);
    const checked = await checkInvitations(connection, account, invitations, locale);
    const fact = { actor: principal.user, role, action: 'onboarding.bulk-check', outcome: 'done', account } as const;
    await audit(connection, { ...fact, requestId: principal.requestId, data: { lines: checked.length } });
    return checked;
  }

  /** Keeps a checked list; nobody of it is invited before it is started. */
  async function draft(principal: Principal, account: string, input: BulkInput, locale: Locale): Promise<BulkJobView> {
    const role = await authority.demand(principal, 'onboarding.start', account);
    const { reason: why } = input;
    await demandSupportReason(connection, principal, { role, account, action: 'onboarding.bulk-check', reason: why });
    const checked = await check(principal, account, input.invitations, locale);
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + keptMs);
    const job = newReference('BLK');
    const by = actorOf(principal, role === 'support' ? 'support' : 'administrator');
    const { message, reason = null } = input;
    const letter = message === undefined ? null : await letters.prepare(job, message, { expiresAt });
    const own = {
      job,
      account,
      state: 'draft',
      by,
      reason,
      total: checked.length,
      createdAt,
      expiresAt,
    } as const;
    // The lines first: a list without its lines would be one that nobody can read.
    await lines.insertMany(checked.map((line) => ({ ...line, job, outcome: outcomeAtFirst(line), expiresAt })));
    await inTransaction(connection, async (session) => {
      await jobs.create([own], { session });
      if (letter) await letters.keep(letter, session);
    });
    return viewOf(own);
  }

  async function find(principal: Principal, account: string, job: string): Promise<BulkJob> {
    await authority.demand(principal, 'onboarding.start', account);
    const found = await jobs.findOne({ job, account }).lean<BulkJob>();
    if (found === null) throw new Problem('bulk.not-found');
    return found;
  }

  /** Starts a checked list; one that is started already is left as it is. @throws Problem bulk.not-found */
  async function start(principal: Principal, account: string, job: string): Promise<BulkJobView> {
    const found = await find(principal, account, job);
    const role = await authority.demand(principal, 'onboarding.start', account);
    const by = actorOf(principal, role === 'support' ? 'support' : 'administrator');
    await inTransaction(connection, async (session) => {
      const startedAt = new Date();
      const begun = await jobs.updateOne(
        { job, state: 'draft' },
        { $set: { state: 'running', startedAt, by } },
        { session },
      );
      if (begun.modifiedCount !== 1) return;
      const fact = { actor: principal.user, role, action: 'onboarding.bulk-start', outcome: 'done', account } as const;
      const about = { reason: found.reason, requestId: principal.requestId, data: { job, lines: found.total } };
      await audit(connection, { ...fact, ...about }, session);
      await addToOutbox(connection, session, { kind: 'bulk', job });
    });
    onCommitted();
    return viewOf(await find(principal, account, job));
  }

  async function viewOf(found: BulkJob): Promise<BulkJobView> {
    const groups = await lines.aggregate<{ _id: BulkOutcome; count: number }>([
      { $match: { job: found.job } },
      { $group: { _id: '$outcome', count: { $sum: 1 } } },
    ]);
    return jobView(found, groups);
  }

  return {
    check,
    draft,
    start,

    /** A list and how far it is. @throws Problem bulk.not-found */
    async read(principal: Principal, account: string, job: string): Promise<BulkJobView> {
      return viewOf(await find(principal, account, job));
    },

    /** The lists of an account, newest first, at most twenty. */
    async list(principal: Principal, account: string): Promise<BulkJobView[]> {
      await authority.demand(principal, 'onboarding.start', account);
      const found = await jobs.find({ account }).sort({ createdAt: -1 }).limit(20).lean<BulkJob[]>();
      return Promise.all(found.map(viewOf));
    },

    /**
     * A list and a page of its lines, which `lines` gives too, both of one read: while a list is under way, what is
     * counted is what is shown.
     * @throws Problem bulk.not-found
     */
    async standing(
      principal: Principal,
      account: string,
      job: string,
      query: PageRequest & { readonly problems?: boolean } = {},
    ) {
      const found = await find(principal, account, job);
      const all = await lines.find({ job }).sort({ line: 1 }).lean<BulkLine[]>();
      const limit = limitOf(query);
      const after = Number(placeOf(query, /^\d{1,6}$/) ?? 0);
      const asked = all.filter(({ line, outcome }) => line > after && (!query.problems || isProblem(outcome)));
      const page = toPage(asked.slice(0, limit + 1), limit, ({ line }) => String(line));
      const outcomes = all.map(({ outcome }) => ({ _id: outcome, count: 1 }));
      return { list: jobView(found, outcomes), lines: { ...page, items: page.items.map(lineView) } };
    },

    /** A list's lines in their order, a page of them. @param query.problems only those that were or will be left */
    async lines(
      principal: Principal,
      account: string,
      job: string,
      query: PageRequest & { readonly problems?: boolean } = {},
    ) {
      await find(principal, account, job);
      const limit = limitOf(query);
      const after = placeOf(query, /^\d{1,6}$/);
      const found = await lines
        .find({
          job,
          ...(query.problems ? { outcome: { $in: problems } } : {}),
          ...(after === undefined ? {} : { line: { $gt: Number(after) } }),
        })
        .sort({ line: 1 })
        .limit(limit + 1)
        .lean<BulkLine[]>();
      const page = toPage(found, limit, ({ line }) => String(line));
      return { ...page, items: page.items.map(lineView) };
    },
  };
}

const outcomeAtFirst = ({ verdict }: CheckedLine): BulkOutcome => (isStartable(verdict) ? 'waiting' : 'left');

const problems: readonly BulkOutcome[] = ['left', 'refused'];
const isProblem = (outcome: BulkOutcome): boolean => problems.includes(outcome);

function jobView(
  { job, account, state, total, by, createdAt, startedAt, endedAt }: BulkJob,
  groups: readonly { readonly _id: BulkOutcome; readonly count: number }[],
): BulkJobView {
  const counts = Object.fromEntries(bulkOutcomes.map((outcome) => [outcome, 0])) as Record<BulkOutcome, number>;
  for (const { _id, count } of groups) counts[_id] += count;
  return {
    job,
    account,
    state,
    total,
    counts,
    createdBy: by.name ?? '',
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}

const lineView = ({
  line,
  email,
  firstName,
  lastName,
  locale,
  verdict,
  outcome,
  code,
  ref,
}: BulkLine): BulkLineView => ({
  line,
  email,
  firstName,
  lastName,
  locale,
  verdict,
  outcome,
  code,
  ref,
});
