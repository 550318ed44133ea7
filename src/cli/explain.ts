import type { Turn } from '../../workflows/stages.ts';
import { answersOf } from '../language/four-answers.ts';
import type { CliLocale, CliWords } from './locale.ts';
import { formatTime, plain } from './output.ts';
import { type Act, actCommand, type OnboardingView } from './view.ts';

/** Four answers about an onboarding, in words. */
export interface Explanation {
  readonly happened: readonly string[];
  readonly waiting: { readonly turn: Turn; readonly text: string };
  readonly automatic: readonly string[];
  readonly possible: readonly { readonly action: string; readonly text: string; readonly command: string }[];
}

interface Reader {
  readonly words: CliWords;
  readonly locale: CliLocale;
  readonly now: Date;
  readonly timeZone?: string;
}

const ownTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * Says what happened, what the onboarding waits for and whose turn it is, what happens by itself and when, and what
 * the reader can do with the very command to paste. Pure: everything comes from the API's view of the onboarding.
 * @param reader.timeZone IANA name; if not given, the machine's own
 */
export function explain(
  onboarding: OnboardingView,
  { words, locale, now, timeZone = ownTimeZone() }: Reader,
): Explanation {
  const { waiting, turn, automatic } = answersOf(onboarding, { locale, timeZone }, now);
  return {
    happened: (onboarding.timeline ?? []).map(
      (line) => `${formatTime(line.at, locale, timeZone)}  ${plain(line.text)}`,
    ),
    waiting: { turn: onboarding.turn, text: plain(`${turn} ${waiting}`) },
    automatic,
    possible: possibleActs(onboarding).map((action) => ({
      action,
      text: words.deeds[action].label,
      command: actCommand(action, onboarding.ref),
    })),
  };
}

/** First of all what opens the way to the first login, where nothing else does. */
function possibleActs({
  stage,
  stall,
  turn,
  allowedActions,
  temporaryPasswordState: state,
}: OnboardingView): readonly Act[] {
  const waits = (stall?.stage ?? stage) === 'awaiting-first-login';
  if (!waits || (state ?? null) === null || state === 'address-proved') return allowedActions;
  const isFirst = stall === null && turn === 'administrator';
  return isFirst ? ['temporary-password', ...allowedActions] : [...allowedActions, 'temporary-password'];
}
