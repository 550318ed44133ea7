import type { Connection } from 'mongoose';
import { inTransaction, type Session } from '../database/transaction.ts';
import type { Stage } from '../../workflows/stages.ts';
import { type OnboardingRecord, recordModels } from './models.ts';
import { type NewEntry, numbered } from './timeline.ts';

/**
 * Signals wake, MongoDB decides. A workflow numbers its steps upwards; a step's effect is committed together with the
 * record's move to that number, and only upwards and only while the record is open. So the repetition of a step finds
 * its own number and gives the stored answer, and a late attempt finds a higher number or a closed record and does
 * nothing at all.
 */
export type StepOutcome<Answer> =
  | { readonly kind: 'applied'; readonly answer: Answer }
  /** This very step was committed before: by an earlier attempt whose answer was lost. */
  | { readonly kind: 'repeated'; readonly answer: Answer }
  | { readonly kind: 'overtaken'; readonly stage: Stage; readonly revision: number };

export interface StepChange<Answer> {
  readonly set?: Partial<OnboardingRecord>;
  readonly unset?: readonly ('user' | 'mid' | 'enrolledAt')[];
  readonly entries?: readonly NewEntry[];
  readonly answer: Answer;
}

/** Emitted on the connection, with a StageLeft, once a step is committed that leads out of a stage. */
export const stageLeftEvent = 'castellan:stage-left';
export interface StageLeft {
  readonly stage: Stage;
  /** How long it stood there. */
  readonly seconds: number;
}

export interface StepNumber {
  readonly ref: string;
  readonly revision: number;
  /**
   * Which run of the workflow counts: after a reset in Temporal another one gives the same numbers to other steps. Null
   * where a record is closed that has no workflow.
   */
  readonly run: string | null;
}

/** Thrown when the record does not exist: nothing that a retry could mend. */
export class RecordMissing extends Error {
  override readonly name = 'RecordMissing';
}

/** Where a step stands, without applying it: asked before an effect outside MongoDB, such as sending a mail. */
export async function readStep<Answer>(
  connection: Connection,
  { ref, revision, run }: StepNumber,
  session?: Session,
): Promise<{ kind: 'due'; record: OnboardingRecord } | Exclude<StepOutcome<Answer>, { kind: 'applied' }>> {
  const record = await recordModels(connection)
    .onboardings.findOne({ ref }, null, session ? { session } : {})
    .lean<OnboardingRecord>();
  if (record === null) throw new RecordMissing(`no onboarding ${ref}`);
  const isOwn = record.revision === revision && record.run === run;
  if (isOwn) return { kind: 'repeated', answer: record.lastAnswer as Answer };
  if (record.revision >= revision || !record.open)
    return { kind: 'overtaken', stage: record.stage, revision: record.revision };
  return { kind: 'due', record };
}

/**
 * Applies one step in one transaction.
 * @param step reference and the step's number
 * @param work the effect; may run more than once, so it holds nothing but MongoDB work
 */
export async function applyStep<Answer>(
  connection: Connection,
  step: StepNumber,
  work: (session: Session, record: OnboardingRecord) => Promise<StepChange<Answer>>,
): Promise<StepOutcome<Answer>> {
  let left: StageLeft | null = null;
  const outcome = await inTransaction(connection, async (session): Promise<StepOutcome<Answer>> => {
    left = null;
    const found = await readStep<Answer>(connection, step, session);
    if (found.kind !== 'due') return found;
    const { record } = found;
    const { set = {}, unset = [], entries = [], answer } = await work(session, record);
    const { onboardings, timeline } = recordModels(connection);
    const now = new Date();
    const moves = set.stage !== undefined && set.stage !== record.stage;
    const entered = moves ? { stageSince: now } : {};
    if (moves) left = { stage: record.stage, seconds: secondsBetween(record.stageSince ?? record.createdAt, now) };
    const moved = await onboardings.updateOne(
      { ref: step.ref, open: true, revision: { $lt: step.revision } },
      {
        $set: {
          ...set,
          ...entered,
          revision: step.revision,
          run: step.run,
          ...(step.run === null ? {} : { 'workflow.runId': step.run }),
          lastAnswer: answer ?? null,
        },
        $inc: { seq: entries.length },
        $unset: Object.fromEntries(unset.map((field) => [field, 1])),
      },
      { session },
    );
    if (moved.modifiedCount !== 1) throw new Error(`the record of ${step.ref} moved while a step was applied`);
    if (entries.length > 0) {
      const first = await onboardings.findOne({ ref: step.ref }, { seq: 1 }, { session }).lean();
      const base = (first?.seq ?? 0) - entries.length;
      await timeline.insertMany(
        entries.map((entry, index) => numbered(step.ref, base + index + 1, entry)),
        { session },
      );
    }
    return { kind: 'applied', answer };
  });
  if (left !== null) connection.emit(stageLeftEvent, left);
  return outcome;
}

const secondsBetween = (from: Date, to: Date): number => Math.max(0, to.getTime() - from.getTime()) / 1_000;
