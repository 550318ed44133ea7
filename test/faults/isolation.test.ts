import { firstLoginSignal } from '../../workflows/messages.ts';
import { type Dependency, openStuckWorld, type StuckWorld } from '../support/stuck.ts';
import { eventually } from '../support/eventually.ts';

/**
 * Forty-five onboardings hang on a dependency that is dead; others go their way. That they are not slower is counted
 * here, event by event, and timed in bench/isolation.bench.ts.
 */
let world: StuckWorld;

beforeAll(async () => {
  world = await openStuckWorld(45);
}, 180_000);
afterAll(() => world.close());

/** What a history tells, without its times and numbers: late or repeated workflow tasks would show. */
const storyOf = async (ref: string): Promise<string[]> => {
  const { events = [] } = await world.handleOf(ref).fetchHistory();
  return events!.map((event) => Object.keys(event).find((name) => name.endsWith('EventAttributes')) ?? '');
};
const lengthsOf = async (refs: Iterable<string>) =>
  Promise.all([...refs].map(async (ref) => (await storyOf(ref)).length));

/** An unrelated one: invited, woken for nothing, at rest again. */
async function unrelated(email: string): Promise<string[]> {
  const ref = await world.invite(email);
  const invited = (await storyOf(ref)).length;
  await world.handleOf(ref).signal(firstLoginSignal);
  await eventually(async () => {
    const { raw } = await world.handleOf(ref).describe();
    return !raw.pendingWorkflowTask && (await storyOf(ref)).length > invited + 1;
  });
  return storyOf(ref);
}

test.each<Dependency>(['mail server', 'MongoDB'])(
  'the %s is dead: they hold no workflow-task slot, and an unrelated one goes its usual way',
  async (dependency) => {
    const name = dependency.replace(' ', '-').toLowerCase();
    const usual = await unrelated(`usual-${name}@example.org`);
    await world.hang(dependency);
    const before = await lengthsOf(world.stuck);
    for (let turn = 0; turn < 5; turn += 1) {
      expect(await unrelated(`beside-${name}-${turn}@example.org`)).toEqual(usual);
    }
    expect(await lengthsOf(world.stuck)).toEqual(before);
    await world.heal();
  },
  240_000,
);
