import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApiTokens } from '../../src/credentials/api-tokens.ts';
import { createPasswordResets, type SealedReset } from '../../src/credentials/password-resets.ts';
import { hashPassword, verifyPassword } from '../../src/credentials/passwords.ts';
import { createKeyringFile, loadKeyring } from '../../src/keys/keyring.ts';
import { createSecrets } from '../../src/keys/secrets.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { audited, codeOf, handClock, hour, problemOf, type TestDirectory, testDirectory } from '../support/people.ts';

let world: TestDirectory;
const folder = mkdtempSync(path.join(tmpdir(), 'castellan-resets-'));
const keyring = path.join(folder, 'keyring.json');
createKeyringFile(keyring);
const secrets = createSecrets(loadKeyring(keyring));
const clock = handClock();
let committed = 0;
const resets = () =>
  createPasswordResets({ connection: world.connection, secrets, now: clock.now, onCommitted: () => (committed += 1) });

beforeAll(async () => {
  world = await testDirectory();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world.connection.destroy();
});

const good = { password: 'unicorn giraffe velvet', confirmPassword: 'unicorn giraffe velvet' };

/** What was mailed to an address, opened. */
async function mailedTo(userId: string): Promise<SealedReset[]> {
  const entries = await outboxModel(world.connection).find({ 'message.to': userId }).sort({ _id: 1 }).lean();
  return Promise.all(
    entries.map(async ({ message }) => {
      if (message.kind !== 'mail') throw new Error('no mail');
      return JSON.parse(await secrets.open('password-reset', message.sealed)) as SealedReset;
    }),
  );
}

async function asked(name: string, facts: Parameters<TestDirectory['makeUser']>[1] = {}) {
  const user = await world.makeUser(name, { passwordHash: await hashPassword('former password of mine'), ...facts });
  await resets().request({ userId: user.userId.toUpperCase() });
  const [mail] = await mailedTo(user.userId);
  return { user, hex: String(user._id), token: mail?.token ?? '' };
}

test('sets the password, proves the mailbox, and ends every session, token and other link', async () => {
  const { user, hex, token } = await asked('ana', { addressProvedAt: undefined });
  await resets().request({ userId: user.userId });
  const other = (await mailedTo(user.userId))[1]?.token ?? '';
  expect(other).not.toBe(token);
  const session = await world.sessions.open(hex, 'full');
  const apiTokens = createApiTokens({ connection: world.connection });
  const expiresAt = new Date(Date.now() + hour);
  const api = await apiTokens.create({ user: hex, name: 'x', scopes: ['codec'], expiresAt });
  const before = committed;
  await resets().redeem(token, good);
  expect(committed).toBe(before + 1);
  const changed = await world.models.users.findById(user._id).lean();
  expect(await verifyPassword(changed?.passwordHash, good.password)).toBe(true);
  expect(changed?.addressProvedAt).toEqual(clock.now());
  expect(await world.sessions.read(session)).toBeNull();
  expect(await apiTokens.read(api.token)).toBeNull();
  for (const used of [token, other]) expect(await codeOf(resets().redeem(used, good))).toBe('reset.invalid');
  expect(await audited(world.connection, 'password.reset')).toMatchObject([
    { actor: hex, data: { mailboxProved: true } },
  ]);
  // An onboarding may wait for the proof.
  expect(
    await outboxModel(world.connection).countDocuments({ 'message.kind': 'first-login', 'message.user': hex }),
  ).toBe(1);
  const stored = await world.connection.collection('password-resets').find().toArray();
  expect(JSON.stringify(stored)).not.toContain(token);
});

test('a link works once, also for two at the same moment', async () => {
  const { token } = await asked('twice');
  const outcomes = await Promise.allSettled([resets().redeem(token, good), resets().redeem(token, good)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a link is over after 30 minutes', async () => {
  const { token } = await asked('late');
  clock.forward(30 * 60_000);
  expect(await codeOf(resets().redeem(token, good))).toBe('reset.invalid');
});

test('a password that is refused uses nothing up', async () => {
  const { token } = await asked('retry');
  const problem = await problemOf(
    resets().redeem(token, { password: 'retry', confirmPassword: 'other' }, { locale: 'fr' }),
  );
  expect(problem.code).toBe('password.rejected');
  expect(problem.details.errors).toMatchObject([
    { pointer: '/password', code: 'password.too-short', detail: expect.stringContaining('caractères') },
    { pointer: '/confirmPassword', code: 'password.confirmation-differs' },
  ]);
  await resets().redeem(token, good);
});

test('asking answers the same and writes as much for everybody; nobody unknown or locked gets a mail', async () => {
  const count = (name: string) => world.connection.collection(name).countDocuments();
  const written = async (userId: string) => {
    const before = [await count('password-resets'), await count('outbox')];
    expect(await resets().request({ userId })).toBeUndefined();
    const after = [await count('password-resets'), await count('outbox')];
    return after.map((number, index) => number - before[index]!);
  };
  const known = await world.makeUser('known');
  await world.makeUser('shut', { status: 'locked' });
  expect(await written(known.userId)).toEqual([1, 1]);
  expect(await written('nobody@example.org')).toEqual([2, 0]);
  expect(await written('shut@example.org')).toEqual([2, 0]);
  const problem = await problemOf(resets().request({ userId: 'no address' }));
  expect([problem.code, problem.details.errors?.[0]?.pointer]).toEqual(['address.invalid', '/userId']);
});

test('who never signed in is told so and gets no link; who is locked meanwhile cannot use one', async () => {
  const pending = await world.makePending('new');
  await resets().request({ userId: pending.userId });
  expect(await mailedTo(pending.userId)).toEqual([{ token: null, firstLoginPending: true, minutes: 30 }]);
  const { user, token } = await asked('later-locked');
  await world.models.users.updateOne({ _id: user._id }, { $set: { status: 'locked' } });
  expect(await codeOf(resets().redeem(token, good))).toBe('reset.invalid');
});
