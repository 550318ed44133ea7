import type { Connection } from 'mongoose';
import { readOpenings } from '../envelopes/view.ts';
import type { TimelineEntry } from '../records/models.ts';

/** An opening is one line of a timeline; how often and when last, the envelope knows. */
export async function withOpenings(
  connection: Connection,
  ref: string,
  entries: TimelineEntry[],
): Promise<TimelineEntry[]> {
  if (!entries.some(({ kind }) => kind === 'envelope-opened')) return entries;
  const openings = await readOpenings(connection, ref);
  return entries.map((entry) => {
    const opened = entry.kind === 'envelope-opened' ? openings.get(String(entry.data['mid'])) : undefined;
    if (!opened) return entry;
    const { times, last } = opened;
    return { ...entry, data: { ...entry.data, times, last: last?.toISOString() ?? null } };
  });
}
