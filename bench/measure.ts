/** One thing to measure; `once` does it one time. */
export interface Subject {
  readonly name: string;
  readonly once: () => Promise<unknown>;
}

export interface Figure {
  readonly name: string;
  /** Milliseconds for one, the median of the rounds. */
  readonly ms: number;
  /** How many times the base's time that is, the median of the rounds. */
  readonly ratio: number;
}

/**
 * Measures subjects against a base, in turns within every round, so that whatever slows the machine slows both.
 * @param times how often each is done in one round
 */
export async function measure(
  base: Subject,
  subjects: readonly Subject[],
  rounds: number,
  times: number,
): Promise<Figure[]> {
  const all = [base, ...subjects];
  for (const { once } of all) await once();
  const took = new Map<Subject, number[]>(all.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of all) {
      const start = performance.now();
      for (let time = 0; time < times; time += 1) await subject.once();
      took.get(subject)!.push((performance.now() - start) / times);
    }
  }
  const bases = took.get(base)!;
  return all.map((subject) => {
    const own = took.get(subject)!;
    return { name: subject.name, ms: median(own), ratio: median(own.map((ms, round) => ms / bases[round]!)) };
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** As aligned lines; rates only where one after the other makes sense. */
export function print(title: string, figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  console.log(`\n${title}`);
  for (const { name, ms, ratio } of figures) {
    const rate = `${(1_000 / ms).toFixed(ms > 100 ? 1 : 0)}/s`;
    console.log(
      `  ${name.padEnd(width)}  ${ms.toFixed(3).padStart(9)} ms  ${rate.padStart(9)}  ${ratio.toFixed(2).padStart(9)} ×`,
    );
  }
}
