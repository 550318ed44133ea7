const ending = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls back for every signal that asks this process to end, with how many came so far (1, 2, …).
 * @returns stops listening
 */
export function onEndingSignals(handle: (count: number) => void): () => void {
  let count = 0;
  const listener = (): void => handle((count += 1));
  for (const signal of ending) process.on(signal, listener);
  return () => {
    for (const signal of ending) process.off(signal, listener);
  };
}
