import { type StallReason, stallReasons } from '../../workflows/stages.ts';

/** What is wrong with the service as a whole, rather than with one onboarding; each has a section in the runbook. */
export const serviceAlerts = [
  'directory-unavailable',
  'temporal-unreachable',
  'no-worker',
  'mail-server-unreachable',
] as const;
export type ServiceAlert = (typeof serviceAlerts)[number];

/** What the sweep can find; each has a section in docs/runbook.md. */
export const findingKinds = [
  'record-disagrees',
  'workflow-task-failing',
  'outbox-stuck',
  'wrong-administrator',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What people ask of support. */
const requestKinds = ['upgrade-requested'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Everything that the runbook has a section for. */
export type RunbookTopic = StallReason | FindingKind | ServiceAlert | RequestKind;
export const runbookTopics: readonly RunbookTopic[] = [
  ...stallReasons,
  ...serviceAlerts,
  ...findingKinds,
  ...requestKinds,
];

/** What nobody but a human can mend comes before what may still mend itself; within a rank the oldest first. */
const ranks: Partial<Record<RunbookTopic, number>> = {
  internal: 0,
  'wrong-administrator': 0,
  'record-disagrees': 0,
  'workflow-task-failing': 0,
  'approval-needed': 1,
  'upgrade-requested': 1,
  'outbox-stuck': 1,
  'candidate-locked': 2,
  'mail-rejected': 2,
  'mail-unreachable': 2,
};
const lastRank = 3;

/** How urgent it is; 0 is the most. */
export const rankOf = (topic: RunbookTopic): number => ranks[topic] ?? lastRank;
