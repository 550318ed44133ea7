import { MailRejected, MailUnreachable } from '../../src/mail/failures.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';

let world: World;
let administrator: Principal;

beforeAll(async () => {
  world = await openWorld();
  administrator = await world.begin();
});
afterAll(() => world.close());
afterEach(() => {
  world.mailServer.fails = null;
});

const request = (email: string, path?: 'invite' | 'temporary-password') =>
  world.onboardings.request(administrator, account, { email, ...(path ? { path } : {}) }, 'en');

test('an existing user is a member when the request is answered', async () => {
  const user = await world.addUser();
  const { status, onboarding } = await request(user.userId);
  expect(status).toBe(201);
  expect(onboarding.stage).toBe('completed');
  expect(await world.isMember(user.userId)).toBe(true);
  expect(await world.handleOf(onboarding.ref).result()).toBe('completed');
  const told = world.mailServer.sent.filter(({ messageId }) => messageId.startsWith(onboarding.ref));
  expect(told.map(({ to }) => to).sort()).toEqual([administrator.userId, user.userId].sort());
});

test('a missing user gets a temporary password, and the right after the first login', async () => {
  const { status, onboarding, temporaryPassword } = await request('tess@example.org', 'temporary-password');
  expect(status).toBe(202);
  expect(onboarding.stage).toBe('awaiting-first-login');
  expect(temporaryPassword).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
  expect(await world.isMember('tess@example.org')).toBe(false);
  await world.completeFirstLogin('tess@example.org');
  await world.handleOf(onboarding.ref).signal(firstLoginSignal);
  expect(await world.handleOf(onboarding.ref).result()).toBe('completed');
  expect(await world.isMember('tess@example.org')).toBe(true);
});

test('a missing user is invited, and gets the right after the first login', async () => {
  const { status, onboarding } = await request('ines@example.org', 'invite');
  expect(status).toBe(202);
  expect(onboarding.stage).toBe('awaiting-first-login');
  const invitation = world.mailServer.sent.find(({ to }) => to === 'ines@example.org')!;
  expect(invitation.text).toContain('https://castellan.test/m/');
  expect(invitation.attachments?.[0]?.filename).toMatch(/^securedoc_\d{8}T\d{6}\.html$/);
  await world.addUser({ userId: 'ines@example.org', createdByRef: onboarding.ref, addressProvedAt: new Date() });
  await world.handleOf(onboarding.ref).signal(firstLoginSignal);
  expect(await world.handleOf(onboarding.ref).result()).toBe('completed');
  expect(await world.isMember('ines@example.org')).toBe(true);
});

test('a signal that no first login stands behind grants nothing', async () => {
  const { onboarding } = await request('forged@example.org', 'temporary-password');
  await world.handleOf(onboarding.ref).signal(firstLoginSignal);
  await eventually(async () => (await world.recordOf(onboarding.ref)).revision >= 4);
  expect(await world.isMember('forged@example.org')).toBe(false);
  expect((await world.recordOf(onboarding.ref)).stage).toBe('awaiting-first-login');
});

test('a user of another account with an unproved mailbox goes the way of the invitation', async () => {
  const user = await world.addUser({ userId: 'elsewhere@example.org', createdByAccount: '2002' });
  await expect(request(user.userId)).rejects.toMatchObject({ code: 'user.mailbox-unproved' });
  const { onboarding } = await request(user.userId, 'temporary-password');
  expect(onboarding).toMatchObject({ stage: 'awaiting-first-login', path: 'invite' });
  await world.handleOf(onboarding.ref).signal(firstLoginSignal);
  await eventually(async () => (await world.recordOf(onboarding.ref)).revision >= 4);
  expect(await world.isMember(user.userId)).toBe(false);
  await world.completeFirstLogin(user.userId, true);
  await world.handleOf(onboarding.ref).signal(firstLoginSignal);
  expect(await world.handleOf(onboarding.ref).result()).toBe('completed');
});

test('fifty identical requests at once make one onboarding', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => request('once@example.org', 'invite')));
  expect(new Set(answers.map(({ onboarding }) => onboarding.ref)).size).toBe(1);
  expect(answers.filter(({ joined }) => !joined)).toHaveLength(1);
  expect(world.mailServer.sent.filter(({ to }) => to === 'once@example.org')).toHaveLength(1);
});

