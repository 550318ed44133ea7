import { type StallReason, stallReasons } from '../../workflows/stages.ts';

/** What is wrong with the service as a whole, rather than with one onboarding; each has a section in the runbook. */
export const serviceAlerts = ['directory-unavailable', 'temporal-unreachable', 'no-worker'] as const;
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
export const requestKinds = ['upgrade-requested'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Everything that the runbook has a section for. */
export type RunbookTopic = StallReason | FindingKind | ServiceAlert | RequestKind;
export const runbookTopics: readonly RunbookTopic[] = [
  ...stallReasons,
  ...serviceAlerts,
  ...findingKinds,
  ...requestKinds,
];
