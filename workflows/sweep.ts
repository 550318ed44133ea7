import { proxyActivities } from '@temporalio/workflow';
import type { SweepActivities } from '../activities/sweep.ts';

const activities = proxyActivities<SweepActivities>({
  // As long as it takes to ask about some thousand workflows; the schedule leaves out a run while one is under way.
  startToCloseTimeout: '9m',
  // The next run comes by itself.
  retry: { maximumAttempts: 3, initialInterval: '10s' },
});

/** Run by a schedule: looks for records, workflows and messages that do not go on by themselves. */
export async function sweep(): ReturnType<SweepActivities['sweep']> {
  return activities.sweep();
}
