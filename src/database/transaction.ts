import type { ClientSession, Connection } from 'mongoose';
import { DatabaseUnavailable } from './unavailable.ts';

export type Session = ClientSession;

/**
 * How long a transaction may take with all its beginnings anew, in milliseconds. The driver itself would go on for two
 * minutes; whoever asked over HTTP has left by then, and a workflow's step is tried again by Temporal.
 */
const endsWithinMs = 30_000;

/**
 * Runs `work` in one transaction and retries it on conflicts, as the driver's withTransaction does. `work` may run
 * more than once and holds nothing but MongoDB work: a client killed inside blocks the documents it touched for 60 s.
 * @throws DatabaseUnavailable when it has not ended in time; it may have been committed all the same
 */
export async function inTransaction<T>(connection: Connection, work: (session: Session) => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let late: DatabaseUnavailable | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late = new DatabaseUnavailable('the transaction did not end in time');
      reject(late);
    }, endsWithinMs);
  });
  const transaction = connection.withSession(async (session) =>
    session.withTransaction(
      async () => {
        // Nobody waits for it any more: it does not begin anew.
        if (late) throw late;
        return work(session);
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
    ),
  ) as Promise<T>;
  try {
    return await Promise.race([transaction, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a write failed because of a unique index (E11000). */
export function isDuplicateKey(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 11_000;
}
