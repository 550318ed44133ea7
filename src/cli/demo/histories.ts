import { Connection, WorkflowClient, type WorkflowHandle } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { type Patience, until } from './until.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** What Temporal itself has recorded of one workflow. */
export interface History {
  readonly events: number;
  /** What was told to it and what it did, in order: `start`, `check`, `firstLogin`, `grant`. */
  readonly steps: readonly string[];
}

/**
 * Reads what Temporal itself has recorded of each workflow, once it has ended: the notices of the completion come after
 * the grant.
 * @returns in the order of the ids
 */
export async function readHistories(
  patience: Patience,
  { address, namespace }: { address: string; namespace: string },
  workflowIds: readonly string[],
): Promise<History[]> {
  const connection = await Connection.connect({ address, connectTimeout: '5s' });
  try {
    const client = new WorkflowClient({ connection, namespace });
    return await Promise.all(workflowIds.map((id) => readOnceEnded(patience, client.getHandle(id))));
  } finally {
    await connection.close();
  }
}

async function readOnceEnded(patience: Patience, handle: WorkflowHandle): Promise<History> {
  await until(
    patience,
    handle.workflowId,
    async () => (await handle.describe()).status.name !== 'RUNNING' || undefined,
  );
  const { events } = await handle.fetchHistory();
  return { events: events?.length ?? 0, steps: stepsIn(events ?? []) };
}

/** Updates and signals that came in, and steps that were done: as local activities, or as normal ones where those failed. */
const stepsIn = (events: readonly HistoryEvent[]): string[] =>
  events.flatMap((event) => {
    const name =
      event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ??
      event.workflowExecutionSignaledEventAttributes?.signalName ??
      event.activityTaskScheduledEventAttributes?.activityType?.name ??
      localActivityIn(event.markerRecordedEventAttributes);
    return name ? [name] : [];
  });

/** A marker names its activity in clear; a local try that failed is followed by the durable one, which counts. */
function localActivityIn(marker: HistoryEvent['markerRecordedEventAttributes']): string | undefined {
  const data = marker?.markerName === 'core_local_activity' && !marker.failure && marker.details?.['data'];
  const bytes = data && data.payloads?.[0]?.data;
  if (!bytes) return undefined;
  return (JSON.parse(Buffer.from(bytes).toString()) as { activity_type?: string }).activity_type;
}
