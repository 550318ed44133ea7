import { type Connection, isValidObjectId, Types } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction } from '../database/transaction.ts';
import { lengthOf } from '../directory/fields.ts';
import { directoryModels } from '../directory/models.ts';
import { canSignIn } from '../directory/standing.ts';
import { dictionary, type Locale } from '../language/index.ts';
import { type FieldError, Problem } from '../problems.ts';
import type { Scope } from '../directory/scopes.ts';
import { type ApiToken, credentialModels } from './models.ts';
import { newToken, tokenHash } from './tokens.ts';

const prefix = 'cst_';
const yearMs = 366 * 24 * 3_600_000;
const touchAfterMs = 60_000;

export interface NewApiToken {
  /** ObjectId of its user as hex: a token can do what its user can, within its scopes. */
  readonly user: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date;
}

/** Who makes or revokes a token, for the audit; an operator is `operator:<host user>`. */
interface By {
  readonly actor: string;
  readonly requestId?: string | null;
}

export interface ApiTokenFacts {
  readonly id: string;
  readonly user: string;
  readonly userId: string;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly scopes: readonly Scope[];
}

/**
 * API tokens for machines: `cst_` and 256 bits, shown once, SHA-256 stored, scoped, always with an end.
 * @param now the clock
 */
export function createApiTokens({ connection, now = () => new Date() }: { connection: Connection; now?: () => Date }) {
  const { apiTokens } = credentialModels(connection);
  const { users } = directoryModels(connection);

  return {
    /**
     * Makes a token for a user who can sign in.
     * @throws Problem request.invalid for a wrong name or expiry, user.not-found
     */
    async create(
      { user, name, scopes, expiresAt }: NewApiToken,
      by: By = { actor: user },
      locale: Locale = 'en',
    ): Promise<{ token: string; id: string }> {
      const at = now();
      const errors = newTokenErrors(name, expiresAt, at, locale);
      if (scopes.length === 0) {
        const detail = dictionary(locale).directory['token.scopes-missing']();
        errors.push({ pointer: '/scopes', code: 'token.scopes-missing', detail });
      }
      if (errors.length > 0) throw new Problem('request.invalid', { errors });
      const token = `${prefix}${newToken()}`;
      const owner = new Types.ObjectId(user);
      const id = await inTransaction(connection, async (session) => {
        const filter = { _id: owner, ...canSignIn };
        if ((await users.findOne(filter, { _id: 1 }, { session }).lean()) === null) throw new Problem('user.not-found');
        const [made] = await apiTokens.create(
          [{ hash: tokenHash(token), user: owner, name: name.trim(), scopes: [...scopes], createdAt: at, expiresAt }],
          { session },
        );
        const data = { token: String(made!._id), scopes };
        await audit(connection, { ...by, action: 'token.create', outcome: 'done', subject: user, data }, session);
        return made!._id;
      });
      return { token, id: String(id) };
    },

    /** Whose token it is and what it may; null when it is unknown or over, or its user cannot sign in. */
    async read(token: string): Promise<ApiTokenFacts | null> {
      if (!token.startsWith(prefix)) return null;
      const found = await apiTokens.findOne({ hash: tokenHash(token) }).lean();
      const at = now();
      if (found === null || found.expiresAt <= at) return null;
      const user = await users.findById(found.user, { userId: 1, status: 1, firstLoginAt: 1, preferences: 1 }).lean();
      if (user?.status !== 'active' || !user.firstLoginAt) return null;
      if (at.getTime() - (found.lastUsedAt?.getTime() ?? 0) >= touchAfterMs) {
        await apiTokens.updateOne({ _id: found._id }, { $max: { lastUsedAt: at } });
      }
      const { userId, preferences } = user;
      const { language: locale, timeZone } = preferences;
      return { id: String(found._id), user: String(user._id), userId, locale, timeZone, scopes: found.scopes };
    },

    /** A user's tokens, oldest first, without anything that could be used. */
    async list(user: string): Promise<(Omit<ApiToken, 'hash' | '_id' | 'user'> & { id: string })[]> {
      const found = await apiTokens
        .find({ user: new Types.ObjectId(user) })
        .sort({ createdAt: 1 })
        .lean();
      return found.map(({ _id, name, scopes, createdAt, expiresAt, lastUsedAt }) => ({
        id: String(_id),
        name,
        scopes,
        createdAt,
        expiresAt,
        ...(lastUsedAt && { lastUsedAt }),
      }));
    },

    /** Revokes one of a user's tokens; false when the user has none of that id. */
    async revoke(user: string, id: string, by: By = { actor: user }): Promise<boolean> {
      if (!isValidObjectId(id)) return false;
      return inTransaction(connection, async (session) => {
        const filter = { _id: new Types.ObjectId(id), user: new Types.ObjectId(user) };
        const { deletedCount } = await apiTokens.deleteOne(filter, { session });
        if (deletedCount !== 1) return false;
        const data = { token: id };
        await audit(connection, { ...by, action: 'token.revoke', outcome: 'done', subject: user, data }, session);
        return true;
      });
    },
  };
}

export type ApiTokens = ReturnType<typeof createApiTokens>;

function newTokenErrors(name: string, expiresAt: Date, at: Date, locale: Locale): FieldError[] {
  const say = dictionary(locale).directory;
  const errors: FieldError[] = [];
  const length = lengthOf(name.trim());
  if (length < 1 || length > 100 || /\p{Cc}/u.test(name)) {
    errors.push({ pointer: '/name', code: 'token.name-invalid', detail: say['token.name-invalid']() });
  }
  if (!(expiresAt > at) || expiresAt.getTime() - at.getTime() > yearMs) {
    errors.push({ pointer: '/expiresAt', code: 'token.expiry-invalid', detail: say['token.expiry-invalid']() });
  }
  return errors;
}
