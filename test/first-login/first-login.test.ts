import { hashPassword, verifyPassword } from '../../src/credentials/passwords.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { requiredActions, type User } from '../../src/directory/models.ts';
import { createFirstLogin } from '../../src/first-login/first-login.ts';
import { leftAfter } from '../../src/first-login/parts.ts';
import { createSignIn } from '../../src/first-login/sign-in.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { audited, beforeTransaction, codeOf, problemOf, type TestDirectory, testDirectory } from '../support/people.ts';

let world: TestDirectory;
let committed: number;
beforeAll(async () => {
  world = await testDirectory();
});
beforeEach(() => {
  committed = 0;
});
afterAll(() => world.connection.destroy());

const features = { seen: true };
const preferences = { language: 'fr', timeZone: 'Europe/Paris', notifyNewMessages: false } as const;
const password = 'unicorn giraffe velvet';
const whole = { features, preferences, password, confirmPassword: password };

const firstLogin = () =>
  createFirstLogin({ connection: world.connection, sessions: world.sessions, onCommitted: () => (committed += 1) });

async function openFor(user: User) {
  const token = await world.sessions.open(String(user._id), 'required-actions');
  const { sessionId } = (await world.sessions.read(token))!;
  return { user: String(user._id), sessionId, token, locale: 'en' as const, requestId: 'r-1' };
}

const current = async (user: User) => (await world.models.users.findById(user._id).lean<User>())!;
const news = (user: User) =>
  outboxModel(world.connection).countDocuments({ 'message.kind': 'first-login', 'message.user': String(user._id) });

test('goes through the three parts in order, on one device and on another', async () => {
  const user = await world.makePending('steps');
  const phone = await openFor(user);
  expect(await firstLogin().status(phone.user)).toMatchObject({ requiredActions, user: { userId: user.userId } });
  expect(await firstLogin().submit(phone, { features })).toEqual({
    status: 'required-actions',
    requiredActions: ['preferences', 'permanent-password'],
  });
  const laptop = await openFor(user);
  expect(await firstLogin().submit(laptop, { features, preferences })).toEqual({
    status: 'required-actions',
    requiredActions: ['permanent-password'],
  });
  expect((await firstLogin().status(phone.user)).preferences).toEqual(preferences);
  expect(committed).toBe(0);
  const done = await firstLogin().submit(laptop, { password, confirmPassword: password });
  expect(done.status).toBe('signed-in');
  expect(committed).toBe(1);
  expect(await codeOf(firstLogin().submit(laptop, { features }))).toBe('first-login.nothing-left');
});

test('the last part takes effect as one: password, date, session, audit and news', async () => {
  const user = await world.makePending('whole');
  const prepared = await world.temporaryPasswords.prepare();
  await inTransaction(world.connection, async (session) => world.temporaryPasswords.make(session, user._id, prepared));
  const [caller, forgotten] = [await openFor(user), await openFor(user)];
  const done = await firstLogin().submit(caller, whole);
  if (done.status !== 'signed-in') throw new Error(done.status);
  const after = await current(user);
  expect(after).toMatchObject({ requiredActions: [], preferences, firstLoginAt: expect.any(Date) });
  expect(after.temporaryPassword).toBeUndefined();
  expect(await verifyPassword(after.passwordHash, password)).toBe(true);
  expect(await world.sessions.read(done.token)).toMatchObject({ kind: 'full', locale: 'fr' });
  for (const { token } of [caller, forgotten]) expect(await world.sessions.read(token)).toBeNull();
  expect(await news(user)).toBe(1);
  const entries = (await audited(world.connection, 'first-login.completed')).filter((e) => e['actor'] === caller.user);
  expect(entries).toMatchObject([{ outcome: 'done', requestId: 'r-1', data: { by: 'temporary-password' } }]);
  const signIn = createSignIn({ connection: world.connection, sessions: world.sessions });
  const signing = (typed: string) => signIn({ userId: user.userId, password: typed, requestId: 'r' });
  expect((await signing(password)).status).toBe('signed-in');
  expect(await codeOf(signing(prepared.password))).toBe('sign-in.refused');
});

test('two devices that complete it at once make one effect', async () => {
  const user = await world.makePending('twice');
  const callers = await Promise.all(Array.from({ length: 4 }, async () => openFor(user)));
  const passwords = callers.map((_, index) => `${password} ${index}`);
  const outcomes = await Promise.allSettled(
    callers.map(async (caller, index) =>
      firstLogin().submit(caller, { ...whole, password: passwords[index], confirmPassword: passwords[index] }),
    ),
  );
  const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'first-login.nothing-left' });
  }
  expect(await verifyPassword((await current(user)).passwordHash, passwords[winner]!)).toBe(true);
  expect([committed, await news(user)]).toEqual([1, 1]);
  expect(await world.connection.collection('sessions').countDocuments({ user: user._id })).toBe(1);
});

