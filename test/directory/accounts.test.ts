import { administratorsGroup, platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { seedDevelopment } from '../../src/main/seed-directory.ts';
import { ensureIndexes } from '../../src/main/indexes.ts';
import { createSignIn } from '../../src/first-login/sign-in.ts';
import { createSessions } from '../../src/credentials/sessions.ts';
import { passwordErrors } from '../../src/credentials/password-policy.ts';
import { createAuthority } from '../../src/directory/authority.ts';
import { audited, codeOf, hour, principalOf, problemOf, type TestDirectory, testDirectory } from '../support/people.ts';
import { testDatabase } from '../support/servers.ts';

let world: TestDirectory;
beforeAll(async () => {
  world = await testDirectory();
});
afterAll(() => world.connection.destroy());

test('an account comes with its built-in group, once', async () => {
  const make = () => world.directory.createAccount({ number: '3003', name: ' Third ' }, 'operator:root');
  const made = await Promise.all([make(), make()]);
  expect(made.filter(({ created }) => created)).toHaveLength(1);
  expect(await make()).toMatchObject({ account: { number: '3003', name: 'Third' }, created: false });
  expect(await world.directory.listGroups('3003')).toEqual([{ name: administratorsGroup }]);
  expect(await world.directory.listGroups(platformAccount)).toEqual([{ name: supportGroup }]);
  const entries = (await audited(world.connection, 'account.create')).filter((entry) => entry['account'] === '3003');
  expect(entries).toMatchObject([{ actor: 'operator:root' }]);
});

test('a number that is none and a name of wrong length are refused together', async () => {
  const problem = await problemOf(world.directory.createAccount({ number: 'No. 1', name: '' }));
  expect(problem.details.errors).toMatchObject([{ pointer: '/number' }, { pointer: '/name' }]);
});

test.each(['two\nlines', 'turned \u202eround', 'marked\u200f', 'marked\u061c'])(
  'a name that nobody sees as it is, is refused: %j',
  async (name) => {
    const problem = await problemOf(world.directory.createAccount({ number: '4004', name }));
    expect(problem.details.errors).toEqual([{ pointer: '/name', code: 'name.control-characters' }]);
  },
);

test('people see their own accounts, support sees all', async () => {
  const numbers = async (principal: Parameters<TestDirectory['directory']['listAccounts']>[0], page = {}) =>
    (await world.directory.listAccounts(principal, page)).items.map(({ number }) => number);
  const both = await world.makeAdministrator('both');
  await world.join((await world.directory.findUser('both@example.org'))!, '2002');
  expect(await numbers(both)).toEqual(['1001', '2002']);
  expect(await numbers(principalOf(await world.makeUser('plain', { createdByAccount: '2002' })))).toEqual(['2002']);
  const support = await world.makeSupport('sam');
  expect(await numbers(support)).toEqual(expect.arrayContaining(['1001', '2002', platformAccount]));
  const { nextCursor } = await world.directory.listAccounts(support, { limit: 1 });
  expect(await numbers(support, { limit: 1, cursor: nextCursor })).toEqual(['2002']);
  expect(await codeOf(world.directory.listAccounts({ ...both, via: 'token', scopes: ['codec'] }))).toBe(
    'access.scope-missing',
  );
});

test('the seed makes two people who can sign in, once', async () => {
  const connection = await testDatabase({ autoIndex: false, autoCreate: false });
  try {
    await ensureIndexes(connection);
    const kept: unknown[] = [];
    const both = await Promise.all([
      seedDevelopment(connection, (it) => void kept.push(it)),
      seedDevelopment(connection),
    ]);
    const seeded = both.find((one) => one !== null)!;
    expect(both.filter((one) => one !== null)).toHaveLength(1);
    expect(kept).toHaveLength(1);
    expect(await seedDevelopment(connection)).toBeNull();
    expect(seeded).toMatchObject({ account: '1001', administrator: { userId: 'admin@example.org' } });
    const sessions = createSessions({ connection, idleMs: hour, lifetimeMs: hour });
    const signIn = createSignIn({ connection, sessions });
    const authority = createAuthority({ connection });
    for (const [person, right] of [
      ['administrator', '1001'],
      ['support', platformAccount],
    ] as const) {
      const { userId, password } = seeded[person];
      expect(password.length).toBeGreaterThanOrEqual(20);
      expect(await passwordErrors(password, { userId, firstName: '', lastName: '' }, 'en')).toEqual([]);
      const { status, user } = await signIn({ userId, password, requestId: 'r' });
      expect(status).toBe('signed-in');
      expect(await authority.rolesIn(user.id, right)).toMatchObject({ [person]: true });
    }
  } finally {
    await connection.destroy();
  }
});
