import { Connection, WorkflowClient } from '@temporalio/client';

/**
 * Counts the events that Temporal itself has recorded for each workflow.
 * @returns counts in the order of the ids
 */
export async function countHistoryEvents(
  address: string,
  namespace: string,
  workflowIds: readonly string[],
): Promise<number[]> {
  const connection = await Connection.connect({ address, connectTimeout: '5s' });
  try {
    const client = new WorkflowClient({ connection, namespace });
    const histories = await Promise.all(workflowIds.map(async (id) => client.getHandle(id).fetchHistory()));
    return histories.map((history) => history.events?.length ?? 0);
  } finally {
    await connection.close();
  }
}
