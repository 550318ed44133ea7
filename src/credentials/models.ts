import { type Connection, type Model, Schema, type Types } from 'mongoose';
import type { Session } from '../database/transaction.ts';
import { type Scope, scopes } from '../directory/scopes.ts';

/** `required-actions` may complete a first login and nothing else. */
export type SessionKind = 'full' | 'required-actions';

export interface SignInSession {
  /** SHA-256 of the token, as hex. The token itself is with its browser only. */
  _id: string;
  user: Types.ObjectId;
  kind: SessionKind;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  /** Browser and system, as far as the browser tells: enough to know one's own sign-ins apart. */
  device?: string;
}

export interface ApiToken {
  _id: Types.ObjectId;
  /** SHA-256 of the token, as hex. */
  hash: string;
  user: Types.ObjectId;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt?: Date;
}

export interface PasswordReset {
  /** SHA-256 of the token, as hex. */
  _id: string;
  /** Absent in what is written for an address that nobody has. */
  user?: Types.ObjectId;
  createdAt: Date;
  expiresAt: Date;
}

// The TTL indexes only collect garbage, a minute or so late: every read compares the times itself.
const sessionSchema = new Schema<SignInSession>(
  {
    _id: { type: String, required: true },
    user: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: ['full', 'required-actions'], required: true },
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    device: { type: String, maxlength: 60 },
  },
  { strict: 'throw' },
)
  .index({ user: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const apiTokenSchema = new Schema<ApiToken>(
  {
    hash: { type: String, required: true },
    user: { type: Schema.Types.ObjectId, required: true },
    name: { type: String, required: true, maxlength: 100 },
    scopes: { type: [String], enum: scopes, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    lastUsedAt: Date,
  },
  { strict: 'throw' },
)
  .index({ hash: 1 }, { unique: true })
  .index({ user: 1, createdAt: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const passwordResetSchema = new Schema<PasswordReset>(
  {
    _id: { type: String, required: true },
    user: Schema.Types.ObjectId,
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { strict: 'throw' },
)
  .index({ user: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export interface CredentialModels {
  readonly sessions: Model<SignInSession>;
  readonly apiTokens: Model<ApiToken>;
  readonly passwordResets: Model<PasswordReset>;
}

/** The credentials' collections on this connection. */
export function credentialModels(connection: Connection): CredentialModels {
  return {
    sessions:
      connection.models['SignInSession'] ?? connection.model<SignInSession>('SignInSession', sessionSchema, 'sessions'),
    apiTokens: connection.models['ApiToken'] ?? connection.model<ApiToken>('ApiToken', apiTokenSchema, 'api-tokens'),
    passwordResets:
      connection.models['PasswordReset'] ??
      connection.model<PasswordReset>('PasswordReset', passwordResetSchema, 'password-resets'),
  } as CredentialModels;
}

/** Ends every session of a user, in the transaction that gives the reason for it. */
export async function endSessions(connection: Connection, user: Types.ObjectId, session: Session): Promise<void> {
  await credentialModels(connection).sessions.deleteMany({ user }, { session });
}
