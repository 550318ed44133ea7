import { defineQuery } from '@temporalio/workflow';

/** What starts a rotation, and what can be asked of it. Key ids are no secret; nothing else is in here. */

export interface RotateKeysInput {
  /** The key that everything is to be wrapped by; the keyring file has made it active already. */
  readonly to: string;
  /** Of a run that goes on for an earlier one. */
  readonly after?: string | null;
  readonly progress?: RotationProgress;
  readonly pass?: number;
  /** How many slices one run takes at most; as many as Temporal advises when left out. */
  readonly slicesPerRun?: number;
  /** Milliseconds until the last process has noticed the new key; ten seconds when left out. */
  readonly settleFor?: number;
}

export interface RotationProgress {
  readonly to: string;
  readonly rewrapped: number;
  /** Envelopes whose key does not open, by any key of the ring. */
  readonly failed: number;
  /** Envelopes that another key still wraps; null before the first look. */
  readonly remaining: number | null;
}

export const rotationProgressQuery = defineQuery<RotationProgress>('rotationProgress');

/** The type under which the workflow is registered; a test holds it against the function's name. */
export const rotateKeysType = 'rotateKeys';

/** One rotation to a key at a time. */
export const rotationIdOf = (to: string): string => `rotate-keys/${to}`;
