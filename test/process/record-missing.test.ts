import { WorkflowFailedError } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Principal } from '../../src/directory/authority.ts';
import { recordModels } from '../../src/records/models.ts';
import { cancelUpdate, firstLoginSignal } from '../../workflows/messages.ts';
import { account, openWorld, type World } from '../support/world.ts';

const { History } = proto.temporal.api.history.v1;

/** MongoDB was restored from a backup that is older than an onboarding: its workflow finds no record. */
let world: World;
let administrator: Principal;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
});
afterAll(() => world.close());

async function lost(email: string): Promise<string> {
  const input = { email, path: 'temporary-password' } as const;
  const { ref } = (await world.onboardings.request(administrator, account, input, 'en')).onboarding;
  await recordModels(world.connection).onboardings.deleteOne({ ref });
  return ref;
}

/** It ends as failed, after a few events, and says why to whoever can read the payloads. */
async function failsAtOnce(ref: string): Promise<void> {
  const failure = await world
    .handleOf(ref)
    .result()
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(WorkflowFailedError);
  expect(failure).toMatchObject({ cause: { type: 'record-missing', message: `no onboarding ${ref}` } });
  const { events } = await world.handleOf(ref).fetchHistory();
  expect(events!.length).toBeLessThan(40);
  const { failure: kept } = events!.at(-1)!.workflowExecutionFailedEventAttributes!;
  expect(kept).toMatchObject({ message: 'Encoded failure' });
  expect(Buffer.from(History.encode({ events: events! }).finish()).includes('no onboarding')).toBe(false);
}

test('a workflow without a record ends as failed instead of parking for ever', async () => {
  const ref = await lost('restored@example.org');
  await world.handleOf(ref).signal(firstLoginSignal);
  await failsAtOnce(ref);
  expect(await world.isMember('restored@example.org')).toBe(false);
});

test('so does one that is cancelled, and who cancels is told', async () => {
  const ref = await lost('restored-cancel@example.org');
  await expect(
    world.handleOf(ref).executeUpdate(cancelUpdate, { args: [{ reason: 'no more' }] }),
  ).rejects.toMatchObject({ cause: { type: 'record-missing' } });
  await failsAtOnce(ref);
  // The update was accepted and failed: what it answered stands in the history, too, and not in clear.
  const { events } = await world.handleOf(ref).fetchHistory();
  const answers = events!.flatMap(({ workflowExecutionUpdateCompletedEventAttributes: done }) => done?.outcome ?? []);
  const failures = answers.flatMap(({ failure }) => failure ?? []);
  expect(failures).toMatchObject([{ message: 'Encoded failure', encodedAttributes: expect.anything() }]);
});
