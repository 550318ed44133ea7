import { type Connection, isValidObjectId, Types } from 'mongoose';
import { limitOf, type Page, type PageRequest, placeOf, toPage } from '../database/pages.ts';
import { directoryModels } from '../directory/models.ts';
import { type AuditEntry, auditModel } from './audit.ts';

/** An audit entry as it is shown: users by their address, as it is now. */
export interface AuditLine extends Omit<AuditEntry, 'at'> {
  readonly id: string;
  readonly at: string;
}

export type AuditReader = ReturnType<typeof createAuditReader>;

/** Reads the audit, newest first. Whoever calls has asked the authority before. */
export function createAuditReader({ connection }: { connection: Connection }) {
  const entries = auditModel(connection);
  const { users } = directoryModels(connection);

  /** Names for the ObjectIds among actors and subjects; what is no user's id stays as it is. */
  async function namesOf(found: readonly AuditEntry[]): Promise<(id: string) => string> {
    const ids = found.flatMap(({ actor, subject }) => [actor, subject]).filter((id) => isValidObjectId(id));
    const known = await users.find({ _id: { $in: [...new Set(ids)] } }, { userId: 1 }).lean();
    const names = new Map(known.map(({ _id, userId }) => [String(_id), userId]));
    return (id) => names.get(id) ?? id;
  }

  return {
    /**
     * One page of an account's audit.
     */
    async list(
      account: string,
      { ref, ...page }: PageRequest & { ref?: string | undefined } = {},
    ): Promise<Page<AuditLine>> {
      const limit = limitOf(page);
      const found = await entries
        .find({ account, ...(ref === undefined ? {} : { ref }), ...after(page) })
        .sort({ at: -1, _id: -1 })
        .limit(limit + 1)
        .lean();
      const { items, nextCursor } = toPage(found, limit, placeOfEntry);
      const nameOf = await namesOf(items);
      return {
        items: items.map(({ _id, at, actor, role, action, outcome, ref: of, subject, reason, requestId, data }) => ({
          id: String(_id),
          at: at.toISOString(),
          actor: nameOf(actor),
          role,
          action,
          outcome,
          account,
          ref: of,
          subject: subject === null ? null : nameOf(subject),
          reason,
          requestId,
          data,
        })),
        nextCursor,
      };
    },
  };
}

const placeOfEntry = ({ at, _id }: { at: Date; _id: Types.ObjectId }): string => `${at.getTime()}.${String(_id)}`;

function after(page: PageRequest) {
  const place = placeOf(page, /^\d{1,15}\.[0-9a-f]{24}$/);
  if (place === undefined) return {};
  const [time, id] = place.split('.');
  const at = new Date(Number(time));
  return { $or: [{ at: { $lt: at } }, { at, _id: { $lt: new Types.ObjectId(id) } }] };
}
