import type { Connection } from 'mongoose';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import { type UpgradeRequest, upgradeRequestModel } from '../records/upgrade-requests.ts';
import { rankOf, type RunbookTopic } from '../health/topics.ts';
import { type StallReason, stallReasons } from '../../workflows/stages.ts';
import { listFindings } from './findings.ts';

/** Something that waits for a human, most urgent first. */
export interface Waiting {
  readonly topic: RunbookTopic;
  readonly ref: string | null;
  readonly account: string | null;
  readonly since: Date;
}

/** Stalls, findings and requests to be upgraded, most urgent first. @param limit how many at most, of each and of all */
export async function listWaiting(connection: Connection, limit: number): Promise<Waiting[]> {
  // As many of each reason as there is room for: a thousand that one outage stalled hide nothing, and cost no more.
  const stalledBy = (reason: StallReason) =>
    recordModels(connection)
      .onboardings.find({ stage: 'stalled', 'stall.reason': reason }, { ref: 1, account: 1, stall: 1 })
      .sort({ 'stall.since': 1 })
      .limit(limit)
      .lean<Pick<OnboardingRecord, 'ref' | 'account' | 'stall'>[]>();
  const [stalled, findings, requests] = await Promise.all([
    Promise.all(stallReasons.map(stalledBy)),
    listFindings(connection, limit),
    upgradeRequestModel(connection)
      .find({ open: true }, { account: 1, createdAt: 1 })
      .sort({ open: -1, order: 1, _id: 1 })
      .limit(limit)
      .lean<Pick<UpgradeRequest, 'account' | 'createdAt'>[]>(),
  ]);
  const waiting: Waiting[] = [
    ...stalled.flat().map(({ ref, account, stall }) => ({
      topic: stall?.reason ?? ('internal' as const),
      ref,
      account,
      since: stall?.since ?? new Date(0),
    })),
    ...findings.map(({ kind, ref, since }) => ({ topic: kind, ref, account: null, since })),
    ...requests.map(({ account, createdAt }) => ({
      topic: 'upgrade-requested' as const,
      ref: null,
      account,
      since: createdAt,
    })),
  ];
  return waiting
    .sort((one, other) => rankOf(one.topic) - rankOf(other.topic) || one.since.getTime() - other.since.getTime())
    .slice(0, limit);
}
