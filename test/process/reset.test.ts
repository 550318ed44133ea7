import { randomUUID } from 'node:crypto';
import type { Principal } from '../../src/directory/authority.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** An operator resets a workflow in Temporal: its run counts its steps anew, and the record has seen higher numbers. */
let world: World;
let administrator: Principal;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
});
afterAll(() => world.close());

async function begunAndReset(email: string): Promise<string> {
  const input = { email, path: 'temporary-password' } as const;
  const { ref } = (await world.onboardings.request(administrator, account, input, 'en')).onboarding;
  const before = await world.handleOf(ref).describe();
  const { events } = await world.handleOf(ref).fetchHistory();
  const finished = events!.find((event) => event.workflowTaskCompletedEventAttributes)!;
  await world.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: before.workflowId, runId: before.runId },
    reason: 'a bug was mended',
    workflowTaskFinishEventId: finished.eventId!,
    requestId: randomUUID(),
  });
  await eventually(async () => (await world.handleOf(ref).describe()).runId !== before.runId);
  return ref;
}

test('after a reset a first login still leads to the right', async () => {
  const ref = await begunAndReset('reset-login@example.org');
  await world.completeFirstLogin('reset-login@example.org');
  await world.handleOf(ref).signal(firstLoginSignal);
  expect(await world.handleOf(ref).result()).toBe('completed');
  expect(await world.isMember('reset-login@example.org')).toBe(true);
});

test('after a reset a cancel closes the record', async () => {
  const ref = await begunAndReset('reset-cancel@example.org');
  await world.onboardings.act(administrator, ref, 'cancel', { reason: 'no more' }, 'en');
  expect(await world.handleOf(ref).result()).toBe('cancelled');
  expect(await world.recordOf(ref)).toMatchObject({ stage: 'cancelled', open: false });
});
