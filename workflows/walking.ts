import { carryOut } from './deciding.ts';
import type { Desk } from './desk.ts';
import { park } from './parking.ts';
import { type Ending, isEnding, type Next, type WorkingStage } from './stages.ts';
import { Interrupted, StepFailed } from './steps.ts';

/** What is done in each stage, and where it leads. */
type Stages = Record<Exclude<WorkingStage, 'requested'>, () => Promise<Next>>;

/** Goes from stage to stage until an ending, parking wherever a human has to decide. */
export const walk = (desk: Desk, stages: Stages): Promise<Ending> =>
  desk.untilEnded(async () => {
    let next: Next = 'checking';
    let trouble: StepFailed | Interrupted | null = null;
    while (!isEnding(next)) {
      const at: WorkingStage = next;
      const met: StepFailed | Interrupted | null = trouble;
      trouble = null;
      try {
        if (met === null) desk.enter(at);
        if (met instanceof StepFailed) next = await park(desk, at, met);
        else if (met) next = (await carryOut(desk, desk.inbox.waiting, at)) ?? at;
        else next = await stages[at as keyof Stages]();
      } catch (error) {
        if (!(error instanceof StepFailed || error instanceof Interrupted)) throw error;
        trouble = error;
      }
    }
    return next;
  });
