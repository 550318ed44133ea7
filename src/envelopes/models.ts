import { type Connection, type Model, Schema } from 'mongoose';
import type { Locale } from '../language/index.ts';
import { type EnvelopeState, envelopeStates } from './states.ts';

/** One sealed message to one recipient. The message itself is nowhere here but in `jwe`. */
export interface Envelope {
  /** Message id: 128 random bits in base64url. It names the envelope and releases nothing. */
  mid: string;
  /** The onboarding it was sealed for, and the step that sealed it: sealing twice gives the same envelope. */
  ref: string;
  step: string;
  account: string;
  accountName: string;
  senderName: string;
  email: string;
  addressKey: string;
  locale: Locale;
  /** Canonical text of the flattened JWE, as it is in the attachment. */
  jwe: string;
  /** SHA-256 of `jwe` in base64url: what an attachment that is posted back is recognized by. */
  ctHash: string;
  /** The data key, wrapped by the keyring's key `kekId`. Without it nothing opens the envelope ever again. */
  wrappedKey?: string;
  kekId: string;
  /** Canonical JSON of the immutable policy, whose hash the envelope's header carries. */
  policy: string;
  state: EnvelopeState;
  lockReason?: string;
  expiresAt: Date;
  /** How often the key was released. */
  releases: number;
  openedAt?: Date;
  lastOpenedAt?: Date;
  endedAt?: Date;
  /** When its recipient said that it is not for them. */
  reportedAt?: Date;
  createdAt: Date;
}

/** What a sender wrote, sealed, for as long as it may have to be sent (letters.ts). */
export interface Letter {
  /** The reference of the onboarding, or of the list of people to invite, that it belongs to. */
  owner: string;
  /** Compact JWE under a data key of its own. */
  jwe: string;
  /** The data key, wrapped by the keyring's key `kekId`. */
  wrappedKey: string;
  kekId: string;
  createdAt: Date;
  /** Of a list that nobody may ever start. */
  expiresAt?: Date;
}

/** The current enrolment code of one message id, and how many were mailed. */
export interface EnrolmentCode {
  mid: string;
  /** Shown on the page and in the mail, so that a person sees which mail belongs to the page. */
  reference: string;
  codeMac: string;
  /** Code and reference, sealed: a new visit mails the live code again. */
  sealed: string;
  expiresAt: Date;
  wrongTries: number;
  /** Tries before this are not looked at. */
  notBefore: Date;
  usedAt: Date | null;
  /** When code mails were asked for, the last one and those in the hour before it. */
  mails: Date[];
  /** How many ever: numbers them, so that no Message-ID comes twice. */
  mailsEver: number;
  /** How many since the invitation was sent last, without a week's pause: what the limit counts. */
  mailsCounted?: number;
  /** Set for a message id that names nothing: it is treated alike, and forgotten when it does not count any more. */
  forgetAt?: Date;
}

const envelopeSchema = new Schema<Envelope>(
  {
    mid: { type: String, required: true, immutable: true },
    ref: { type: String, required: true, immutable: true },
    step: { type: String, required: true, immutable: true },
    account: { type: String, required: true, immutable: true },
    accountName: { type: String, required: true },
    senderName: { type: String, required: true },
    email: { type: String, required: true, immutable: true },
    addressKey: { type: String, required: true, immutable: true },
    locale: { type: String, enum: ['en', 'fr'], required: true },
    jwe: { type: String, required: true, immutable: true },
    ctHash: { type: String, required: true, immutable: true },
    wrappedKey: String,
    kekId: { type: String, required: true },
    policy: { type: String, required: true, immutable: true },
    state: { type: String, enum: envelopeStates, required: true },
    lockReason: { type: String, maxlength: 1_000 },
    expiresAt: { type: Date, required: true },
    releases: { type: Number, required: true },
    openedAt: Date,
    lastOpenedAt: Date,
    endedAt: Date,
    reportedAt: Date,
    createdAt: { type: Date, required: true, immutable: true },
  },
  { strict: 'throw' },
)
  .index({ mid: 1 }, { unique: true })
  .index({ ref: 1, step: 1 }, { unique: true })
  .index({ ctHash: 1 }, { unique: true })
  .index({ state: 1, expiresAt: 1 })
  .index({ kekId: 1, mid: 1 })
  .index({ reportedAt: 1 }, { sparse: true });

const letterSchema = new Schema<Letter>(
  {
    owner: { type: String, required: true, immutable: true },
    jwe: { type: String, required: true, immutable: true },
    wrappedKey: { type: String, required: true },
    kekId: { type: String, required: true },
    createdAt: { type: Date, required: true, immutable: true },
    expiresAt: Date,
  },
  { strict: 'throw' },
)
  .index({ owner: 1 }, { unique: true })
  .index({ kekId: 1, owner: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const codeSchema = new Schema<EnrolmentCode>(
  {
    mid: { type: String, required: true },
    reference: { type: String, required: true },
    codeMac: { type: String, required: true },
    sealed: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    wrongTries: { type: Number, required: true },
    notBefore: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    mails: { type: [Date], required: true },
    mailsEver: { type: Number, required: true },
    mailsCounted: Number,
    forgetAt: Date,
  },
  { strict: 'throw' },
)
  .index({ mid: 1 }, { unique: true })
  .index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

export interface EnvelopeModels {
  readonly envelopes: Model<Envelope>;
  readonly letters: Model<Letter>;
  readonly codes: Model<EnrolmentCode>;
}

/** The envelopes' collections on this connection. */
export function envelopeModels(connection: Connection): EnvelopeModels {
  return {
    envelopes: connection.models['Envelope'] ?? connection.model<Envelope>('Envelope', envelopeSchema, 'envelopes'),
    letters: connection.models['Letter'] ?? connection.model<Letter>('Letter', letterSchema, 'letters'),
    codes:
      connection.models['EnrolmentCode'] ??
      connection.model<EnrolmentCode>('EnrolmentCode', codeSchema, 'enrolmentCodes'),
  } as EnvelopeModels;
}
