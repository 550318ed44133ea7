import { type Connection, Types } from 'mongoose';
import { audit } from '../audit/audit.ts';
import type { Session } from '../database/transaction.ts';
import { directoryModels, type RequiredAction, type User } from '../directory/models.ts';
import type { Secrets } from '../keys/secrets.ts';
import { Problem } from '../problems.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import { addToOutbox, type OutboxMessage } from '../records/outbox.ts';
import { addTimelineEntry } from '../records/timeline.ts';
import { anotherAddress, type Reader, readerUser, refusalOf, refusing } from './access.ts';
import { createCodes, TreatAsWrong, type Typed } from './codes.ts';
import { enrolledUser } from './enrolled-user.ts';
import { type Envelope, envelopeModels } from './models.ts';
import { liveStates } from './states.ts';

export type Enrolments = ReturnType<typeof createEnrolments>;

interface Dependencies {
  readonly connection: Connection;
  readonly secrets: Secrets;
  /** Sessions as credentials keep them; `open` answers the token for the cookie. */
  readonly sessions: {
    open(user: string, kind: 'required-actions', session: Session): Promise<string>;
    closeAll(user: string, session: Session): Promise<unknown>;
  };
  /** Code mails an hour for one message id. */
  readonly mailsAnHour?: number;
  /** Called after something was committed that the relay has to deliver. */
  readonly onCommitted?: () => void;
}

interface VerifyInput extends Typed {
  readonly mid: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly requestId?: string;
}

export interface Enrolled {
  readonly status: 'required-actions';
  readonly requiredActions: readonly RequiredAction[];
  readonly user: {
    readonly userId: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly locale: 'en' | 'fr';
  };
  /** For the session cookie. */
  readonly token: string;
}

