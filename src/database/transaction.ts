import type { ClientSession, Connection } from 'mongoose';

export type Session = ClientSession;

/**
 * Runs `work` in one transaction and retries it on conflicts, as the driver's withTransaction does. `work` may run
 * more than once and holds nothing but MongoDB work: a client killed inside blocks the documents it touched for 60 s.
 */
export async function inTransaction<T>(connection: Connection, work: (session: Session) => Promise<T>): Promise<T> {
  return connection.withSession(async (session) =>
    session.withTransaction(async () => work(session), {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
    }),
  ) as Promise<T>;
}

/** Whether a write failed because of a unique index (E11000). */
export function isDuplicateKey(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 11_000;
}

/**
 * Whether MongoDB itself could not be reached, rather than refused. The driver lets the socket's own error through
 * where a write meets a connection that has just been closed.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { name = '', code } = (error ?? {}) as { name?: string; code?: unknown };
  if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'ECONNREFUSED') return true;
  return /^(MongoServerSelectionError|MongoNetworkError|MongoNetworkTimeoutError|MongooseServerSelectionError|MongoNotConnectedError|MongoTopologyClosedError|PoolClearedError|MongoPoolClearedError)$/.test(
    name,
  );
}
