import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction } from '../database/transaction.ts';
import { readAddress } from '../directory/addresses.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { canSignIn } from '../directory/standing.ts';
import type { Locale } from '../language/index.ts';
import { Problem, problemWith } from '../problems.ts';
import { addToOutbox } from '../records/outbox.ts';
import { credentialModels, endSessions } from './models.ts';
import { confirmationErrors, passwordErrors } from './password-policy.ts';
import { hashPassword } from './passwords.ts';
import { newToken, tokenHash } from './tokens.ts';

export const resetLifetimeMs = 30 * 60_000;

/** What the mail's sealed part holds. `token` is null for somebody whose first login is still to come. */
export interface SealedReset {
  readonly token: string | null;
  readonly firstLoginPending: boolean;
  readonly minutes: number;
}

interface Dependencies {
  readonly connection: Connection;
  readonly secrets: { seal(context: string, text: string): Promise<string> };
  /** Told after a commit, so that the mail or the news leaves at once. */
  readonly onCommitted?: () => void;
  readonly now?: () => Date;
}

/** Password resets by mail: neutral, single use, good for 30 minutes. */
export function createPasswordResets({
  connection,
  secrets,
  onCommitted = () => {},
  now = () => new Date(),
}: Dependencies) {
  const { users } = directoryModels(connection);
  const { passwordResets, apiTokens } = credentialModels(connection);

  return {
    /**
     * Mails a link to whoever has the address. Answers the same, and writes as much, whether anybody has it.
     * @throws Problem address.invalid, address.non-ascii-local-part: about the text, not about who exists
     */
    async request({ userId }: { userId: string }): Promise<void> {
      const { key } = readAddress(userId, '/userId');
      const found = await users.findOne({ addressKey: key }).lean();
      const user = found?.status === 'active' ? found : null;
      const firstLoginPending = user !== null && !user.firstLoginAt;
      const token = newToken();
      const sealed: SealedReset = {
        token: firstLoginPending ? null : token,
        firstLoginPending,
        minutes: resetLifetimeMs / 60_000,
      };
      const mail = {
        kind: 'mail',
        template: 'password-reset',
        messageKey: `password-reset-${tokenHash(newToken()).slice(0, 32)}`,
        to: user?.userId ?? '',
        locale: user?.preferences.language ?? 'en',
        sealed: await secrets.seal('password-reset', JSON.stringify(sealed)),
      } as const;
      const at = now();
      const times = { createdAt: at, expiresAt: new Date(at.getTime() + resetLifetimeMs) };
      await inTransaction(connection, async (session) => {
        const owner = user !== null && !firstLoginPending ? { user: user._id } : {};
        await passwordResets.create([{ _id: tokenHash(token), ...owner, ...times }], { session });
        if (user !== null) await addToOutbox(connection, session, mail, at);
        // The same work for nobody: a document that no token opens stands where the mail would.
        else await passwordResets.create([{ _id: tokenHash(newToken()), ...times }], { session });
      });
      if (user !== null) onCommitted();
    },

    /**
     * Sets a new permanent password and ends every session and API token of the user. The link came by mail, so it
     * proves the mailbox as a mailed code does.
     * @throws Problem reset.invalid (unknown, used, over), password.rejected or password.confirmation-differs with a reason per field, service.busy
     */
    async redeem(
      token: string,
      { password, confirmPassword }: { password: string; confirmPassword?: string },
      { locale = 'en', requestId = null }: { locale?: Locale; requestId?: string | null } = {},
    ): Promise<void> {
      const _id = tokenHash(token);
      const reset = await passwordResets.findById(_id).lean();
      const user = reset?.user && reset.expiresAt > now() ? await users.findById(reset.user).lean() : null;
      if (!canReset(user)) throw new Problem('reset.invalid');
      const errors = [
        ...(await passwordErrors(password, user, locale)),
        ...confirmationErrors(password, confirmPassword, locale),
      ];
      if (errors.length > 0) throw problemWith(errors, 'password.rejected');
      const passwordHash = await hashPassword(password);
      await inTransaction(connection, async (session) => {
        const used = await passwordResets.deleteOne({ _id, expiresAt: { $gt: now() } }, { session });
        const provesMailbox = await users.updateOne(
          { _id: user._id, status: 'active', addressProvedAt: { $exists: false } },
          { $set: { addressProvedAt: now() } },
          { session },
        );
        const changed = await users.updateOne(
          { _id: user._id, ...canSignIn },
          { $set: { passwordHash }, $inc: { reliedUpon: 1 } },
          { session },
        );
        if (used.deletedCount !== 1 || changed.modifiedCount !== 1) throw new Problem('reset.invalid');
        await passwordResets.deleteMany({ user: user._id }, { session });
        await endSessions(connection, user._id, session);
        await apiTokens.deleteMany({ user: user._id }, { session });
        const hex = String(user._id);
        const mailboxProved = provesMailbox.modifiedCount === 1;
        // An onboarding may have waited for just that proof.
        if (mailboxProved) await addToOutbox(connection, session, { kind: 'first-login', user: hex }, now());
        await audit(
          connection,
          {
            actor: hex,
            action: 'password.reset',
            outcome: 'done',
            subject: hex,
            requestId,
            data: { mailboxProved },
          },
          session,
        );
      });
      onCommitted();
    },
  };
}

export type PasswordResets = ReturnType<typeof createPasswordResets>;

const canReset = (user: User | null): user is User => user?.status === 'active' && user.firstLoginAt !== undefined;
