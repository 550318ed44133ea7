import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { activity } from './failures.ts';
import type { ActivityDependencies } from './dependencies.ts';

export interface Slice {
  /** Where the next slice goes on. */
  readonly after: string | null;
  readonly rewrapped: number;
  readonly failed: number;
  /** Envelopes and letters that another key than the active one wraps, failed ones included. */
  readonly remaining: number;
  readonly done: boolean;
}

interface Heartbeat {
  readonly after: string | null;
  readonly rewrapped: number;
  readonly failed: number;
}

/** Envelopes in one slice: a minute's work at most, so that progress shows and a shutdown loses little. */
const sliceSize = 5_000;

/** Keys: what a rotation does to the envelopes. */
export function createKeyActivities({ envelopes }: Pick<ActivityDependencies, 'envelopes'>, size = sliceSize) {
  const { rewrapping } = envelopes;

  return {
    /**
     * Wraps the next slice of envelopes by the active key. A try that follows a killed one goes on where the last
     * heartbeat was; what was done between is found done.
     * @param to the key that the rotation is for
     * @param after where the slice before ended
     */
    rewrapSlice: activity(async (to: string, after: string | null): Promise<Slice> => {
      if (!rewrapping.serves(to)) {
        throw ApplicationFailure.retryable(`this worker’s keyring has not made ${to} active yet`, 'keyring-behind');
      }
      let progress: Heartbeat = (activityInfo().heartbeatDetails as Heartbeat | undefined) ?? {
        after,
        rewrapped: 0,
        failed: 0,
      };
      let done = false;
      while (!done && progress.rewrapped + progress.failed < size) {
        cancellationSignal().throwIfAborted();
        const batch = await rewrapping.batch(progress.after, Math.min(50, size));
        const { rewrapped, failed } = progress;
        progress = {
          after: batch.after,
          rewrapped: rewrapped + batch.rewrapped,
          failed: failed + batch.failed.length,
        };
        done = batch.done;
        heartbeat(progress);
      }
      return { ...progress, remaining: await rewrapping.remaining(), done };
    }),
  };
}