/** How the recipient of an envelope comes to be a user: by a code that is mailed to the envelope's address. */
export function createEnrolments({
  connection,
  secrets,
  sessions,
  mailsAnHour = 5,
  onCommitted = () => {},
}: Dependencies) {
  const { envelopes } = envelopeModels(connection);
  const { users } = directoryModels(connection);
  const { onboardings } = recordModels(connection);
  const codes = createCodes({ connection, secrets, mailsAnHour });

  /**
   * What a right code shows about its envelope: it was mailed and has arrived.
   * @throws Problem envelope.recalled, envelope.expired
   */
  async function arrived(session: Session, mid: string, now: Date): Promise<Envelope> {
    const envelope = await envelopes.findOne({ mid }, null, { session }).lean<Envelope>();
    if (!envelope) throw new TreatAsWrong();
    const refusal = refusalOf(envelope, now);
    if (refusal && envelope.state !== 'sealed' && envelope.state !== 'locked') throw refusal;
    if (envelope.expiresAt <= now) throw refusal!;
    await envelopes.updateOne({ mid, state: 'sealed' }, { $set: { state: 'sent' } }, { session });
    return envelope;
  }

  /**
   * Writes to the onboarding whose user this is. A cancellation at the same moment conflicts with this write, and one
   * that came before makes it fail.
   */
  async function enrolledIn(
    session: Session,
    envelope: Envelope,
    { user, created, firstProof }: { user: User; created: boolean; firstProof: boolean },
    now: Date,
  ) {
    const { ref } = envelope;
    const before = await onboardings
      .findOne({ ref }, { user: 1, createdUser: 1, enrolledAt: 1, open: 1, stage: 1 }, { session })
      .lean<OnboardingRecord>();
    // Completed by another way in, say a temporary password: the mailbox can still be proved, and the message opens.
    const isOver = !before?.open && (before?.stage !== 'completed' || created);
    if (!before || isOver) throw new Problem('envelope.recalled');
    const { open, enrolledAt = now, createdUser } = before;
    if (open) {
      const set = { $set: { user: user._id, createdUser: created || createdUser, enrolledAt } };
      await onboardings.updateOne({ ref, open: true }, set, { session });
    }
    const isFirst = firstProof || (open && before.enrolledAt === undefined);
    if (!isFirst) return;
    const by = { kind: 'user', user: user._id.toHexString(), name: user.userId, role: 'candidate' } as const;
    await addTimelineEntry(connection, session, ref, { kind: 'enrolled', by, at: now });
  }

  async function audited(session: Session, action: string, envelope: Envelope, user: User, requestId?: string) {
    const { account, ref } = envelope;
    const actor = user._id.toHexString();
    const fact = { actor, role: 'candidate', action, outcome: 'done', account, ref, subject: actor } as const;
    await audit(connection, { ...fact, requestId: requestId ?? null }, session);
  }

  /** A code that was not taken: wrong, or good for nothing; of ids that name nothing there is no account. */
  async function refused(mid: string, actor: string, reason: string, requestId?: string): Promise<void> {
    const envelope = await envelopes.findOne({ mid }, { account: 1, ref: 1 }).lean<Envelope>();
    if (!envelope) return;
    const { account, ref } = envelope;
    const fact = { actor, role: 'candidate', action: 'enrolment.code', outcome: 'refused', account, ref } as const;
    await audit(connection, { ...fact, reason, requestId: requestId ?? null });
  }

  return {
    /** The reference of the live code for this message id, as its mail shows it; null when none is live. */
    reference: async (mid: string): Promise<string | null> => codes.reference(mid),

    /**
     * Mails a code to the envelope's address, or why it does not open. The answer is the same whatever `mid` is.
     * @throws Problem rate.limited after 5 mails in an hour, code.mails-exhausted after 20, for any `mid` alike
     */
    async requestCode({ mid }: { mid: string }, now = new Date()): Promise<{ reference: string; expiresAt: Date }> {
      const answer = await codes.request(
        mid,
        async (session, { sealed, reference, number }) => {
          const envelope = await envelopes.findOne({ mid }, null, { session }).lean<Envelope>();
          if (!envelope) return false;
          const messageKey = `${mid}.code.${number}`;
          const { email: to, locale, expiresAt } = envelope;
          const lives = (liveStates as readonly string[]).includes(envelope.state) && expiresAt > now;
          const message: OutboxMessage = lives
            ? { kind: 'mail', template: 'enrolment-code', messageKey, to, locale, sealed }
            : { kind: 'cannot-open', messageKey, mid, reference };
          await addToOutbox(connection, session, message, now);
          return true;
        },
        now,
      );
      onCommitted();
      return answer;
    },

    /**
     * Makes the envelope's user, or signs in to one who has no permanent password yet, by a right code.
     * @throws Problem user.exists for whom has a permanent password, and those of `codes.use` and of the envelope's end
     */
    async verify(input: VerifyInput, now = new Date()): Promise<Enrolled> {
      const { mid, firstName, lastName, requestId } = input;
      return codes.use(
        mid,
        input,
        {
          whenRefused: (reason) => refused(mid, 'system', reason, requestId),
          whenRight: async (session) => {
            const envelope = await arrived(session, mid, now);
            const enrolled = await enrolledUser(connection, session, envelope, { firstName, lastName }, now);
            const { user } = enrolled;
            const hex = user._id.toHexString();
            await enrolledIn(session, envelope, enrolled, now);
            // Whoever was given the temporary password may have opened a session with it, without proving the mailbox.
            if (enrolled.hadTemporaryPassword) await sessions.closeAll(hex, session);
            const token = await sessions.open(hex, 'required-actions', session);
            await audited(session, 'enrolment.verified', envelope, user, requestId);
            const { userId, requiredActions, preferences } = user;
            return {
              status: 'required-actions' as const,
              requiredActions,
              user: { userId, firstName: user.firstName, lastName: user.lastName, locale: preferences.language },
              token,
            };
          },
        },
        now,
      );
    },

    /**
     * Proves the mailbox of a user who is signed in with a password of the user's own: the code counts in that session
     * only.
     * @throws Problem access.sign-in-required, envelope.not-found, envelope.another-address, and those of `verify`
     */
    async verifySignedIn(
      { mid, principal, ...typed }: Typed & { mid: string; principal: Reader & { requestId?: string } },
      now = new Date(),
    ): Promise<{ status: 'mailbox-proved' }> {
      const claimed = await envelopes.findOne({ mid }).lean<Envelope>();
      const { account = null, ref = null } = claimed ?? {};
      const { user: actor, requestId = null } = principal;
      const fact = { actor, role: 'candidate', action: 'enrolment.code', account, ref, requestId };
      const refuse = refusing(connection, fact);
      const reader = principal.via === 'session' ? await readerUser(connection, principal) : null;
      if (!reader) return refuse(new Problem('access.sign-in-required'));
      if (!claimed) return refuse(new Problem('envelope.not-found'));
      if (claimed.addressKey !== reader.addressKey) return refuse(anotherAddress(claimed));
      await codes.use(
        mid,
        typed,
        {
          whenRefused: (reason) => refused(mid, principal.user, reason, principal.requestId),
          whenRight: async (session) => {
            const envelope = await arrived(session, mid, now);
            const filter = { _id: new Types.ObjectId(principal.user), status: 'active' } as const;
            const proved = await users.updateOne(filter, { $set: { addressProvedAt: now } }, { session });
            if (proved.matchedCount !== 1) throw new TreatAsWrong();
            const firstProof = !reader.addressProvedAt;
            await enrolledIn(session, envelope, { user: reader, created: false, firstProof }, now);
            if (reader.firstLoginAt) {
              const { user, requestId: request } = principal;
              await addToOutbox(connection, session, { kind: 'first-login', user, ...(request && { request }) }, now);
            }
            await audited(session, 'mailbox.proved', envelope, reader, principal.requestId);
          },
        },
        now,
      );
      onCommitted();
      return { status: 'mailbox-proved' };
    },
  };
}
