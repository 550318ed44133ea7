import { createSessions } from '../../src/credentials/sessions.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { audited, handClock, hour, type TestDirectory, testDirectory } from '../support/people.ts';

let world: TestDirectory;
beforeAll(async () => {
  world = await testDirectory();
});
afterAll(() => world.connection.destroy());

const minute = 60_000;

function clocked() {
  const clock = handClock();
  const idleMs = 30 * minute;
  return {
    clock,
    sessions: createSessions({ connection: world.connection, idleMs, lifetimeMs: 2 * hour, now: clock.now }),
  };
}

test('gives the token once and stores its hash only', async () => {
  const { sessions } = clocked();
  const user = await world.makeUser('stored');
  const token = await sessions.open(String(user._id), 'full');
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const facts = await sessions.read(token);
  expect(facts).toEqual({
    sessionId: expect.stringMatching(/^[0-9a-f]{64}$/),
    user: String(user._id),
    userId: user.userId,
    locale: 'en',
    timeZone: 'UTC',
    kind: 'full',
  });
  const documents = await world.connection.collection('sessions').find({ user: user._id }).toArray();
  expect(documents).toHaveLength(1);
  expect(JSON.stringify(documents)).not.toContain(token);
  expect(await sessions.read(facts!.sessionId)).toBeNull();
  expect(await sessions.read('')).toBeNull();
});

test('ends when nobody comes for a while, and in any case in the end', async () => {
  const { clock, sessions } = clocked();
  const user = String((await world.makeUser('idle'))._id);
  const idle = await sessions.open(user, 'full');
  const busy = await sessions.open(user, 'full');
  for (let minutes = 0; minutes < 110; minutes += 10) {
    clock.forward(10 * minute);
    expect(await sessions.read(busy)).not.toBeNull();
  }
  expect(await sessions.read(idle)).toBeNull();
  clock.forward(10 * minute);
  expect(await sessions.read(busy)).toBeNull();
});

test('is touched at most once a minute', async () => {
  const { clock, sessions } = clocked();
  const user = await world.makeUser('touched');
  const token = await sessions.open(String(user._id), 'full');
  const lastSeen = async () =>
    (await world.connection.collection('sessions').findOne({ user: user._id }))?.['lastSeenAt'];
  const opened = await lastSeen();
  clock.forward(59_000);
  await sessions.read(token);
  expect(await lastSeen()).toEqual(opened);
  clock.forward(1_000);
  await sessions.read(token);
  expect(await lastSeen()).toEqual(clock.now());
});

test.each(['locked', 'disabled'] as const)('that of a %s user is dead at once', async (status) => {
  const { sessions } = clocked();
  const user = await world.makeUser(`dead-${status}`);
  const token = await sessions.open(String(user._id), 'full');
  await world.models.users.updateOne({ _id: user._id }, { $set: { status } });
  expect(await sessions.read(token)).toBeNull();
});

test('ends one by one, all, or all but one, however many there are; opening within a transaction stands or falls with it', async () => {
  const { sessions } = clocked();
  const user = String((await world.makeUser('many'))._id);
  const [a, b, c] = [
    await sessions.open(user, 'full'),
    await sessions.open(user, 'full'),
    await sessions.open(user, 'full'),
  ];
  await sessions.close(a!);
  const alive = async () => Promise.all([a, b, c].map(async (token) => (await sessions.read(token!)) !== null));
  expect(await alive()).toEqual([false, true, true]);
  for (let more = 0; more < 110; more += 1) await sessions.open(user, 'full');
  await sessions.revokeOthers(user, (await sessions.read(c!))!.sessionId);
  expect(await alive()).toEqual([false, false, true]);
  expect(await sessions.list(user)).toHaveLength(1);
  const [entry] = await audited(world.connection, 'session.revoke-others');
  expect(entry).toMatchObject({ actor: user, data: { sessionsEnded: 111 } });
  let inside = '';
  const failed = inTransaction(world.connection, async (session) => {
    inside = await sessions.open(user, 'full', session);
    await sessions.closeAll(user, session);
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(await sessions.read(inside)).toBeNull();
  expect(await alive()).toEqual([false, false, true]);
  await inTransaction(world.connection, (session) => sessions.closeAll(user, session));
  expect(await alive()).toEqual([false, false, false]);
});
