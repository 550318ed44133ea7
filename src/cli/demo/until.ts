import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CliWords } from '../locale.ts';
import { fill } from '../output.ts';

export interface Patience {
  readonly words: CliWords;
  readonly signal: AbortSignal;
}

const everyMs = 150;

/**
 * Asks until there is an answer.
 * @param what named in the failure, so that it says what did not happen
 * @param ask answers undefined as long as it is not so yet
 * @param withinMs the deadline, in milliseconds
 * @throws CliError when the deadline has passed
 */
export async function until<T>(
  { words, signal }: Patience,
  what: string,
  ask: () => Promise<T | undefined>,
  withinMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) {
      throw new CliError(exitCodes.failed, fill(words.demo.timedOut, Math.round(withinMs / 1_000), what));
    }
    await delay(everyMs, undefined, { signal });
  }
}
