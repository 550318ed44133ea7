import type { Connection } from 'mongoose';
import { isDuplicateKey, type Session } from '../database/transaction.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { Locale } from '../language/index.ts';
import { Problem } from '../problems.ts';
import { recordModels } from '../records/models.ts';
import { attachmentName, renderAttachment } from './attachment.ts';
import { createCover } from './cover.ts';
import { createKeyWrapper, type KeyWrapper } from './key-wrapper.ts';
import { canonicalPolicy, type Policy, policyHash } from './format.ts';
import { createLetters } from './letters.ts';
import { type Envelope, envelopeModels } from './models.ts';
import { createReleases } from './releases.ts';
import { createRewrapping } from './rewrapping.ts';
import { canonicalJwe, newMid, readEnvelope, recipientClaim, sealMessage, sha256, wrappingContext } from './sealing.ts';
import { type EnvelopeEnding, type EnvelopeState, liveStates } from './states.ts';
import { envelopeWords } from './words.ts';

export type Envelopes = ReturnType<typeof createEnvelopes>;

export interface SealInput {
  /** The onboarding and the step that seal: the same two give the same envelope. */
  readonly ref: string;
  readonly step: string;
  readonly account: string;
  readonly accountName: string;
  readonly email: string;
  readonly addressKey: string;
  readonly senderName: string;
  readonly text: string;
  readonly expiresAt: Date;
  readonly locale: Locale;
}

interface Dependencies {
  readonly connection: Connection;
  readonly keyring: Keyring;
  /** What wraps data keys; the keyring when left out. */
  readonly wrapper?: KeyWrapper;
  /** Where people reach the service; it is the key server that envelopes name. */
  readonly publicUrl: string;
}

