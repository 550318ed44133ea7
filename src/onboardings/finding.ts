import type { Connection, QueryFilter } from 'mongoose';
import { type Page, type PageRequest, placeOf, toPage } from '../database/pages.ts';
import { Problem } from '../problems.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import { nameKey } from '../records/name-keys.ts';
import { isEnding, type Stage, stages, type StallReason } from '../../workflows/stages.ts';
import { readAge } from './ages.ts';

export interface OnboardingFilter {
  readonly stage?: Stage | undefined;
  /** Only stalled ones with this reason. */
  readonly reason?: StallReason | undefined;
  /** An ISO 8601 duration or hours: stalled for longer, or, where it is not stalled, asked for longer ago. */
  readonly olderThan?: string | undefined;
  /** The beginning of a reference, of an address, or of the candidate's first or last name. */
  readonly q?: string | undefined;
}

export const sorts = ['newest', 'needs-human'] as const;
export type Sort = (typeof sorts)[number];

type Filter = QueryFilter<OnboardingRecord>;

/**
 * The filter as MongoDB takes it. Every text is an anchored expression, so that an index serves it.
 * @param accounts undefined: all of them
 * @throws Problem request.invalid for an age that is none
 */
export function filterOf({ stage, reason, olderThan, q }: OnboardingFilter, accounts?: readonly string[]): Filter {
  const own = accounts && (accounts.length === 1 ? { account: accounts[0]! } : { account: { $in: [...accounts] } });
  return allOf(
    own ?? {},
    stage === undefined ? {} : { stage },
    reason === undefined ? {} : { stage: 'stalled', 'stall.reason': reason },
    ageFilter(olderThan),
    searchFilter(q),
  );
}

/** MongoDB refuses an empty $and. */
function allOf(...filters: readonly Filter[]): Filter {
  const parts = filters.filter((part) => Object.keys(part).length > 0);
  return parts.length > 0 ? { $and: parts } : {};
}

function ageFilter(olderThan: string | undefined): Filter {
  if (olderThan === undefined) return {};
  const age = readAge(olderThan);
  if (age === null) {
    throw new Problem('request.invalid', { errors: [{ pointer: '/query/olderThan', code: 'field.invalid' }] });
  }
  const moment = new Date(Date.now() - age);
  // Nothing stalls before it is asked for, so the first condition, which an index serves, holds for both.
  return { createdAt: { $lte: moment }, $or: [{ 'stall.since': { $lte: moment } }, { stall: null }] };
}

function searchFilter(q: string | undefined): Filter {
  const text = q?.trim();
  if (!text) return {};
  const beginning = (prefix: string) => ({ $regex: `^${prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}` });
  if (/^onb-/i.test(text)) return { ref: beginning(text.toUpperCase()) };
  return { $or: [{ addressKey: beginning(text.toLowerCase()) }, { nameKeys: beginning(nameKey(text)) }] };
}

/** One run of onboardings that an index has in order; a list is one or several, one after the other. */
interface Run {
  readonly filter: Filter;
  readonly field: 'createdAt' | 'stall.since';
  readonly direction: 1 | -1;
}

/** What nobody but a human can mend comes before what may still mend itself. */
export const urgency: readonly StallReason[] = [
  'internal',
  'approval-needed',
  'candidate-locked',
  'mail-rejected',
  'mail-unreachable',
  'first-login-overdue',
];

const newest: Run = { filter: {}, field: 'createdAt', direction: -1 };

const runs: Record<Sort, readonly Run[]> = {
  newest: [newest],
  'needs-human': [
    ...urgency.map(
      (reason): Run => ({
        filter: { stage: 'stalled', 'stall.reason': reason },
        field: 'stall.since',
        direction: 1,
      }),
    ),
    { ...newest, filter: { open: true, stage: { $ne: 'stalled' } } },
    { ...newest, filter: { open: false } },
  ],
};

/** Finds onboardings by index, page by page. Whoever calls has asked the authority before. */
export function createFinding({ connection }: { connection: Connection }) {
  const { onboardings } = recordModels(connection);

  return {
    /** One page. @throws Problem request.invalid for a cursor that was not given out for this order */
    async page(
      filter: Filter,
      { sort = 'newest', ...page }: PageRequest & { readonly limit: number; readonly sort?: Sort | undefined },
    ): Promise<Page<OnboardingRecord>> {
      const place = readPlace(page, runs[sort].length);
      const found: { run: number; record: OnboardingRecord }[] = [];
      for (let run = place?.run ?? 0; run < runs[sort].length && found.length <= page.limit; run += 1) {
        const { filter: own, field, direction } = runs[sort][run]!;
        const after = place?.run === run ? afterPlace(runs[sort][run]!, place) : {};
        const records = await onboardings
          .find(allOf(filter, own, after))
          .sort({ [field]: direction, ref: direction })
          .limit(page.limit + 1 - found.length)
          .lean<OnboardingRecord[]>();
        found.push(...records.map((record) => ({ run, record })));
      }
      const { items, nextCursor } = toPage(found, page.limit, ({ run, record }) => {
        const { createdAt, stall, ref } = record;
        const at = runs[sort][run]!.field === 'createdAt' ? createdAt : stall!.since;
        return `${run}.${at.getTime()}.${ref}`;
      });
      return { items: items.map(({ record }) => record), nextCursor };
    },

    /** How many open ones stand where, and of the stalled ones how many for which reason. Ended ones are not counted. */
    async counts(
      filter: Filter,
    ): Promise<{ stages: Partial<Record<Stage, number>>; reasons: Partial<Record<StallReason, number>> }> {
      const groups = await onboardings.aggregate<{ _id: { stage: Stage; reason: StallReason | null }; count: number }>([
        { $match: { $and: [{ stage: { $in: stages.filter((stage) => !isEnding(stage)) } }, filter] } },
        { $group: { _id: { stage: '$stage', reason: '$stall.reason' }, count: { $sum: 1 } } },
      ]);
      const counted: { stages: Partial<Record<Stage, number>>; reasons: Partial<Record<StallReason, number>> } = {
        stages: {},
        reasons: {},
      };
      for (const { _id, count } of groups) {
        counted.stages[_id.stage] = (counted.stages[_id.stage] ?? 0) + count;
        if (_id.stage === 'stalled' && _id.reason) counted.reasons[_id.reason] = count;
      }
      return counted;
    },
  };
}

interface Place {
  readonly run: number;
  readonly at: Date;
  readonly ref: string;
}

function readPlace(page: PageRequest, count: number): Place | undefined {
  const place = placeOf(page, /^\d\.\d{1,15}\.ONB-[0-9A-Z]{6,10}$/);
  if (place === undefined) return undefined;
  const [run, time, ref = ''] = place.split('.');
  if (Number(run) >= count) {
    throw new Problem('request.invalid', { errors: [{ pointer: '/query/cursor', code: 'field.invalid' }] });
  }
  return { run: Number(run), at: new Date(Number(time)), ref };
}

function afterPlace({ field, direction }: Run, { at, ref }: Place): Filter {
  const beyond = direction === 1 ? '$gt' : '$lt';
  return { $or: [{ [field]: { [beyond]: at } }, { [field]: at, ref: { [beyond]: ref } }] } as Filter;
}
