import type { EnvelopeView } from '../envelopes/view.ts';
import { plainText } from '../html.ts';
import { dictionary, type Locale } from '../language/index.ts';
import type { Actor } from '../directory/actors.ts';
import { hasEnrolled, type OnboardingRecord, type TimelineEntry } from '../records/models.ts';
import {
  type Action,
  allowedActions,
  isEnding,
  type Path,
  type Stage,
  type StallReason,
  type Turn,
  turnOf,
  type WorkingStage,
} from '../../workflows/stages.ts';

/**
 * None was made yet; it opens the first login; its time is over, and a new one has to be made; or there is none to be had,
 * because the person has proved the address meanwhile and chooses the password alone (decision 0008).
 */
export const temporaryPasswordStates = ['none', 'usable', 'expired', 'address-proved'] as const;
export type TemporaryPasswordState = (typeof temporaryPasswordStates)[number];

/** Whether a new one is what the candidate needs to sign in. */
export const lacksPassword = (state: TemporaryPasswordState | null | undefined): boolean =>
  state === 'none' || state === 'expired';

/** Whether somebody may be given one. */
export const takesPassword = (state: TemporaryPasswordState | null | undefined): boolean =>
  state !== undefined && state !== null && state !== 'address-proved';

export interface TimelineView {
  readonly seq: number;
  readonly at: string;
  readonly kind: TimelineEntry['kind'];
  /** A name, or null where nobody acted. */
  readonly by: string | null;
  readonly text: string;
}

/** An onboarding as API, pages and command line show it; without `timeline` in lists. */
export interface OnboardingView {
  readonly ref: string;
  readonly account: string;
  readonly group: string;
  readonly email: string;
  readonly path: Path | null;
  readonly stage: Stage;
  readonly stall: {
    readonly reason: StallReason;
    readonly stage: WorkingStage;
    readonly attempt: number;
    readonly message: string;
    readonly since: string;
  } | null;
  /** Whose move it is; in lists without a look at whether the message was recalled or the password is over. */
  readonly turn: Turn;
  readonly nextAutomaticAction: { readonly kind: string; readonly at: string } | null;
  /** When it stops without a first login; null where it does not wait for one, or nobody knows yet. */
  readonly deadline: string | null;
  readonly allowedActions: readonly Action[];
  /** It stops before the grant until somebody approves: support had a hand in it. */
  readonly approvalNeeded: boolean;
  readonly timeline?: readonly TimelineView[];
  /** The last of the timeline that matters, in a line; left out in lists. */
  readonly happened?: string;
  /** The current message of the invite path; left out in lists. */
  readonly envelope?: EnvelopeView | null;
  /** Of the candidate's temporary password; null where a first login needs none. Left out in lists. */
  readonly temporaryPasswordState?: TemporaryPasswordState | null;
  /** The candidate's user is locked, so that no first login is possible. Left out in lists. */
  readonly candidateLocked?: boolean;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly workflow: { readonly id: string; readonly runId: string | null };
}

interface More {
  readonly timeline?: readonly TimelineEntry[];
  readonly envelope?: EnvelopeView | null;
  readonly password?: TemporaryPasswordState | null;
  readonly locked?: boolean;
  /** IANA name of the reader's clock; UTC if not given. */
  readonly timeZone?: string | undefined;
}

/** @param more what lists leave out */
export function viewOf(
  record: OnboardingRecord,
  locale: Locale,
  { timeline, envelope, password, locked, timeZone }: More = {},
): OnboardingView {
  const { stalls, serverWords, passwordOver } = dictionary(locale).onboardings;
  const { stall, nextAutomaticAction: next } = record;
  const over = password === 'expired' && passwordOver;
  const said =
    stall && [stalls[stall.reason], stall.detail && serverWords(stall.detail), over].filter(Boolean).join(' ');
  const recalled = record.path === 'invite' && envelope?.state === 'recalled';
  return {
    ref: record.ref,
    account: record.account,
    group: record.group,
    email: plainText(record.email),
    path: record.path,
    stage: record.stage,
    stall: stall && {
      reason: stall.reason,
      stage: stall.stage,
      attempt: stall.attempt,
      message: plainText(said!),
      since: stall.since.toISOString(),
    },
    turn: turnOf({ ...record, shut: recalled || locked || lacksPassword(password) || password === 'address-proved' }),
    nextAutomaticAction: next && { kind: next.kind, at: next.at.toISOString() },
    deadline: (record.stage === 'awaiting-first-login' && record.deadline?.toISOString()) || null,
    allowedActions: allowedNow(record),
    approvalNeeded: record.open && record.approvalNeeded,
    ...(timeline
      ? {
          timeline: timeline.map((entry) => entryView(entry, locale, timeZone)),
          happened: happenedOf(timeline, locale, timeZone),
        }
      : {}),
    ...(envelope === undefined ? {} : { envelope }),
    ...(password === undefined ? {} : { temporaryPasswordState: password }),
    ...(locked === undefined ? {} : { candidateLocked: locked }),
    createdBy: record.initiator.name === undefined ? null : plainText(record.initiator.name),
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
    workflow: { id: record.workflow.id, runId: record.workflow.runId },
  };
}

/** What may be done now, by all that is on record. */
export const allowedNow = (record: OnboardingRecord): Action[] =>
  allowedActions({ ...record, enrolled: hasEnrolled(record) });

/** Whether it leads to a temporary password, which whoever makes it hands over: support never gets one. */
export const leadsToPassword = (action: Action, { path }: Pick<OnboardingRecord, 'path'>): boolean =>
  action === 'switch-path' && path === 'invite';

export function entryView({ seq, at, kind, by, data }: TimelineEntry, locale: Locale, timeZone?: string): TimelineView {
  const words = dictionary(locale).onboardings;
  const name = nameOf(by, words.operator);
  return {
    seq,
    at: at.toISOString(),
    kind,
    by: name || null,
    text: plainText(words.timeline[kind](name, data, timeZone)),
  };
}

/** Told beside the way, or after its end: true, but not what became of the onboarding. */
const asides: readonly TimelineEntry['kind'][] = ['mail-delivered', 'attachment-refused', 'code-sent', 'user-disabled'];
const isAside = ({ kind, data }: TimelineEntry): boolean =>
  asides.includes(kind) || (kind === 'mailed' && (data['mail'] === 'completion' || data['mail'] === 'correction'));

/** What happened, in a line: the last entry that matters, without what the mail server said to it. */
function happenedOf(timeline: readonly TimelineEntry[], locale: Locale, timeZone?: string): string {
  const ended = timeline.findLast(({ kind }) => isEnding(kind as Stage));
  const entry = ended ?? timeline.findLast((one) => !isAside(one)) ?? timeline.at(-1);
  return entry ? entryView({ ...entry, data: { ...entry.data, answer: null } }, locale, timeZone).text : '';
}

/** How long after the last entry of an ended one nothing more is expected: its notices, and what became of them. */
const afterwordMs = 5 * 60_000;

/** Whether it has ended, and all has been told that comes after an ending. */
export const isSettled = (
  { stage, updatedAt }: Pick<OnboardingView, 'stage' | 'updatedAt'>,
  now = Date.now(),
): boolean => isEnding(stage) && now - Date.parse(updatedAt) > afterwordMs;

const nameOf = (by: Actor, operator: string): string => plainText(by.name ?? (by.kind === 'operator' ? operator : ''));
