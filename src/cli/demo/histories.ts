import { Connection, WorkflowClient } from '@temporalio/client';
import { type Patience, until } from './until.ts';

/**
 * Counts the events that Temporal itself has recorded for each workflow, once it has ended: the notices of the
 * completion come after the grant.
 * @returns counts in the order of the ids
 */
export async function countHistoryEvents(
  patience: Patience,
  { address, namespace }: { address: string; namespace: string },
  workflowIds: readonly string[],
): Promise<number[]> {
  const connection = await Connection.connect({ address, connectTimeout: '5s' });
  try {
    const client = new WorkflowClient({ connection, namespace });
    const count = async (id: string): Promise<number> => {
      const handle = client.getHandle(id);
      await until(patience, id, async () => (await handle.describe()).status.name !== 'RUNNING' || undefined);
      return (await handle.fetchHistory()).events?.length ?? 0;
    };
    return await Promise.all(workflowIds.map(count));
  } finally {
    await connection.close();
  }
}
