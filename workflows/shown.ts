import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Alarms } from './alarms.ts';
import { type Progress, type PromoteToAdminInput, searchAttributeNames as names, workflowIdOf } from './messages.ts';
import { type Action, allowedActions, type Ending, isEnding, isRecordedAction, type StallReason } from './stages.ts';

const stageKey = defineSearchAttributeKey(names.stage, SearchAttributeType.KEYWORD);
const pathKey = defineSearchAttributeKey(names.path, SearchAttributeType.KEYWORD);
const stallReasonKey = defineSearchAttributeKey(names.stallReason, SearchAttributeType.KEYWORD);
const stalledSinceKey = defineSearchAttributeKey(names.stalledSince, SearchAttributeType.DATETIME);

/** What the Temporal Web UI has been shown last. */
export interface Shown {
  readonly stage: string;
  readonly path: string | null;
  /** Reason and attempt. */
  readonly stall: string | null;
  /** When the stall began, in milliseconds since the epoch. */
  readonly since: number | null;
}

export const nothingShown: Shown = { stage: '', path: null, stall: null, since: null };

/**
 * Shows an onboarding at rest in the Temporal Web UI. Attributes change at rest only, and only those that differ: each
 * upsert is an event, and what passes within a workflow task nobody could see anyway.
 * @param before what the last call returned
 */
export function show(input: PromoteToAdminInput, progress: Progress, alarms: Alarms, before: Shown): Shown {
  const { stage, path, stall } = progress;
  const which = stall && `${stall.reason} ${stall.attempt}`;
  const since = which === null ? null : which === before.stall ? before.since : Date.now();
  const now: Shown = { stage, path, stall: which, since };
  setCurrentDetails(details(input, progress, alarms, since));
  const pairs: SearchAttributeUpdatePair[] = [];
  if (stage !== before.stage) pairs.push({ key: stageKey, value: stage });
  if (path !== before.path) pairs.push({ key: pathKey, value: path });
  if (now.stall !== before.stall) {
    pairs.push({ key: stallReasonKey, value: stall?.reason ?? null });
    pairs.push({ key: stalledSinceKey, value: stall ? new Date() : null });
  }
  if (pairs.length > 0) upsertSearchAttributes(pairs);
  return now;
}

/** What happened, what it waits for and whose turn it is, the command to paste, where to read on. Markdown. */
function details(input: PromoteToAdminInput, progress: Progress, alarms: Alarms, since: number | null): string {
  const { stage, stall } = progress;
  const links = linksOf(input);
  if (isEnding(stage)) return [`**${stage}.** ${ended[stage]}`, ...links(null)].join('\n\n');
  const lines = stall && since !== null ? stalled(input, stall, since) : waiting(progress, alarms);
  return [...lines, ...commands(input.ref, progress), ...links(stall?.reason ?? null)].join('\n\n');
}

const ended: Record<Ending, string> = {
  completed: 'The candidate has the right. Nothing is left to do.',
  cancelled: 'Somebody ended it without a grant. Nothing is left to do.',
  expired: 'Nobody decided in time. Nothing is left to do here; ask anew if it is still wanted.',
};

/** What happened, and whose turn it is. */
const reasons: Record<StallReason, readonly [happened: string, turn: string]> = {
  'approval-needed': [
    'Nobody answers for this promotion: support changed it or began it, or its sponsor is no administrator any more.',
    'an administrator of the account approves it, in Castellan; a message sent from here approves nothing',
  ],
  'candidate-locked': [
    'The candidate’s user is locked.',
    'an administrator of the account unlocks the user, then somebody resumes',
  ],
  'mail-rejected': [
    'The mail server refused the mail for good.',
    'support or an administrator checks the address, corrects it, or resumes once the mail is accepted',
  ],
  'mail-unreachable': [
    'The mail server could not be reached for a long time.',
    'the operator brings the mail server back, then support resumes',
  ],
  'first-login-overdue': [
    'The candidate did not sign in in time.',
    'support or an administrator sends the mail again, gives more time, or cancels',
  ],
  internal: ['A step failed in a way that trying again does not mend.', 'the operator looks at the failure below'],
};

function stalled({ timings }: PromoteToAdminInput, stall: NonNullable<Progress['stall']>, since: number): string[] {
  const [happened, turn] = reasons[stall.reason];
  return [
    `**Stalled: ${stall.reason}.** ${happened}`,
    [
      `- Where: ${stall.stage}, attempt ${stall.attempt}, since ${timeOf(since)}`,
      `- Whose turn: ${turn}`,
      `- By itself: expires ${timeOf(since + timings.stalledLifetime)} if nobody decides`,
    ].join('\n'),
  ];
}

function waiting({ path }: Progress, alarms: Alarms): string[] {
  const alarm = alarms.next();
  const before = { invite: 'The invitation was mailed.', 'temporary-password': 'A user was created.' };
  return [
    `**Waiting for the candidate’s first login.** ${path === null ? 'The candidate has a user.' : before[path]}`,
    [
      '- Whose turn: the candidate’s',
      `- By itself: ${alarm.kind} ${timeOf(alarm.at)}`,
      ...(alarm.kind === 'reminder' ? [`- Time is over: ${timeOf(alarms.deadline)}`] : []),
    ].join('\n'),
  ];
}

/** What can be done now, exactly as it has to be typed. Raw messages only where they have an effect. */
function commands(ref: string, progress: Progress): string[] {
  const allowed = allowedActions(progress);
  const typed = allowed.map((action) => `    castellan ${action} ${ref}${operandOf[action] ?? ''} --reason "…"`);
  const raw = allowed.filter((action) => !isRecordedAction(action));
  const best = raw.find((action) => action === 'resume') ?? raw[0];
  return [
    'What can be done now:',
    typed.join('\n'),
    ...(best
      ? [
          'Without Castellan’s command line:',
          `    temporal workflow update execute --workflow-id ${workflowIdOf(ref)} --name ${best} --input '{"reason":"…"}'`,
        ]
      : []),
  ];
}

const operandOf: Partial<Record<Action, string>> = {
  'switch-path': ' --path …',
  'correct-email': ' --email …',
};

const linksOf =
  ({ ref, publicUrl }: PromoteToAdminInput) =>
  (reason: StallReason | null): string[] => {
    if (publicUrl === undefined) return [];
    const runbook = reason === null ? [] : [`[Runbook: ${reason}](${publicUrl}/runbook/${reason})`];
    return [[`[This onboarding in Castellan](${publicUrl}/onboardings/${ref})`, ...runbook].join(' · ')];
  };

const timeOf = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
