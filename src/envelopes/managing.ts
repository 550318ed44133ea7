import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Session } from '../database/transaction.ts';
import type { About, Authority, Principal } from '../directory/authority.ts';
import { Problem } from '../problems.ts';
import type { Actor } from '../directory/actors.ts';
import type { TimelineKind } from '../records/models.ts';
import { addTimelineEntry } from '../records/timeline.ts';
import type { Envelopes } from './envelopes.ts';
import { destroyLetter } from './letters.ts';
import { createNotForMe } from './not-for-me.ts';
import { type Envelope, envelopeModels } from './models.ts';
import type { EnvelopeAction } from './states.ts';
import { type EnvelopeView, envelopeView } from './view.ts';

const hour = 3_600_000;
/** What `extend` gives when nothing is said: a week, as an invitation has. */
export const usualExtensionHours = 168;

export interface EnvelopeDecision {
  readonly reason: string;
  /** For `extend`: until so long from now. An envelope is never shortened. */
  readonly hours?: number | undefined;
}

const entryOf = {
  lock: 'envelope-locked',
  unlock: 'envelope-unlocked',
  extend: 'envelope-extended',
  recall: 'envelope-recalled',
} as const satisfies Record<EnvelopeAction, TimelineKind>;

interface Dependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly envelopes: Pick<Envelopes, EnvelopeAction>;
  /** Something was committed that the relay has to deliver. */
  readonly onCommitted?: () => void;
}

/** What the sender's side decides about an envelope after sending, and what its recipient reports. */
export function createManaging({ connection, authority, envelopes, onCommitted = () => {} }: Dependencies) {
  const models = envelopeModels(connection);

  async function find(mid: string): Promise<Envelope> {
    const envelope = await models.envelopes.findOne({ mid }).lean<Envelope>();
    if (!envelope) throw new Problem('envelope.not-found');
    return envelope;
  }

  async function carryOut(
    { mid, ref, expiresAt }: Envelope,
    action: EnvelopeAction,
    { reason, hours = usualExtensionHours }: EnvelopeDecision,
    session: Session,
    now: Date,
  ): Promise<boolean> {
    if (action === 'lock') return envelopes.lock(mid, reason, session);
    if (action === 'unlock') return envelopes.unlock(mid, session);
    if (action === 'recall') {
      // What is taken back is not sent again either: the letter goes with the envelope.
      await destroyLetter(connection, ref, session);
      return envelopes.recall(mid, session);
    }
    const until = new Date(now.getTime() + hours * hour);
    // Longer already is what was wanted; only an ended envelope refuses.
    return (await envelopes.extend(mid, until, session)) || (expiresAt >= until && (await lives(mid, session)));
  }

  const lives = async (mid: string, session: Session): Promise<boolean> =>
    (await models.envelopes.exists({ mid, wrappedKey: { $exists: true } }).session(session)) !== null;

  return {
    /**
     * Locks, unlocks, extends or recalls an envelope, in one transaction with its timeline entry and audit.
     * @throws Problem envelope.not-found, also for another account's; access.not-account-administrator;
     *   envelope.action-not-allowed where its state does not permit it
     */
    async decide(
      principal: Principal,
      mid: string,
      action: EnvelopeAction,
      decision: EnvelopeDecision,
      now = new Date(),
    ): Promise<EnvelopeView> {
      const envelope = await find(mid);
      const { account, ref } = envelope;
      await demand(authority, principal, account, { ref, reason: decision.reason });
      await inTransaction(connection, async (session) => {
        if (!(await carryOut(envelope, action, decision, session, now))) {
          const { state } = await find(mid);
          throw new Problem('envelope.action-not-allowed', { params: { state } });
        }
        const by: Actor = { kind: 'user', user: principal.user, name: principal.userId, role: 'administrator' };
        const until =
          action === 'extend' ? (await models.envelopes.findOne({ mid }, null, { session }))!.expiresAt : null;
        const data = { mid, reason: decision.reason, ...(until ? { until: until.toISOString() } : {}) };
        await addTimelineEntry(connection, session, ref, { kind: entryOf[action], by, data, at: now });
        const { user: actor, requestId } = principal;
        const fact = { actor, role: 'administrator', account, ref, reason: decision.reason, requestId } as const;
        await audit(connection, { ...fact, action: `envelope.${action}`, outcome: 'done', data: { mid } }, session);
      });
      return envelopeView(await find(mid), now);
    },

    reportNotForMe: createNotForMe({ connection, envelopes, onCommitted }),
  };
}

export type EnvelopeManaging = ReturnType<typeof createManaging>;

/** Whoever may not even know of the account does not learn of the envelope. */
async function demand(authority: Authority, principal: Principal, account: string, about: About): Promise<void> {
  try {
    await authority.demand(principal, 'envelope.manage', account, about);
  } catch (error) {
    throw error instanceof Problem && error.code === 'account.not-found' ? new Problem('envelope.not-found') : error;
  }
}
