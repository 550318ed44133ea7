import type { Client } from '@temporalio/client';

/** Histories whose payloads a key may have encrypted. */
export interface HistoryUse {
  /** Without the key these stop for good. */
  readonly running: number;
  /** Without the key these stay, until Temporal's retention ends, but cannot be read. */
  readonly ended: number;
}

/** The client tries again until then, in milliseconds. */
const answerWithinMs = 5_000;

/**
 * Counts the workflows that ran while a key sealed. A payload names its key but cannot be searched for, so every
 * workflow of that time counts.
 * @param from when the key came to be
 * @param until when another became active; null: it may seal still
 * @throws when Temporal cannot be reached
 */
export async function countHistories(client: Client, from: Date, until: Date | null): Promise<HistoryUse> {
  const began = until === null ? '' : ` AND StartTime < '${until.toISOString()}'`;
  const count = async (query: string) => (await client.workflow.count(query)).count;
  const [running, ended] = await client.withDeadline(Date.now() + answerWithinMs, () =>
    Promise.all([
      count(`ExecutionStatus = 'Running'${began}`),
      count(`ExecutionStatus != 'Running' AND CloseTime >= '${from.toISOString()}'${began}`),
    ]),
  );
  return { running, ended };
}
