import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Alarms } from './alarms.ts';
import { type Progress, type PromoteToAdminInput, workflowIdOf } from './messages.ts';
import {
  type Action,
  type Ending,
  isEnding,
  isRecordedAction,
  searchAttributeNames as names,
  type StallReason,
  type Turn,
  turnOf,
} from './stages.ts';

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

/** What there is to show. */
export interface Standing extends Progress {
  readonly allowed: readonly Action[];
  readonly alarms: Alarms;
  /** The time of a temporary password was over when it was looked at last. */
  readonly passwordOver: boolean;
}

type Stall = NonNullable<Progress['stall']>;

export const nothingShown: Shown = { stage: '', path: null, stall: null, since: null };

/**
 * Shows an onboarding at rest in the Temporal Web UI. Attributes change at rest only, and only those that differ: each
 * upsert is an event, and what passes within a workflow task nobody could see anyway.
 * @param before what the last call returned
 */
export function show(input: PromoteToAdminInput, standing: Standing, before: Shown): Shown {
  const { stage, path, stall } = standing;
  const which = stall && `${stall.reason} ${stall.attempt}`;
  const since = which === null ? null : which === before.stall ? before.since : Date.now();
  const now: Shown = { stage, path, stall: which, since };
  setCurrentDetails(details(input, standing, since));
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
function details(input: PromoteToAdminInput, standing: Standing, since: number | null): string {
  const { stage, stall } = standing;
  const links = linksOf(input);
  if (isEnding(stage)) return [`**${stage}.** ${ended[stage]}`, ...links(null)].join('\n\n');
  const lines = stall && since !== null ? stalled(input, standing, stall, since) : waiting(standing);
  return [...lines, ...commands(input.ref, standing), ...links(stall?.reason ?? null)].join('\n\n');
}

const ended: Record<Ending, string> = {
  completed: 'The candidate has the right. Nothing is left to do.',
  cancelled: 'Somebody ended it without a grant. Nothing is left to do.',
  expired: 'Nobody decided in time. Nothing is left to do here; ask anew if it is still wanted.',
};

/** What happened, and what helps. */
const reasons: Record<StallReason, readonly [happened: string, helps: string]> = {
  'approval-needed': [
    'Nobody answers for this promotion: support changed it or began it, or its sponsor is no administrator any more.',
    'the approval is given in Castellan; a message sent from here approves nothing',
  ],
  'candidate-locked': ['The candidate’s user is locked.', 'unlock the user, then resume'],
  'mail-rejected': [
    'The mail server refused the mail for good.',
    'check the address, correct it, or resume once the mail is accepted',
  ],
  'mail-unreachable': [
    'The mail server could not be reached for a long time.',
    'bring the mail server back, then resume',
  ],
  'first-login-overdue': ['The candidate did not sign in in time.', 'send the mail again, give more time, or cancel'],
  internal: ['A step failed in a way that trying again does not mend.', 'look at what went wrong, then resume'],
};

const whose: Record<Turn, string> = {
  nobody: 'nobody’s',
  service: 'Castellan’s',
  candidate: 'the candidate’s',
  administrator: 'an administrator’s of the account, or support’s',
  approver: 'another administrator’s of the account',
  operator: 'the operator’s',
};

function stalled({ timings }: PromoteToAdminInput, standing: Standing, stall: Stall, since: number): string[] {
  const [happened, helps] = reasons[stall.reason];
  return [
    `**Stalled: ${stall.reason}.** ${happened}`,
    [
      `- Where: ${stall.stage}, attempt ${stall.attempt}, since ${timeOf(since)}`,
      ...(stall.detail === null ? [] : [`- What the other side said: ${quoted(stall.detail)}`]),
      `- Whose turn: ${whose[turnOf(standing)]}: ${helps}`,
      `- By itself: expires ${timeOf(since + timings.stalledLifetime)} if nobody decides`,
    ].join('\n'),
  ];
}

function waiting(standing: Standing): string[] {
  const { path, alarms, passwordOver } = standing;
  const alarm = alarms.next();
  const before = { invite: 'The invitation was mailed.', 'temporary-password': 'A user was created.' };
  const happened = path === null ? 'The candidate has a user.' : before[path];
  const over = 'The temporary password’s time was over: unless a new one was made since, the candidate cannot sign in.';
  const turn = whose[turnOf({ ...standing, shut: passwordOver })];
  return [
    `**Waiting for the candidate’s first login.** ${passwordOver ? over : happened}`,
    [
      `- Whose turn: ${turn}${passwordOver ? ': make a new temporary password and hand it over' : ''}`,
      `- By itself: ${alarm.kind} ${timeOf(alarm.at)}`,
      ...(alarm.kind === 'reminder' ? [`- Time is over: ${timeOf(alarms.deadline)}`] : []),
    ].join('\n'),
  ];
}

/**
 * What can be done now, exactly as it has to be typed. Raw messages only where they have an effect. That the mailed code
 * is entered wakes no process, so what ends with it is told apart.
 */
function commands(ref: string, { allowed, stage, stall, path }: Standing): string[] {
  const command = (action: string) => `    castellan ${action} ${ref}${operandOf[action] ?? ''} --reason "…"`;
  const mayHavePassword = path !== 'invite' && (stall?.stage ?? stage) === 'awaiting-first-login';
  const endsWithCode = (action: Action) => action === 'correct-email' && path === 'invite';
  const until = allowed.filter(endsWithCode).map(command);
  const typed = [
    ...allowed.filter((action) => !endsWithCode(action)),
    ...(mayHavePassword ? ['temporary-password'] : []),
  ].map(command);
  const raw = allowed.filter((action) => !isRecordedAction(action));
  const best = raw.find((action) => action === 'resume') ?? raw[0];
  return [
    'What can be done now:',
    typed.join('\n'),
    ...(until.length > 0 ? ['Until the candidate has entered the mailed code:', until.join('\n')] : []),
    ...(best
      ? [
          'Without Castellan’s command line:',
          // Only accepted, not `execute`: that one ends with an error where it cannot read the sealed answer.
          `    temporal workflow update start --wait-for-stage accepted --workflow-id ${workflowIdOf(ref)} --name ${best} --input '{"reason":"…"}'`,
        ]
      : []),
  ];
}

const operandOf: Readonly<Record<string, string>> = { 'correct-email': ' --email "…"' };

/** What nobody sees: control characters, and those that turn the direction of what follows. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Words of another server, as they are: in one line, and without a meaning in Markdown. */
const quoted = (words: string): string => `\`${words.replace(/\s+/g, ' ').replace(unseen, '').replaceAll('`', '’')}\``;

const linksOf =
  ({ ref, publicUrl }: PromoteToAdminInput) =>
  (reason: StallReason | null): string[] => {
    if (publicUrl === undefined) return [];
    const runbook = reason === null ? [] : [`[Runbook: ${reason}](${publicUrl}/runbook/${reason})`];
    return [[`[This onboarding in Castellan](${publicUrl}/onboardings/${ref})`, ...runbook].join(' · ')];
  };

const timeOf = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
