import type { Connection, QueryFilter } from 'mongoose';
import type { Authority, Principal } from '../directory/authority.ts';
import type { Locale } from '../language/index.ts';
import { Problem } from '../problems.ts';
import { type OnboardingRecord, recordModels, type TimelineEntry } from '../records/models.ts';
import { isEnding, type Stage } from '../../workflows/stages.ts';
import { entryView, type OnboardingView, type TimelineView, viewOf } from './view.ts';

export interface ListQuery {
  readonly account?: string | undefined;
  readonly stage?: Stage | undefined;
  /** The beginning of a reference or of an address. */
  readonly q?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Lists and shows onboardings, from the records alone: Temporal may be away. */
export function createReading({ connection, authority }: { connection: Connection; authority: Authority }) {
  const { onboardings, timeline } = recordModels(connection);

  /** An onboarding that the caller may see. @throws Problem onboarding.not-found, also for another account's */
  async function find(principal: Principal, ref: string): Promise<OnboardingRecord> {
    const record = await onboardings.findOne({ ref }).lean<OnboardingRecord>();
    if (record === null) throw new Problem('onboarding.not-found', { params: { ref } });
    try {
      await authority.demand(principal, 'onboarding.read', record.account);
    } catch (error) {
      if (error instanceof Problem && error.status < 500)
        throw new Problem('onboarding.not-found', { params: { ref } });
      throw error;
    }
    return record;
  }

  const entries = (ref: string): Promise<TimelineEntry[]> =>
    timeline.find({ ref }).sort({ seq: 1 }).lean<TimelineEntry[]>();

  return {
    find,
    entries,

    async get(principal: Principal, ref: string, locale: Locale): Promise<OnboardingView> {
      const record = await find(principal, ref);
      return viewOf(record, locale, await entries(ref));
    },

    /** Newest first. @returns a page, and the cursor of the next if there is one */
    async list(
      principal: Principal,
      query: ListQuery,
      locale: Locale,
    ): Promise<{ items: OnboardingView[]; nextCursor: string | null }> {
      const accounts = await visibleAccounts(principal, query.account);
      const filter: QueryFilter<OnboardingRecord> = {
        ...(accounts ? { account: { $in: accounts } } : {}),
        ...(query.stage ? { stage: query.stage } : {}),
        ...searchFilter(query.q),
        ...cursorFilter(query.cursor),
      };
      const records = await onboardings
        .find(filter)
        .sort({ createdAt: -1, ref: -1 })
        .limit(query.limit + 1)
        .lean<OnboardingRecord[]>();
      const items = records.slice(0, query.limit);
      const last = items.at(-1);
      const nextCursor = records.length > query.limit && last ? encodeCursor(last) : null;
      return { items: items.map((record) => viewOf(record, locale)), nextCursor };
    },

    /** What has happened since entry `seq`, for a live timeline. */
    async entriesSince(
      principal: Principal,
      ref: string,
      seq: number,
      locale: Locale,
    ): Promise<{ entries: TimelineView[]; ended: boolean; onboarding: OnboardingView }> {
      const record = await find(principal, ref);
      const news = await timeline
        .find({ ref, seq: { $gt: seq } })
        .sort({ seq: 1 })
        .lean<TimelineEntry[]>();
      const views = news.map((entry) => entryView(entry, locale));
      return { entries: views, ended: isEnding(record.stage), onboarding: viewOf(record, locale) };
    },
  };

  /** Undefined: all of them, as support sees. */
  async function visibleAccounts(principal: Principal, account: string | undefined): Promise<string[] | undefined> {
    if (account !== undefined) {
      await authority.demand(principal, 'onboarding.read', account);
      return [account];
    }
    return authority.accountsWith(principal, 'onboarding.read');
  }
}

/** An anchored expression, so that the index on the field serves it. */
function searchFilter(q: string | undefined): QueryFilter<OnboardingRecord> {
  const text = q?.trim();
  if (!text) return {};
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return /^onb-/i.test(text)
    ? { ref: { $regex: `^${escaped.toUpperCase()}` } }
    : { addressKey: { $regex: `^${escaped.toLowerCase()}` } };
}

const encodeCursor = ({ createdAt, ref }: OnboardingRecord): string =>
  Buffer.from(`${createdAt.getTime()}.${ref}`).toString('base64url');

function cursorFilter(cursor: string | undefined): QueryFilter<OnboardingRecord> {
  if (cursor === undefined) return {};
  const [, time, ref] = /^(\d{1,15})\.(ONB-[0-9A-Z]+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (time === undefined || ref === undefined) {
    throw new Problem('request.invalid', { errors: [{ pointer: '/query/cursor', code: 'cursor.invalid' }] });
  }
  const createdAt = new Date(Number(time));
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, ref: { $lt: ref } }] };
}
