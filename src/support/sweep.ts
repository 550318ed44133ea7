import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { audit } from '../audit/audit.ts';
import { directoryModels } from '../directory/models.ts';
import { envelopeModels } from '../envelopes/models.ts';
import type { createEnvelopes } from '../envelopes/envelopes.ts';
import { liveStates } from '../envelopes/states.ts';
import type { FindingKind } from '../health/topics.ts';
import type { Processes } from '../onboardings/processes.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import { outboxModel } from '../records/outbox.ts';
import { grpcStatusOf, isRefusal } from '../temporal/grpc-status.ts';
import { promoteToAdminType, workflowIdOf } from '../../workflows/messages.ts';
import { isEnding, type Stage } from '../../workflows/stages.ts';
import { askTemporal, isRefusedQuestion } from './asking.ts';
import { type FindingDetail, type Found, keepFindings } from './findings.ts';

interface SweepDependencies {
  readonly connection: Connection;
  readonly client: Client;
  /** Whose workflows are looked at: others on the same Temporal have records of their own elsewhere. */
  readonly taskQueue: string;
  readonly processes: Pick<Processes, 'ensureStarted'>;
  readonly envelopes: Pick<ReturnType<typeof createEnvelopes>, 'expire'>;
  /** What waits longer than this to be delivered is reported, in milliseconds. */
  readonly outboxPatienceMs: number;
  /** A record that moved since is left alone: it and its workflow may just be on their way, in milliseconds. */
  readonly settledMs?: number;
  readonly log?: Pick<Logger, 'warn'>;
}

export interface SweepResult {
  /** Onboardings that were asked for and had no workflow. */
  readonly restarted: number;
  /** Envelopes of ended onboardings whose date is over; their keys are destroyed. */
  readonly expired: number;
  readonly findings: number;
  /** What could not be checked of every onboarding: Temporal gave no answer. Findings of these kinds are kept. */
  readonly unchecked: readonly FindingKind[];
}

export type Sweep = ReturnType<typeof createSweep>;

type Open = Pick<OnboardingRecord, 'ref' | 'account' | 'path' | 'stage' | 'updatedAt'>;

/** Of a workflow that is told to come to an end, or only has courtesy mails left to send, for a day. */
const endingMs = { completed: 25 * 3_600_000, cancelled: 600_000, expired: 600_000 } as const;
/** A workflow task that failed so often in a row will not succeed by itself. */
const failingAttempts = 3;
const busyStages: readonly Stage[] = ['requested', 'checking', 'inviting', 'creating-user', 'adding-to-group'];

/**
 * Looks for what nothing else notices: records and workflows that disagree, workflows whose tasks fail, messages that
 * are not delivered, envelopes whose date is over. Mends what can be mended without a decision and keeps the rest as
 * findings. Running it twice, or two at once, is harmless.
 * @throws when MongoDB or Temporal cannot be reached; then nothing is forgotten
 */
