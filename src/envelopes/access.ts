import { type Connection, Types } from 'mongoose';
import { audit, type AuditFact } from '../audit/audit.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { Problem } from '../problems.ts';
import type { Envelope } from './models.ts';

/** Who asks for an envelope: a user, by a session of the browser or by a token. */
export interface Reader {
  readonly user: string;
  readonly via: 'session' | 'token';
}

/** `jean.dupont@example.org` as `j•••@example.org`: enough to know one's own address by, and no more. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}

/** The user who asks, or null when there is none who may sign in. */
export async function readerUser(connection: Connection, { user }: Reader): Promise<User | null> {
  const found = await directoryModels(connection).users.findById(new Types.ObjectId(user)).lean<User>();
  return found?.status === 'active' ? found : null;
}

export const anotherAddress = (envelope: Pick<Envelope, 'email'>): Problem =>
  new Problem('envelope.another-address', { params: { address: maskedAddress(envelope.email) } });

/**
 * Why this envelope cannot be opened, or null. Only for its own recipient, whose address and mailbox are proved.
 * @param now compared with its date
 */
export function refusalOf(envelope: Envelope, now: Date): Problem | null {
  const { state, lockReason } = envelope;
  const expiresAt = lastMomentOf(envelope);
  if (state === 'recalled') return new Problem('envelope.recalled');
  if (state === 'expired' || expiresAt <= now) return new Problem('envelope.expired', { params: { at: expiresAt } });
  if (state === 'locked') return new Problem('envelope.locked', { params: { reason: lockReason ?? '' } });
  return state === 'sealed' ? new Problem('envelope.not-active') : null;
}

/** Until when it could be opened: to its date, unless what it was sealed for was over before. */
export const lastMomentOf = ({ expiresAt, endedAt }: Pick<Envelope, 'expiresAt' | 'endedAt'>): Date =>
  endedAt !== undefined && endedAt < expiresAt ? endedAt : expiresAt;

/** Keeps a refusal on record, whoever was refused and whatever for, and then refuses. */
export const refusing =
  (connection: Connection, fact: Omit<AuditFact, 'outcome'>) =>
  async (problem: Problem): Promise<never> => {
    await audit(connection, { ...fact, outcome: 'refused', reason: problem.code });
    throw problem;
  };
