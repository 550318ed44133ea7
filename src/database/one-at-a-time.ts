import type { Connection } from 'mongoose';

const queues = new WeakMap<Connection, Map<string, Promise<unknown>>>();

/**
 * Runs pieces of work on one connection with the same key one after the other. Correctness does not rest on it, the
 * transactions see to that; it spares those that would only conflict with each other and start again.
 */
export async function oneAtATime<T>(connection: Connection, key: string, work: () => Promise<T>): Promise<T> {
  const last = queues.get(connection) ?? new Map<string, Promise<unknown>>();
  queues.set(connection, last);
  const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}
