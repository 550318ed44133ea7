import { hashPassword } from '../../src/credentials/passwords.ts';
import { createSessions } from '../../src/credentials/sessions.ts';
import { createTemporaryPasswords } from '../../src/credentials/temporary-passwords.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { requiredActions, type User } from '../../src/directory/models.ts';
import { createSignIn } from '../../src/first-login/sign-in.ts';
import {
  audited,
  beforeTransaction,
  codeOf,
  handClock,
  hour,
  problemOf,
  type TestDirectory,
  testDirectory,
} from '../support/people.ts';

let world: TestDirectory;
let passwordHash: string;
beforeAll(async () => {
  world = await testDirectory();
  passwordHash = await hashPassword(password);
});
afterAll(() => world.connection.destroy());

const password = 'unicorn giraffe velvet';
const clock = handClock();

function signing() {
  const { connection } = world;
  const sessions = createSessions({ connection, idleMs: hour, lifetimeMs: 12 * hour, now: clock.now });
  const signIn = createSignIn({ connection, sessions, now: clock.now });
  const temporaryPasswords = createTemporaryPasswords({ connection, lifetimeMs: 72 * hour });
  return {
    sessions,
    signIn: (userId: string, typed: string, formerToken?: string) =>
      signIn({ userId, password: typed, requestId: 'r-1', formerToken }),
    giveTemporary: async (user: User) => {
      const prepared = await temporaryPasswords.prepare();
      const make = inTransaction(connection, async (session) =>
        temporaryPasswords.make(session, user._id, prepared, clock.now()),
      );
      return (await make).password;
    },
  };
}

test('signs in with the permanent password, whatever the case of the address, to a session with full rights', async () => {
  const { signIn, sessions } = signing();
  const user = await world.makeUser('ana', { passwordHash });
  const signedIn = await signIn(' ANA@Example.org ', password);
  expect(signedIn).toMatchObject({
    status: 'signed-in',
    requiredActions: [],
    user: { id: String(user._id), userId: 'ana@example.org', firstName: 'ana', lastName: 'Tester', locale: 'en' },
  });
  expect(await sessions.read(signedIn.token)).toMatchObject({ kind: 'full', user: String(user._id) });
  const entries = await audited(world.connection, 'session.sign-in');
  expect(entries.at(-1)).toMatchObject({ actor: String(user._id), outcome: 'done', requestId: 'r-1' });
  expect(JSON.stringify(entries)).not.toContain(password);
});

test('every sign-in opens a new session and ends the browser’s former one', async () => {
  const { signIn, sessions } = signing();
  await world.makeUser('rotated', { passwordHash });
  const first = await signIn('rotated@example.org', password);
  const second = await signIn('rotated@example.org', password, first.token);
  expect(second.token).not.toBe(first.token);
  expect(await sessions.read(first.token)).toBeNull();
  expect(await sessions.read(second.token)).not.toBeNull();
});

test('a temporary password leads to the required actions only, more than once until it expires', async () => {
  const { signIn, sessions, giveTemporary } = signing();
  const user = await world.makePending('new');
  const temporary = await giveTemporary(user);
  const signedIn = await signIn(user.userId, temporary);
  expect(signedIn).toMatchObject({ status: 'required-actions', requiredActions });
  expect(await sessions.read(signedIn.token)).toMatchObject({ kind: 'required-actions' });
  const used = (await world.models.users.findById(user._id).lean())?.temporaryPassword?.usedAt;
  expect(used).toEqual(clock.now());
  clock.forward(hour);
  await signIn(user.userId, temporary.toLowerCase().replaceAll('-', ' '));
  expect((await world.models.users.findById(user._id).lean())?.temporaryPassword?.usedAt).toEqual(used);
  expect(await codeOf(signIn(user.userId, `${temporary}X`))).toBe('sign-in.refused');

  clock.forward(71 * hour);
  expect(await codeOf(signIn(user.userId, temporary))).toBe('password.temporary-expired');
  expect(await codeOf(signIn(user.userId, 'some other password'))).toBe('sign-in.refused');
});

test('a new temporary password ends the former one', async () => {
  const { signIn, giveTemporary } = signing();
  const user = await world.makePending('anew');
  const former = await giveTemporary(user);
  const { token } = await signIn(user.userId, former);
  const current = await giveTemporary(user);
  expect(await signing().sessions.read(token)).toBeNull();
  expect(await codeOf(signIn(user.userId, former))).toBe('sign-in.refused');
  expect((await signIn(user.userId, current)).status).toBe('required-actions');
});

test('the same refusal whatever the cause', async () => {
  const { signIn } = signing();
  await world.makeUser('locked', { passwordHash, status: 'locked' });
  await world.makeUser('disabled', { passwordHash, status: 'disabled' });
  await world.makeUser('wrong', { passwordHash });
  await world.makePending('enrolled');
  const causes = ['locked', 'disabled', 'enrolled', 'unknown'].map(
    (name) => [`${name}@example.org`, password] as const,
  );
  const problems = await Promise.all(
    [...causes, ['wrong@example.org', 'not the password'] as const, ['no address', password] as const].map(
      async ([userId, typed]) => problemOf(signIn(userId, typed)),
    ),
  );
  for (const problem of problems) expect([problem.code, problem.details]).toEqual(['sign-in.refused', {}]);
});

test.each([
  [
    'the password is changed',
    async (user: User) => ({ $set: { passwordHash: await hashPassword(`${user.userId} secret`) } }),
  ],
  ['the user is locked', async () => ({ $set: { status: 'locked' } })],
])('opens nothing when, after the password was found right, %s', async (name, change) => {
  const user = await world.makeUser(name.replaceAll(' ', '-'), { passwordHash });
  const update = await change(user);
  const connection = beforeTransaction(world.connection, async () =>
    world.models.users.updateOne({ _id: user._id }, update),
  );
  const signIn = createSignIn({ connection, sessions: signing().sessions });
  expect(await codeOf(signIn({ userId: user.userId, password, requestId: 'r' }))).toBe('sign-in.refused');
  expect(await world.connection.collection('sessions').countDocuments({ user: user._id })).toBe(0);
});
