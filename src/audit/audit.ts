import { type Connection, type Model, Schema } from 'mongoose';
import type { Session } from '../database/transaction.ts';

/** One fact of who did, or tried, what. Append-only: nothing in Castellan updates or deletes an entry. */
export interface AuditEntry {
  at: Date;
  /** ObjectId of the user as hex, `operator:<host user>`, or `system`. */
  actor: string;
  role: string | null;
  /** Dotted verb, such as `member.add`, `onboarding.grant`, `session.sign-in`. */
  action: string;
  outcome: 'done' | 'refused';
  account: string | null;
  ref: string | null;
  /** The user it was done to, as hex ObjectId. */
  subject: string | null;
  reason: string | null;
  requestId: string | null;
  data: Record<string, unknown>;
}

const auditSchema = new Schema<AuditEntry>(
  {
    at: { type: Date, required: true, immutable: true },
    actor: { type: String, required: true, immutable: true },
    role: { type: String, default: null, immutable: true },
    action: { type: String, required: true, immutable: true },
    outcome: { type: String, enum: ['done', 'refused'], required: true, immutable: true },
    account: { type: String, default: null, immutable: true },
    ref: { type: String, default: null, immutable: true },
    subject: { type: String, default: null, immutable: true },
    reason: { type: String, default: null, immutable: true },
    requestId: { type: String, default: null, immutable: true },
    data: { type: Schema.Types.Mixed, default: {}, immutable: true },
  },
  { strict: 'throw', minimize: false },
)
  .index({ account: 1, at: -1 })
  .index({ ref: 1, at: 1 });

export const auditModel = (connection: Connection): Model<AuditEntry> =>
  (connection.models['AuditEntry'] ??
    connection.model<AuditEntry>('AuditEntry', auditSchema, 'audit')) as Model<AuditEntry>;

export type AuditFact = Pick<AuditEntry, 'actor' | 'action' | 'outcome'> & Partial<AuditEntry>;

/** Appends a fact; inside a transaction when `session` is given, so that fact and effect stand or fall together. */
export async function audit(connection: Connection, fact: AuditFact, session?: Session): Promise<void> {
  await auditModel(connection).create([{ at: new Date(), data: {}, ...fact }], session ? { session } : {});
}
