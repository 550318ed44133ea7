import { type Connection, Types } from 'mongoose';
import { confirmationErrors, passwordErrors, sameAsTemporary } from '../credentials/password-policy.ts';
import { hashPassword, verifyPassword } from '../credentials/passwords.ts';
import type { Sessions } from '../credentials/sessions.ts';
import { asGenerated } from '../credentials/temporary-passwords.ts';
import { inTransaction } from '../database/transaction.ts';
import { directoryModels, type Preferences, type RequiredAction, type User } from '../directory/models.ts';
import type { Locale } from '../language/index.ts';
import { Problem, problemWith } from '../problems.ts';
import { completeFirstLogin } from './completion.ts';
import { checkParts, type FirstLoginParts, leftAfter } from './parts.ts';

/** Who goes through the first login: a session of kind required-actions. */
export interface FirstLoginCaller {
  /** ObjectId as hex. */
  readonly user: string;
  readonly sessionId?: string | undefined;
  readonly locale: Locale;
  readonly requestId: string;
}

export interface FirstLoginStatus {
  readonly requiredActions: readonly RequiredAction[];
  readonly preferences: Preferences;
  readonly user: { userId: string; firstName: string; lastName: string };
}

export type FirstLoginOutcome =
  | { readonly status: 'signed-in'; readonly requiredActions: readonly []; readonly token: string }
  | { readonly status: 'required-actions'; readonly requiredActions: readonly RequiredAction[] };

interface Dependencies {
  readonly connection: Connection;
  readonly sessions: Sessions;
  /** Told after the commit, so that the onboardings that wait hear of it at once. */
  readonly onCommitted?: () => void;
  readonly now?: () => Date;
}

/** How often a part is tried again because another device went on at the same moment. */
const attempts = 5;

/**
 * The first login: features, preferences, permanent password, in this order. What is done is kept with the user, so it
 * can go on in another session or on another device; the last part takes effect in one transaction.
 */
export function createFirstLogin({
  connection,
  sessions,
  onCommitted = () => {},
  now = () => new Date(),
}: Dependencies) {
  const { users } = directoryModels(connection);

  return {
    /** What is left, and the preferences as they are. @throws Problem access.sign-in-required */
    async status(user: string): Promise<FirstLoginStatus> {
      const { requiredActions, preferences, userId, firstName, lastName } = await demandActive(user);
      return { requiredActions, preferences, user: { userId, firstName, lastName } };
    },

    /**
     * Takes one part, several or all.
     * @throws Problem first-login.nothing-left, first-login.out-of-order, request.invalid and password.rejected or password.confirmation-differs with a
     *   reason per field, access.sign-in-required when the session is over, service.busy
     */
    async submit(caller: FirstLoginCaller, parts: FirstLoginParts): Promise<FirstLoginOutcome> {
      checkParts(parts, caller.locale);
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const user = await demandActive(caller.user);
        if (user.requiredActions.length === 0) throw new Problem('first-login.nothing-left');
        const left = leftAfter(user.requiredActions, parts);
        const outcome =
          left.length > 0
            ? await keepParts(user, left, parts)
            : await complete(caller, user, parts, parts.password ?? '');
        if (outcome !== null) return outcome;
      }
      throw new Problem('service.busy', { retryAfterSeconds: 1 });
    },
  };

  async function demandActive(user: string): Promise<User> {
    const found = await users.findById(new Types.ObjectId(user)).lean<User>();
    if (found?.status !== 'active') throw new Problem('access.sign-in-required');
    return found;
  }

  /** Null when another device was there first. */
  async function keepParts(
    user: User,
    left: RequiredAction[],
    { preferences, names }: FirstLoginParts,
  ): Promise<FirstLoginOutcome | null> {
    const { matchedCount } = await users.updateOne(
      { _id: user._id, status: 'active', requiredActions: user.requiredActions, firstLoginAt: { $exists: false } },
      { $set: { requiredActions: left, ...(preferences && { preferences }), ...names } },
    );
    return matchedCount === 1 ? { status: 'required-actions', requiredActions: left } : null;
  }

  /** Null when the user changed meanwhile. Everything slow comes before the transaction. */
  async function complete(
    caller: FirstLoginCaller,
    user: User,
    parts: FirstLoginParts,
    password: string,
  ): Promise<FirstLoginOutcome | null> {
    const temporaryHash = user.temporaryPassword?.hash ?? null;
    const errors = [
      ...(await passwordErrors(password, user, caller.locale)),
      ...confirmationErrors(password, parts.confirmPassword, caller.locale),
    ];
    const isTheTemporary = temporaryHash !== null && (await verifyPassword(temporaryHash, asGenerated(password)));
    if (isTheTemporary) errors.push(sameAsTemporary(caller.locale));
    if (errors.length > 0) throw problemWith(errors, 'password.rejected');
    const completion = {
      user: user._id,
      sessionId: caller.sessionId ?? '',
      passwordHash: await hashPassword(password),
      temporaryHash,
      preferences: parts.preferences,
      names: parts.names,
      requestId: caller.requestId,
    };
    const token = await inTransaction(connection, async (session) =>
      completeFirstLogin({ connection, sessions }, session, completion, now()),
    );
    if (token === null) {
      await demandUnfinished(caller);
      return null;
    }
    onCommitted();
    return { status: 'signed-in', requiredActions: [], token };
  }

  /** Why the transaction wrote nothing: completed elsewhere, or the session is over; else it is worth another try. */
  async function demandUnfinished({ user, sessionId }: FirstLoginCaller): Promise<void> {
    const { firstLoginAt } = await demandActive(user);
    if (firstLoginAt) throw new Problem('first-login.nothing-left');
    if (!(await sessions.isOpen(user, sessionId ?? ''))) throw new Problem('access.sign-in-required');
  }
}

export type FirstLogin = ReturnType<typeof createFirstLogin>;
