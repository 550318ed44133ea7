import { type Connection, isValidObjectId, Types } from 'mongoose';
import { limitOf, type Page, type PageRequest, placeOf, toPage } from '../database/pages.ts';
import { type AuditEntry, auditModel } from './audit.ts';

/** An audit entry as it is shown: users by their address, as it is now. */
export interface AuditLine extends Omit<AuditEntry, 'at'> {
  readonly id: string;
  readonly at: string;
}

export type AuditReader = ReturnType<typeof createAuditReader>;

interface Dependencies {
  readonly connection: Connection;
  /** The addresses of users, by their ids. */
  readonly addressesOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** Reads the audit, newest first. Whoever calls has asked the authority before. */
export function createAuditReader({ connection, addressesOf }: Dependencies) {
  const entries = auditModel(connection);

  /** Names for the ObjectIds among actors and subjects; what is no user's id stays as it is. */
  async function namesOf(found: readonly AuditEntry[]): Promise<(id: string) => string> {
    const ids = found
      .flatMap(({ actor, subject }) => [actor, subject])
      .filter((id): id is string => id !== null && isValidObjectId(id));
    const names = await addressesOf([...new Set(ids)]);
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
