import { type Connection, type Model, Schema, type Types } from 'mongoose';
import type { Session } from '../database/transaction.ts';

/**
 * What has to happen elsewhere because something was committed here. Written in the same transaction; the relay
 * delivers each entry at least once. `request` is the HTTP request in which it was, as the logs name it.
 */
export type OutboxMessage =
  | { readonly kind: 'start'; readonly ref: string; readonly request?: string | undefined }
  | { readonly kind: 'first-login'; readonly user: string; readonly request?: string | undefined }
  /** A list of people to invite that is to be carried on. */
  | { readonly kind: 'bulk'; readonly job: string }
  /** The invitation's `sending` was accepted by the mail server and came back. */
  | { readonly kind: 'mail-bounced'; readonly ref: string; readonly sending: number; readonly words: string }
  /** A mail to whoever asked for an onboarding, which the onboarding does not wait for; `key` names it for ever. */
  | {
      readonly kind: 'notice';
      readonly notice: 'stalled' | 'address-corrected';
      readonly ref: string;
      readonly key: string;
      /** A user (hex); absent: whoever asked for the onboarding. */
      readonly to?: string;
      /** Of address-corrected: the addresses of this correction, whatever was corrected since; absent in older entries. */
      readonly corrected?: { readonly former: string; readonly email: string };
    }
  /** The message's recipient said that it is not for them: to a user (hex) who asked for the promotion or answers for it. */
  | {
      readonly kind: 'notice';
      readonly notice: 'not-for-me';
      readonly outcome: 'stopped' | 'withdrawn' | 'kept';
      readonly to: string;
      readonly ref: string;
      readonly key: string;
    }
  /** Support declined the upgrade request of this id (hex); whoever asked is told. */
  | { readonly kind: 'upgrade-declined'; readonly request: string }
  /** The record was closed without its process, which is to end too. */
  | { readonly kind: 'ended'; readonly ref: string }
  /** A code was asked for by whom the message `mid` does not open; they are told why, under the page's reference. */
  | { readonly kind: 'cannot-open'; readonly mid: string; readonly reference: string; readonly messageKey: string }
  /** A mail that no onboarding waits for: a code or a reset. `sealed` holds its secret, sealed by the keyring. */
  | {
      readonly kind: 'mail';
      readonly template: 'enrolment-code' | 'password-reset';
      readonly messageKey: string;
      readonly to: string;
      readonly locale: 'en' | 'fr';
      readonly sealed: string;
    };

export interface OutboxEntry {
  _id: Types.ObjectId;
  message: OutboxMessage;
  attempts: number;
  /** Not tried before this; also the lease while one relay tries it. */
  dueAt: Date;
  lastError: string | null;
  createdAt: Date;
}

const outboxSchema = new Schema<OutboxEntry>(
  {
    message: { type: Schema.Types.Mixed, required: true },
    attempts: { type: Number, default: 0 },
    dueAt: { type: Date, required: true },
    lastError: { type: String, default: null },
    createdAt: { type: Date, required: true },
  },
  { strict: 'throw' },
).index({ 'message.kind': 1, dueAt: 1 });

export const outboxModel = (connection: Connection): Model<OutboxEntry> =>
  (connection.models['OutboxEntry'] ??
    connection.model<OutboxEntry>('OutboxEntry', outboxSchema, 'outbox')) as Model<OutboxEntry>;

/** Adds an entry within the caller's transaction. @returns its id */
export async function addToOutbox(
  connection: Connection,
  session: Session,
  message: OutboxMessage,
  now = new Date(),
): Promise<Types.ObjectId> {
  const [entry] = await outboxModel(connection).create([{ message, dueAt: now, createdAt: now }], { session });
  return entry!._id;
}
