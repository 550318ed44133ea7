import { type Connection, type Model, Schema } from 'mongoose';
import type { Action, Path } from '../../workflows/stages.ts';
import type { Session } from '../database/transaction.ts';
import type { Actor } from '../directory/actors.ts';
import { actorSchema } from './models.ts';

/**
 * What somebody decided about an onboarding, authorised and written before the workflow hears of it. The message to
 * the workflow carries the id only, so that nobody who can reach Temporal can claim to be somebody.
 */
export interface DecisionRecord {
  _id: string;
  ref: string;
  action: Action;
  by: Actor;
  reason: string;
  /** Of correct-email: the address as written to and as compared. */
  email?: string;
  addressKey?: string;
  /** Of extend. */
  hours?: number;
  /** Of switch-path: the one to take. */
  path?: Path;
  /** Of cancel. */
  createdUser?: 'disable' | 'keep';
  createdAt: Date;
  /** When the process carried it out. */
  appliedAt?: Date;
  /** When the process refused it: nobody can bring it again. */
  refusedAt?: Date;
}

const decisionSchema = new Schema<DecisionRecord>(
  {
    _id: { type: String, required: true },
    ref: { type: String, required: true },
    action: { type: String, required: true },
    by: { type: actorSchema, required: true },
    reason: { type: String, required: true, maxlength: 1_000 },
    email: String,
    addressKey: String,
    hours: Number,
    path: { type: String, enum: ['invite', 'temporary-password'] },
    createdUser: { type: String, enum: ['disable', 'keep'] },
    createdAt: { type: Date, required: true },
    appliedAt: Date,
    refusedAt: Date,
  },
  { strict: 'throw' },
).index({ ref: 1, createdAt: 1 });

export const decisionModel = (connection: Connection): Model<DecisionRecord> =>
  (connection.models['Decision'] ??
    connection.model<DecisionRecord>('Decision', decisionSchema, 'decisions')) as Model<DecisionRecord>;

/** A decision that never reached its process is not lying about for ever. */
const validFor = 24 * 3_600_000;

/** The decision that a message names, marked as carried out; null when there is none like it. */
export async function takeDecision(
  connection: Connection,
  session: Session,
  wanted: Pick<DecisionRecord, 'ref' | 'action'> & { readonly id: string | undefined },
): Promise<DecisionRecord | null> {
  const { id, ref, action } = wanted;
  // It comes out of a message: anything but a text would be a query of somebody's own.
  if (typeof id !== 'string') return null;
  const decisions = decisionModel(connection);
  const taken = await decisions.updateOne(
    {
      ...{ _id: id, ref, action, appliedAt: { $exists: false }, refusedAt: { $exists: false } },
      createdAt: { $gt: new Date(Date.now() - validFor) },
    },
    { $set: { appliedAt: new Date() } },
    { session },
  );
  return taken.modifiedCount === 1 ? decisions.findById(id, null, { session }).lean<DecisionRecord>() : null;
}

/** What was taken turned out not to be possible: it was not carried out, and never will be. */
export async function refuseDecision(connection: Connection, session: Session, id: string): Promise<void> {
  const set = { $set: { refusedAt: new Date() }, $unset: { appliedAt: 1 } } as const;
  await decisionModel(connection).updateOne({ _id: id }, set, { session });
}
