import type { EnvelopeView } from '../envelopes/view.ts';
import { dictionary, type Locale } from '../language/index.ts';
import type { Actor } from '../directory/actors.ts';
import type { OnboardingRecord, TimelineEntry } from '../records/models.ts';
import {
  type Action,
  allowedActions,
  type Path,
  type Stage,
  type StallReason,
  type WorkingStage,
} from '../../workflows/stages.ts';

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
  readonly nextAutomaticAction: { readonly kind: string; readonly at: string } | null;
  readonly allowedActions: readonly Action[];
  readonly timeline?: readonly TimelineView[];
  /** The current message of the invite path; left out in lists. */
  readonly envelope?: EnvelopeView | null;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly workflow: { readonly id: string; readonly runId: string | null };
}

export function viewOf(record: OnboardingRecord, locale: Locale, timeline?: readonly TimelineEntry[]): OnboardingView {
  const { stalls, serverWords } = dictionary(locale).onboardings;
  const { stall, nextAutomaticAction: next } = record;
  const message = stall && [stalls[stall.reason], stall.detail && serverWords(stall.detail)].filter(Boolean).join(' ');
  return {
    ref: record.ref,
    account: record.account,
    group: record.group,
    email: record.email,
    path: record.path,
    stage: record.stage,
    stall: stall && {
      reason: stall.reason,
      stage: stall.stage,
      attempt: stall.attempt,
      message: message!,
      since: stall.since.toISOString(),
    },
    nextAutomaticAction: next && { kind: next.kind, at: next.at.toISOString() },
    allowedActions: allowedNow(record),
    ...(timeline ? { timeline: timeline.map((entry) => entryView(entry, locale)) } : {}),
    createdBy: record.initiator.name ?? null,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
    workflow: { id: record.workflow.id, runId: record.workflow.runId },
  };
}

/** Who has enrolled has shown that the address is right: correcting it would give the user of one to another. */
export function allowedNow(record: OnboardingRecord): Action[] {
  const enrolled = record.path === 'invite' && record.createdUser;
  return allowedActions(record).filter((action) => !(enrolled && action === 'correct-email'));
}

export function entryView({ seq, at, kind, by, data }: TimelineEntry, locale: Locale): TimelineView {
  const words = dictionary(locale).onboardings;
  const name = nameOf(by, words.operator);
  return { seq, at: at.toISOString(), kind, by: name || null, text: words.timeline[kind](name, data) };
}

const nameOf = (by: Actor, operator: string): string => by.name ?? (by.kind === 'operator' ? operator : '');
