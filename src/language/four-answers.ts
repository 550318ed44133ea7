import type { Path, Stage, Turn } from '../../workflows/stages.ts';
import { formatDistance, formatShortMoment } from './dates.ts';
import { dictionary, fill } from './index.ts';
import type { Locale } from './locales.ts';

/**
 * Two of the four answers about an onboarding, in words: what it waits for and whose turn it is, and what happens by
 * itself and when. The others, what happened and what can be done, stand in its timeline and its allowed actions.
 */
export interface Answers {
  readonly waiting: string;
  readonly turn: string;
  readonly automatic: readonly string[];
}

/** Of the API's view of an onboarding. */
interface Facts {
  readonly stage: Stage;
  readonly turn: Turn;
  /** Its words come with whatever the other side said. */
  readonly stall: { readonly message: string | null } | null;
  readonly path: Path | null;
  readonly email: string;
  readonly account: string;
  readonly group: string;
  readonly nextAutomaticAction: { readonly kind: string; readonly at: string } | null;
  readonly approvalNeeded: boolean;
  readonly envelope?: { readonly state: string } | null;
  readonly timeline?: readonly { readonly kind: string }[];
  readonly temporaryPasswordState?: 'none' | 'usable' | 'expired' | 'address-proved' | null;
  readonly candidateLocked?: boolean;
}

interface Reader {
  readonly locale: Locale;
  /** IANA name of the clock by which moments are told. */
  readonly timeZone: string;
  /** Whether it is the reader who can decide: then an administrator's turn is theirs. */
  readonly mine?: boolean;
}

export function answersOf(onboarding: Facts, { locale, timeZone, mine = false }: Reader, now = new Date()): Answers {
  const { onboardings: words, administration } = dictionary(locale);
  const { waits, turns, automatic } = words.answers;
  const { stage, stall, turn, nextAutomaticAction: next } = onboarding;
  const group = administration.groupNames[onboarding.group] ?? onboarding.group;
  const names = { email: onboarding.email, account: onboarding.account, group };
  const lines: string[] = [];
  if (stage === 'awaiting-first-login') lines.push(onboarding.approvalNeeded ? automatic.approval : automatic.grant);
  else if (turn === 'service') lines.push(automatic.step);
  // What has ended keeps what was planned, and does it no more.
  if (next && turn !== 'nobody') {
    const at = new Date(next.at);
    const moment = `${formatShortMoment(at, locale, timeZone, now)} (${formatDistance(at, locale, now)})`;
    lines.push(fill(automatic.kinds[next.kind] ?? automatic.kinds['retry']!, { at: moment }));
  }
  if (lines.length === 0) lines.push(turn === 'nobody' ? automatic.nothing : automatic.decision);
  const waiting =
    stall?.message ?? (stage === 'awaiting-first-login' ? waits[`${stage}/${wayOf(onboarding)}`] : waits[stage]);
  const yours = mine && (turn === 'administrator' || turn === 'approver');
  return { waiting: fill(waiting, names), turn: fill(turns[yours ? 'yours' : turn], names), automatic: lines };
}

/** What a first login is awaited by; a lock, a message taken or held back, and no living password, need the account's side first. */
function wayOf({
  path,
  envelope,
  timeline = [],
  temporaryPasswordState: password,
  candidateLocked,
}: Facts):
  | 'candidate-locked'
  | 'recalled'
  | 'locked'
  | 'enrolled'
  | 'no-password'
  | 'password-expired'
  | 'address-proved'
  | 'none'
  | Path {
  if (candidateLocked) return 'candidate-locked';
  const state = path === 'invite' ? envelope?.state : undefined;
  if (state === 'recalled' || state === 'locked') return state;
  if (password === 'none') return 'no-password';
  if (password === 'expired') return 'password-expired';
  if (password === 'address-proved') return password;
  return path === 'invite' && hasEnrolled(timeline) ? 'enrolled' : (path ?? 'none');
}

/** Whether the code was entered since the person was last begun with anew. */
const hasEnrolled = (timeline: NonNullable<Facts['timeline']>): boolean =>
  timeline.findLast(({ kind }) => ['enrolled', 'path-switched', 'address-corrected'].includes(kind))?.kind ===
  'enrolled';
