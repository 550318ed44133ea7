import type { Connection } from 'mongoose';
import type { Session } from '../database/transaction.ts';
import type { Actor } from '../directory/actors.ts';
import { recordModels, type TimelineKind } from './models.ts';

/** What happened, before it has its number. `data` holds no secret, and no address unless the record itself has it. */
export interface NewEntry {
  readonly kind: TimelineKind;
  readonly by: Actor;
  readonly data?: Record<string, string | number | null>;
  readonly at?: Date;
}

export const bySystem: Actor = { kind: 'system' };

/**
 * Adds an entry outside a workflow step, within the caller's transaction: the number is allotted by $inc on the
 * record, so that two writers conflict and retry instead of sharing a number.
 * @returns the entry's number
 */
export async function addTimelineEntry(
  connection: Connection,
  session: Session,
  ref: string,
  entry: NewEntry,
): Promise<number> {
  const { onboardings, timeline } = recordModels(connection);
  await onboardings.updateOne({ ref }, { $inc: { seq: 1 } }, { session });
  const record = await onboardings.findOne({ ref }, { seq: 1 }, { session }).lean();
  if (record === null) throw new Error(`no onboarding ${ref}`);
  await timeline.create([numbered(ref, record.seq, entry)], { session });
  return record.seq;
}

/** The entry as it is stored. */
export const numbered = (ref: string, seq: number, { kind, by, data = {}, at = new Date() }: NewEntry) => ({
  ref,
  seq,
  at,
  kind,
  by,
  data,
});
