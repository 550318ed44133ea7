import { type Connection, type Model, Schema, type Types } from 'mongoose';
import {
  type Path,
  type Stage,
  type StallReason,
  paths,
  stages,
  stallReasons,
  type WorkingStage,
} from '../../workflows/stages.ts';
import type { Actor } from '../directory/actors.ts';
import { type Dictionary, dictionary } from '../language/index.ts';

export interface Stall {
  reason: StallReason;
  stage: WorkingStage;
  /** How often this stage was tried, this stall included. */
  attempt: number;
  /** The other side's own words, say an SMTP answer, without addresses; null where there are none. */
  detail: string | null;
  since: Date;
}

export interface NextAutomaticAction {
  kind: 'reminder' | 'deadline' | 'expiry' | 'retry';
  at: Date;
}

/** The onboarding's document: what lists, pages and support read. Written in the transaction of the effect it tells of. */
export interface OnboardingRecord {
  ref: string;
  account: string;
  group: string;
  email: string;
  addressKey: string;
  /** How the missing user comes to exist; checking may find another way than was asked for, or that none is needed. */
  path: Path | null;
  requestedPath: Path | null;
  stage: Stage;
  /** When it came there; absent while it stands where it began. */
  stageSince?: Date;
  /** True until an ending; a partial unique index on account, group and addressKey allows one open onboarding. */
  open: boolean;
  /** The number of the last step that was applied; a step applies only above it (see applyStep). */
  revision: number;
  /** The run of the workflow that applied it. */
  run?: string | null;
  /** What that step answered, so that its repetition answers the same. */
  lastAnswer?: unknown;
  /** The highest timeline number given out. */
  seq: number;
  stall: Stall | null;
  nextAutomaticAction: NextAutomaticAction | null;
  /** When the candidate's time is over; absent until the wait has begun. */
  deadline?: Date;
  initiator: Actor;
  sponsor: Actor;
  /** Support started it, or changed its address or path: somebody else has to stand behind it before the grant. */
  approvalNeeded: boolean;
  /** Users (hex) of support whose hand it was; none of them may approve. */
  handledBy: string[];
  candidate: { firstName: string; lastName: string; locale: 'en' | 'fr' };
  /** The candidate's name as it is searched for; absent where none was given. */
  nameKeys?: string[];
  reason: string | null;
  /** The candidate's user once known. */
  user?: Types.ObjectId;
  /** True when this onboarding made that user. */
  createdUser: boolean;
  /** When the mailed code was entered; absent again once the way or the address was changed. */
  enrolledAt?: Date;
  /** Another account made that user, when it was looked up last. */
  madeElsewhere?: boolean;
  /** The current envelope's id on the invite path. */
  mid?: string;
  /** Whose address reported a mail as unwanted (its key): nobody there is reminded any more. */
  complainedBy?: string;
  /** The address before it was corrected. */
  correctedFrom?: string;
  /** Counts mails of a kind that were sent anew, so that each sending has its own Message-ID. */
  sendings: number;
  createdAt: Date;
  updatedAt: Date;
  endedAt?: Date;
  workflow: { id: string; runId: string | null };
}

/**
 * Whether the candidate entered the mailed code, and so has shown that the address is right: correcting it now would give
 * the user of one to another.
 */
export const hasEnrolled = ({ enrolledAt }: Pick<OnboardingRecord, 'enrolledAt'>): boolean => enrolledAt !== undefined;

/** One line of an onboarding's history. Words are made from `kind` and `data` in the reader's language. */
export interface TimelineEntry {
  ref: string;
  seq: number;
  at: Date;
  kind: TimelineKind;
  by: Actor;
  data: Record<string, string | number | null>;
}

/** What a timeline can tell: that for which there are words. */
export type TimelineKind = keyof Dictionary['onboardings']['timeline'];
const timelineKinds = Object.keys(dictionary('en').onboardings.timeline);

export const actorSchema = new Schema<Actor>(
  {
    kind: { type: String, enum: ['user', 'operator', 'system'], required: true },
    user: String,
    name: String,
    role: { type: String, enum: ['administrator', 'support', 'candidate', 'operator'] },
  },
  { _id: false },
);

