import { isEnding } from '../../workflows/stages.ts';
import type { OnboardingView } from '../onboardings/view.ts';
import { formatDistance } from '../language/dates.ts';
import { fill } from '../language/index.ts';
import { shortMoment } from './pieces.ts';
import type { Visit } from './visit.ts';

/** What every page about an onboarding answers on its first screen, besides what happened and what one can do. */
export interface Answers {
  /** What it waits for, and whose turn it is. */
  readonly waiting: string;
  readonly turn: string;
  /** What happens by itself, and when. */
  readonly automatic: readonly string[];
}

type Facts = Pick<
  OnboardingView,
  'stage' | 'stall' | 'path' | 'email' | 'account' | 'nextAutomaticAction' | 'envelope'
>;
type Turn = 'nobody' | 'service' | 'candidate' | 'administrator' | 'operator';

/** What a first login is awaited by; a message that was taken back or held back needs the sender's side first. */
function wayOf({ path, envelope }: Facts): 'recalled' | 'locked' | 'none' | 'invite' | 'temporary-password' {
  const state = path === 'invite' ? envelope?.state : undefined;
  return state === 'recalled' || state === 'locked' ? state : (path ?? 'none');
}

/** Who has to move before anything else does. */
function turnOf(facts: Facts): Turn {
  const { stage, stall } = facts;
  if (isEnding(stage)) return 'nobody';
  if (stage === 'awaiting-first-login') return wayOf(facts) === 'recalled' ? 'administrator' : 'candidate';
  if (stage !== 'stalled') return 'service';
  return stall?.reason === 'mail-unreachable' || stall?.reason === 'internal' ? 'operator' : 'administrator';
}

/** @param mine whether it is the reader who can decide: only then is it their turn */
export function answersOf(onboarding: Facts, visit: Visit, mine = false, now = new Date()): Answers {
  const { waits, turns, automatic } = visit.administration.onboarding;
  const { stage, stall, nextAutomaticAction: next } = onboarding;
  const names = { email: onboarding.email, account: onboarding.account };
  const lines: string[] = [];
  if (stage === 'awaiting-first-login') lines.push(automatic.grant);
  else if (!isEnding(stage) && stage !== 'stalled') lines.push(automatic.step);
  if (next) {
    const at = new Date(next.at);
    const moment = `${shortMoment(at, visit)} (${formatDistance(at, visit.locale, now)})`;
    const text = Object.hasOwn(automatic.kinds, next.kind)
      ? automatic.kinds[next.kind as keyof typeof automatic.kinds]
      : automatic.kinds.retry;
    lines.push(fill(text, { at: moment }));
  }
  if (lines.length === 0) lines.push(isEnding(stage) ? automatic.nothing : automatic.decision);
  const waiting =
    stall?.message ?? (stage === 'awaiting-first-login' ? waits[`${stage}/${wayOf(onboarding)}`] : waits[stage]);
  return { waiting: fill(waiting, names), turn: fill(turns[turnFor(onboarding, mine)], names), automatic: lines };
}

/** The turn as this reader is told of it. */
function turnFor(onboarding: Facts, mine: boolean): keyof Visit['administration']['onboarding']['turns'] {
  const turn = turnOf(onboarding);
  if (turn !== 'administrator') return turn;
  if (mine) return 'yours';
  return onboarding.stall?.reason === 'approval-needed' ? 'approver' : turn;
}
