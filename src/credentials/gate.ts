import { Problem } from '../problems.ts';

/**
 * Lets a bounded number of pieces of work run at once and a bounded number wait, in order.
 * @returns a function that runs `work`; it throws Problem service.busy at once when too many wait already
 */
export function createGate({ inFlight, queued }: { inFlight: number; queued: number }) {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async function pass<T>(work: () => Promise<T>): Promise<T> {
    if (running < inFlight) running += 1;
    else {
      if (waiting.length >= queued) throw new Problem('service.busy', { retryAfterSeconds: 2 });
      // Whoever leaves hands the place over, so nobody who comes later can slip in between.
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
