import { workflowInfo } from '@temporalio/workflow';
import type { StepAt } from '../activities/dependencies.ts';
import { isEnding } from './stages.ts';
import { Overtaken } from './steps.ts';

/** Numbers the steps of one run upwards: MongoDB applies a step only above all that it has seen. */
export class StepNumbers {
  private readonly ref: string;
  /** For which HTTP request the steps are taken that come now. */
  request: string | undefined;
  /** The number of the last step that was begun. */
  private revision = 0;

  constructor(ref: string, request: string | undefined) {
    this.ref = ref;
    this.request = request;
  }

  next(): StepAt {
    this.revision += 1;
    const { ref, revision, request } = this;
    return { ref, revision, run: workflowInfo().runId, now: Date.now(), ...(request !== undefined && { request }) };
  }

  /**
   * A step under the next number. A run that was reset in Temporal counts behind the record; it takes over the
   * record's number and does the step once more.
   */
  async numbered<Answer>(run: (at: StepAt) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const at = this.next();
      try {
        return await run(at);
      } catch (error) {
        if (!(error instanceof Overtaken) || isEnding(error.stage)) throw error;
        this.revision = Math.max(this.revision, error.revision);
      }
    }
  }
}
