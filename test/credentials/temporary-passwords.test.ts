import { verifyPassword } from '../../src/credentials/passwords.ts';
import { createTemporaryPasswords } from '../../src/credentials/temporary-passwords.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { codeOf, hour, type TestDirectory, testDirectory } from '../support/people.ts';

let world: TestDirectory;
beforeAll(async () => {
  world = await testDirectory();
});
afterAll(() => world.connection.destroy());

async function make(user: { _id: unknown }, now?: Date) {
  const passwords = createTemporaryPasswords({ connection: world.connection, lifetimeMs: 72 * hour });
  const prepared = await passwords.prepare();
  return inTransaction(world.connection, async (session) => passwords.make(session, String(user._id), prepared, now));
}

test('is good for 72 hours from its making, and stored as a hash', async () => {
  const user = await world.makePending('new');
  const now = new Date('2026-11-22T12:00:00Z');
  const { password, expiresAt } = await make(user, now);
  expect(expiresAt).toEqual(new Date('2026-11-25T12:00:00Z'));
  const stored = await world.models.users.findById(user._id).lean();
  expect(JSON.stringify(stored)).not.toContain(password);
  expect(stored?.temporaryPassword).toMatchObject({ madeAt: now, expiresAt });
  expect(await verifyPassword(stored?.temporaryPassword?.hash, password)).toBe(true);
});

test('the former dies, and what was opened with it', async () => {
  const user = await world.makePending('again');
  const former = await make(user);
  const token = await world.sessions.open(String(user._id), 'required-actions');
  await make(user);
  const stored = await world.models.users.findById(user._id).lean();
  expect(await verifyPassword(stored?.temporaryPassword?.hash, former.password)).toBe(false);
  expect(await world.sessions.read(token)).toBeNull();
});

test.each([
  ['has signed in before', { firstLoginAt: new Date() }],
  ['is locked', { status: 'locked' }],
  ['is disabled', { status: 'disabled' }],
  ['has proved the address', { addressProvedAt: new Date() }],
] as const)('is for nobody who %s', async (name, facts) => {
  const user = await world.makePending(name.replaceAll(' ', '-'), facts);
  expect(await codeOf(make(user))).toBe('password.temporary-not-allowed');
});
