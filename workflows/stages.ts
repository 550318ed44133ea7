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

/** Where the work goes on. */
export type Next = WorkingStage | Ending;

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

export const actions = ['resume', 'resend', 'extend', 'approve', 'switch-path', 'correct-email', 'cancel'] as const;
export type Action = (typeof actions)[number];

/**
 * Decisions that bear on who is granted what: they stand in MongoDB, authorised, before the process hears of them. The
 * others may also come straight through Temporal, and are marked as such.
 */
export const recordedActions = ['approve', 'switch-path', 'correct-email'] as const satisfies readonly Action[];

export const isRecordedAction = (action: Action): boolean => (recordedActions as readonly Action[]).includes(action);

export const otherPath = (path: Path | null): Path => (path === 'invite' ? 'temporary-password' : 'invite');

export const isEnding = (stage: Stage): stage is Ending => (endings as readonly Stage[]).includes(stage);

export interface Standing {
  readonly stage: Stage;
  readonly stall: { readonly reason: StallReason; readonly stage: WorkingStage } | null;
  readonly path: Path | null;
  /** The candidate entered the mailed code, as far as who asks knows: the address is right, and stays. */
  readonly enrolled?: boolean;
  /** Another account made the candidate's user: only an invitation leads on. */
  readonly madeElsewhere?: boolean;
  /** Support had a hand in it, as far as who asks knows: then an approval helps, and a resume stops at the same place. */
  readonly approvalNeeded?: boolean;
}

/** What a person may do to an onboarding now. The workflow, what it shows, and every page and client ask this one rule. */
export function allowedActions(standing: Standing): Action[] {
  const { stage, stall, path, enrolled = false, madeElsewhere = false, approvalNeeded = false } = standing;
  if (isEnding(stage)) return [];
  const at = stall?.stage ?? stage;
  const waits = at === 'awaiting-first-login' || at === 'inviting' || at === 'creating-user';
  const allowed = new Set<Action>(['cancel']);
  if (stall?.reason === 'approval-needed') allowed.add('approve');
  if (stall && !(stall.reason === 'approval-needed' && approvalNeeded)) allowed.add('resume');
  if (waits && path !== null) {
    allowed.add('resend');
    if (!madeElsewhere) allowed.add('switch-path');
    if (!enrolled) allowed.add('correct-email');
  }
  if (at === 'awaiting-first-login') allowed.add('extend');
  return actions.filter((action) => allowed.has(action));
}

/** Whose move it can be; `approver` is an administrator who had no hand in it. */
export const turns = ['nobody', 'service', 'candidate', 'administrator', 'approver', 'operator'] as const;
export type Turn = (typeof turns)[number];

const turnOfStall: Readonly<Record<StallReason, Turn>> = {
  'approval-needed': 'approver',
  'candidate-locked': 'administrator',
  'mail-rejected': 'administrator',
  'mail-unreachable': 'operator',
  'first-login-overdue': 'administrator',
  internal: 'operator',
};

/**
 * Who has to move before anything else does. Pages, API, command line and the Temporal Web UI ask this one rule.
 * @param standing.shut what the candidate was given leads nowhere any more: the message is recalled, or the temporary
 * password's time is over, as far as who asks knows
 */
export function turnOf({ stage, stall, shut = false }: Pick<Standing, 'stage' | 'stall'> & { shut?: boolean }): Turn {
  if (isEnding(stage)) return 'nobody';
  if (stall) return turnOfStall[stall.reason];
  if (stage !== 'awaiting-first-login') return 'service';
  return shut ? 'administrator' : 'candidate';
}

/** Search attributes by name; values are in clear in Temporal, so they hold stages and account numbers only. */
export const searchAttributeNames = {
  stage: 'OnboardingStage',
  account: 'OnboardingAccount',
  path: 'OnboardingPath',
  stallReason: 'OnboardingStallReason',
  stalledSince: 'OnboardingStalledSince',
} as const;
