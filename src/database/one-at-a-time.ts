const last = new Map<string, Promise<unknown>>();

/**
 * Runs pieces of work with the same key one after the other within this process. Correctness does not rest on it, the
 * transactions see to that; it spares those that would only conflict with each other and start again.
 */
export async function oneAtATime<T>(key: string, work: () => Promise<T>): Promise<T> {
  const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}
