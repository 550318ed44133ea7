import { type Connection, type Model, Schema, type Types } from 'mongoose';
import { audit } from '../audit/audit.ts';
import type { Session } from '../database/transaction.ts';
import { type Actor, auditedActor } from '../directory/actors.ts';
import { actorSchema } from './models.ts';

/** `granted`: whoever asked was made an administrator without support's decision. */
export const upgradeRequestStates = ['open', 'started', 'declined', 'granted'] as const;
export type UpgradeRequestState = (typeof upgradeRequestStates)[number];

/** A user who is no administrator asks to become one: what the how-to calls "contact support". */
export interface UpgradeRequest {
  _id: Types.ObjectId;
  account: string;
  /** Who asks, as hex, and as the address was then. */
  user: string;
  userId: string;
  reason: string;
  state: UpgradeRequestState;
  /** What was said when asking again while it was open, oldest first. */
  laterReasons?: string[];
  /** True until support has decided, or the wish was granted otherwise; a partial unique index allows one such request per user and account. */
  open: boolean;
  /** Where it stands in the queue: open ones oldest first, decided ones newest first. */
  order: number;
  createdAt: Date;
  decidedAt?: Date;
  decidedBy?: Actor;
  decisionReason?: string;
  /** The onboarding that support started. */
  ref?: string;
}

const schema = new Schema<UpgradeRequest>(
  {
    account: { type: String, required: true },
    user: { type: String, required: true },
    userId: { type: String, required: true },
    reason: { type: String, required: true, maxlength: 1_000 },
    laterReasons: { type: [String], default: undefined },
    state: { type: String, enum: upgradeRequestStates, required: true },
    open: { type: Boolean, required: true },
    order: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    decidedAt: Date,
    decidedBy: actorSchema,
    decisionReason: { type: String, maxlength: 1_000 },
    ref: String,
  },
  { strict: 'throw' },
)
  .index({ account: 1, user: 1 }, { unique: true, partialFilterExpression: { open: true } })
  .index({ open: -1, order: 1, _id: 1 })
  .index({ user: 1, createdAt: -1 });

export const upgradeRequestModel = (connection: Connection): Model<UpgradeRequest> =>
  (connection.models['UpgradeRequest'] ??
    connection.model<UpgradeRequest>('UpgradeRequest', schema, 'upgrade-requests')) as Model<UpgradeRequest>;

/** How many wait for support to decide. */
export const countOpenUpgradeRequests = (connection: Connection): Promise<number> =>
  upgradeRequestModel(connection).countDocuments({ open: true });

interface Granted {
  readonly account: string;
  /** Who is an administrator from now on, as hex. */
  readonly user: string;
  /** Who answers for it. */
  readonly by: Actor;
  /** The onboarding by which it came, if it was one. */
  readonly ref?: string;
  readonly at: Date;
}

/** Within the transaction of a grant: what was asked of support is done, and waits for nobody any more. */
export async function closeGrantedRequest(
  connection: Connection,
  session: Session,
  { account, user, by, ref, at }: Granted,
): Promise<void> {
  const closed = { state: 'granted', open: false, order: -at.getTime(), decidedAt: at, decidedBy: by } as const;
  const { modifiedCount } = await upgradeRequestModel(connection).updateOne(
    { account, user, open: true },
    { $set: { ...closed, ...(ref === undefined ? {} : { ref }) } },
    { session },
  );
  if (modifiedCount !== 1) return;
  const fact = { ...auditedActor(by), action: 'upgrade-request.granted', outcome: 'done' } as const;
  await audit(connection, { ...fact, account, subject: user, ref: ref ?? null }, session);
}
