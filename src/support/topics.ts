import { serviceAlerts, type ServiceAlert } from '../http/health.ts';
import { type StallReason, stallReasons } from '../../workflows/stages.ts';
import { type FindingKind, findingKinds } from './findings.ts';

/** Everything that the runbook has a section for. */
export type RunbookTopic = StallReason | FindingKind | ServiceAlert;
export const runbookTopics: readonly RunbookTopic[] = [...stallReasons, ...serviceAlerts, ...findingKinds];
