import { median } from '../../bench/measure.ts';
import { type Dependency, openStuckWorld, type StuckWorld } from '../support/stuck.ts';

/** Forty-five onboardings hang on a dependency that is dead; others go their way, and no slower. */
let world: StuckWorld;
let count = 0;

beforeAll(async () => {
  world = await openStuckWorld(45);
}, 300_000);
afterAll(() => world.close());

/** The usual time of an unrelated one, from the request to its first rest, in milliseconds. */
async function usualTime(): Promise<number> {
  const took: number[] = [];
  for (let turn = 0; turn < 9; turn += 1) {
    count += 1;
    const start = performance.now();
    await world.invite(`unrelated-${count}@example.org`);
    took.push(performance.now() - start);
  }
  return median(took);
}

const historiesOfStuck = async (): Promise<number[]> =>
  Promise.all([...world.stuck].map(async (ref) => (await world.handleOf(ref).fetchHistory()).events!.length));

/**
 * How many times as long an unrelated one takes beside those that hang as it does alone, before and after. Others on
 * the machine may take their share of one part and not of another: of three rounds the median counts.
 */
async function slowedBy(dependency: Dependency): Promise<number> {
  const ratios: number[] = [];
  let before = await usualTime();
  for (let round = 0; round < 3; round += 1) {
    await world.hang(dependency);
    const histories = await historiesOfStuck();
    const beside = await usualTime();
    // Nor do those that hang take turns with it: they wait without a workflow task.
    expect(await historiesOfStuck()).toEqual(histories);
    await world.heal();
    const after = await usualTime();
    ratios.push(beside / median([before, after]));
    before = after;
  }
  return median(ratios);
}

test.each<Dependency>(['mail server', 'MongoDB'])(
  'the %s is dead: an unrelated one takes at most twice its usual time',
  async (dependency) => {
    expect(await slowedBy(dependency)).toBeLessThanOrEqual(2);
  },
  600_000,
);
