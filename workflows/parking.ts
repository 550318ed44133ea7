import { condition } from '@temporalio/workflow';
import type { Told } from '../activities/records.ts';
import { carryOut } from './deciding.ts';
import type { Desk } from './desk.ts';
import type { Next, WorkingStage } from './stages.ts';
import { StepFailed } from './steps.ts';

/** Parks without polling or spinning until a decision, a first login where it helps, or the end of patience. */
export async function park(desk: Desk, stage: WorkingStage, { reason, detail }: StepFailed): Promise<Next> {
  const attempt = (desk.attempts[stage] = (desk.attempts[stage] ?? 0) + 1);
  const until = Date.now() + desk.stalledLifetime;
  desk.stall = { reason, stage, attempt, detail };
  const told: Told | undefined = await desk.effect('Record the stall', (activities, at) =>
    activities.recordStall(at, { reason, stage, attempt, detail, until }),
  );
  // Histories from before have no answer.
  desk.told = told ?? desk.told;
  for (;;) {
    desk.rest('stalled');
    const helps = () => desk.inbox.loginReported && stage !== 'adding-to-group';
    const decided = () => desk.inbox.waiting !== undefined || helps();
    const woken = await condition(decided, until - Date.now(), { summary: 'Until it expires undecided' });
    if (!woken) return desk.close('expired', { reason: 'nobody decided in time' });
    if (desk.inbox.waiting) {
      const next = await carryOut(desk, desk.inbox.waiting, stage);
      if (next === null) continue;
      desk.inbox.forgetBounce();
      return next;
    }
    desk.takeLogin();
    try {
      const added = await desk.effect('Add to the group', (activities, at) => activities.grant(at));
      if (added === 'granted') return 'completed';
    } catch (error) {
      // The login is complete, and now something else needs a decision.
      if (error instanceof StepFailed) return park(desk, 'adding-to-group', error);
      throw error;
    }
  }
}
