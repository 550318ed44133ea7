import { type Client, ScheduleAlreadyRunning, type ScheduleOptions } from '@temporalio/client';
import type { Config } from '../config.ts';

/** The two schedules, by id; Temporal's Web UI and command line know them by these names. */
export const scheduleIds = { sweep: 'castellan-sweep', digest: 'castellan-digest' } as const;

type ScheduleConfig = Pick<Config, 'TEMPORAL_TASK_QUEUE' | 'DIGEST_HOUR'>;

const schedulesFor = ({ TEMPORAL_TASK_QUEUE: taskQueue, DIGEST_HOUR: hour }: ScheduleConfig): ScheduleOptions[] => [
  {
    scheduleId: scheduleIds.sweep,
    spec: { intervals: [{ every: '10m' }] },
    action: { type: 'startWorkflow', workflowType: 'sweep', workflowId: 'sweep', taskQueue },
    policies: { overlap: 'SKIP', catchupWindow: '1m' },
  },
  {
    scheduleId: scheduleIds.digest,
    spec: { calendars: [{ hour, minute: 0 }], timezone: 'UTC' },
    action: { type: 'startWorkflow', workflowType: 'digest', workflowId: 'digest', taskQueue },
    // Told late after an outage rather than not at all.
    policies: { overlap: 'SKIP', catchupWindow: '12h' },
  },
];

/**
 * Makes the schedules, or brings those that are there to the present settings. Several workers may do so at once.
 * A schedule that somebody paused stays paused.
 * @throws when Temporal cannot be reached
 */
export async function ensureSchedules(client: Client, config: ScheduleConfig): Promise<void> {
  for (const { scheduleId, spec, action, policies } of schedulesFor(config)) {
    try {
      await client.schedule.create({ scheduleId, spec, action, ...(policies && { policies }) });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const handle = client.schedule.getHandle(scheduleId);
      await handle.update(({ state }) => ({ spec, action, ...(policies && { policies }), state }));
    }
  }
}
