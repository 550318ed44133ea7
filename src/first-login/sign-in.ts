import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import type { SessionKind } from '../credentials/models.ts';
import { verifyPassword } from '../credentials/passwords.ts';
import type { Sessions } from '../credentials/sessions.ts';
import { asGenerated } from '../credentials/temporary-passwords.ts';
import { inTransaction } from '../database/transaction.ts';
import { readAddress } from '../directory/addresses.ts';
import { directoryModels, type RequiredAction, type User } from '../directory/models.ts';
import { Problem } from '../problems.ts';

export interface SignInRequest {
  readonly userId: string;
  readonly password: string;
  readonly requestId: string;
  /** The token of a session that the browser still has: it ends with the sign-in. */
  readonly formerToken?: string | undefined;
}

export interface SignedIn {
  readonly status: 'signed-in' | 'required-actions';
  readonly requiredActions: readonly RequiredAction[];
  readonly user: { id: string; userId: string; firstName: string; lastName: string; locale: 'en' | 'fr' };
  /** Of the new session: the only time it is seen. */
  readonly token: string;
}

interface Dependencies {
  readonly connection: Connection;
  readonly sessions: Sessions;
  readonly now?: () => Date;
}

/** Sign-in with a permanent or a temporary password. */
export function createSignIn({ connection, sessions, now = () => new Date() }: Dependencies) {
  const { users } = directoryModels(connection);

  /**
   * Signs in, always to a new session; while the first login is not complete, to one that can do nothing else.
   * @throws Problem sign-in.refused, the same words and work whatever the cause; password.temporary-expired only to
   *   whoever knows the right one; service.busy
   */
  return async function signIn({ userId, password, requestId, formerToken }: SignInRequest): Promise<SignedIn> {
    const user = await findUser(userId);
    const stored = storedOf(user);
    const typed = stored?.kind === 'temporary' ? asGenerated(password) : password;
    const right = await verifyPassword(stored?.hash, typed);
    if (user === null || stored === undefined || !right) return refuse(user, requestId);
    if (stored.expiresAt && stored.expiresAt <= now()) return refuse(user, requestId, 'password.temporary-expired');

    const kind: SessionKind = user.requiredActions.length === 0 ? 'full' : 'required-actions';
    const token = await inTransaction(connection, async (session) => {
      // The password that was verified has to be the one in force when the session opens, and the user not locked.
      const { modifiedCount } = await users.updateOne(
        { _id: user._id, status: 'active', [stored.path]: stored.hash },
        {
          $inc: { reliedUpon: 1 },
          ...(stored.kind === 'temporary' && { $min: { 'temporaryPassword.usedAt': now() } }),
        },
        { session },
      );
      if (modifiedCount !== 1) return null;
      const data = { kind, password: stored.kind };
      const actor = String(user._id);
      await audit(
        connection,
        { actor, action: 'session.sign-in', outcome: 'done', subject: actor, requestId, data },
        session,
      );
      return sessions.open(actor, kind, session);
    });
    if (token === null) return refuse(user, requestId);
    if (formerToken !== undefined) await sessions.close(formerToken);
    const { requiredActions, firstName, lastName, preferences } = user;
    return {
      status: kind === 'full' ? 'signed-in' : 'required-actions',
      requiredActions,
      user: { id: String(user._id), userId: user.userId, firstName, lastName, locale: preferences.language },
      token,
    };
  };

  async function findUser(text: string): Promise<User | null> {
    const key = addressKeyOf(text);
    return key === null ? null : users.findOne({ addressKey: key }).lean<User>();
  }

  async function refuse(
    user: User | null,
    requestId: string,
    code: 'sign-in.refused' | 'password.temporary-expired' = 'sign-in.refused',
  ): Promise<never> {
    const subject = user === null ? null : String(user._id);
    await audit(connection, { actor: 'system', action: 'session.sign-in', outcome: 'refused', subject, requestId });
    throw new Problem(code);
  }
}

export type SignIn = ReturnType<typeof createSignIn>;

/** A text that is no address belongs to nobody, as an unknown address does. */
function addressKeyOf(text: string): string | null {
  try {
    return readAddress(text).key;
  } catch {
    return null;
  }
}

interface StoredPassword {
  readonly kind: 'permanent' | 'temporary';
  readonly path: 'passwordHash' | 'temporaryPassword.hash';
  readonly hash: string;
  readonly expiresAt?: Date;
}

function storedOf(user: User | null): StoredPassword | undefined {
  if (user?.status !== 'active') return undefined;
  if (user.passwordHash) return { kind: 'permanent', path: 'passwordHash', hash: user.passwordHash };
  if (!user.temporaryPassword) return undefined;
  const { hash, expiresAt } = user.temporaryPassword;
  return { kind: 'temporary', path: 'temporaryPassword.hash', hash, expiresAt };
}
