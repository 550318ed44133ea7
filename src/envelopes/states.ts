/**
 * An envelope's life: sealed → sent → active ⇄ locked → expired | recalled. `active` means opened at least once.
 * Whether its date is over is not a state: only the date decides that at a release, so that an administrator can
 * still extend it. `expired` is written when the key is destroyed.
 */
export const envelopeStates = ['sealed', 'sent', 'active', 'locked', 'expired', 'recalled'] as const;
export type EnvelopeState = (typeof envelopeStates)[number];

/** States in which the wrapped key exists. */
export const liveStates = ['sealed', 'sent', 'active', 'locked'] as const satisfies readonly EnvelopeState[];
/** States in which the key may be released. */
export const releasableStates = ['sent', 'active'] as const satisfies readonly EnvelopeState[];

/** What an administrator of the account may do to an envelope after sending. */
export const envelopeActions = ['lock', 'unlock', 'extend', 'recall'] as const;
export type EnvelopeAction = (typeof envelopeActions)[number];

const allowed: Readonly<Record<EnvelopeState, readonly EnvelopeAction[]>> = {
  sealed: ['extend', 'recall'],
  sent: ['lock', 'extend', 'recall'],
  active: ['lock', 'extend', 'recall'],
  locked: ['unlock', 'extend', 'recall'],
  expired: [],
  recalled: [],
};

/** The store's filters decide; this says beforehand what they will. */
export const allowedEnvelopeActions = (state: EnvelopeState): readonly EnvelopeAction[] => allowed[state];

export type EnvelopeEnding = 'expired' | 'recalled';