test('asking by another path than the one that runs is refused', async () => {
  await request('paths@example.org', 'invite');
  await expect(request('paths@example.org', 'temporary-password')).rejects.toMatchObject({
    code: 'onboarding.path-differs',
  });
});

test('a missing user without a path is refused with the two ways out, and nothing is written', async () => {
  await expect(request('nobody@example.org')).rejects.toMatchObject({
    code: 'user.non-existent',
    details: { nextActions: [{ rel: 'invite' }, { rel: 'temporary-password' }] },
  });
  expect((await world.onboardings.list(administrator, { q: 'nobody@', limit: 5 }, 'en')).items).toHaveLength(0);
});

test('a refused mail stalls with the server’s words, and resuming sends it', async () => {
  world.mailServer.fails = ({ to }) => (to === 'ruth@example.org' ? new MailRejected(550, 'no such user') : undefined);
  const { onboarding } = await request('ruth@example.org', 'invite');
  expect(onboarding).toMatchObject({
    stage: 'stalled',
    stall: { reason: 'mail-rejected', stage: 'inviting', attempt: 1 },
  });
  expect(onboarding.stall?.message).toContain('no such user');
  const again = await world.onboardings.act(administrator, onboarding.ref, 'resume', { reason: 'try' }, 'en');
  expect(again.onboarding.stall).toMatchObject({ reason: 'mail-rejected', attempt: 2 });
  world.mailServer.fails = null;
  const resumed = await world.onboardings.act(administrator, onboarding.ref, 'resume', { reason: 'fixed' }, 'en');
  expect(resumed.onboarding).toMatchObject({ stage: 'awaiting-first-login', stall: null });
});

test('a mail server that stays away stalls after its hour, and the mail goes out when resumed', async () => {
  let tries = 0;
  world.mailServer.fails = ({ to }) => {
    if (to !== 'away@example.org') return undefined;
    tries += 1;
    return new MailUnreachable(null, 'connection refused');
  };
  const pending = request('away@example.org', 'invite');
  await eventually(() => tries >= 2);
  await world.env.sleep('90m');
  const { onboarding } = await pending;
  const record = await eventually(async () => {
    const seen = await world.recordOf(onboarding.ref);
    return seen.stage === 'stalled' ? seen : null;
  });
  expect(record.stall).toMatchObject({ reason: 'mail-unreachable', detail: 'connection refused' });
  world.mailServer.fails = null;
  const resumed = await world.onboardings.act(administrator, onboarding.ref, 'resume', { reason: 'it is back' }, 'en');
  expect(resumed.onboarding.stage).toBe('awaiting-first-login');
  expect(world.mailServer.sent.filter(({ to }) => to === 'away@example.org')).toHaveLength(1);
});

test('a sponsor who lost the right stalls the grant, and regains it for the resume', async () => {
  const user = await world.addUser({ userId: 'second-admin@example.org' });
  await world.join(user);
  const other = world.principalOf(user);
  const { onboarding } = await world.onboardings.request(
    other,
    account,
    { email: 'sid@example.org', path: 'temporary-password' },
    'en',
  );
  await world.members.deleteOne({ user: user._id });
  await world.completeFirstLogin('sid@example.org');
  await world.handleOf(onboarding.ref).signal(firstLoginSignal);
  await eventually(async () => (await world.recordOf(onboarding.ref)).stall?.reason === 'approval-needed');
  expect(await world.isMember('sid@example.org')).toBe(false);
  await world.join(user);
  await world.onboardings.act(administrator, onboarding.ref, 'resume', { reason: 'is one again' }, 'en');
  expect(await world.handleOf(onboarding.ref).result()).toBe('completed');
});

test('a locked candidate stalls, and goes on when unlocked', async () => {
  const user = await world.addUser({ status: 'locked' });
  const { onboarding } = await request(user.userId);
  expect(onboarding).toMatchObject({ stage: 'stalled', stall: { reason: 'candidate-locked' } });
  await world.users.updateOne({ _id: user._id }, { $set: { status: 'active' } });
  const { onboarding: done } = await world.onboardings.act(
    administrator,
    onboarding.ref,
    'resume',
    { reason: 'unlocked' },
    'en',
  );
  expect(done.stage).toBe('completed');
});
