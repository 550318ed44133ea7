import type { Client } from '@temporalio/client';
import type { Config } from '../config.ts';

/** What health asks of Temporal. @param deadlineMs a question without an answer fails after so long */
export function probeTemporal(
  client: Client,
  config: Pick<Config, 'TEMPORAL_NAMESPACE' | 'TEMPORAL_TASK_QUEUE'>,
  deadlineMs = 1_500,
) {
  const { workflowService } = client.connection;
  const within = async <T>(ask: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + deadlineMs, ask);
  return {
    systemInfo: async () => within(async () => workflowService.getSystemInfo({})),
    pollers: async () =>
      within(async () => {
        const { pollers } = await workflowService.describeTaskQueue({
          namespace: config.TEMPORAL_NAMESPACE,
          taskQueue: { name: config.TEMPORAL_TASK_QUEUE },
          taskQueueType: 1, // workflow tasks
        });
        return pollers.length;
      }),
  };
}
