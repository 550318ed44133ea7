import type { Connection, Types } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction, isDuplicateKey } from '../database/transaction.ts';
import { readAddress } from '../directory/addresses.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { standingOf } from '../directory/standing.ts';
import { waysOut } from '../directory/ways-out.ts';
import type { Letters } from '../envelopes/letters.ts';
import type { Letter } from '../envelopes/models.ts';
import { Problem } from '../problems.ts';
import { type Actor, auditedActor } from '../directory/actors.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import { nameKeysOf } from '../records/name-keys.ts';
import { addToOutbox, outboxModel } from '../records/outbox.ts';
import { addTimelineEntry } from '../records/timeline.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import type { Path } from '../../workflows/stages.ts';
import type { Answer, NotHeard, Processes } from './processes.ts';
import { newReference } from './references.ts';

export interface PromotionRequest {
  readonly account: string;
  readonly group: string;
  readonly email: string;
  readonly path?: Path | undefined;
  readonly candidate?:
    | {
        readonly firstName?: string | undefined;
        readonly lastName?: string | undefined;
        readonly locale?: 'en' | 'fr' | undefined;
      }
    | undefined;
  readonly message?: string | undefined;
  readonly reason?: string | undefined;
  /** The HTTP request that asks. */
  readonly requestId?: string | undefined;
}

export interface Requested {
  readonly record: OnboardingRecord;
  readonly joined: boolean;
  readonly answer: Answer | NotHeard | 'joined';
}

interface RequestingDependencies {
  readonly connection: Connection;
  readonly processes: Processes;
  readonly letters: Pick<Letters, 'prepare' | 'keep'>;
}

