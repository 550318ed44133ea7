import { verifyPassword } from '../../src/credentials/passwords.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { requiredActions } from '../../src/directory/models.ts';
import { audited, codeOf, principalOf, problemOf, type TestDirectory, testDirectory } from '../support/people.ts';

let world: TestDirectory;
let admin: Principal;
beforeEach(async () => {
  world = await testDirectory();
  admin = await world.makeAdministrator('admin');
});
afterEach(() => world.connection.destroy());

const ana = { userId: 'Ana@Example.org', firstName: 'Ana', lastName: 'López 🐈' };
const addUser = (input: Partial<Parameters<TestDirectory['directory']['addUser']>[2]> = {}, by = admin) =>
  world.directory.addUser(by, '1001', { ...ana, ...input });

describe('Add User', () => {
  test('makes a user with a temporary password that is seen once', async () => {
    const added = await addUser();
    expect(added).toMatchObject({
      message: 'User <Ana@example.org> added.',
      user: { userId: 'Ana@example.org', firstName: 'Ana', lastName: 'López 🐈', status: 'active', firstLoginAt: null },
    });
    const stored = await world.directory.findUser('ana@example.org');
    expect(stored).toMatchObject({ createdByAccount: '1001', requiredActions });
    expect(stored?.passwordHash).toBeUndefined();
    expect(await verifyPassword(stored?.temporaryPassword?.hash, added.temporaryPassword!)).toBe(true);
    expect(await audited(world.connection, 'user.add')).toMatchObject([
      { actor: admin.user, outcome: 'done', subject: String(stored?._id) },
    ]);
  });

  test('says so in French to who reads French', async () => {
    const added = await addUser({}, { ...admin, locale: 'fr' });
    expect(added.message).toBe('Utilisateur <Ana@example.org> ajouté.');
  });

  test('a password that was given becomes the temporary one, and is not repeated', async () => {
    const password = 'giraffe umbrella quartz';
    const added = await addUser({ password, confirmPassword: password, enforcePasswordExpiration: true });
    expect(added.temporaryPassword).toBeUndefined();
    const stored = await world.directory.findUser('ana@example.org');
    expect(await verifyPassword(stored?.temporaryPassword?.hash, password)).toBe(true);
    expect(stored?.passwordHash).toBeUndefined();
  });

  test.each([
    [{ enforcePasswordExpiration: false }, 'user.expiration-required', ['/enforcePasswordExpiration']],
    [{ password: 'short', confirmPassword: 'other' }, 'password.rejected', ['/password', '/confirmPassword']],
    [{ password: 'giraffe umbrella quartz' }, 'password.confirmation-differs', ['/confirmPassword']],
    [
      { password: 'short', confirmPassword: 'short', enforcePasswordExpiration: false },
      'password.rejected',
      ['/password', '/enforcePasswordExpiration'],
    ],
    [{ userId: 'ana' }, 'address.invalid', ['/userId']],
    [{ userId: 'añá@example.org' }, 'address.non-ascii-local-part', ['/userId']],
    [{ firstName: ' ', lastName: 'x'.repeat(101) }, 'request.invalid', ['/firstName', '/lastName']],
    [
      { firstName: 'Ana\r\nBcc: x@example.org', lastName: 'abc\u202egnp.exe' },
      'request.invalid',
      ['/firstName', '/lastName'],
    ],
  ])('%j is refused: %s', async (input, code, pointers) => {
    const problem = await problemOf(addUser(input));
    expect(problem.code).toBe(code);
    expect((problem.details.errors ?? []).map(({ pointer }) => pointer)).toEqual(pointers);
    expect(await world.directory.findUser('ana@example.org')).toBeNull();
  });

  test('one address has one user, also for two at once', async () => {
    const outcomes = await Promise.allSettled([addUser(), addUser({ userId: 'ana@example.org' })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await codeOf(addUser())).toBe('user.exists');
    expect((await audited(world.connection, 'user.add')).map((entry) => entry['data'])).toContainEqual(
      expect.objectContaining({ code: 'user.exists' }),
    );
  });

  test('takes up again who was disabled before the first login, and nobody else', async () => {
    await world.makePending('ana', { status: 'disabled', createdByAccount: '2002', createdByRef: 'ONB-000000' });
    expect((await addUser()).user).toMatchObject({ status: 'active', firstName: 'Ana' });
    const stored = await world.directory.findUser('ana@example.org');
    expect(stored).toMatchObject({ createdByAccount: '1001', status: 'active' });
    expect(stored?.createdByRef).toBeUndefined();
    await world.makeUser('ben', { status: 'disabled' });
    expect(await codeOf(addUser({ userId: 'ben@example.org' }))).toBe('user.exists');
  });

  test('is for administrators', async () => {
    expect(await codeOf(addUser({}, await world.makeSupport('sam')))).toBe('access.not-account-administrator');
    expect(await codeOf(addUser({}, await world.makeAdministrator('other', '2002')))).toBe('account.not-found');
  });
});

describe('the lock', () => {
  const lock = (userId: string, by = admin, account = '1001') =>
    world.directory.lockUser(by, account, userId, 'Left us.');
  const unlock = (userId: string, by = admin) => world.directory.unlockUser(by, '1001', userId, 'Came back.');

  test('ends every session at once; unlocking opens the door again; both are audited with their reason', async () => {
    const ben = await world.makeUser('ben');
    const token = await world.sessions.open(String(ben._id), 'full');
    expect(await lock('BEN@example.org')).toMatchObject({ status: 'locked' });
    expect(await world.sessions.read(token)).toBeNull();
    expect(await world.connection.collection('sessions').countDocuments({ user: ben._id })).toBe(0);
    expect(await codeOf(lock('ben@example.org'))).toBe('user.locked');
    expect(await unlock('ben@example.org')).toMatchObject({ status: 'active' });
    expect(await codeOf(unlock('ben@example.org'))).toBe('user.not-locked');
    const subject = String(ben._id);
    expect((await audited(world.connection, 'user.lock'))[0]).toMatchObject({ subject, reason: 'Left us.' });
    expect((await audited(world.connection, 'user.unlock'))[0]).toMatchObject({ subject, reason: 'Came back.' });
    expect((await world.directory.findUser('ben@example.org'))?.lockReason).toBeUndefined();
  });

  test('is for the account’s own users: a member whom another account made is removed instead', async () => {
    await world.join(await world.makeUser('guest', { createdByAccount: '2002' }), '1001');
    await world.makeUser('foreign', { createdByAccount: '2002' });
    expect(await codeOf(lock('guest@example.org'))).toBe('access.not-yours');
    expect(await codeOf(lock('foreign@example.org'))).toBe('user.not-found');
    expect(await codeOf(lock('nobody@example.org'))).toBe('user.not-found');
    const plain = principalOf(await world.makeUser('plain'));
    expect(await codeOf(lock('admin@example.org', plain))).toBe('access.not-account-administrator');
  });

  test('is for others: nobody locks themselves, however many administrators there are', async () => {
    await world.makeAdministrator('other');
    expect(await codeOf(lock('ADMIN@example.org'))).toBe('user.lock-yourself');
    expect(await world.directory.findUser('admin@example.org')).toMatchObject({ status: 'active' });
    expect((await audited(world.connection, 'user.lock'))[0]).toMatchObject({
      outcome: 'refused',
      data: { code: 'user.lock-yourself', userId: 'ADMIN@example.org' },
    });
  });

  test('wants a reason', async () => {
    const locking = world.directory.lockUser(admin, '1001', 'ben@example.org', ' ');
    expect((await problemOf(locking)).details.errors).toMatchObject([{ pointer: '/reason', code: 'reason.required' }]);
  });

  test('keeps the last administrator who can sign in, of every account, also when two lock each other', async () => {
    const far = await world.makeUser('far', { addressProvedAt: new Date() });
    await world.join(far, '2002');
    expect(await codeOf(lock('far@example.org'))).toBe('member.last-administrator');
    const other = await world.makeAdministrator('other');
    const lockElsewhere = (by: Principal, userId: string) => world.elsewhere.lockUser(by, '1001', userId, 'Left us.');
    await Promise.allSettled([lock(admin.userId, other), lockElsewhere(admin, other.userId)]);
    expect(await world.models.users.countDocuments({ _id: { $in: [admin.user, other.user] }, status: 'active' })).toBe(
      1,
    );
  });
});

describe('the list', () => {
  test('holds the account’s users and members, by address, searchable, page by page', async () => {
    await world.makeUser('carl', { firstName: 'Karl' });
    await world.makeUser('a+b');
    await world.makeUser('foreign', { createdByAccount: '2002' });
    await world.join(await world.makeUser('guest', { createdByAccount: '2002' }), '1001');
    const names = async (query: Parameters<TestDirectory['directory']['listUsers']>[1]) =>
      (await world.directory.listUsers('1001', query)).items.map(({ userId }) => userId.split('@')[0]);
    expect(await names({})).toEqual(['a+b', 'admin', 'carl', 'guest']);
    expect(await names({ q: 'KARL' })).toEqual(['carl']);
    expect(await names({ q: 'a+' })).toEqual(['a+b']);
    expect(await names({ q: '.*' })).toEqual([]);
    const first = await world.directory.listUsers('1001', { limit: 3 });
    expect(await names({ limit: 3, cursor: first.nextCursor! })).toEqual(['guest']);
  });
});
