import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until the question has an answer, and gives it.
 * @param ask throws as long as there is none
 * @param options how long to go on, in milliseconds; `abandon` throws when waiting has become pointless
 * @throws what `ask` threw last when the time is over, or what `abandon` throws
 */
export async function until<T>(
  ask: () => Promise<T>,
  options: { withinMs: number; everyMs?: number; abandon?: () => void },
): Promise<T> {
  const deadline = performance.now() + options.withinMs;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await ask();
      options.abandon?.();
      return answer;
    } catch (error) {
      failure = error;
    }
    options.abandon?.();
    if (performance.now() >= deadline) throw failure;
    await pause(options.everyMs ?? 30);
  }
}