test('two devices that take different parts at once lose neither', async () => {
  const user = await world.makePending('parts');
  const [phone, laptop] = [await openFor(user), await openFor(user)];
  await Promise.all([firstLogin().submit(phone, { features }), firstLogin().submit(laptop, { features, preferences })]);
  expect(await current(user)).toMatchObject({ requiredActions: ['permanent-password'], preferences });
});

test('a part before its turn changes nothing', async () => {
  const user = await world.makePending('order');
  const caller = await openFor(user);
  for (const parts of [{ preferences }, { password, confirmPassword: password }, { features, password }]) {
    expect(await codeOf(firstLogin().submit(caller, parts))).toBe('first-login.out-of-order');
  }
  expect((await current(user)).requiredActions).toEqual(requiredActions);
  expect(await firstLogin().submit(caller, {})).toEqual({ status: 'required-actions', requiredActions });
});

test('wrong parts are named one by one, and nothing is kept of them', async () => {
  const user = await world.makePending('wrong');
  const caller = await openFor(user);
  const parts = {
    features: { seen: false },
    preferences: { ...preferences, language: 'de' as 'en', timeZone: 'Mars' },
  };
  const problem = await problemOf(firstLogin().submit(caller, parts));
  expect(problem.details.errors?.map(({ pointer }) => pointer)).toEqual([
    '/features/seen',
    '/preferences/language',
    '/preferences/timeZone',
  ]);
  const weak = await problemOf(firstLogin().submit(caller, { ...whole, password: 'short' }));
  expect(weak.code).toBe('password.rejected');
  expect(weak.details.errors?.map(({ code }) => code)).toEqual(['password.too-short', 'password.confirmation-differs']);
  expect((await current(user)).requiredActions).toEqual(requiredActions);
});

test('the permanent password is not the temporary one, however it is written', async () => {
  const user = await world.makePending('same');
  const prepared = await world.temporaryPasswords.prepare();
  await inTransaction(world.connection, async (session) => world.temporaryPasswords.make(session, user._id, prepared));
  const caller = await openFor(user);
  for (const same of [prepared.password, prepared.password.toLowerCase().replaceAll('-', ' ')]) {
    const problem = await problemOf(firstLogin().submit(caller, { ...whole, password: same, confirmPassword: same }));
    expect(problem.details.errors).toMatchObject([{ pointer: '/password', code: 'password.same-as-temporary' }]);
  }
  expect((await current(user)).firstLoginAt).toBeUndefined();
});

test('a temporary password that is made meanwhile ends what was begun with the former', async () => {
  const user = await world.makePending('overtaken');
  const [first, second] = [await world.temporaryPasswords.prepare(), await world.temporaryPasswords.prepare()];
  const give = async (prepared: typeof first) =>
    inTransaction(world.connection, async (session) => world.temporaryPasswords.make(session, user._id, prepared));
  await give(first);
  const caller = await openFor(user);
  // The new password was compared with the first by then.
  const connection = beforeTransaction(world.connection, async () => give(second));
  const overtaken = createFirstLogin({ connection, sessions: world.sessions });
  expect(await codeOf(overtaken.submit(caller, whole))).toBe('access.sign-in-required');
  expect((await current(user)).firstLoginAt).toBeUndefined();
  expect(await news(user)).toBe(0);
});

test.each(['locked', 'disabled'] as const)('a %s user completes nothing', async (status) => {
  const user = await world.makePending(`not-${status}`);
  const caller = await openFor(user);
  await world.models.users.updateOne({ _id: user._id }, { $set: { status } });
  expect(await codeOf(firstLogin().submit(caller, whole))).toBe('access.sign-in-required');
  expect(await codeOf(firstLogin().status(caller.user))).toBe('access.sign-in-required');
  expect((await current(user)).firstLoginAt).toBeUndefined();
});

test('without a session of its own, nothing is completed', async () => {
  const user = await world.makePending('sessionless');
  const other = await openFor(await world.makePending('somebody'));
  for (const sessionId of [undefined, 'f'.repeat(64), other.sessionId]) {
    const caller = { user: String(user._id), sessionId, locale: 'en', requestId: 'r' } as const;
    expect(await codeOf(firstLogin().submit(caller, whole))).toBe('access.sign-in-required');
  }
  expect((await current(user)).firstLoginAt).toBeUndefined();
});

test('what is left after some parts, as a rule', () => {
  expect(leftAfter([...requiredActions], { features })).toEqual(['preferences', 'permanent-password']);
  expect(leftAfter(['permanent-password'], { features, preferences })).toEqual(['permanent-password']);
  expect(leftAfter(['preferences', 'permanent-password'], whole)).toEqual([]);
  expect(leftAfter([...requiredActions], {})).toEqual(requiredActions);
});

test('nobody who has a permanent password goes through it again', async () => {
  const user = await world.makeUser('old', { passwordHash: await hashPassword(password) });
  expect(await codeOf(firstLogin().submit(await openFor(user), whole))).toBe('first-login.nothing-left');
});
