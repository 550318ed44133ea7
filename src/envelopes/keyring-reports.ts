import { hostname } from 'node:os';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Keyring } from '../keys/keyring.ts';

/** By which key a process seals: hosts have copies of the keyring of their own, and only they know what it says. */
export interface KeyringReport {
  /** Host and process id. */
  _id: string;
  activeId: string;
  at: Date;
}

const reportSchema = new Schema<KeyringReport>(
  {
    _id: { type: String, required: true },
    activeId: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { strict: 'throw' },
).index({ at: 1 }, { expireAfterSeconds: 86_400 });

export const keyringReportModel = (connection: Connection): Model<KeyringReport> =>
  (connection.models['KeyringReport'] ??
    connection.model<KeyringReport>('KeyringReport', reportSchema, 'keyringReports')) as Model<KeyringReport>;

const everyMs = 15_000;
/** A process that has not reported for so long has ended, or does not reach the database and seals nothing. */
const livingMs = 4 * everyMs;

/** Writes down by which key this process seals, now and from time to time. @returns ends it, and takes the report back */
export function reportKeyring(
  connection: Connection,
  keyring: Pick<Keyring, 'activeId'>,
  onError: (error: unknown) => void = () => {},
): () => Promise<void> {
  const reports = keyringReportModel(connection);
  const _id = `${hostname()}/${process.pid}`;
  const report = async () =>
    reports.updateOne({ _id }, { $set: { activeId: keyring.activeId, at: new Date() } }, { upsert: true });
  let last: Promise<unknown> = report().catch(onError);
  const timer = setInterval(() => {
    last = report().catch(onError);
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await last;
    await reports.deleteOne({ _id }).catch(onError);
  };
}

/** How many living processes seal by this key. */
export const countSealingBy = (connection: Connection, activeId: string, now = new Date()): Promise<number> =>
  keyringReportModel(connection).countDocuments({ activeId, at: { $gt: new Date(now.getTime() - livingMs) } });
