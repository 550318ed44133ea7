import { type Connection, type Model, Schema, type Types } from 'mongoose';

/** What a first login demands, in this order. */
export const requiredActions = ['features', 'preferences', 'permanent-password'] as const;
export type RequiredAction = (typeof requiredActions)[number];

export interface Account {
  number: string;
  name: string;
  createdAt: Date;
}

export interface Preferences {
  language: 'en' | 'fr';
  timeZone: string;
  notifyNewMessages: boolean;
}

export interface User {
  _id: Types.ObjectId;
  /** User name: the e-mail address that mail goes to. */
  userId: string;
  addressKey: string;
  firstName: string;
  lastName: string;
  /** `disabled`: made by an onboarding that ended before the first login. Nobody is ever deleted. */
  status: 'active' | 'locked' | 'disabled';
  lockReason?: string;
  /** The account whose administrator, or onboarding, made this user. */
  createdByAccount: string;
  /** The onboarding's reference, when one made this user. */
  createdByRef?: string;
  /** PHC string of the permanent password; absent until the first login is complete. */
  passwordHash?: string;
  temporaryPassword?: { hash: string; madeAt: Date; expiresAt: Date; usedAt?: Date };
  /** What the first login still demands; empty once it is complete. */
  requiredActions: RequiredAction[];
  preferences: Preferences;
  /** When a mailed code was entered in a session of this user. */
  addressProvedAt?: Date;
  firstLoginAt?: Date;
  /** Counts the grants that relied on this user as it stood: a lock at the same moment conflicts instead of slipping by. */
  reliedUpon: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface Group {
  account: string;
  name: string;
  createdAt: Date;
}

export interface Member {
  account: string;
  group: string;
  user: Types.ObjectId;
  addedAt: Date;
  /** The userId of who added it, or `operator`. */
  addedBy: string;
  /** The onboarding that added it, if one did. */
  ref?: string;
  reliedUpon: number;
}

const preferences = new Schema<Preferences>(
  {
    language: { type: String, enum: ['en', 'fr'], required: true },
    timeZone: { type: String, required: true },
    notifyNewMessages: { type: Boolean, required: true },
  },
  { _id: false },
);

const temporaryPassword = new Schema(
  {
    hash: { type: String, required: true },
    madeAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: Date,
  },
  { _id: false },
);

const accountSchema = new Schema<Account>(
  {
    number: { type: String, required: true, match: /^[a-z0-9-]{1,32}$/ },
    name: { type: String, required: true, maxlength: 200 },
    createdAt: { type: Date, required: true },
  },
  { strict: 'throw' },
).index({ number: 1 }, { unique: true });

const userSchema = new Schema<User>(
  {
    userId: { type: String, required: true, maxlength: 254 },
    addressKey: { type: String, required: true, maxlength: 254 },
    firstName: { type: String, default: '', maxlength: 100 },
    lastName: { type: String, default: '', maxlength: 100 },
    status: { type: String, enum: ['active', 'locked', 'disabled'], required: true },
    lockReason: String,
    createdByAccount: { type: String, required: true },
    createdByRef: String,
    passwordHash: String,
    temporaryPassword,
    requiredActions: { type: [String], enum: requiredActions, required: true },
    preferences: { type: preferences, required: true },
    addressProvedAt: Date,
    firstLoginAt: Date,
    reliedUpon: { type: Number, default: 0 },
  },
  { strict: 'throw', timestamps: true },
)
  .index({ addressKey: 1 }, { unique: true })
  .index({ createdByAccount: 1, addressKey: 1 });

const groupSchema = new Schema<Group>(
  {
    account: { type: String, required: true },
    name: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { strict: 'throw' },
).index({ account: 1, name: 1 }, { unique: true });

const memberSchema = new Schema<Member>(
  {
    account: { type: String, required: true },
    group: { type: String, required: true },
    user: { type: Schema.Types.ObjectId, required: true },
    addedAt: { type: Date, required: true },
    addedBy: { type: String, required: true },
    ref: String,
    reliedUpon: { type: Number, default: 0 },
  },
  { strict: 'throw' },
)
  .index({ account: 1, group: 1, user: 1 }, { unique: true })
  .index({ user: 1 });

export interface DirectoryModels {
  readonly accounts: Model<Account>;
  readonly users: Model<User>;
  readonly groups: Model<Group>;
  readonly members: Model<Member>;
}

/** The directory's collections on this connection; calling it again gives the same models. */
export function directoryModels(connection: Connection): DirectoryModels {
  return {
    accounts: connection.models['Account'] ?? connection.model<Account>('Account', accountSchema, 'accounts'),
    users: connection.models['User'] ?? connection.model<User>('User', userSchema, 'users'),
    groups: connection.models['Group'] ?? connection.model<Group>('Group', groupSchema, 'groups'),
    members: connection.models['Member'] ?? connection.model<Member>('Member', memberSchema, 'members'),
  } as DirectoryModels;
}
