import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  type ActivityOptions,
  type LocalActivityOptions,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { type Stage, type StallReason, stallReasons } from './stages.ts';

/**
 * How steps run: first as a local activity, which costs one event and no round trip; when the dependency is away, the
 * same function as a normal activity, whose retries cost no history at all. Local retries alone would fill the
 * history by 22 events a minute and hold a workflow-task slot for as long as the dependency is away.
 */
export interface Profile {
  readonly local: LocalActivityOptions;
  readonly durable: ActivityOptions;
  /** What a failure that outlasts the retries means. */
  readonly exhausted: StallReason;
}

/** MongoDB work: without end, since an outage of MongoDB is no stall and goes on by itself. */
export const effect: Profile = {
  // Under 5 s in all, or the workflow task would begin to heartbeat.
  local: {
    startToCloseTimeout: '2s',
    scheduleToCloseTimeout: '4s',
    retry: { initialInterval: '200ms', maximumInterval: '1s', maximumAttempts: 3 },
  },
  // 10 s: a client killed inside a transaction may block a document, and each retry should notice soon when it is free.
  durable: { startToCloseTimeout: '10s', retry: { initialInterval: '1s', maximumInterval: '30s' } },
  exhausted: 'internal',
};

/** A mail that the onboarding waits for. One local try: the SMTP timeouts are below its two seconds. */
export const mail = (retryFor: number): Profile => ({
  local: { startToCloseTimeout: '2s', scheduleToCloseTimeout: '2s', retry: { maximumAttempts: 1 } },
  durable: {
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: retryFor,
    retry: { initialInterval: '5s', maximumInterval: '10m' },
  },
  exhausted: 'mail-unreachable',
});

/**
 * Runs one step.
 * @throws StepFailed when a human has to decide, CancelledFailure when the onboarding is cancelled, ApplicationFailure
 *   `record-missing` when MongoDB has no such onboarding, which ends the workflow as failed
 */
export async function step<Answer>(
  profile: Profile,
  summary: string,
  call: (activities: Activities) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call(proxyLocalActivities<Activities>({ ...profile.local, summary }));
  } catch (error) {
    const final = finalFailure(error);
    if (final) throw final;
  }
  for (;;) {
    try {
      return await call(proxyActivities<Activities>({ ...profile.durable, summary }));
    } catch (error) {
      const final = finalFailure(error);
      if (final) throw final;
      // What was away was MongoDB, which is no stall, however long a mail's own patience is.
      if (applicationFailureOf(error)?.type === 'directory-unavailable') continue;
      throw new StepFailed(profile.exhausted, wordsOf(error));
    }
  }
}

/** A step that will not succeed by being tried again: the onboarding stalls for this reason. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly reason: StallReason;
  /** The other side's own words. */
  readonly detail: string | null;
  constructor(reason: StallReason, detail: string | null) {
    super(reason);
    this.reason = reason;
    this.detail = detail;
  }
}

/** A decision came while a mail was being tried again and again. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The record is closed, or has seen higher step numbers than this run, as after a workflow reset. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
  readonly stage: Stage;
  readonly revision: number;
  constructor({ stage, revision }: { stage: Stage; revision: number }) {
    super(stage);
    this.stage = stage;
    this.revision = revision;
  }
}

/** What stalls nothing: without a record there is nothing to stall, and who sent a decision that is none is told so. */
const fatal: readonly string[] = ['record-missing', 'decision-unknown'];

/** Failure types that activities give are either a stall reason, or `overtaken`, or fatal. */
function finalFailure(error: unknown): Error | undefined {
  if (isCancellation(error)) return new CancelledFailure('the onboarding is being cancelled');
  const failure = applicationFailureOf(error);
  if (!failure?.nonRetryable) return undefined;
  if (failure.type === 'overtaken') return new Overtaken(failure.details?.[0] as { stage: Stage; revision: number });
  if (fatal.includes(failure.type ?? '')) return ApplicationFailure.nonRetryable(failure.message, failure.type);
  const reason = stallReasons.find((known) => known === failure.type) ?? 'internal';
  return new StepFailed(reason, failure.message || null);
}

function applicationFailureOf(error: unknown): ApplicationFailure | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure) return cause;
    if (!(cause instanceof ActivityFailure) && cause.cause === undefined) return undefined;
  }
  return undefined;
}

/** Whether nobody made the decision that a message named: its sender is refused, and the work goes on. */
export const isUnknownDecision = (error: unknown): boolean =>
  error instanceof ApplicationFailure && error.type === 'decision-unknown';

const wordsOf = (error: unknown): string | null => applicationFailureOf(error)?.message ?? null;
