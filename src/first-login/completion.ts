import type { Connection, Types } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { credentialModels, endSessions } from '../credentials/models.ts';
import type { Sessions } from '../credentials/sessions.ts';
import type { Session } from '../database/transaction.ts';
import { directoryModels, type Preferences } from '../directory/models.ts';
import { addToOutbox } from '../records/outbox.ts';

export interface Completion {
  readonly user: Types.ObjectId;
  /** The session in which it is completed: it has to be alive, and ends. */
  readonly sessionId: string;
  readonly passwordHash: string;
  /** The temporary password's hash that the new password was compared with; null where there was none. */
  readonly temporaryHash: string | null;
  readonly preferences?: Preferences | undefined;
  readonly names?: { readonly firstName: string; readonly lastName: string } | undefined;
  readonly requestId: string;
}

/**
 * Completes a first login within the caller's one transaction: the permanent password, the date, the end of every
 * session, a new one with full rights, the audit, and the news for the onboardings that wait for it.
 * @returns the new session's token; null, with nothing written, when the user or the session is not as it was
 */
export async function completeFirstLogin(
  { connection, sessions }: { connection: Connection; sessions: Sessions },
  session: Session,
  { user, sessionId, passwordHash, temporaryHash, preferences, names, requestId }: Completion,
  now = new Date(),
): Promise<string | null> {
  const alive = await credentialModels(connection)
    .sessions.findOne({ _id: sessionId, user }, { _id: 1 }, { session })
    .lean();
  if (alive === null) return null;
  const { modifiedCount } = await directoryModels(connection).users.updateOne(
    {
      _id: user,
      status: 'active',
      firstLoginAt: { $exists: false },
      'temporaryPassword.hash': temporaryHash ?? { $exists: false },
    },
    {
      $set: { passwordHash, requiredActions: [], firstLoginAt: now, ...(preferences && { preferences }), ...names },
      $unset: { temporaryPassword: 1 },
    },
    { session },
  );
  if (modifiedCount !== 1) return null;
  await endSessions(connection, user, session);
  const actor = String(user);
  const token = await sessions.open(actor, 'full', session);
  await audit(
    connection,
    {
      actor,
      action: 'first-login.completed',
      outcome: 'done',
      subject: actor,
      requestId,
      data: { by: temporaryHash === null ? 'enrolment' : 'temporary-password' },
    },
    session,
  );
  await addToOutbox(connection, session, { kind: 'first-login', user: actor, request: requestId }, now);
  return token;
}
