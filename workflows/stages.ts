/** Where an onboarding can stand, and why it can stall. Pure: workflow, records, API and console share these words. */

export const stages = [
  'requested',
  'checking',
  'inviting',
  'creating-user',
  'awaiting-first-login',
  'adding-to-group',
  'completed',
  'stalled',
  'cancelled',
  'expired',
] as const;
export type Stage = (typeof stages)[number];

export const endings = ['completed', 'cancelled', 'expired'] as const satisfies readonly Stage[];
export type Ending = (typeof endings)[number];

/** The stages in which a step works or waits; a stall happens in one of them and goes back to it. */
export type WorkingStage = Exclude<Stage, Ending | 'stalled'>;

export const paths = ['invite', 'temporary-password'] as const;
export type Path = (typeof paths)[number];

/** The closed list; each has a section in docs/runbook.md. */
export const stallReasons = [
  'approval-needed',
  'candidate-locked',
  'mail-rejected',
  'mail-unreachable',
  'first-login-overdue',
  'internal',
] as const;
export type StallReason = (typeof stallReasons)[number];

export const actions = ['resume', 'resend', 'extend', 'cancel'] as const;
export type Action = (typeof actions)[number];

export const isEnding = (stage: Stage): stage is Ending => (endings as readonly Stage[]).includes(stage);

/** What a person may do to an onboarding now. The workflow's validators and every page and client ask this one rule. */
export function allowedActions(stage: Stage, stalledIn: WorkingStage | undefined, path: Path | null): Action[] {
  if (isEnding(stage)) return [];
  const at = stage === 'stalled' ? stalledIn : stage;
  const waits = at === 'awaiting-first-login' || at === 'inviting' || at === 'creating-user';
  const allowed: Action[] = [];
  if (stage === 'stalled') allowed.push('resume');
  if (waits && path !== null) allowed.push('resend');
  if (at === 'awaiting-first-login') allowed.push('extend');
  allowed.push('cancel');
  return allowed;
}
