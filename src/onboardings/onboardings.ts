import type { Connection } from 'mongoose';
import type { createTemporaryPasswords } from '../credentials/temporary-passwords.ts';
import { audit } from '../audit/audit.ts';
import type { Authority, Principal } from '../directory/authority.ts';
import { administratorsGroup, platformAccount } from '../directory/groups.ts';
import { directoryModels } from '../directory/models.ts';
import type { Envelopes } from '../envelopes/envelopes.ts';
import { envelopeModels } from '../envelopes/models.ts';
import type { Locale } from '../language/index.ts';
import { Problem } from '../problems.ts';
import type { Actor } from '../directory/actors.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import type { Action } from '../../workflows/stages.ts';
import { type ActionInput, actorOf, createActing, isApprover } from './acting.ts';
import { createActingOnMany } from './acting-on-many.ts';
import type { Processes } from './processes.ts';
import { createReading } from './reading.ts';
import { createRequesting, type PromotionRequest, type Requested } from './requesting.ts';
import { createUserPasswords, readCandidateState } from './user-passwords.ts';
import { demandSupportReason } from './support-reason.ts';
import { lacksPassword, type OnboardingView, type TemporaryPasswordState, viewOf } from './view.ts';

export interface OnboardingDependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly processes: Processes;
  readonly envelopes: Pick<Envelopes, 'letters' | 'recall' | 'standing'>;
  readonly temporaryPasswords: ReturnType<typeof createTemporaryPasswords>;
}

/** Makes the password that is still to come; or takes the other way, where the candidate takes none any more. */
export type WayIn = 'new-temporary-password' | 'switch-path';

export interface RequestAnswer {
  /** 201: a member already; 200: one was running; 202: on its way. */
  readonly status: 200 | 201 | 202;
  readonly onboarding: OnboardingView;
  readonly joined: boolean;
  /** In this answer only; never kept. */
  readonly temporaryPassword?: string;
  /** What the person who asked does next so that the candidate can sign in, by a call of its own. */
  readonly wayIn?: WayIn;
  /** Why the process has not begun yet, as Temporal's gRPC status; it is tried until it does. */
  readonly delayedBy?: string;
}

export type Acted = Pick<RequestAnswer, 'onboarding' | 'temporaryPassword' | 'wayIn'>;

/** What goes into the audit without a service's doing. */
interface OnRecord {
  readonly action: string;
  readonly outcome: 'done' | 'refused';
  readonly ref?: string | undefined;
  readonly account?: string | undefined;
  /** Of an envelope, instead of its onboarding's reference. */
  readonly mid?: string | undefined;
  readonly data: Readonly<Record<string, string>>;
}

export type Onboardings = ReturnType<typeof createOnboardings>;

