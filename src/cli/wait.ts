import type { Client } from './client.ts';
import type { Context } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { follow } from './follow.ts';
import { fill, formatTime, plain } from './output.ts';
import { type OnboardingView, readOnboarding } from './view.ts';

/** How a command that followed an onboarding ends, by where the onboarding stands. */
export function exitCodeOfStage(stage: OnboardingView['stage']): ExitCode {
  if (stage === 'completed') return exitCodes.ok;
  return stage === 'stalled' || stage === 'cancelled' || stage === 'expired'
    ? exitCodes.needsDecision
    : exitCodes.notFinished;
}

/**
 * Follows an onboarding until it ends, stalls, or the time is up; the lines go to standard error.
 * @param waitMs at most so long, in milliseconds
 */
export async function waitForEnd(
  context: Context,
  client: Client,
  { ref, stage, timeline = [] }: OnboardingView,
  waitMs: number,
): Promise<ExitCode> {
  const { io, words, locale } = context;
  if (exitCodeOfStage(stage) !== exitCodes.notFinished) return exitCodeOfStage(stage);
  const deadline = AbortSignal.timeout(waitMs);
  const signal = AbortSignal.any([io.signal, deadline]);
  try {
    const since = timeline.at(-1)?.seq ?? 0;
    for await (const line of follow(client, ref, { since, signal, onLost: () => context.note(words.errors.lost) })) {
      context.note(`${formatTime(line.at, locale)}  ${plain(line.text)}`);
      if (line.kind === 'stalled') break;
    }
  } catch (error) {
    if (io.signal.aborted || !deadline.aborted) throw error;
  }
  const now = await readOnboarding(client, ref);
  const code = exitCodeOfStage(now.stage);
  if (code === exitCodes.notFinished) {
    context.note(fill(words.promote.notFinished, `${Math.round(waitMs / 1_000)} s`, ref));
  } else {
    context.note(`${ref}  ${words.stages[now.stage]}`);
    if (code !== exitCodes.ok) context.note(fill(words.promote.next, ref));
  }
  return code;
}