const stall = new Schema<Stall>(
  {
    reason: { type: String, enum: stallReasons, required: true },
    stage: { type: String, enum: stages, required: true },
    attempt: { type: Number, required: true },
    detail: { type: String, default: null, maxlength: 500 },
    since: { type: Date, required: true },
  },
  { _id: false },
);

const recordSchema = new Schema<OnboardingRecord>(
  {
    ref: { type: String, required: true, match: /^ONB-[0-9A-HJKMNP-TV-Z]{6,10}$/ },
    account: { type: String, required: true },
    group: { type: String, required: true },
    email: { type: String, required: true },
    addressKey: { type: String, required: true },
    path: { type: String, enum: [...paths, null], default: null },
    requestedPath: { type: String, enum: [...paths, null], default: null },
    stage: { type: String, enum: stages, required: true },
    stageSince: Date,
    open: { type: Boolean, required: true },
    revision: { type: Number, required: true },
    run: String,
    lastAnswer: Schema.Types.Mixed,
    seq: { type: Number, required: true },
    stall: { type: stall, default: null },
    nextAutomaticAction: {
      type: new Schema<NextAutomaticAction>(
        { kind: { type: String, required: true }, at: { type: Date, required: true } },
        { _id: false },
      ),
      default: null,
    },
    deadline: Date,
    initiator: { type: actorSchema, required: true },
    sponsor: { type: actorSchema, required: true },
    approvalNeeded: { type: Boolean, default: false },
    handledBy: { type: [String], default: [] },
    candidate: {
      type: new Schema(
        {
          firstName: { type: String, default: '', maxlength: 100 },
          lastName: { type: String, default: '', maxlength: 100 },
          locale: { type: String, enum: ['en', 'fr'], required: true },
        },
        { _id: false },
      ),
      required: true,
    },
    nameKeys: { type: [String], default: undefined },
    reason: { type: String, default: null },
    user: Schema.Types.ObjectId,
    createdUser: { type: Boolean, default: false },
    enrolledAt: Date,
    madeElsewhere: Boolean,
    mid: String,
    complainedBy: String,
    correctedFrom: String,
    sendings: { type: Number, default: 0 },
    endedAt: Date,
    workflow: {
      type: new Schema(
        { id: { type: String, required: true }, runId: { type: String, default: null } },
        { _id: false },
      ),
      required: true,
    },
  },
  { strict: 'throw', timestamps: true, minimize: false },
)
  .index({ ref: 1 }, { unique: true })
  .index({ account: 1, group: 1, addressKey: 1 }, { unique: true, partialFilterExpression: { open: true } })
  .index({ account: 1, createdAt: -1, ref: -1 })
  .index({ account: 1, stage: 1, createdAt: -1, ref: -1 })
  .index({ stage: 1, createdAt: -1, ref: -1 })
  .index({ createdAt: -1, ref: -1 })
  .index({ stage: 1, 'stall.reason': 1, 'stall.since': 1, ref: 1 })
  .index({ account: 1, stage: 1, 'stall.reason': 1, 'stall.since': 1, ref: 1 })
  .index({ open: 1, createdAt: -1, ref: -1 })
  .index({ account: 1, open: 1, createdAt: -1, ref: -1 })
  .index({ nameKeys: 1 })
  .index({ addressKey: 1, open: 1 });

const timelineSchema = new Schema<TimelineEntry>(
  {
    ref: { type: String, required: true },
    seq: { type: Number, required: true },
    at: { type: Date, required: true },
    kind: { type: String, enum: timelineKinds, required: true },
    by: { type: actorSchema, required: true },
    data: { type: Schema.Types.Mixed, required: true },
  },
  { strict: 'throw', minimize: false },
).index({ ref: 1, seq: 1 }, { unique: true });

export interface RecordModels {
  readonly onboardings: Model<OnboardingRecord>;
  readonly timeline: Model<TimelineEntry>;
}

/** The records' collections on this connection. */
export function recordModels(connection: Connection): RecordModels {
  return {
    onboardings:
      connection.models['Onboarding'] ?? connection.model<OnboardingRecord>('Onboarding', recordSchema, 'onboardings'),
    timeline:
      connection.models['TimelineEntry'] ??
      connection.model<TimelineEntry>('TimelineEntry', timelineSchema, 'timeline'),
  } as RecordModels;
}
