import { auditModel } from '../../src/audit/audit.ts';
import { createSessions } from '../../src/credentials/sessions.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { createEnrolments } from '../../src/envelopes/enrolments.ts';
import { createSecrets } from '../../src/keys/secrets.ts';
import { answersOf } from '../../src/language/four-answers.ts';
import { recordModels } from '../../src/records/models.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** Decision 0008: whoever has proved the address chooses the password alone, unless somebody decides otherwise. */
let world: World;
let administrator: Principal;
let sessions: ReturnType<typeof createSessions>;
let enrolments: ReturnType<typeof createEnrolments>;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
  const { connection } = world;
  sessions = createSessions({ connection, idleMs: 3_600_000, lifetimeMs: 3_600_000 });
  enrolments = createEnrolments({ connection, secrets: createSecrets(world.keyring), sessions });
});
afterAll(() => world.close());

/** Enters the code of the message and stops there. @returns the session that the code opened */
async function prove(ref: string): Promise<string> {
  const { mid, email } = await world.recordOf(ref);
  await enrolments.requestCode({ mid: mid! });
  await world.drainOutbox();
  const { text } = world.mailServer.sent.findLast((mail) => mail.to === email && /^\d{8}$/m.test(mail.text))!;
  const code = /^\d{8}$/m.exec(text)![0];
  return (await enrolments.verify({ mid: mid!, code, firstName: 'Ana', lastName: 'Sol' })).token;
}
const request = async (email: string, path?: 'invite' | 'temporary-password') =>
  (await world.onboardings.request(administrator, account, { email, path }, 'en')).onboarding;
const byHand = (email: string) => world.onboardings.makeUserPassword(administrator, account, email, 'lost');
const withOnboarding = (ref: string) =>
  world.onboardings.makeTemporaryPassword(administrator, ref, { reason: 'lost' }, 'en');

test('a candidate who entered the code is given no password, and told of is what leads on instead', async () => {
  const email = 'half-way@example.org';
  const { ref } = await request(email, 'invite');
  const token = await prove(ref);
  const resend = { rel: 'resend', href: `/api/v1/onboardings/${ref}/resend`, method: 'POST' };
  const refused = { code: 'password.address-proved', status: 409, details: { nextActions: [resend] } };
  await expect(byHand(email)).rejects.toMatchObject(refused);
  await expect(withOnboarding(ref)).rejects.toMatchObject(refused);
  const user = (await world.userOf(email))!;
  expect([user.temporaryPassword, user.addressProvedAt]).toEqual([undefined, expect.any(Date)]);
  expect(await sessions.read(token)).not.toBeNull();
  // A new code leads on from where the person stopped.
  await world.onboardings.act(administrator, ref, 'resend', { reason: 'went astray' }, 'en');
  await prove(ref);
});

test('switch-path begins anew: the proof is taken back, its session ends, and the password is made', async () => {
  const email = 'switched@example.org';
  const { ref } = await request(email, 'invite');
  const token = await prove(ref);
  const { addressProvedAt, _id } = (await world.userOf(email))!;
  const switched = await world.onboardings.act(administrator, ref, 'switch-path', { reason: 'no mail there' }, 'en');
  expect(switched).toMatchObject({ temporaryPassword: expect.any(String), onboarding: { path: 'temporary-password' } });
  const user = (await world.userOf(email))!;
  expect([user.temporaryPassword !== undefined, user.addressProvedAt]).toEqual([true, undefined]);
  expect(await sessions.read(token)).toBeNull();
  const { data } = (await auditModel(world.connection).findOne({ ref, action: 'onboarding.switch-path' }).lean())!;
  expect(data).toEqual({ proofTakenBack: addressProvedAt!.toISOString(), sessionsEndedOf: String(_id) });
  expect((await withOnboarding(ref)).temporaryPassword).toEqual(expect.any(String));
});

test('a user added by hand gets passwords until the code of an invitation is entered, and after switch-path again', async () => {
  const { userId: email } = await world.addPending('by-hand@example.org');
  expect(await byHand(email)).toEqual({ userId: email, temporaryPassword: expect.any(String) });
  const { ref } = await request(email, 'invite');
  expect(await byHand(email)).toMatchObject({ temporaryPassword: expect.any(String) });
  await prove(ref);
  await expect(byHand(email)).rejects.toMatchObject({ code: 'password.address-proved' });
  await world.onboardings.act(administrator, ref, 'switch-path', { reason: 'no mail there' }, 'en');
  expect((await withOnboarding(ref)).temporaryPassword).toEqual(expect.any(String));
});

