import { type Connection, type Model, Schema } from 'mongoose';
import type { Actor } from '../directory/actors.ts';
import { actorSchema } from './models.ts';

/** What a line would lead to, as far as can be told before it is started. */
export const bulkVerdicts = ['invite', 'add', 'wait', 'running', 'member', 'locked', 'duplicate', 'invalid'] as const;
export type BulkVerdict = (typeof bulkVerdicts)[number];

/** What became of a line; `left`: it could not be started, and was not. */
export const bulkOutcomes = ['waiting', 'begun', 'joined', 'refused', 'left'] as const;
export type BulkOutcome = (typeof bulkOutcomes)[number];

/** A list of people to invite. A draft has been checked; nobody of it is invited yet. */
export interface BulkJob {
  /** Such as BLK-7F3K9QXZ. */
  job: string;
  account: string;
  state: 'draft' | 'running' | 'done';
  by: Actor;
  reason: string | null;
  total: number;
  createdAt: Date;
  startedAt?: Date;
  endedAt?: Date;
  /** Personal data of people who may never have heard of it are not kept for long. */
  expiresAt: Date;
}

export interface BulkLine {
  job: string;
  /** Its number in the list, from 1. */
  line: number;
  /** As it was given. */
  email: string;
  firstName: string;
  lastName: string;
  locale: 'en' | 'fr';
  verdict: BulkVerdict;
  outcome: BulkOutcome;
  /** A problem's or a field error's code: why it is invalid, or was refused. */
  code: string | null;
  ref: string | null;
  expiresAt: Date;
}

const jobSchema = new Schema<BulkJob>(
  {
    job: { type: String, required: true },
    account: { type: String, required: true },
    state: { type: String, enum: ['draft', 'running', 'done'], required: true },
    by: { type: actorSchema, required: true },
    reason: { type: String, default: null },
    total: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    startedAt: Date,
    endedAt: Date,
    expiresAt: { type: Date, required: true },
  },
  { strict: 'throw', minimize: false },
)
  .index({ job: 1 }, { unique: true })
  .index({ account: 1, createdAt: -1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const lineSchema = new Schema<BulkLine>(
  {
    job: { type: String, required: true },
    line: { type: Number, required: true },
    email: { type: String, default: '' },
    firstName: { type: String, default: '' },
    lastName: { type: String, default: '' },
    locale: { type: String, enum: ['en', 'fr'], required: true },
    verdict: { type: String, enum: bulkVerdicts, required: true },
    outcome: { type: String, enum: bulkOutcomes, required: true },
    code: { type: String, default: null },
    ref: { type: String, default: null },
    expiresAt: { type: Date, required: true },
  },
  { strict: 'throw', minimize: false },
)
  .index({ job: 1, line: 1 }, { unique: true })
  .index({ job: 1, outcome: 1, line: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export interface BulkModels {
  readonly jobs: Model<BulkJob>;
  readonly lines: Model<BulkLine>;
}

/** The collections of lists and their lines on this connection. */
export function bulkModels(connection: Connection): BulkModels {
  return {
    jobs: connection.models['BulkJob'] ?? connection.model<BulkJob>('BulkJob', jobSchema, 'bulk-jobs'),
    lines: connection.models['BulkLine'] ?? connection.model<BulkLine>('BulkLine', lineSchema, 'bulk-lines'),
  } as BulkModels;
}
