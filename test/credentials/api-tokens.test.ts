import { createApiTokens } from '../../src/credentials/api-tokens.ts';
import { audited, codeOf, handClock, hour, problemOf, type TestDirectory, testDirectory } from '../support/people.ts';

let world: TestDirectory;
beforeAll(async () => {
  world = await testDirectory();
});
afterAll(() => world.connection.destroy());

const clock = handClock();
const tokens = () => createApiTokens({ connection: world.connection, now: clock.now });
const later = () => new Date(clock.now().getTime() + hour);

test('is shown once, stored as a hash, listed without it, audited', async () => {
  const user = await world.makeUser('machine');
  const hex = String(user._id);
  const made = await tokens().create({ user: hex, name: 'nightly', scopes: ['onboardings:read'], expiresAt: later() });
  expect(made.token).toMatch(/^cst_[\w-]{43}$/);
  const facts = {
    id: made.id,
    user: hex,
    userId: user.userId,
    locale: 'en',
    timeZone: 'UTC',
    scopes: ['onboardings:read'],
  };
  expect(await tokens().read(made.token)).toEqual(facts);
  const listed = await tokens().list(hex);
  expect(listed).toMatchObject([{ id: made.id, name: 'nightly', lastUsedAt: clock.now() }]);
  const stored = await world.connection.collection('api-tokens').find({ user: user._id }).toArray();
  expect(JSON.stringify([stored, listed, await audited(world.connection, 'token.create')])).not.toContain(
    made.token.slice(4),
  );
  expect(await audited(world.connection, 'token.create')).toMatchObject([{ actor: hex, data: { token: made.id } }]);
});

test('ends by time, by revocation, and with its user', async () => {
  const user = await world.makeUser('ending');
  const hex = String(user._id);
  const make = async () => tokens().create({ user: hex, name: 'x', scopes: ['codec'], expiresAt: later() });
  const [revoked, kept] = [await make(), await make()];
  expect(await tokens().revoke('0123456789abcdef01234567', revoked.id)).toBe(false);
  expect(await tokens().revoke(hex, 'nonsense')).toBe(false);
  expect(await tokens().revoke(hex, revoked.id)).toBe(true);
  expect(await tokens().read(revoked.token)).toBeNull();
  await world.models.users.updateOne({ _id: user._id }, { $set: { status: 'locked' } });
  expect(await tokens().read(kept.token)).toBeNull();
  await world.models.users.updateOne({ _id: user._id }, { $set: { status: 'active' } });
  expect(await tokens().read(kept.token)).not.toBeNull();
  clock.forward(hour);
  expect(await tokens().read(kept.token)).toBeNull();
});

test('is for somebody who can sign in, with a name, and for a year at most', async () => {
  const user = String((await world.makeUser('wrong'))._id);
  const pending = String((await world.makePending('pending'))._id);
  const good = { name: 'x', scopes: ['codec'], expiresAt: later() } as const;
  expect(await codeOf(tokens().create({ ...good, user: pending }))).toBe('user.not-found');
  const year = new Date(clock.now().getTime() + 400 * 24 * hour);
  const problem = await problemOf(tokens().create({ ...good, user, name: 'a\nb', expiresAt: year }));
  expect(problem.details.errors).toMatchObject([{ pointer: '/name' }, { pointer: '/expiresAt' }]);
  expect(await codeOf(tokens().create({ ...good, user, expiresAt: clock.now() }))).toBe('request.invalid');
  for (const nonsense of ['', 'cst_', 'cst_x', 'Bearer']) expect(await tokens().read(nonsense)).toBeNull();
});
