import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Ending, Path, Stage, StallReason, WorkingStage } from './stages.ts';

/** The contract with the outside: what starts the process, and what can be said to it. Payloads hold references only. */

export interface PromoteToAdminInput {
  readonly ref: string;
  readonly timings: Timings;
  /** What links to Castellan begin with, for what the Temporal Web UI shows. */
  readonly publicUrl?: string;
  /** The HTTP request that asked for it, so that the logs of API and worker can be read together. */
  readonly request?: string;
}

/** All in milliseconds. Given at the start, so that a change of settings never moves a wait that runs already. */
export interface Timings {
  readonly invite: WaitTimings;
  readonly temporaryPassword: WaitTimings;
  /** How long a stalled onboarding waits for a decision before it expires. */
  readonly stalledLifetime: number;
  /** How long an unreachable mail server is retried before the onboarding stalls. */
  readonly mailRetry: number;
}

export interface WaitTimings {
  readonly reminders: readonly number[];
  readonly lifetime: number;
}

/**
 * A decision. One made through Castellan stands in MongoDB, with who and why, and the message names it; one that is
 * sent by the Temporal Web UI or command line names nobody whom we could believe, and gives its reason itself.
 */
export interface Decision {
  readonly id?: string;
  readonly reason?: string;
  /** The HTTP request that brought it. */
  readonly request?: string;
  /** Of switch-path: which one is to be taken, so that two who switch at once do not switch back. */
  readonly path?: Path;
}

export interface ExtendDecision extends Decision {
  /** By how much the deadline moves, in hours; absent: by the path's whole lifetime from now. */
  readonly hours?: number;
}

export interface CancelDecision extends Decision {
  /** What becomes of a user whom this onboarding made and who never signed in. */
  readonly createdUser?: 'disable' | 'keep';
}

export interface Progress {
  readonly stage: Stage;
  readonly path: Path | null;
  readonly stall: {
    readonly reason: StallReason;
    readonly stage: WorkingStage;
    readonly attempt: number;
    /** The other side's own words, where there are any. */
    readonly detail: string | null;
  } | null;
}

/** Sent with the start; answers with what is true once the process first rests. */
export const startUpdate = defineUpdate<Progress>('start');
export const resumeUpdate = defineUpdate<Progress, [Decision]>('resume');
export const resendUpdate = defineUpdate<Progress, [Decision]>('resend');
export const extendUpdate = defineUpdate<Progress, [ExtendDecision]>('extend');
export const approveUpdate = defineUpdate<Progress, [Decision]>('approve');
export const switchPathUpdate = defineUpdate<Progress, [Decision]>('switchPath');
export const correctEmailUpdate = defineUpdate<Progress, [Decision]>('correctEmail');
export const cancelUpdate = defineUpdate<Progress, [CancelDecision]>('cancel');

/** A hint that the candidate may have completed the first login; MongoDB decides whether it is so. */
export const firstLoginSignal = defineSignal<[hint?: { readonly request?: string | undefined }]>('firstLogin');
/** A mail was accepted and came back. */
export const mailBouncedSignal = defineSignal<[{ readonly words: string }]>('mailBounced');

export const progressQuery = defineQuery<Progress>('progress');

export type PromoteToAdmin = (input: PromoteToAdminInput) => Promise<Ending>;

/** The type under which the workflow is registered; a test holds it against the function's name. */
export const promoteToAdminType = 'promoteToAdmin';

/** One workflow per onboarding: the reference is in the id, and nobody's name or address. */
export const workflowIdOf = (ref: string): string => `promote-to-admin/${ref}`;
