/**
 * Waits for a condition instead of sleeping for a guess.
 * @param probe asked again until it gives something truthy; what it throws counts as "not yet"
 * @param within milliseconds after which the wait fails, with the last thing seen
 */
export async function eventually<T>(probe: () => Promise<T> | T, within = 20_000): Promise<NonNullable<T>> {
  const end = Date.now() + within;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value as NonNullable<T>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${within} ms; last seen: ${String(last)}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
