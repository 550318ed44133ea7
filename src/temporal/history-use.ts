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
 * @param time `from`: when the key came to be; `until`: when another became active, null: it may seal still; `except`:
 *   the id of an ended workflow whose history nobody needs
 * @throws when Temporal cannot be reached
 */
export async function countHistories(
  client: Client,
  { from, until, except }: { from: Date; until: Date | null; except: string },
): Promise<HistoryUse> {
  const began = until === null ? '' : ` AND StartTime < '${until.toISOString()}'`;
  const count = async (query: string) => (await client.workflow.count(query)).count;
  const [running, ended] = await client.withDeadline(Date.now() + answerWithinMs, () =>
    Promise.all([
      count(`ExecutionStatus = 'Running'${began}`),
      count(
        `ExecutionStatus != 'Running' AND CloseTime >= '${from.toISOString()}' AND WorkflowId != '${except}'${began}`,
      ),
    ]),
  );
  return { running, ended };
}
