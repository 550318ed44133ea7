import { createPasswordChange } from '../../src/credentials/change-password.ts';
import { hashPassword, verifyPassword } from '../../src/credentials/passwords.ts';
import { audited, problemOf, type TestDirectory, testDirectory } from '../support/people.ts';

let world: TestDirectory;
beforeAll(async () => {
  world = await testDirectory();
});
afterAll(() => world.connection.destroy());

const former = 'glacier violin rhubarb lantern';
const next = 'saddle comet pewter orchard';

async function somebody(name: string) {
  const user = await world.makeUser(name, { passwordHash: await hashPassword(former) });
  const hex = String(user._id);
  const tokens = [await world.sessions.open(hex, 'full'), await world.sessions.open(hex, 'full')] as const;
  const { sessionId } = (await world.sessions.read(tokens[0]))!;
  return { hex, tokens, owner: { user: hex, sessionId, requestId: 'request-1' }, change: change() };
}
const change = () => createPasswordChange({ connection: world.connection });
const hashOf = async (hex: string) => (await world.models.users.findById(hex).lean())!.passwordHash!;

test('puts the new one in force, ends every other sign-in, and says so in the audit', async () => {
  const { hex, tokens, owner, change } = await somebody('cara');
  await change(owner, { currentPassword: former, password: next, confirmPassword: next }, 'en');
  expect(await verifyPassword(await hashOf(hex), next)).toBe(true);
  expect(await world.sessions.read(tokens[0])).not.toBeNull();
  expect(await world.sessions.read(tokens[1])).toBeNull();
  const [entry] = await audited(world.connection, 'password.change');
  expect(entry).toMatchObject({ actor: hex, outcome: 'done', data: { sessionsEnded: 1 } });
});

test.each([
  [
    'wrong present password',
    { currentPassword: 'something else', password: next, confirmPassword: next },
    '/currentPassword',
  ],
  ['same as before', { currentPassword: former, password: former, confirmPassword: former }, '/password'],
  [
    'easy to guess',
    { currentPassword: former, password: 'aaaaaaaaaaaaaaaa', confirmPassword: 'aaaaaaaaaaaaaaaa' },
    '/password',
  ],
  ['typed differently', { currentPassword: former, password: next, confirmPassword: `${next}!` }, '/confirmPassword'],
])('refuses: %s', async (name, given, pointer) => {
  const { hex, tokens, owner, change } = await somebody(`refused-${name.replaceAll(' ', '-')}`);
  const problem = await problemOf(change(owner, given, 'fr'));
  const differs = pointer === '/confirmPassword';
  expect(problem.code).toBe(differs ? 'password.confirmation-differs' : 'password.rejected');
  expect(problem.details.errors!.map((error) => error.pointer)).toEqual([pointer]);
  expect(await verifyPassword(await hashOf(hex), former)).toBe(true);
  expect(await world.sessions.read(tokens[1])).not.toBeNull();
});

test('of two changes at once only one takes effect', async () => {
  const { hex, owner, change } = await somebody('dana');
  const other = 'walnut drizzle pagoda stirrup';
  const outcomes = await Promise.allSettled(
    [next, other].map((password) =>
      change(owner, { currentPassword: former, password, confirmPassword: password }, 'en'),
    ),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await verifyPassword(await hashOf(hex), former)).toBe(false);
});
