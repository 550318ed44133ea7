import { setTimeout as delay } from 'node:timers/promises';
import { isEnding } from '../../workflows/stages.ts';
import type { Client } from './client.ts';
import { ApiProblem, ApiUnreachable } from './errors.ts';
import { exitCodeOfStatus, exitCodes } from './exit-codes.ts';
import { onboardingPath, readOnboarding, type TimelineLine } from './view.ts';

interface FollowOptions {
  /** Lines up to this number are known already. */
  readonly since?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told once each time the connection is lost. */
  readonly onLost?: () => void;
  /** Between two tries to connect again, in milliseconds. */
  readonly pauseMs?: number;
}

/**
 * Yields each new timeline line until the onboarding has ended. A stream that breaks, because the API was restarted
 * or a proxy lost patience, is taken up again after the last line that was seen; no line comes twice.
 * @throws ApiProblem for anything but a temporary refusal; the signal's reason when aborted
 */
export async function* follow(client: Client, ref: string, options: FollowOptions = {}): AsyncGenerator<TimelineLine> {
  const { signal, onLost, pauseMs = 1_000 } = options;
  let last = options.since ?? 0;
  let lost = false;
  for (;;) {
    signal?.throwIfAborted();
    try {
      for await (const { data } of client.events(`${onboardingPath(ref)}/events`, last, signal)) {
        const line = readLine(data);
        if (line === null || line.seq <= last) continue;
        lost = false;
        last = line.seq;
        yield line;
      }
      const now = await readOnboarding(client, ref);
      if (isEnding(now.stage)) {
        yield* (now.timeline ?? []).filter((line) => line.seq > last);
        return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!isTemporary(error)) throw error;
      if (!lost) onLost?.();
      lost = true;
    }
    await delay(pauseMs, undefined, signal ? { signal } : {});
  }
}

function readLine(data: string): TimelineLine | null {
  try {
    const line = JSON.parse(data) as Partial<TimelineLine>;
    return typeof line.seq === 'number' && typeof line.text === 'string' ? (line as TimelineLine) : null;
  } catch {
    return null;
  }
}

/** A broken body surfaces as a TypeError of fetch; whatever else is no answer of the API at all. */
const isTemporary = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof ApiUnreachable && error.why === 'no-answer') ||
  (error instanceof ApiProblem && exitCodeOfStatus(error.problem.status) === exitCodes.unavailable);
