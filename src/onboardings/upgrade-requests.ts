import { type Connection, isValidObjectId, type QueryFilter, Types } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { limitOf, type Page, type PageRequest, placeOf, toPage } from '../database/pages.ts';
import { inTransaction, isDuplicateKey } from '../database/transaction.ts';
import { readAddress } from '../directory/addresses.ts';
import type { Authority, AuthorityAction, Principal } from '../directory/authority.ts';
import { administratorsGroup } from '../directory/groups.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { standingOf } from '../directory/standing.ts';
import type { Locale } from '../language/index.ts';
import { Problem } from '../problems.ts';
import { recordModels } from '../records/models.ts';
import { addToOutbox } from '../records/outbox.ts';
import { type UpgradeRequest, upgradeRequestModel, type UpgradeRequestState } from '../records/upgrade-requests.ts';
import { actorOf } from './acting.ts';
import type { Onboardings } from './onboardings.ts';

/** What still stands of a request, for who made it. */
export type AskedView = UpgradeRequestView & { readonly state: Exclude<UpgradeRequestState, 'granted'> };

export interface UpgradeRequestView {
  readonly id: string;
  readonly account: string;
  readonly userId: string;
  readonly reason: string;
  /** What was said when asking again while it was open, oldest first. */
  readonly laterReasons: readonly string[];
  readonly state: UpgradeRequestState;
  readonly createdAt: string;
  readonly decidedAt: string | null;
  /** The address of who decided, as it was then. */
  readonly decidedBy: string | null;
  readonly decisionReason: string | null;
  /** The onboarding that was started. */
  readonly ref: string | null;
}

interface UpgradeDependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly onboardings: Pick<Onboardings, 'request'>;
  /** Something was committed that the relay has to deliver. */
  readonly onCommitted?: () => void;
}

/** The newest; what is older was said more than once. */
const laterReasonsKept = 5;

export type UpgradeRequests = ReturnType<typeof createUpgradeRequests>;

