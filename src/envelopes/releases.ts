import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction } from '../database/transaction.ts';
import type { User } from '../directory/models.ts';
import { type FlattenedJWE, JweRefused, readPublicKey, sealCompact, toPublicKey } from '../keys/jwe.ts';
import { Problem } from '../problems.ts';
import { addTimelineEntry } from '../records/timeline.ts';
import { anotherAddress, type Reader, readerUser, refusalOf } from './access.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import { type Envelope, envelopeModels } from './models.ts';
import { claimsOf, type Policy, readEnvelope, wrappingContext } from './sealing.ts';
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

export const releaseType = 'rel+jwe';

/** The one door through which a data key leaves. */
export function createReleases({ connection, wrapper }: { connection: Connection; wrapper: KeyWrapper }) {
  const { envelopes } = envelopeModels(connection);

  /**
   * Hands an envelope's key to its recipient's browser. The release is claimed in one guarded write before anything is
   * answered, so a lock, a recall or the date never loses a race.
   * @throws Problem envelope.key-invalid, access.sign-in-required, envelope.not-found, envelope.another-address,
   *   access.required-actions-pending, envelope.mailbox-unproved, envelope.locked, envelope.expired,
   *   envelope.recalled, envelope.not-active
   */
  return async ({ mid, epk, principal }: ReleaseInput, now = new Date()): Promise<Release> => {
    const browserKey = await readPublicKey(epk).catch((error: unknown) => {
      throw new Problem('envelope.key-invalid', { errors: [{ pointer: '/epk', code: 'key.invalid' }], cause: error });
    });
    const user = principal.via === 'session' ? await readerUser(connection, principal) : null;
    if (!user) throw new Problem('access.sign-in-required');
    const envelope = await envelopes.findOne({ mid }).lean<Envelope>();
    if (!envelope) throw new Problem('envelope.not-found');

    const fact = {
      actor: principal.user,
      role: 'candidate',
      action: 'envelope.release',
      account: envelope.account,
      ref: envelope.ref,
      requestId: principal.requestId ?? null,
    };
    const refuse = async (problem: Problem): Promise<never> => {
      await audit(connection, { ...fact, outcome: 'refused', reason: problem.code });
      throw problem;
    };
    if (envelope.addressKey !== user.addressKey) return refuse(anotherAddress(envelope));
    if (!user.firstLoginAt) return refuse(new Problem('access.required-actions-pending'));
    if (!user.addressProvedAt) return refuse(new Problem('envelope.mailbox-unproved'));

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
      critical: ['mid', 'rid'],
      use: toPublicKey,
    });
    dataKey.fill(0);
    return key;
  }
}