export function createSweep(dependencies: SweepDependencies) {
  const {
    connection,
    client,
    taskQueue,
    processes,
    envelopes,
    outboxPatienceMs,
    settledMs = 60_000,
    log,
  } = dependencies;
  const ours = `WorkflowType = '${promoteToAdminType}' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  const { onboardings } = recordModels(connection);

  return async function sweep(now = new Date()): Promise<SweepResult> {
    const settled = new Date(now.getTime() - settledMs);
    const running = await refsOf(ours);
    const asking = askTemporal(log);
    const found: Found[] = [];
    let restarted = 0;
    const open = onboardings
      .find({ open: true, updatedAt: { $lt: settled } }, openFields)
      .lean<Open>()
      .cursor();
    for await (const record of open as unknown as AsyncIterable<Open>) {
      if (running.delete(record.ref)) {
        const ask = async () => busyStages.includes(record.stage) && isFailing(record.ref);
        if (await asking.about('workflow-task-failing', record.ref, ask)) {
          found.push({ kind: 'workflow-task-failing', subject: record.ref, ref: record.ref, detail: 'task-failing' });
        }
        continue;
      }
      const detail = await asking.about('record-disagrees', record.ref, async () => disagreement(record));
      if (detail === 'restarted') restarted += 1;
      else if (detail) found.push({ kind: 'record-disagrees', subject: record.ref, ref: record.ref, detail });
    }
    found.push(
      ...(await withoutOpenRecord(running, now)),
      ...((await asking.about('workflow-task-failing', null, async () => reportedProblems(found))) ?? []),
      ...(await stuck(now)),
      ...(await wrongAdministrators()),
    );
    const expired = await expireEnvelopes(now);
    const unchecked = asking.unchecked();
    await keepFindings(connection, found, now, unchecked);
    return { restarted, expired, findings: found.length, unchecked };
  };

  async function refsOf(query: string): Promise<Set<string>> {
    const refs = new Set<string>();
    for await (const { workflowId } of client.workflow.list({ query })) refs.add(refOf(workflowId));
    return refs;
  }

  /** The list may be a moment behind; the workflow itself, and the record read anew, are not. */
  async function disagreement(record: Open): Promise<FindingDetail | 'restarted' | null> {
    try {
      const { status } = await client.workflow.getHandle(workflowIdOf(record.ref)).describe();
      if (status.name === 'RUNNING') return null;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      return record.stage === 'requested' ? restart(record) : 'workflow-missing';
    }
    const again = await onboardings.findOne({ ref: record.ref }, openFields).lean<Open>();
    return again === null || isEnding(again.stage) ? null : 'workflow-ended';
  }

  /** What Temporal refuses to start it has answered: somebody has to mend rights or search attributes. */
  async function restart(record: Open): Promise<'restarted' | 'start-refused'> {
    try {
      await processes.ensureStarted(record);
      return 'restarted';
    } catch (error) {
      const status = grpcStatusOf(error);
      if (!isRefusal(status)) throw error;
      log?.warn({ err: error, ref: record.ref, status }, 'Temporal refused to start an onboarding');
      return 'start-refused';
    }
  }

  async function isFailing(ref: string): Promise<boolean> {
    const { raw } = await client.workflow.getHandle(workflowIdOf(ref)).describe();
    return (raw.pendingWorkflowTask?.attempt ?? 0) >= failingAttempts;
  }

  /** What Temporal itself reports, where the server is told to: it sees those that rest, too. */
  async function reportedProblems(known: readonly Found[]): Promise<Found[]> {
    let refs: Set<string>;
    try {
      refs = await refsOf(`${ours} AND TemporalReportedProblems IS NOT NULL`);
    } catch (error) {
      // Describing those under way has to do.
      if (isRefusedQuestion(error)) return [];
      throw error;
    }
    for (const { kind, ref } of known) if (kind === 'workflow-task-failing' && ref !== null) refs.delete(ref);
    return [...refs].map((ref) => ({ kind: 'workflow-task-failing', subject: ref, ref, detail: 'task-failing' }));
  }

  /**
   * Workflows that run although there is no record, which is written before its workflow is started; or although it is
   * closed, for longer than their last mails may take.
   */
  async function withoutOpenRecord(refs: ReadonlySet<string>, now: Date): Promise<Found[]> {
    const found: Found[] = [];
    const disagrees = (ref: string, detail: FindingDetail) =>
      found.push({ kind: 'record-disagrees', subject: ref, ref, detail });
    for (const slice of slicesOf([...refs], 500)) {
      const records = await onboardings
        .find({ ref: { $in: slice } }, { ref: 1, open: 1, stage: 1, endedAt: 1, updatedAt: 1 })
        .lean<Pick<OnboardingRecord, 'ref' | 'open' | 'stage' | 'endedAt' | 'updatedAt'>[]>();
      const known = new Set(records.map(({ ref }) => ref));
      for (const ref of slice) if (!known.has(ref)) disagrees(ref, 'record-missing');
      for (const { ref, open, stage, endedAt, updatedAt } of records) {
        const patience = isEnding(stage) ? endingMs[stage] : 0;
        if (open || now.getTime() - (endedAt ?? updatedAt).getTime() < patience) continue;
        disagrees(ref, 'workflow-still-running');
      }
    }
    return found;
  }

  async function stuck(now: Date): Promise<Found[]> {
    const since = new Date(now.getTime() - outboxPatienceMs);
    const entries = await outboxModel(connection)
      .find({ createdAt: { $lt: since } }, { message: 1 })
      .sort({ createdAt: 1 })
      .limit(200)
      .lean();
    return entries.map(({ _id, message }) => ({
      kind: 'outbox-stuck',
      subject: String(_id),
      ref: message.kind === 'start' ? message.ref : null,
      detail:
        message.kind === 'start' || message.kind === 'first-login' || message.kind === 'mail' ? message.kind : 'other',
    }));
  }

  /** Who reported that the message was not for them, and could not be taken out of the group: nobody else is in it. */
  async function wrongAdministrators(): Promise<Found[]> {
    const reported = await envelopeModels(connection).envelopes.distinct('ref', { reportedAt: { $exists: true } });
    const kept = await onboardings
      .find({ ref: { $in: reported }, stage: 'completed' }, { ref: 1, account: 1, group: 1, user: 1 })
      .lean<Pick<OnboardingRecord, 'ref' | 'account' | 'group' | 'user'>[]>();
    const found: Found[] = [];
    for (const { ref, account, group, user } of kept) {
      if ((await directoryModels(connection).members.exists({ account, group, user: user!, ref })) === null) continue;
      found.push({ kind: 'wrong-administrator', subject: ref, ref, detail: 'last-administrator' });
    }
    return found;
  }

  /** An open onboarding may still be given more time, and its envelope with it. */
  async function expireEnvelopes(now: Date): Promise<number> {
    const over = envelopeModels(connection)
      .envelopes.find({ state: { $in: liveStates }, expiresAt: { $lt: now } }, { mid: 1, ref: 1, account: 1 })
      .lean()
      .cursor();
    let expired = 0;
    for await (const { mid, ref, account } of over) {
      if ((await onboardings.exists({ ref, open: true })) !== null || !(await envelopes.expire(mid))) continue;
      await audit(connection, { actor: 'system', action: 'envelope.expire', outcome: 'done', account, ref });
      expired += 1;
    }
    return expired;
  }
}

const openFields = { ref: 1, account: 1, path: 1, stage: 1, updatedAt: 1 } as const;
const refOf = (workflowId: string): string => workflowId.slice(workflowIdOf('').length);

function* slicesOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
