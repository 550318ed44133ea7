import { administratorsGroup } from '../../src/directory/groups.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { createUserSecrets } from '../../src/credentials/user-secrets.ts';
import { createDirectory } from '../../src/directory/directory.ts';
import {
  audited,
  beforeTransaction,
  codeOf,
  principalOf,
  problemOf,
  type TestDirectory,
  testDirectory,
} from '../support/people.ts';

let world: TestDirectory;
let admin: Principal;
beforeEach(async () => {
  world = await testDirectory();
  admin = await world.makeAdministrator('admin');
});
afterEach(() => world.connection.destroy());

const add = (userId: string, by = admin, account = '1001', group: string = administratorsGroup) =>
  world.directory.addMember(by, account, group, userId);
const lock = (userId: string) => world.directory.lockUser(admin, '1001', userId, 'Left us.');
const remove = (userId: string, by = admin, account = '1001') =>
  world.directory.removeMember(by, account, administratorsGroup, userId);

describe('Add to Group', () => {
  test('adds an existing user, whatever the case of the address, with its audit entry', async () => {
    const user = await world.makeUser('Ben');
    const member = await add('bEN@EXAMPLE.org');
    expect(member).toMatchObject({ userId: 'Ben@example.org', status: 'active', addedBy: 'admin@example.org' });
    expect(await world.memberCount('1001')).toBe(2);
    expect(await audited(world.connection, 'member.add')).toMatchObject([
      {
        actor: admin.user,
        role: 'administrator',
        outcome: 'done',
        account: '1001',
        subject: String(user._id),
        requestId: 'request-1',
        data: { group: administratorsGroup },
      },
    ]);
  });

  test('answers a missing user with the two ways out, and audits that somebody asked', async () => {
    const problem = await problemOf(add('nobody@example.org'));
    const way = { href: '/api/v1/accounts/1001/onboardings', method: 'POST' };
    expect(problem).toMatchObject({ code: 'user.non-existent', status: 404 });
    expect(problem.details.nextActions).toEqual([
      { rel: 'invite', ...way },
      { rel: 'temporary-password', ...way },
    ]);
    expect(await audited(world.connection, 'member.add')).toMatchObject([
      { actor: admin.user, outcome: 'refused', data: { code: 'user.non-existent', userId: 'nobody@example.org' } },
    ]);
  });

  test.each([
    ['of another account with an unproved mailbox', { createdByAccount: '2002' }, 'user.mailbox-unproved', ['invite']],
    [
      'disabled before the first login',
      { status: 'disabled', firstLoginAt: undefined },
      'user.non-existent',
      undefined,
    ],
    ['locked', { status: 'locked' }, 'user.locked', []],
  ] as const)('refuses one who is %s', async (_name, facts, code, rels) => {
    await world.makeUser('ben', facts);
    const problem = await problemOf(add('ben@example.org'));
    expect(problem.code).toBe(code);
    if (rels) expect((problem.details.nextActions ?? []).map(({ rel }) => rel)).toEqual(rels);
    expect(await world.memberCount('1001')).toBe(1);
  });

  test('refuses one whose first login is to come, and takes one of another account whose mailbox is proved', async () => {
    await world.makePending('new');
    await world.makeUser('proved', { createdByAccount: '2002', addressProvedAt: new Date() });
    const problem = await problemOf(add('new@example.org'));
    expect([problem.code, problem.details.nextActions?.[0]?.rel]).toEqual(['user.first-login-pending', 'onboard']);
    expect(await add('proved@example.org')).toMatchObject({ userId: 'proved@example.org' });
  });

  test('refuses who is a member, a group that is none, an address that is none', async () => {
    await world.makeUser('ben');
    await add('ben@example.org');
    expect(await codeOf(add('ben@example.org'))).toBe('member.exists');
    expect(await codeOf(add('ben@example.org', admin, '1001', 'emperors'))).toBe('group.not-found');
    expect((await problemOf(add('ben'))).details.errors).toEqual([{ pointer: '/userId', code: 'address.invalid' }]);
  });

  test('refuses whoever has no right: another account’s answers 404', async () => {
    await world.makeUser('ben');
    const plain = principalOf(await world.makeUser('plain'));
    const stranger = await world.makeAdministrator('stranger', '2002');
    expect(await codeOf(add('ben@example.org', plain))).toBe('access.not-account-administrator');
    expect(await codeOf(add('ben@example.org', await world.makeSupport('sam')))).toBe(
      'access.not-account-administrator',
    );
    expect(await codeOf(add('ben@example.org', stranger))).toBe('account.not-found');
  });

  test('the same person many times at once becomes one member, many persons at once all', async () => {
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => world.makeUser(name)));
    const second = await world.makeAdministrator('second');
    const same = await Promise.allSettled(
      Array.from({ length: 10 }, async (_, i) => {
        const [directory, by] = i % 2 ? [world.directory, admin] : [world.elsewhere, second];
        return directory.addMember(by, '1001', administratorsGroup, 'a@example.org');
      }),
    );
    expect(same.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await Promise.all(['b', 'c', 'd', 'e', 'f'].map((name) => add(`${name}@example.org`)));
    expect(await world.memberCount('1001')).toBe(8);
    expect(await audited(world.connection, 'member.add')).toHaveLength(6 + 9);
  });

  test.each([
    [
      'the administrator is removed',
      'access.not-account-administrator',
      async (other: Principal) => remove(other.userId),
    ],
    ['the administrator is locked', 'access.not-account-administrator', async (other: Principal) => lock(other.userId)],
    ['the candidate is locked', 'user.locked', async () => lock('ben@example.org')],
  ])('adds nobody when, after the right was found good, %s', async (_name, code, happen) => {
    await world.makeUser('ben');
    const other = await world.makeAdministrator('other');
    const connection = beforeTransaction(world.connection, async () => happen(other));
    const directory = createDirectory({
      connection,
      userSecrets: createUserSecrets({ connection, temporaryPasswords: world.temporaryPasswords }),
    });
    expect(await codeOf(directory.addMember(other, '1001', administratorsGroup, 'ben@example.org'))).toBe(code);
    const done = (await audited(world.connection, 'member.add')).filter(({ outcome }) => outcome === 'done');
    expect(done).toEqual([]);
  });
});

