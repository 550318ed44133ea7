import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction } from '../database/transaction.ts';
import type { User } from '../directory/models.ts';
import { type FlattenedJWE, JweRefused, readPublicKey, sealCompact, toPublicKey } from '../keys/jwe.ts';
import { Problem } from '../problems.ts';
import { addTimelineEntry } from '../records/timeline.ts';
import { anotherAddress, type Reader, readerUser, refusalOf, refusing } from './access.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import { type Envelope, envelopeModels } from './models.ts';
import { type Policy, policyHash, releaseClaims, releaseType } from './format.ts';
import { claimsOf, readEnvelope, wrappingContext } from './sealing.ts';
import { releasableStates } from './states.ts';

export interface Release {
  /** The data key, as compact JWE to the browser's public key, bound to this envelope and this release. */
  readonly key: string;
  readonly envelope: FlattenedJWE;
  readonly policy: Policy;
  readonly expiresAt: Date;
  readonly sender: { readonly name: string; readonly account: string; readonly accountName: string };
  readonly sealedAt: Date;
}

interface ReleaseInput {
  readonly mid: string;
  /** The browser's ephemeral public key: a P-256 JWK. */
  readonly epk: unknown;
  readonly principal: Reader & { readonly requestId?: string };
}

interface Dependencies {
  readonly connection: Connection;
  readonly wrapper: KeyWrapper;
  /** The recipient as an envelope claims it. */
  readonly recipient: (addressKey: string) => string;
}

/** The one door through which a data key leaves. */
export function createReleases({ connection, wrapper, recipient }: Dependencies) {
  const { envelopes } = envelopeModels(connection);

  /**
   * Hands an envelope's key to its recipient's browser. The release is claimed in one guarded write before anything is
   * answered, so a lock, a recall or the date never loses a race.
   * @throws Problem envelope.key-invalid, access.sign-in-required, envelope.not-found, envelope.another-address,
   *   access.required-actions-pending, envelope.mailbox-unproved, envelope.locked, envelope.expired,
   *   envelope.recalled, envelope.not-active
   */
  return async ({ mid, epk, principal }: ReleaseInput, now = new Date()): Promise<Release> => {
    const envelope = await envelopes.findOne({ mid }).lean<Envelope>();
    const fact = {
      actor: principal.user,
      role: 'candidate',
      action: 'envelope.release',
      account: envelope?.account ?? null,
      ref: envelope?.ref ?? null,
      requestId: principal.requestId ?? null,
    };
    const refuse = refusing(connection, fact);
    const user = principal.via === 'session' ? await readerUser(connection, principal) : null;
    if (!user) return refuse(new Problem('access.sign-in-required'));
    const browserKey = await readPublicKey(epk).catch((cause: unknown) => {
      return refuse(new Problem('envelope.key-invalid', { errors: [{ pointer: '/epk', code: 'key.invalid' }], cause }));
    });
    if (!envelope) return refuse(new Problem('envelope.not-found'));
    if (envelope.addressKey !== user.addressKey) return refuse(anotherAddress(envelope));
    if (!user.firstLoginAt) return refuse(new Problem('access.required-actions-pending'));
    if (!user.addressProvedAt) return refuse(new Problem('envelope.mailbox-unproved'));

    if (!(await isSealedFor(envelope, user))) return refuse(new Problem('service.internal', { cause: changed }));

    const rid = randomUUID();
    const claimed = await claim(envelope, user, now, { ...fact, outcome: 'done', data: { rid } });
    const current = await envelopes.findOne({ mid }).lean<Envelope>();
    if (!claimed) return refuse(refusalOf(current!, now) ?? new Problem('envelope.not-active'));
    // Recalled since it was claimed: there is no key left to give.
    if (!current?.wrappedKey) return refuse(refusalOf(current!, now) ?? new Problem('envelope.recalled'));
    const { accountName, account, senderName, createdAt, expiresAt } = current;
    return {
      key: await rewrapped(current, current.wrappedKey, browserKey, rid),
      envelope: readEnvelope(current.jwe),
      policy: JSON.parse(current.policy) as Policy,
      expiresAt,
      sender: { name: senderName, account, accountName },
      sealedAt: createdAt,
    };
  };

  /** What was sealed into the envelope decides, whatever the database says of it by now. */
  async function isSealedFor({ mid, jwe, policy }: Envelope, user: User): Promise<boolean> {
    const claims = claimsOf(jwe);
    const pol = await policyHash(JSON.parse(policy) as object);
    return claims.mid === mid && claims.rcpt === recipient(user.addressKey) && claims.pol === pol;
  }

  async function claim(
    { mid, ref, openedAt }: Envelope,
    user: User,
    now: Date,
    fact: Parameters<typeof audit>[1],
  ): Promise<boolean> {
    const releasable = { mid, state: { $in: releasableStates }, expiresAt: { $gt: now } };
    const again = async () => {
      const updated = await envelopes.updateOne(
        { ...releasable, openedAt: { $ne: null } },
        { $inc: { releases: 1 }, $set: { lastOpenedAt: now } },
      );
      if (updated.modifiedCount === 1) await audit(connection, fact);
      return updated.modifiedCount === 1;
    };
    if (openedAt) return again();
    const first = await inTransaction(connection, async (session) => {
      const updated = await envelopes.updateOne(
        { ...releasable, openedAt: null },
        { $inc: { releases: 1 }, $set: { openedAt: now, lastOpenedAt: now, state: 'active' } },
        { session },
      );
      if (updated.modifiedCount === 0) return false;
      const by = { kind: 'user', user: user._id.toHexString(), name: user.userId, role: 'candidate' } as const;
      await addTimelineEntry(connection, session, ref, { kind: 'envelope-opened', by, at: now, data: { mid } });
      await audit(connection, fact, session);
      return true;
    });
    return first || again();
  }

  async function rewrapped(
    envelope: Envelope,
    wrapped: string,
    browserKey: Parameters<typeof sealCompact>[0]['key'],
    rid: string,
  ) {
    const dataKey = await wrapper.unwrap(wrapped, wrappingContext(claimsOf(envelope.jwe))).catch((error: unknown) => {
      throw error instanceof JweRefused ? new Problem('service.internal', { cause: error }) : error;
    });
    const key = await sealCompact({
      plaintext: dataKey,
      key: browserKey,
      header: { typ: releaseType, mid: envelope.mid, rid },
      critical: releaseClaims,
      use: toPublicKey,
    });
    dataKey.fill(0);
    return key;
  }
}

const changed = new Error('the stored envelope is not the one that was sealed for this recipient');