/** Who is no administrator asks support; support starts an onboarding, which somebody else approves, or declines. */
export function createUpgradeRequests(dependencies: UpgradeDependencies) {
  const { connection, authority, onboardings, onCommitted = () => {} } = dependencies;
  const requests = upgradeRequestModel(connection);
  const { members, users } = directoryModels(connection);
  const { onboardings: records } = recordModels(connection);

  return {
    /**
     * Enters support's queue; asking again while a request is open is the same request, and what is said is added.
     * @throws Problem account.not-found for strangers, member.exists for who is an administrator already
     */
    async make(principal: Principal, account: string, reason: string): Promise<UpgradeRequestView> {
      const { user, userId, requestId } = principal;
      const role = await authority.demand(principal, 'upgrade-request.make', account, { reason });
      const exists = () => new Problem('member.exists', { params: { userId } });
      if (role === 'administrator') throw exists();
      const createdAt = new Date();
      const order = createdAt.getTime();
      const made = { _id: new Types.ObjectId(), account, user, userId, reason, state: 'open' as const };
      try {
        await inTransaction(connection, async (session) => {
          // As a grant touches the user, too, either it finds the request, or the request finds the member.
          await users.updateOne({ _id: user }, { $inc: { reliedUpon: 1 } }, { session });
          const membership = { account, group: administratorsGroup, user };
          if ((await members.exists(membership).session(session)) !== null) throw exists();
          await requests.create([{ ...made, open: true, order, createdAt }], { session });
          const fact = { actor: user, role, action: 'upgrade-request.make', account, reason, requestId } as const;
          await audit(connection, { ...fact, outcome: 'done' }, session);
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await askAgain(account, principal, role, reason);
      }
      // The last one: support may have decided between the two.
      const last = await requests.findOne({ account, user }).sort({ createdAt: -1 }).lean<UpgradeRequest>();
      return viewOf(last!);
    },

    /**
     * What this user asked last and what became of it; null where nothing came of it that still stands.
     * @param account its number; left out: anywhere
     */
    async latest({ user }: Principal, account?: string): Promise<AskedView | null> {
      const asked = { user, ...(account === undefined ? {} : { account }) };
      const found = await requests.findOne(asked).sort({ createdAt: -1 }).lean<UpgradeRequest>();
      if (found?.ref && !(await records.exists({ ref: found.ref, open: true }))) return null;
      if (found === null || found.state === 'granted') return null;
      return { ...viewOf(found), state: found.state };
    },

    /** The request that an onboarding was started for, for those who decide about it; null where there was none. */
    async behind({ ref, email }: { readonly ref: string; readonly email: string }): Promise<UpgradeRequestView | null> {
      const addressKey = keyOf(email);
      const user = addressKey && (await users.findOne({ addressKey }, { _id: 1 }).lean<User>());
      if (!user) return null;
      const found = await requests.findOne({ user: String(user._id), ref }).lean<UpgradeRequest>();
      return found && viewOf(found);
    },

    /** Support's queue: open ones first, and among them the oldest. @throws Problem access.not-support */
    async list(
      principal: Principal,
      { state, ...page }: PageRequest & { readonly state?: UpgradeRequestState | undefined } = {},
    ): Promise<Page<UpgradeRequestView>> {
      await authority.demandSupport(principal, 'upgrade-request.read');
      const limit = limitOf(page);
      const found = await requests
        .find({ ...(state === undefined ? {} : { state }), ...after(page) })
        .sort({ open: -1, order: 1, _id: 1 })
        .limit(limit + 1)
        .lean<UpgradeRequest[]>();
      const { items, nextCursor } = toPage(found, limit, placeOfRequest);
      return { items: items.map(viewOf), nextCursor };
    },

    /**
     * Starts the onboarding of who asked. It stops before the grant until somebody other than the starter approves.
     * @throws Problem upgrade-request.not-found, upgrade-request.decided, and what a promotion is refused for
     */
    async start(principal: Principal, id: string, reason: string, locale: Locale): Promise<UpgradeRequestView> {
      const request = await find(principal, 'upgrade-request.decide', id);
      if (request.state === 'started') return viewOf(request);
      if (!request.open) throw new Problem('upgrade-request.decided');
      const user = await users.findById(request.user).lean<User>();
      const path = standingOf(user, request.account) === 'mailbox-unproved' ? ('invite' as const) : undefined;
      const promotion = { email: user?.userId ?? request.userId, path, reason };
      // Before the request is closed: a repetition after a crash joins the onboarding that is there.
      const { onboarding } = await onboardings.request(principal, request.account, promotion, locale);
      return decide(principal, request, { state: 'started', reason, ref: onboarding.ref });
    },

    /** @throws Problem upgrade-request.not-found, upgrade-request.decided */
    async decline(principal: Principal, id: string, reason: string): Promise<UpgradeRequestView> {
      const request = await find(principal, 'upgrade-request.decide', id);
      return decide(principal, request, { state: 'declined', reason });
    },
  };

  /** Adds what was not said before. */
  async function askAgain(
    account: string,
    { user, requestId }: Principal,
    role: string,
    reason: string,
  ): Promise<void> {
    await inTransaction(connection, async (session) => {
      const open = { account, user, open: true, reason: { $ne: reason }, laterReasons: { $ne: reason } };
      const $push = { laterReasons: { $each: [reason], $slice: -laterReasonsKept } };
      const added = await requests.updateOne(open, { $push }, { session });
      if (added.modifiedCount !== 1) return;
      const fact = { actor: user, role, action: 'upgrade-request.ask-again', account, reason, requestId } as const;
      await audit(connection, { ...fact, outcome: 'done' }, session);
    });
  }

  async function find(principal: Principal, action: AuthorityAction, id: string): Promise<UpgradeRequest> {
    await authority.demandSupport(principal, action);
    const request = isValidObjectId(id) ? await requests.findById(id).lean<UpgradeRequest>() : null;
    if (request === null) throw new Problem('upgrade-request.not-found');
    return request;
  }

  /** Two people at once: the first decision stands, and who decided the same is told so. */
  async function decide(
    principal: Principal,
    { _id, account, user }: UpgradeRequest,
    { state, reason, ref }: { state: 'started' | 'declined'; reason: string; ref?: string },
  ): Promise<UpgradeRequestView> {
    const decidedAt = new Date();
    const decidedBy = actorOf(principal, 'support');
    await inTransaction(connection, async (session) => {
      const set = { state, open: false, order: -decidedAt.getTime(), decidedAt, decidedBy, decisionReason: reason };
      const decided = await requests.updateOne(
        { _id, open: true },
        { $set: { ...set, ...(ref === undefined ? {} : { ref }) } },
        { session },
      );
      if (decided.modifiedCount !== 1) return;
      const action = state === 'started' ? 'upgrade-request.start' : 'upgrade-request.decline';
      const fact = { actor: principal.user, role: 'support', action, outcome: 'done', account } as const;
      const about = { subject: user, reason, ref: ref ?? null, requestId: principal.requestId };
      await audit(connection, { ...fact, ...about }, session);
      // A started one is told of by its onboarding.
      const declined = { kind: 'upgrade-declined', request: String(_id) } as const;
      if (state === 'declined') await addToOutbox(connection, session, declined);
    });
    onCommitted();
    const now = (await requests.findById(_id).lean<UpgradeRequest>())!;
    if (now.state !== state) throw new Problem('upgrade-request.decided');
    return viewOf(now);
  }
}

const viewOf = (request: UpgradeRequest): UpgradeRequestView => ({
  id: String(request._id),
  account: request.account,
  userId: request.userId,
  reason: request.reason,
  laterReasons: request.laterReasons ?? [],
  state: request.state,
  createdAt: request.createdAt.toISOString(),
  decidedAt: request.decidedAt?.toISOString() ?? null,
  decidedBy: request.decidedBy?.name ?? null,
  decisionReason: request.decisionReason ?? null,
  ref: request.ref ?? null,
});

/** Null for what cannot be read as an address: nobody has it. */
function keyOf(email: string): string | null {
  try {
    return readAddress(email).key;
  } catch {
    return null;
  }
}

const placeOfRequest = ({ open, order, _id }: UpgradeRequest): string => `${Number(open)}.${order}.${String(_id)}`;

function after(page: PageRequest): QueryFilter<UpgradeRequest> {
  const place = placeOf(page, /^[01]\.-?\d{1,15}\.[0-9a-f]{24}$/);
  if (place === undefined) return {};
  const [opened, order, id] = place.split('.');
  const open = opened === '1';
  const next: QueryFilter<UpgradeRequest>[] = [
    { open, order: { $gt: Number(order) } },
    { open, order: Number(order), _id: { $gt: new Types.ObjectId(id) } },
  ];
  return { $or: open ? [...next, { open: false }] : next };
}