describe('removing', () => {
  test('two who remove themselves at once do not both go', async () => {
    const other = await world.makeAdministrator('other');
    const outcomes = await Promise.allSettled([
      remove(admin.userId),
      world.elsewhere.removeMember(other, '1001', administratorsGroup, other.userId),
    ]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { code: 'member.last-administrator' } },
    ]);
    expect(await world.memberCount('1001')).toBe(1);
  });

  test('removes a member, with its audit entry', async () => {
    const ben = await world.join(await world.makeUser('ben'), '1001');
    await remove('BEN@example.org');
    expect(await world.memberCount('1001')).toBe(1);
    expect(await audited(world.connection, 'member.remove')).toMatchObject([{ subject: ben.user, outcome: 'done' }]);
    expect(await codeOf(remove('ben@example.org'))).toBe('member.not-found');
    expect(await codeOf(remove('nobody@example.org'))).toBe('member.not-found');
  });

  test('keeps the last administrator who can sign in', async () => {
    await world.join(await world.makeUser('locked', { status: 'locked' }), '1001');
    expect(await codeOf(remove(admin.userId))).toBe('member.last-administrator');
    await remove('locked@example.org');
    await world.makeAdministrator('other');
    await remove(admin.userId);
    expect(await world.memberCount('1001')).toBe(1);
  });

  test('keeps one when everybody is removed at once, each by each other or by themselves', async () => {
    const others = [await world.makeAdministrator('b'), await world.makeAdministrator('c')];
    const all = [admin, ...others];
    await Promise.allSettled([
      ...all.map((person) => remove(person.userId, person)),
      ...all.map((person, index) =>
        world.elsewhere.removeMember(all[(index + 1) % 3]!, '1001', administratorsGroup, person.userId),
      ),
    ]);
    expect(await world.memberCount('1001')).toBe(1);
  });

  test('is not for support', async () => {
    expect(await codeOf(remove(admin.userId, await world.makeSupport('sam')))).toBe('access.not-account-administrator');
  });
});

test('lists members page by page', async () => {
  for (const name of ['b', 'c', 'd', 'e']) await world.makeAdministrator(name);
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await world.directory.listMembers('1001', administratorsGroup, {
      limit: 2,
      cursor: cursor ?? undefined,
    });
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items.map(({ userId }) => userId.split('@')[0]!));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(['admin', 'b', 'c', 'd', 'e']);
  const wrong = { cursor: Buffer.from('{"$gt":""}').toString('base64url') };
  expect(await codeOf(world.directory.listMembers('1001', administratorsGroup, wrong))).toBe('request.invalid');
  expect(await codeOf(world.directory.listMembers('1001', 'emperors'))).toBe('group.not-found');
});
