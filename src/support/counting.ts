import type { Connection } from 'mongoose';
import { recordModels } from '../records/models.ts';
import { outboxModel } from '../records/outbox.ts';
import { endings, isEnding, type Stage, stages, type StallReason } from '../../workflows/stages.ts';
import { findingModel } from './findings.ts';

export interface StageCount {
  readonly count: number;
  /** When the one that stands there longest came there; null where there is none, and for endings. */
  readonly oldest: Date | null;
  /** How long those that stand there have stood there on average, in milliseconds; 0 for endings. */
  readonly meanAgeMs: number;
}

const openStages = stages.filter((stage) => !isEnding(stage));

/** How many onboardings stand where, and since when. Open ones are read by index, ended ones only counted by it. */
export async function countOnboardings(
  connection: Connection,
  now = Date.now(),
): Promise<{ stages: Record<Stage, StageCount>; stalls: Partial<Record<StallReason, number>> }> {
  const { onboardings } = recordModels(connection);
  const groups = await onboardings.aggregate<{
    _id: { stage: Stage; reason: StallReason | null };
    count: number;
    oldest: Date;
    mean: number;
  }>([
    { $match: { stage: { $in: openStages } } },
    { $set: { entered: { $ifNull: ['$stall.since', { $ifNull: ['$stageSince', '$createdAt'] }] } } },
    {
      $group: {
        _id: { stage: '$stage', reason: '$stall.reason' },
        count: { $sum: 1 },
        oldest: { $min: '$entered' },
        mean: { $avg: { $toLong: '$entered' } },
      },
    },
  ]);
  const counts = Object.fromEntries(stages.map((stage) => [stage, { count: 0, oldest: null, meanAgeMs: 0 }])) as Record<
    Stage,
    StageCount
  >;
  const stalls: Partial<Record<StallReason, number>> = {};
  for (const { _id, count, oldest, mean } of groups) {
    const so = counts[_id.stage];
    const sum = so.count + count;
    counts[_id.stage] = {
      count: sum,
      oldest: so.oldest !== null && so.oldest < oldest ? so.oldest : oldest,
      meanAgeMs: (so.meanAgeMs * so.count + Math.max(0, now - Number(mean)) * count) / sum,
    };
    if (_id.stage === 'stalled' && _id.reason) stalls[_id.reason] = (stalls[_id.reason] ?? 0) + count;
  }
  for (const stage of endings) {
    counts[stage] = { count: await onboardings.countDocuments({ stage }), oldest: null, meanAgeMs: 0 };
  }
  return { stages: counts, stalls };
}

/** How much waits to be delivered, and since when. */
export async function countOutbox(connection: Connection): Promise<{ count: number; oldest: Date | null }> {
  const outbox = outboxModel(connection);
  const [count, oldest] = await Promise.all([
    outbox.countDocuments(),
    outbox.findOne({}, { createdAt: 1 }).sort({ _id: 1 }).lean(),
  ]);
  return { count, oldest: oldest?.createdAt ?? null };
}

export async function countFindings(connection: Connection): Promise<Record<string, number>> {
  const groups = await findingModel(connection).aggregate<{ _id: string; count: number }>([
    { $group: { _id: '$kind', count: { $sum: 1 } } },
  ]);
  return Object.fromEntries(groups.map(({ _id, count }) => [_id, count]));
}
