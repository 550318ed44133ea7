import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Alarms } from './alarms.ts';
import { type Progress, searchAttributeNames as names, workflowIdOf } from './messages.ts';
import { isEnding } from './stages.ts';

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
}

export const nothingShown: Shown = { stage: '', path: null, stall: null };

/**
 * Shows an onboarding at rest in the Temporal Web UI. Attributes change at rest only, and only those that differ: each
 * upsert is an event, and what passes within a workflow task nobody could see anyway.
 * @param before what the last call returned
 */
export function show(ref: string, progress: Progress, alarms: Alarms, before: Shown): Shown {
  const { stage, path, stall } = progress;
  setCurrentDetails(details(ref, progress, alarms));
  const now: Shown = { stage, path, stall: stall && `${stall.reason} ${stall.attempt}` };
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

/** What happened, what it waits for and whose turn it is, and the command to paste. Markdown. */
function details(ref: string, { stage, stall }: Progress, alarms: Alarms): string {
  if (isEnding(stage)) return `**${stage}**. Nothing is left to do.`;
  if (stall) {
    const command = `temporal workflow update execute --workflow-id ${workflowIdOf(ref)} --name resume --input '{"reason":"…"}'`;
    return `**Stalled: ${stall.reason}** while ${stall.stage}, attempt ${stall.attempt}. Support’s turn: put the cause right, then \`castellan resume ${ref} --reason "…"\`, or:\n\n    ${command}`;
  }
  const alarm = alarms.next();
  return `Waiting for the candidate’s first login. Next by itself: ${alarm.kind} at ${new Date(alarm.at).toISOString()}.`;
}
