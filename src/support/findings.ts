import { type Connection, type Model, Schema } from 'mongoose';
import { type FindingKind, findingKinds, rankOf } from '../health/topics.ts';

/** How exactly record and workflow disagree, or what it is that is stuck. */
export const findingDetails = [
  'workflow-missing',
  'workflow-ended',
  'workflow-still-running',
  'record-missing',
  'start-refused',
  'task-failing',
  'last-administrator',
  'start',
  'first-login',
  'mail',
  'other',
] as const;
export type FindingDetail = (typeof findingDetails)[number];

/** Something that does not go on by itself, and that no onboarding's own stall tells of. */
export interface Finding {
  /** Kind and subject: the same thing found again is the same finding. */
  _id: string;
  kind: FindingKind;
  /** The onboarding's reference, where it is about one. */
  ref: string | null;
  detail: FindingDetail;
  /** When it was found first. */
  since: Date;
  /** When it was found last. */
  seenAt: Date;
  /** How often it was found, the first time included; absent where it was kept before this was counted. */
  seen?: number;
}

export interface Found {
  readonly kind: FindingKind;
  /** Names the thing within its kind; no address. */
  readonly subject: string;
  readonly ref: string | null;
  readonly detail: FindingDetail;
}

const findingSchema = new Schema<Finding>(
  {
    _id: { type: String, required: true },
    kind: { type: String, enum: findingKinds, required: true },
    ref: { type: String, default: null },
    detail: { type: String, enum: findingDetails, required: true },
    since: { type: Date, required: true },
    seenAt: { type: Date, required: true },
    seen: Number,
  },
  { strict: 'throw' },
).index({ kind: 1, since: 1 });

export const findingModel = (connection: Connection): Model<Finding> =>
  (connection.models['Finding'] ?? connection.model<Finding>('Finding', findingSchema, 'findings')) as Model<Finding>;

/**
 * Keeps what a sweep found. What it did not find any more is gone. Two sweeps at once keep the same findings.
 * @param now the sweep's own time, which all of its findings carry
 * @param unchecked kinds of which it may have missed some: nothing of them is gone
 */
export async function keepFindings(
  connection: Connection,
  found: readonly Found[],
  now: Date,
  unchecked: readonly FindingKind[] = [],
): Promise<void> {
  const findings = findingModel(connection);
  for (const { kind, subject, ref, detail } of found) {
    await findings.updateOne(
      { _id: `${kind}:${subject}` },
      { $setOnInsert: { kind, ref, since: now }, $set: { detail }, $max: { seenAt: now }, $inc: { seen: 1 } },
      { upsert: true },
    );
  }
  await findings.deleteMany({ seenAt: { $lt: now }, kind: { $nin: unchecked } });
}

const byUrgency = findingKinds.toSorted((one, other) => rankOf(one) - rankOf(other));

/** The most urgent kinds first, and of each the oldest: hundreds of mails that are stuck hide nothing graver. */
export async function listFindings(connection: Connection, limit = 100): Promise<Finding[]> {
  const findings = findingModel(connection);
  const oldest = (kind: FindingKind) => findings.find({ kind }).sort({ since: 1 }).limit(limit).lean<Finding[]>();
  return (await Promise.all(byUrgency.map(oldest))).flat().slice(0, limit);
}
