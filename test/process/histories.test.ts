import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { MailRejected } from '../../src/mail/failures.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { createCodec } from '../../src/temporal/codec.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** What histories cost and what they hold, on the server that behaves as in production. */
let world: World;
let administrator: Principal;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
});
afterAll(() => world.close());

const History = proto.temporal.api.history.v1.History;
const historyOf = (ref: string) => world.handleOf(ref).fetchHistory();

async function walk(email: string, path: 'invite' | 'temporary-password' | undefined): Promise<string> {
  const candidate = { firstName: 'Quentin', lastName: 'Zanzibar', locale: 'fr' as const };
  const input = {
    email,
    candidate,
    message: 'Bienvenue au château',
    reason: 'succède à Dupont',
    ...(path ? { path } : {}),
  };
  const { onboarding } = await world.onboardings.request(administrator, account, input, 'en');
  const { ref } = onboarding;
  if (path === 'invite') await world.addUser({ userId: email, createdByRef: ref });
  if (path === 'temporary-password') await world.completeFirstLogin(email);
  if (path) await world.handleOf(ref).signal(firstLoginSignal);
  expect(await world.handleOf(ref).result()).toBe('completed');
  return ref;
}

test.each([
  ['an existing user', undefined, 12],
  ['a temporary password', 'temporary-password', 22],
  ['an invitation', 'invite', 22],
] as const)('the history of %s stays within its budget of events and bytes', async (_, path, budget) => {
  const histories = [];
  // A step that a busy machine does not end at once becomes a durable one, with events of its own: what the process
  // costs is seen where nothing was late.
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    const email = `budget-${path ?? 'existing'}-${attempt}@example.org`;
    if (path === undefined) await world.addUser({ userId: email });
    histories.push(await historyOf(await walk(email, path)));
    if (histories.at(-1)!.events!.length <= budget) break;
  }
  const history = histories.at(-1)!;
  expect(history.events!.length).toBeLessThanOrEqual(budget);
  expect(History.encode(history).finish().length).toBeLessThanOrEqual(6 * 1024);
  expect(Math.max(...payloadSizes(history))).toBeLessThanOrEqual(2 * 1024);
});

test('no history holds a name, an address, a message, a reason or a link in clear, failures included', async () => {
  await world.addUser({ userId: 'clear-existing@example.org' });
  const refs = [
    await walk('clear-existing@example.org', undefined),
    await walk('clear-password@example.org', 'temporary-password'),
    await walk('clear-invite@example.org', 'invite'),
    await stalledAndCancelled('clear-stalled@example.org'),
  ];
  for (const ref of refs) {
    const text = Buffer.from(History.encode(await historyOf(ref)).finish()).toString('latin1');
    for (const secret of [
      'example.org',
      'Quentin',
      'Zanzibar',
      'château',
      'Dupont',
      'castellan.test',
      'mailbox is full',
      'because I say so',
    ]) {
      expect(text).not.toContain(Buffer.from(secret).toString('latin1'));
    }
  }
});

test('the timer of a stall says what it waits for', async () => {
  const { events } = await historyOf(await stalledAndCancelled('timer-stalled@example.org'));
  const timer = events!.find((event) => event.timerStartedEventAttributes)!;
  const [summary] = await createCodec(world.keyring).decode([timer.userMetadata!.summary as Payload]);
  expect(JSON.parse(Buffer.from(summary!.data!).toString())).toBe('Until it expires undecided');
});

test('the failure of a workflow is encrypted too', async () => {
  const handle = await world.client.workflow.start('promoteToAdmin', {
    // Timings are missing, on purpose: the workflow itself fails on them.
    args: [{ ref: 'ONB-BR0KEN' }],
    workflowId: `broken-${Date.now()}`,
    taskQueue: world.taskQueue,
  });
  const failed = await world.untilTaskFails(handle);
  expect(failed.failure?.message).toBe('Encoded failure');
  expect(failed.failure?.encodedAttributes).toBeTruthy();
  await handle.terminate('done with it');
});

async function stalledAndCancelled(email: string): Promise<string> {
  world.mailServer.fails = ({ to }) => (to === email ? new MailRejected(552, 'mailbox is full') : undefined);
  const { onboarding } = await world.onboardings.request(administrator, account, { email, path: 'invite' }, 'en');
  expect(onboarding.stage).toBe('stalled');
  await world.onboardings.act(administrator, onboarding.ref, 'cancel', { reason: 'because I say so' }, 'en');
  return onboarding.ref;
}

/** Every payload of every event, in bytes. */
function payloadSizes(value: unknown): number[] {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return [];
  const { data } = value as { data?: unknown };
  const own = data instanceof Uint8Array ? [data.length] : [];
  return [...own, ...Object.values(value).flatMap(payloadSizes)];
}
