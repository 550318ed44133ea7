import { type Connection, Types } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction, type Session } from '../database/transaction.ts';
import { directoryModels } from '../directory/models.ts';
import type { Locale } from '../language/index.ts';
import { credentialModels, endSessions, type SessionKind } from './models.ts';
import { newToken, tokenHash } from './tokens.ts';

export interface SessionFacts {
  /** The token's hash: names the session without giving it away. */
  readonly sessionId: string;
  /** ObjectId of the user as hex. */
  readonly user: string;
  readonly userId: string;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly kind: SessionKind;
}

/** A sign-in that is open, without anything that could be used. */
export interface OpenSession {
  readonly id: string;
  readonly kind: SessionKind;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  /** Browser and system; null where the browser told nothing. */
  readonly device: string | null;
}

/**
 * Sign-in sessions, kept by the server; a browser holds a 256-bit token, MongoDB its SHA-256.
 * @param idleMs ends so long after the last request
 * @param lifetimeMs ends so long after its opening in any case
 * @param now the clock
 */
export function createSessions({
  connection,
  idleMs,
  lifetimeMs,
  now = () => new Date(),
}: {
  connection: Connection;
  idleMs: number;
  lifetimeMs: number;
  now?: () => Date;
}) {
  const { sessions } = credentialModels(connection);
  const { users } = directoryModels(connection);
  // A write with every request would make reads as dear as writes; a short idle time still has to be measured.
  const touchAfterMs = Math.min(60_000, idleMs / 4);

  return {
    /** Opens a session and returns its token: the only time it is seen. */
    async open(user: string, kind: SessionKind, session?: Session): Promise<string> {
      const token = newToken();
      const at = now();
      await sessions.create(
        [
          {
            _id: tokenHash(token),
            user: new Types.ObjectId(user),
            kind,
            createdAt: at,
            lastSeenAt: at,
            expiresAt: new Date(at.getTime() + lifetimeMs),
          },
        ],
        session ? { session } : {},
      );
      return token;
    },

    /**
     * Whose session it is; null when there is none, when it has ended, and when its user is not active.
     * @param device what the session is used from, kept with it for its owner to see
     */
    async read(token: string, device?: string): Promise<SessionFacts | null> {
      const _id = tokenHash(token);
      const found = await sessions.findById(_id).lean();
      const at = now();
      if (found === null || found.expiresAt <= at || found.lastSeenAt.getTime() + idleMs <= at.getTime()) return null;
      const user = await users.findById(found.user, { userId: 1, status: 1, preferences: 1 }).lean();
      if (user?.status !== 'active') return null;
      const elsewhere = Boolean(device) && device !== found.device;
      if (elsewhere || at.getTime() - found.lastSeenAt.getTime() >= touchAfterMs) {
        await sessions.updateOne({ _id }, { $max: { lastSeenAt: at }, ...(elsewhere && { $set: { device } }) });
      }
      const { userId, preferences } = user;
      return {
        sessionId: _id,
        user: String(user._id),
        userId,
        locale: preferences.language,
        timeZone: preferences.timeZone,
        kind: found.kind,
      };
    },

    /** A user's sign-ins that are open, the one used last first. */
    async list(user: string): Promise<OpenSession[]> {
      const at = now();
      const found = await sessions
        .find({
          user: new Types.ObjectId(user),
          expiresAt: { $gt: at },
          lastSeenAt: { $gt: new Date(at.getTime() - idleMs) },
        })
        .sort({ lastSeenAt: -1 })
        .limit(100)
        .lean();
      return found.map(({ _id, kind, createdAt, lastSeenAt, expiresAt, device = null }) => ({
        id: _id,
        kind,
        createdAt,
        lastSeenAt,
        expiresAt,
        device,
      }));
    },

    /** Ends one of a user's sign-ins; false when the user has none of that id. */
    async revoke(user: string, id: string, requestId: string | null = null): Promise<boolean> {
      return inTransaction(connection, async (session) => {
        const filter = { _id: id, user: new Types.ObjectId(user) };
        const { deletedCount } = await sessions.deleteOne(filter, { session });
        if (deletedCount !== 1) return false;
        const fact = { actor: user, action: 'session.revoke', outcome: 'done', subject: user, requestId } as const;
        await audit(connection, fact, session);
        return true;
      });
    },

    /** Ends all of a user's sign-ins but the one that asks, however many there are. */
    async revokeOthers(user: string, own: string, requestId: string | null = null): Promise<void> {
      await inTransaction(connection, async (session) => {
        const others = { user: new Types.ObjectId(user), _id: { $ne: own } };
        const { deletedCount } = await sessions.deleteMany(others, { session });
        const fact = { actor: user, action: 'session.revoke-others', outcome: 'done', subject: user } as const;
        await audit(connection, { ...fact, requestId, data: { sessionsEnded: deletedCount } }, session);
      });
    },

    /** Whether a user's session of this id is there and has not ended. */
    async isOpen(user: string, sessionId: string): Promise<boolean> {
      const filter = { _id: sessionId, user: new Types.ObjectId(user), expiresAt: { $gt: now() } };
      return (await sessions.exists(filter)) !== null;
    },

    /** Ends the session of a token; no session, no error. */
    async close(token: string): Promise<void> {
      await sessions.deleteOne({ _id: tokenHash(token) });
    },

    /** Ends every session of a user, within the caller's transaction. */
    async closeAll(user: string, session: Session): Promise<void> {
      await endSessions(connection, new Types.ObjectId(user), session);
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
