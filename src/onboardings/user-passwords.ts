import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import type { TemporaryPasswords } from '../credentials/temporary-passwords.ts';
import { inTransaction } from '../database/transaction.ts';
import { type Actor, auditedActor } from '../directory/actors.ts';
import { readAddress } from '../directory/addresses.ts';
import type { Authority, Principal } from '../directory/authority.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { waysOut } from '../directory/ways-out.ts';
import { Problem } from '../problems.ts';
import { type OnboardingRecord, recordModels } from '../records/models.ts';
import { addTimelineEntry } from '../records/timeline.ts';
import { actorOf } from './acting.ts';
import type { TemporaryPasswordState } from './view.ts';

interface UserPasswordsDependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly temporaryPasswords: TemporaryPasswords;
}

/** What makes a password, and for whom. */
interface Making {
  readonly account: string;
  readonly addressKey: string;
  readonly by: Actor;
  readonly reason: string | null;
  readonly requestId?: string;
}

/** Made by the account, by hand or by an onboarding, and the first login is to come. */
const isPending = (user: User | null, account: string): user is User =>
  user?.createdByAccount === account && user.firstLoginAt === undefined && user.status === 'active';

/**
 * Whether an account may give a user a temporary password: its administrators chose, or could have chosen, the one that
 * there was before. Who has proved the address chooses alone.
 */
const mayBeGivenPassword = (user: User | null, account: string): user is User =>
  isPending(user, account) && user.addressProvedAt === undefined;

/** Whether the candidate of an open onboarding can sign in at all. */
export interface CandidateState {
  /** The user exists and is locked: whatever was mailed or handed over opens nothing until somebody unlocks it. */
  readonly locked: boolean;
  /** What became of the temporary password; null where the first login needs none from here. */
  readonly password: TemporaryPasswordState | null;
}

export async function readCandidateState(
  connection: Connection,
  { open, path, addressKey, account }: OnboardingRecord,
  now = new Date(),
): Promise<CandidateState> {
  if (!open) return { locked: false, password: null };
  const user = await directoryModels(connection).users.findOne({ addressKey }).lean<User>();
  const password = (): TemporaryPasswordState | null => {
    if (path === 'invite' || !isPending(user, account)) return null;
    if (user.addressProvedAt) return path === null ? null : 'address-proved';
    if (user.temporaryPassword === undefined) return 'none';
    return user.temporaryPassword.expiresAt > now ? 'usable' : 'expired';
  };
  return { locked: user?.status === 'locked', password: password() };
}

/**
 * A new temporary password for a user of the account whose first login is to come: with an onboarding, or for who was
 * added by hand and lost it, or let its time pass. Answered once, kept nowhere; the former one stops working.
 */
export function createUserPasswords({ connection, authority, temporaryPasswords }: UserPasswordsDependencies) {
  const { users } = directoryModels(connection);
  const { onboardings } = recordModels(connection);

  return {
    /**
     * An onboarding of this user that is under way goes on waiting at least as long.
     * @param userId the user's address
     * @throws Problem user.not-found for whom the account did not make; password.temporary-not-allowed after the first
     *   login or for who is locked; password.address-proved; access.not-account-administrator; service.busy
     */
    makeForUser: async (
      principal: Principal,
      account: string,
      userId: string,
      reason: string,
    ): Promise<{ userId: string; temporaryPassword: string }> => {
      await authority.demand(principal, 'temporary-password.make', account, { reason });
      const { key: addressKey } = readAddress(userId, '/userId');
      const user = await users.findOne({ addressKey }).lean<User>();
      if (user?.createdByAccount !== account) throw new Problem('user.not-found');
      const { requestId } = principal;
      const making = { account, addressKey, by: actorOf(principal, 'administrator'), reason, requestId };
      return { userId: user.userId, temporaryPassword: await make(making) };
    },

    /**
     * With an onboarding, as long as it is open.
     * @throws Problem password.temporary-not-allowed, password.address-proved, service.busy
     */
    makeFor: ({ ref, account, addressKey }: OnboardingRecord, by: Actor, reason: string | null): Promise<string> =>
      make({ account, addressKey, by, reason }, ref),
  };

  /** Reads user and onboarding once more within the transaction: one may have ended, the other signed in, meanwhile. */
  async function make({ account, addressKey, by, reason, requestId }: Making, wanted?: string): Promise<string> {
    const prepared = await temporaryPasswords.prepare();
    await inTransaction(connection, async (session) => {
      const user = await users.findOne({ addressKey }, null, { session }).lean<User>();
      const waiting = wanted === undefined ? { account, addressKey, open: true } : { ref: wanted, open: true };
      const running = await onboardings.findOne(waiting, { ref: 1, path: 1 }, { session }).lean();
      const ref = running?.ref ?? null;
      if (isPending(user, account) && user.addressProvedAt) throw addressProved(account, running);
      if (!mayBeGivenPassword(user, account) || (wanted !== undefined && ref === null))
        throw new Problem('password.temporary-not-allowed', { params: wanted === undefined ? {} : { ref: wanted } });
      const { expiresAt } = await temporaryPasswords.make(session, user._id, prepared);
      if (ref !== null) {
        // Touches the record, so that an ending at the same moment conflicts instead of slipping by.
        await onboardings.updateOne({ ref }, { $max: { deadline: expiresAt } }, { session });
        await addTimelineEntry(connection, session, ref, {
          kind: 'temporary-password-made',
          by,
          data: { first: user.temporaryPassword ? 0 : 1 },
        });
      }
      const fact = { ...auditedActor(by), account, ref, reason, subject: String(user._id) };
      const request = requestId === undefined ? {} : { requestId };
      await audit(connection, { ...fact, ...request, action: 'temporary-password.make', outcome: 'done' }, session);
    });
    return prepared.password;
  }
}

/** Says what leads on instead: the invitation, mailed again where it is under way. */
function addressProved(account: string, running: Pick<OnboardingRecord, 'ref' | 'path'> | null): Problem {
  if (running === null) return new Problem('password.address-proved', { nextActions: waysOut(account, 'invite') });
  const rel = running.path === 'invite' ? 'resend' : 'switch-path';
  const href = `/api/v1/onboardings/${running.ref}/${rel}`;
  return new Problem('password.address-proved', { nextActions: [{ rel, href, method: 'POST' }] });
}