test('the address is corrected until the code was entered, whoever made the user, and again after a switch of the way', async () => {
  const { userId: email } = await world.addPending('correct-by-hand@example.org');
  const { ref } = await request(email, 'invite');
  const allowed = async () => (await world.onboardings.get(administrator, ref, 'en')).allowedActions;
  expect(await allowed()).toContain('correct-email');
  await prove(ref);
  expect(await allowed()).not.toContain('correct-email');
  await expect(
    world.onboardings.act(administrator, ref, 'correct-email', { reason: 'a typo', email: 'other@example.org' }, 'en'),
  ).rejects.toMatchObject({ code: 'onboarding.action-not-allowed' });
  for (const reason of ['no mail there', 'mail again']) {
    await world.onboardings.act(administrator, ref, 'switch-path', { reason }, 'en');
    expect(await allowed()).toContain('correct-email');
  }
  await prove(ref);
  expect(await allowed()).not.toContain('correct-email');
  const { timeline } = recordModels(world.connection);
  expect(await timeline.countDocuments({ ref, kind: 'enrolled' })).toBe(2);
});

test.each([undefined, 'temporary-password'] as const)(
  'one who proved the address and is asked for anew, by way of %s, is invited',
  async (path) => {
    const email = `kept-${path}@example.org`;
    const former = await request(email, 'invite');
    await prove(former.ref);
    const cancel = { reason: 'not now', createdUser: 'keep' } as const;
    await world.onboardings.act(administrator, former.ref, 'cancel', cancel, 'en');
    const invite = { rel: 'invite', href: `/api/v1/accounts/${account}/onboardings`, method: 'POST' };
    await expect(byHand(email)).rejects.toMatchObject({
      code: 'password.address-proved',
      details: { nextActions: [invite] },
    });
    const anew = await request(email, path);
    expect(anew).toMatchObject({ stage: 'awaiting-first-login', path: 'invite' });
    expect(anew.timeline!.map(({ text }) => text)).toContainEqual(expect.stringMatching(/chooses the password alone/));
    // Whoever repeats the request joins, and so does whoever names the way that it runs by.
    for (const again of [path, 'invite'] as const) expect(await request(email, again)).toMatchObject({ ref: anew.ref });
    await prove(anew.ref);
  },
);

test('a code of another account’s message leaves nothing of the password, and what leads on is the other way', async () => {
  const email = 'two-accounts@example.org';
  const mine = await world.onboardings.request(administrator, account, { email, path: 'temporary-password' }, 'en');
  expect(mine).toMatchObject({ temporaryPassword: expect.any(String) });
  const { ref } = mine.onboarding;
  await world.addAccount('1002');
  const other = await world.addUser({ userId: 'other@example.org' });
  await world.join(other, '1002');
  const theirs = await world.onboardings.request(world.principalOf(other), '1002', { email, path: 'invite' }, 'en');
  await prove(theirs.onboarding.ref);

  const resent = await world.onboardings.act(administrator, ref, 'resend', { reason: 'nothing heard' }, 'en');
  const shut = { path: 'temporary-password', temporaryPasswordState: 'address-proved', turn: 'administrator' };
  expect(resent).toEqual({ onboarding: expect.objectContaining(shut), wayIn: 'switch-path' });
  const joined = await world.onboardings.request(administrator, account, { email, path: 'temporary-password' }, 'en');
  expect(joined).toMatchObject({ joined: true, wayIn: 'switch-path' });
  const { waiting } = answersOf(resent.onboarding, { locale: 'en', timeZone: 'UTC' });
  expect(waiting).toMatch(/a temporary password lets nobody in.*other way/);
  const href = `/api/v1/onboardings/${ref}/switch-path`;
  const nextActions = [{ rel: 'switch-path', href, method: 'POST' }];
  await expect(withOnboarding(ref)).rejects.toMatchObject({
    code: 'password.address-proved',
    details: { nextActions },
  });
  const switched = await world.onboardings.act(administrator, ref, 'switch-path', { reason: 'proved' }, 'en');
  expect(switched).toEqual({ onboarding: expect.objectContaining({ path: 'invite', temporaryPasswordState: null }) });
  await prove(ref);
});
