import type { Connection } from 'mongoose';
import type { Page } from '../database/pages.ts';
import type { Authority, Principal, Role } from '../directory/authority.ts';
import { readEnvelopeView } from '../envelopes/view.ts';
import type { Locale } from '../language/index.ts';
import { Problem } from '../problems.ts';
import { type OnboardingRecord, recordModels, type TimelineEntry } from '../records/models.ts';
import { isEnding } from '../../workflows/stages.ts';
import { createFinding, filterOf, type OnboardingFilter, type Sort } from './finding.ts';
import { withOpenings } from './receipts.ts';
import { readCandidateState } from './user-passwords.ts';
import { entryView, leadsToPassword, type OnboardingView, type TimelineView, viewOf } from './view.ts';

export interface ListQuery extends OnboardingFilter {
  readonly account?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export type CountQuery = OnboardingFilter & Pick<ListQuery, 'account'>;

/** Lists and shows onboardings, from the records alone: Temporal may be away. */
export function createReading({ connection, authority }: { connection: Connection; authority: Authority }) {
  const { onboardings, timeline } = recordModels(connection);
  const finding = createFinding({ connection });

  /** An onboarding that the caller may see. @throws Problem onboarding.not-found, also for another account's */
  const find = async (principal: Principal, ref: string): Promise<OnboardingRecord> =>
    (await findAs(principal, ref)).record;

  /** And in which role. */
  async function findAs(principal: Principal, ref: string): Promise<{ record: OnboardingRecord; role: Role }> {
    const record = await onboardings.findOne({ ref }).lean<OnboardingRecord>();
    if (record === null) throw new Problem('onboarding.not-found', { params: { ref } });
    try {
      return { record, role: await authority.demand(principal, 'onboarding.read', record.account, { ref }) };
    } catch (error) {
      if (error instanceof Problem && error.status < 500)
        throw new Problem('onboarding.not-found', { params: { ref } });
      throw error;
    }
  }

  const entries = async (ref: string): Promise<TimelineEntry[]> =>
    withOpenings(connection, ref, await timeline.find({ ref }).sort({ seq: 1 }).lean<TimelineEntry[]>());

  return {
    find,
    entries,

    get: async (principal: Principal, ref: string, locale: Locale): Promise<OnboardingView> => {
      const { record, role } = await findAs(principal, ref);
      const envelope = record.mid === undefined ? null : await readEnvelopeView(connection, record.mid);
      const candidate = await readCandidateState(connection, record);
      const more = { envelope, ...candidate, timeZone: principal.timeZone };
      const view = viewOf(record, locale, { timeline: await entries(ref), ...more });
      if (role === 'administrator') return view;
      return { ...view, allowedActions: view.allowedActions.filter((action) => !leadsToPassword(action, record)) };
    },

    /** Newest first, or what needs a human first. @returns a page, and the cursor of the next if there is one */
    list: async (principal: Principal, query: ListQuery, locale: Locale): Promise<Page<OnboardingView>> => {
      const accounts = await visibleAccounts(principal, query.account);
      const { items, nextCursor } = await finding.page(filterOf(query, accounts), query);
      return { items: items.map((record) => viewOf(record, locale)), nextCursor };
    },

    /** How many open ones stand where, and of the stalled ones how many for which reason. */
    counts: async (principal: Principal, { account, ...filter }: CountQuery = {}) => {
      return finding.counts(filterOf(filter, await visibleAccounts(principal, account)));
    },

    /** What has happened since entry `seq`, for a live timeline. */
    entriesSince: async (
      principal: Principal,
      ref: string,
      seq: number,
      locale: Locale,
    ): Promise<{ entries: TimelineView[]; ended: boolean; onboarding: OnboardingView }> => {
      const record = await find(principal, ref);
      const news = await timeline
        .find({ ref, seq: { $gt: seq } })
        .sort({ seq: 1 })
        .lean<TimelineEntry[]>();
      const views = (await withOpenings(connection, ref, news)).map((entry) =>
        entryView(entry, locale, principal.timeZone),
      );
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