/** What API, console and command line call: starting, joining, listing and acting on onboardings. */
export function createOnboardings(dependencies: OnboardingDependencies) {
  const { connection, authority, processes, temporaryPasswords, envelopes } = dependencies;
  const reading = createReading({ connection, authority });
  const { request: accept, lookUp } = createRequesting({ connection, processes, letters: envelopes.letters });
  const decide = createActing({ connection, authority, processes, envelopes });
  const { accounts } = directoryModels(connection);
  const passwords = createUserPasswords({ connection, authority, temporaryPasswords });
  const { onboardings } = recordModels(connection);
  const { envelopes: sent } = envelopeModels(connection);

  return {
    get: reading.get,
    list: reading.list,
    counts: reading.counts,
    actOnMany: createActingOnMany({ connection, authority, decide, silence: processes.silence }),
    entriesSince: reading.entriesSince,
    makeUserPassword: passwords.makeForUser,

    /** An administrator asks for a person to be made an administrator of the account. */
    async request(
      principal: Principal,
      account: string,
      input: Omit<PromotionRequest, 'account' | 'group'>,
      locale: Locale,
    ): Promise<RequestAnswer> {
      const role = await authority.demand(principal, 'onboarding.start', account);
      // A temporary password is handed over by whoever made it, and support never gets one.
      if (input.path === 'temporary-password') await authority.demand(principal, 'temporary-password.make', account);
      // Support staff come from the operator and from nobody else.
      if (account === platformAccount) throw new Problem('access.not-account-administrator');
      const { reason } = input;
      await demandSupportReason(connection, principal, { role, account, action: 'onboarding.request', reason });
      const initiator = actorOf(principal, role === 'support' ? 'support' : 'administrator');
      const { requestId } = principal;
      const requested = await accept({ ...input, account, group: administratorsGroup, requestId }, initiator);
      const made =
        initiator.role === 'administrator' && !requested.joined && (await passwordWithin(requested.record, initiator));
      return answerOf(requested, locale, made || undefined, initiator.role === 'administrator');
    },

    /**
     * Whether somebody for whom the ways out were shown is still missing.
     * @returns the reference of an onboarding that runs by now; null where the person can simply be added
     * @throws Problem member.exists, user.non-existent, user.mailbox-unproved, address.*, and what the right's lack is
     *   answered with
     */
    async lookUp(principal: Principal, account: string, email: string): Promise<string | null> {
      const role = await authority.demand(principal, 'onboarding.start', account);
      if (account === platformAccount) throw new Problem('access.not-account-administrator');
      const initiator = actorOf(principal, role === 'support' ? 'support' : 'administrator');
      return lookUp({ account, group: administratorsGroup, email }, initiator);
    },

    /** The operator asks, from the host: for an account's first administrator, or for support staff. */
    async requestAsOperator(promotion: PromotionRequest, operator: string): Promise<RequestAnswer> {
      const initiator: Actor = { kind: 'operator', name: operator, role: 'operator' };
      const requested = await accept(promotion, initiator);
      const made = !requested.joined && (await passwordWithin(requested.record, initiator));
      return answerOf(requested, 'en', made || undefined);
    },

    /**
     * Carries out what a person decided.
     * @throws Problem onboarding.not-found, onboarding.action-not-allowed, service.temporal-unavailable, service.no-worker
     */
    async act(principal: Principal, ref: string, action: Action, input: ActionInput, locale: Locale): Promise<Acted> {
      const { by, carriedOut, repeated } = await decide(principal, await reading.find(principal, ref), action, input);
      // It is kept nowhere that anybody heard: better asked again, which is harmless under the same key.
      if (!carriedOut) throw await processes.silence();
      const record = await reading.find(principal, ref);
      // Whoever sends a notice anew needs a password to go with it; support never gets one.
      const givesPassword = action === 'resend' || action === 'switch-path';
      const made = givesPassword && !repeated && by.role === 'administrator' && (await passwordWithin(record, by));
      const onboarding = await reading.get(principal, ref, locale);
      if (made) return { onboarding, temporaryPassword: made };
      const { path, open } = record;
      const state = onboarding.temporaryPasswordState;
      const wanted = (givesPassword && path === 'temporary-password' && open) || lacksPassword(state);
      const wayIn = wayInOf(state, wanted && by.role === 'administrator');
      return { onboarding, ...(wayIn && { wayIn }) };
    },

    /** Whether it needs an approval that this person may give: never of what they had a hand in, nor of their own. */
    async mayApprove(principal: Principal, ref: string): Promise<boolean> {
      const record = await reading.find(principal, ref);
      if (record.stall?.reason !== 'approval-needed') return false;
      const { administrator, support } = await authority.rolesIn(principal, record.account);
      if (!administrator && !support) return false;
      return isApprover(connection, actorOf(principal, administrator ? 'administrator' : 'support'), record);
    },

    /** Keeps on record what somebody does, or tries, before any service hears of it: a refused form, say. */
    async keepOnRecord(principal: Principal, { action, outcome, mid, account: named, data, ...tried }: OnRecord) {
      const envelope = mid === undefined ? null : await sent.findOne({ mid }, { ref: 1 }).lean();
      const ref = tried.ref ?? envelope?.ref;
      const record = ref === undefined ? null : await onboardings.findOne({ ref }, { account: 1 }).lean();
      const known = named !== undefined && (await accounts.exists({ number: named })) !== null;
      const account = record?.account ?? (known ? named : null);
      const roles = await authority.rolesIn(principal, account ?? '');
      const role = roles.administrator ? 'administrator' : roles.support ? 'support' : null;
      const fact = {
        actor: principal.user,
        role,
        action,
        account,
        ref: record === null ? null : (ref ?? null),
        data,
      };
      await audit(connection, { ...fact, requestId: principal.requestId, outcome });
    },

    /**
     * Makes a temporary password for the user whom the account made, whom this onboarding waits for and who never signed
     * in; the former dies.
     * @throws Problem password.temporary-not-allowed, password.address-proved
     */
    async makeTemporaryPassword(
      principal: Principal,
      ref: string,
      { reason }: { reason?: string | undefined },
      locale: Locale,
    ) {
      const record = await reading.find(principal, ref);
      await authority.demand(principal, 'temporary-password.make', record.account, { ref, reason });
      const temporaryPassword = await passwords.makeFor(record, actorOf(principal, 'administrator'), reason ?? null);
      return { onboarding: await reading.get(principal, ref, locale), temporaryPassword };
    },
  };

  /** Where the process has made the user by now, its password belongs into the same answer, if there is time for it. */
  async function passwordWithin(record: OnboardingRecord, by: Actor): Promise<string | undefined> {
    const { path, stage, createdUser } = record;
    if (path !== 'temporary-password' || stage !== 'awaiting-first-login' || !createdUser) return undefined;
    try {
      return await passwords.makeFor(record, by, record.reason);
    } catch (error) {
      // It has begun, or was sent anew, and is answered so; the password is made by a call of its own, or that says why not.
      if (error instanceof Problem && ['service.busy', 'password.address-proved'].includes(error.code))
        return undefined;
      throw error;
    }
  }

  async function answerOf(
    { record, joined, answer }: Requested,
    locale: Locale,
    temporaryPassword?: string,
    mayMakePassword = false,
  ): Promise<RequestAnswer> {
    const status = joined ? 200 : record.stage === 'completed' ? 201 : 202;
    const onboarding = viewOf(record, locale, { timeline: await reading.entries(record.ref) });
    const byPassword = record.open && record.path === 'temporary-password';
    const state = byPassword ? (await readCandidateState(connection, record)).password : null;
    const wayIn = wayInOf(state, byPassword && mayMakePassword);
    const password = temporaryPassword ? { temporaryPassword } : wayIn ? { wayIn } : {};
    const delayed = typeof answer === 'object' && 'delayedBy' in answer ? { delayedBy: answer.delayedBy } : {};
    return { status, onboarding, joined, ...password, ...delayed };
  }
}

/** What leads to a first login. @param wanted whether a password is, and whoever asks may make it */
const wayInOf = (state: TemporaryPasswordState | null | undefined, wanted: boolean): WayIn | undefined => {
  if (state === 'address-proved') return 'switch-path';
  return wanted ? 'new-temporary-password' : undefined;
};
