import { isEnding, type Path } from '../../workflows/stages.ts';
import { formatDistance } from '../language/dates.ts';
import type { CliLocale, CliWords } from './locale.ts';
import { fill, formatTime, plain } from './output.ts';
import { actCommand, type OnboardingView } from './view.ts';

/** Four answers about an onboarding, in words. */
export interface Explanation {
  readonly happened: readonly string[];
  readonly waiting: { readonly turn: Turn; readonly text: string };
  readonly automatic: readonly string[];
  readonly possible: readonly { readonly action: string; readonly text: string; readonly command: string }[];
}

export type Turn = keyof CliWords['explain']['turn'];

interface Reader {
  readonly words: CliWords;
  readonly locale: CliLocale;
  readonly now: Date;
  readonly timeZone?: string;
}

/**
 * Says what happened, what the onboarding waits for and whose turn it is, what happens by itself and when, and what
 * the reader can do with the very command to paste. Pure: everything comes from the API's view of the onboarding.
 */
export function explain(onboarding: OnboardingView, { words, locale, now, timeZone }: Reader): Explanation {
  const texts = words.explain;
  const turn = whoseTurn(onboarding);
  const facts = { email: onboarding.email, account: onboarding.account, group: onboarding.group };
  // A stall's words come from the API, with those of a mail server that gave the reason.
  const wait = onboarding.stall?.message
    ? plain(onboarding.stall.message)
    : fill(texts.wait[waitKey(onboarding)], facts);
  return {
    happened: (onboarding.timeline ?? []).map(
      (line) => `${formatTime(line.at, locale, timeZone)}  ${plain(line.text)}`,
    ),
    waiting: {
      turn,
      text: `${wait} ${fill(texts.turn[turn], facts)}`,
    },
    automatic: automaticWords(
      onboarding,
      (iso) => `${formatTime(iso, locale, timeZone)} (${formatDistance(new Date(iso), locale, now)})`,
      words,
    ),
    possible: onboarding.allowedActions.map((action) => ({
      action,
      text: texts.can[action],
      command: actCommand(action, onboarding.ref),
    })),
  };
}

/** Who has to move before anything else does. */
export function whoseTurn(onboarding: OnboardingView): Turn {
  const { stage, stall } = onboarding;
  if (isEnding(stage)) return 'nobody';
  if (stage === 'awaiting-first-login') return wayOf(onboarding) === 'recalled' ? 'initiator' : 'candidate';
  if (stage !== 'stalled') return 'service';
  switch (stall?.reason) {
    case 'approval-needed':
    case 'candidate-locked':
      return 'administrator';
    case 'mail-unreachable':
    case 'internal':
      return 'operator';
    default:
      return 'initiator';
  }
}

function waitKey(onboarding: OnboardingView): keyof CliWords['explain']['wait'] {
  const { stage } = onboarding;
  return stage === 'awaiting-first-login' ? `awaiting-first-login/${wayOf(onboarding)}` : stage;
}

/** What a first login is awaited by; a message that was taken back or held back needs the sender's side first. */
function wayOf({ path, envelope }: OnboardingView): 'recalled' | 'locked' | 'none' | Path {
  const state = path === 'invite' ? envelope?.state : undefined;
  return state === 'recalled' || state === 'locked' ? state : (path ?? 'none');
}

function automaticWords(
  onboarding: OnboardingView,
  moment: (iso: string) => string,
  { explain: texts }: CliWords,
): string[] {
  if (isEnding(onboarding.stage)) return [texts.byNothing];
  const next = onboarding.nextAutomaticAction;
  const lines: string[] = [];
  if (onboarding.stage === 'awaiting-first-login') lines.push(texts.byGrant);
  else if (onboarding.stage !== 'stalled') lines.push(texts.byStep);
  if (next) {
    const text = next.kind in texts.by ? texts.by[next.kind as keyof typeof texts.by] : texts.by.other;
    lines.push(fill(text, { at: moment(next.at), kind: next.kind }));
  }
  return lines.length > 0 ? lines : [texts.byDecision];
}