/** Accepting a promotion: the record first, the process second, so that nothing is lost while Temporal is away. */
export function createRequesting({ connection, processes, letters }: RequestingDependencies) {
  const { onboardings } = recordModels(connection);
  const { users, members } = directoryModels(connection);

  return { request, lookUp };

  /**
   * Accepts a promotion and waits a moment for its first outcome. A second request for the same person joins the first.
   * @param initiator who asks, and answers for it at the grant
   * @param options.wait false: for many at once; the relay starts the process, and nobody waits for its first outcome
   * @throws Problem member.exists, user.non-existent, user.mailbox-unproved, onboarding.path-differs, address.*
   */
  async function request(
    promotion: PromotionRequest,
    initiator: Actor,
    { wait = true }: { readonly wait?: boolean } = {},
  ): Promise<Requested> {
    const { address, key } = readAddress(promotion.email);
    const joined = await orOnRecord(promotion, initiator, async () => {
      const running = await join(promotion, key, initiator);
      if (!running) await demandWay(promotion, key, initiator);
      return running;
    });
    if (joined) return joined;
    const record = newRecord(promotion, address, key, initiator);
    const { message } = promotion;
    const letter = message === undefined ? null : await letters.prepare(record.ref, message);
    let start: Types.ObjectId;
    try {
      start = await accept(record, letter, wait ? 10_000 : 0, promotion.requestId);
    } catch (error) {
      const joinFirst = async () => join(promotion, key, initiator);
      const first = isDuplicateKey(error) ? await orOnRecord(promotion, initiator, joinFirst) : undefined;
      if (first) return first;
      throw error;
    }
    if (!wait) return { record, joined: false, answer: 'pending' };
    const answer = await processes.start(record, promotion.requestId);
    if (answer !== 'pending' && !('delayedBy' in answer)) await outboxModel(connection).deleteOne({ _id: start });
    return { record: await reread(record.ref), joined: false, answer };
  }

  /**
   * What `request` without a path comes upon now, and nothing more: for a page that told it, and is loaded again.
   * @returns the reference of the onboarding that runs; null where none does, and nothing stands in the way of one
   * @throws Problem member.exists, user.non-existent, user.mailbox-unproved, address.*
   */
  async function lookUp(asked: Pick<PromotionRequest, 'account' | 'group' | 'email'>, by: Actor) {
    const { account, group } = asked;
    const { key: addressKey } = readAddress(asked.email);
    const running = await onboardings.findOne({ account, group, addressKey, open: true }, { ref: 1 }).lean();
    if (running === null) await orOnRecord(asked, by, async () => demandWay(asked, addressKey, by));
    return running?.ref ?? null;
  }

  /** A refusal tells who exists and who is a member: asking leaves a trace, as it does for the plain Add to Group. */
  async function orOnRecord<T>({ account, email }: PromotionRequest, by: Actor, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Problem) {
        const data = { code: error.code, userId: email };
        const fact = { ...auditedActor(by), action: 'onboarding.request', account, data } as const;
        await audit(connection, { ...fact, outcome: 'refused' });
      }
      throw error;
    }
  }

  async function join(
    { account, group, path }: PromotionRequest,
    addressKey: string,
    by: Actor,
  ): Promise<Requested | undefined> {
    const running = await onboardings.findOne({ account, group, addressKey, open: true }).lean<OnboardingRecord>();
    if (running === null) return undefined;
    const { ref } = running;
    // It may run another way than it was asked for: whoever names either, asks for what runs.
    const way = running.path ?? running.requestedPath;
    if (path !== undefined && way !== null && path !== way && path !== running.requestedPath) {
      const nextActions = [{ rel: 'onboarding', href: `/api/v1/onboardings/${ref}`, method: 'GET' }] as const;
      throw new Problem('onboarding.path-differs', { params: { ref, path: way }, nextActions });
    }
    if (by.user !== running.initiator.user) {
      await inTransaction(connection, (session) => addTimelineEntry(connection, session, ref, { kind: 'joined', by }));
    }
    return { record: await reread(ref), joined: true, answer: 'joined' };
  }

  /** A missing user needs a way to come to exist; an existing one needs none. */
  async function demandWay(
    { account, group, email, path }: PromotionRequest,
    addressKey: string,
    by: Actor,
  ): Promise<void> {
    const user = await users.findOne({ addressKey }).lean<User>();
    if (user && (await members.exists({ account, group, user: user._id }))) {
      throw new Problem('member.exists', { params: { userId: user.userId } });
    }
    if (path !== undefined) return;
    const standing = standingOf(user, account);
    if (standing === 'missing' || standing === 'disabled') {
      throw new Problem('user.non-existent', {
        params: { userId: email },
        nextActions:
          by.role === 'support' ? waysOut(account, 'invite') : waysOut(account, 'invite', 'temporary-password'),
      });
    }
    if (standing === 'mailbox-unproved') {
      throw new Problem('user.mailbox-unproved', {
        params: { userId: email },
        nextActions: waysOut(account, 'invite'),
      });
    }
  }

  /** @returns the outbox's entry that starts the process, should the request itself not come to it */
  async function accept(
    record: OnboardingRecord,
    letter: Letter | null,
    relayAfterMs: number,
    request: string | undefined,
  ): Promise<Types.ObjectId> {
    const { ref, account, initiator, reason } = record;
    return inTransaction(connection, async (session) => {
      await onboardings.create([{ ...record }], { session });
      if (letter) await letters.keep(letter, session);
      await addTimelineEntry(connection, session, ref, {
        kind: 'requested',
        by: initiator,
        data: { path: record.path, reason },
      });
      const fact = {
        ...auditedActor(initiator),
        action: 'onboarding.request',
        outcome: 'done',
        account,
        ref,
        reason,
      } as const;
      await audit(connection, fact, session);
      // The relay leaves it alone for a moment: the request itself starts the process.
      return addToOutbox(
        connection,
        session,
        { kind: 'start', ref, ...(request && { request }) },
        new Date(Date.now() + relayAfterMs),
      );
    });
  }

  async function reread(ref: string): Promise<OnboardingRecord> {
    return (await onboardings.findOne({ ref }).lean<OnboardingRecord>())!;
  }
}

function newRecord(promotion: PromotionRequest, email: string, addressKey: string, initiator: Actor): OnboardingRecord {
  const ref = newReference();
  const now = new Date();
  const { firstName = '', lastName = '', locale = 'en' } = promotion.candidate ?? {};
  return {
    ref,
    account: promotion.account,
    group: promotion.group,
    email,
    addressKey,
    path: promotion.path ?? null,
    requestedPath: promotion.path ?? null,
    stage: 'requested',
    open: true,
    revision: 0,
    seq: 0,
    stall: null,
    nextAutomaticAction: null,
    initiator,
    sponsor: initiator,
    approvalNeeded: initiator.role === 'support',
    handledBy: initiator.role === 'support' && initiator.user ? [initiator.user] : [],
    candidate: { firstName, lastName, locale },
    nameKeys: nameKeysOf({ firstName, lastName }),
    reason: promotion.reason ?? null,
    createdUser: false,
    sendings: 1,
    createdAt: now,
    updatedAt: now,
    workflow: { id: workflowIdOf(ref), runId: null },
  };
}