/** Sealing, sending, ending and opening registered envelopes. */
export function createEnvelopes({
  connection,
  keyring,
  wrapper = createKeyWrapper(keyring),
  publicUrl: url,
}: Dependencies) {
  const publicUrl = url.replace(/\/+$/, '');
  const { envelopes } = envelopeModels(connection);

  /** Everything about an envelope that is random or slow, made before any transaction begins. */
  async function prepare(input: SealInput, now = new Date()): Promise<Envelope> {
    const policy: Policy = { v: 1, account: input.account, release: 'until-end', reply: false, forward: false };
    const policyText = canonicalPolicy(policy);
    const claims = { mid: newMid(), rcpt: recipientClaim(keyring, input.addressKey), pol: await policyHash(policy) };
    const message = { subject: envelopeWords(input.locale).subject(input.accountName), text: input.text };
    const { jwe, dataKey } = await sealMessage(message, claims, { keyServer: publicUrl, now });
    const { kekId, wrapped } = await wrapper.wrap(dataKey, wrappingContext(claims));
    dataKey.fill(0);
    const { ref, step, account, accountName, senderName, email, addressKey, locale, expiresAt } = input;
    return {
      ...{ mid: claims.mid, ref, step, account, accountName, senderName, email, addressKey, locale, expiresAt },
      ...{ jwe, ctHash: sha256(jwe), wrappedKey: wrapped, kekId, policy: policyText },
      ...{ state: 'sealed', releases: 0, createdAt: now },
    };
  }

  async function insert(prepared: Envelope, session?: Session): Promise<{ mid: string }> {
    const { ref, step } = prepared;
    const there = async () => envelopes.findOne({ ref, step }, { mid: 1 }, session ? { session } : {}).lean();
    const earlier = await there();
    if (earlier) return { mid: earlier.mid };
    try {
      await envelopes.create([prepared], session ? { session } : {});
      return { mid: prepared.mid };
    } catch (error) {
      // Inside a transaction this ends the transaction, whose repetition then finds the envelope.
      if (session || !isDuplicateKey(error)) throw error;
      return { mid: (await there())!.mid };
    }
  }

  /** The message that waits to be opened by whoever has this address; null where none does. */
  async function waitingFor(addressKey: string, now = new Date()): Promise<{ mid: string } | null> {
    const records = await recordModels(connection).onboardings.find({ addressKey }, { mid: 1 }).lean();
    const mids = records.flatMap(({ mid }) => mid ?? []);
    const unopened = {
      mid: { $in: mids },
      releases: 0,
      state: { $in: ['sealed', 'sent'] as EnvelopeState[] },
      expiresAt: { $gt: now },
    };
    return envelopes.findOne(unopened, { mid: 1 }).sort({ createdAt: -1 }).lean();
  }

  /** Ends an envelope and destroys its key: every copy of it, in whatever mailbox, stays shut for ever. */
  async function end(mid: string, state: EnvelopeEnding, session?: Session): Promise<boolean> {
    const ended = await envelopes.updateOne(
      { mid, state: { $in: liveStates } },
      { $set: { state, endedAt: new Date() }, $unset: { wrappedKey: 1 } },
      session ? { session } : {},
    );
    return ended.modifiedCount === 1;
  }

  async function change(mid: string, filter: object, update: object, session?: Session): Promise<boolean> {
    const changed = await envelopes.updateOne({ mid, ...filter }, update, session ? { session } : {});
    return changed.modifiedCount === 1;
  }

  return {
    prepare,
    insert,

    /**
     * Seals a message for one recipient and stores it, or answers the envelope that the same step sealed before.
     * @param session the caller's transaction, if it has one
     * @throws Problem request.invalid when the text has more than 32 KiB
     */
    seal: async (input: SealInput, session?: Session): Promise<{ mid: string }> =>
      insert(await prepare(input), session),

    /** The mail with the envelope was accepted by the mail server. False when it had been before, or has ended. */
    markSent: async (mid: string, session?: Session): Promise<boolean> =>
      change(mid, { state: 'sealed' }, { $set: { state: 'sent' } }, session),

    /** Where it stands; null when there is none. */
    standing: async (mid: string): Promise<Pick<Envelope, 'state' | 'expiresAt'> | null> =>
      envelopes.findOne({ mid }, { state: 1, expiresAt: 1 }).lean<Envelope>(),

    waitingFor,

    /** Whether it could still be opened, now or once it is extended or unlocked. */
    lives: async (mid: string): Promise<boolean> =>
      (await envelopes.exists({ mid, state: { $in: liveStates } })) !== null,

    /** Lets the envelope be opened until later, also when its date is over but its key exists. Never shortens. */
    extend: async (mid: string, until: Date, session?: Session): Promise<boolean> =>
      change(mid, { state: { $in: liveStates }, expiresAt: { $lt: until } }, { $set: { expiresAt: until } }, session),

    /** @param reason shown to the recipient */
    lock: async (mid: string, reason: string, session?: Session): Promise<boolean> =>
      change(mid, { state: { $in: ['sent', 'active'] } }, { $set: { state: 'locked', lockReason: reason } }, session),

    async unlock(mid: string, session?: Session): Promise<boolean> {
      const unlocked = (openedAt: null | object, state: string) =>
        change(mid, { state: 'locked', openedAt }, { $set: { state }, $unset: { lockReason: 1 } }, session);
      return (await unlocked(null, 'sent')) || (await unlocked({ $ne: null }, 'active'));
    },

    /** The sender takes it back. */
    recall: async (mid: string, session?: Session): Promise<boolean> => end(mid, 'recalled', session),

    /** What it was sealed for is over. */
    expire: async (mid: string, session?: Session): Promise<boolean> => end(mid, 'expired', session),

    /**
     * The envelope as a mail attachment; the same for every repetition of a mail.
     * @param timeZone IANA name of the clock by which its recipient is told times
     * @throws Problem envelope.not-found
     */
    async attachmentFor(mid: string, locale?: Locale, timeZone = 'UTC'): Promise<{ filename: string; html: string }> {
      const envelope = await envelopes.findOne({ mid }).lean<Envelope>();
      if (!envelope) throw new Problem('envelope.not-found');
      return {
        filename: attachmentName(envelope.createdAt),
        html: renderAttachment(envelope, publicUrl, { locale: locale ?? envelope.locale, timeZone }),
      };
    },

    /**
     * Recognizes an attachment that was posted back. Only what was sealed here is known, so nothing can be uploaded.
     * @throws Problem envelope.not-found
     */
    async open(jweText: string): Promise<string> {
      const hash = readHash(jweText);
      const known = hash === null ? null : await envelopes.findOne({ ctHash: hash }, { mid: 1 }).lean();
      if (!known) throw new Problem('envelope.not-found');
      return known.mid;
    },

    letters: createLetters({ connection, wrapper }),
    cover: createCover(connection),
    release: createReleases({ connection, wrapper, recipient: (key) => recipientClaim(keyring, key) }),
    rewrapping: createRewrapping({ connection, wrapper }),
  };
}

function readHash(jweText: string): string | null {
  try {
    return sha256(canonicalJwe(readEnvelope(jweText)));
  } catch {
    return null;
  }
}
