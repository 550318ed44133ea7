import type { Principal } from '../../src/directory/authority.ts';
import { MailRejected, MailUnreachable } from '../../src/mail/failures.ts';
import { createMailEvents } from '../../src/onboardings/mail-events.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

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

const request = async (email: string, path: 'invite' | 'temporary-password') =>
  (await world.onboardings.request(administrator, account, { email, path }, 'en')).onboarding.ref;

const remindersTo = (email: string) =>
  world.mailServer.sent.filter(({ to, messageId }) => to === email && messageId.includes('.reminder.')).length;

const reaches = (ref: string, stage: string) => eventually(async () => (await world.recordOf(ref)).stage === stage);

test('an invitation is reminded of twice, stalls at its deadline, and expires when nobody decides', async () => {
  const ref = await request('idle@example.org', 'invite');
  const begun = (await world.recordOf(ref)).createdAt.getTime();
  const next = async () => (await world.recordOf(ref)).nextAutomaticAction!;
  const hoursUntil = async () => Math.round(((await next()).at.getTime() - begun) / 3_600_000);
  expect([(await next()).kind, await hoursUntil()]).toEqual(['reminder', 48]);

  await world.env.sleep('49h');
  await eventually(() => remindersTo('idle@example.org') === 1);
  await eventually(async () => (await hoursUntil()) === 120);

  await world.env.sleep('72h');
  await eventually(() => remindersTo('idle@example.org') === 2);
  await eventually(async () => (await next()).kind === 'deadline' && (await hoursUntil()) === 168);

  await world.env.sleep('48h');
  await reaches(ref, 'stalled');
  expect((await world.recordOf(ref)).stall).toMatchObject({
    reason: 'first-login-overdue',
    stage: 'awaiting-first-login',
  });
  expect((await next()).kind).toBe('expiry');

  expect(await world.handleOf(ref).result()).toBe('expired');
  expect(await world.recordOf(ref)).toMatchObject({ stage: 'expired', open: false });
  // Its message too: nobody took it back.
  expect(await world.envelopes.standing((await world.recordOf(ref)).mid!)).toMatchObject({ state: 'expired' });
  // From timer to timer: what each reminder costs.
  const { events } = await world.handleOf(ref).fetchHistory();
  const fired = events!.flatMap(({ timerFiredEventAttributes }, index) => (timerFiredEventAttributes ? [index] : []));
  expect(fired).toHaveLength(4);
  for (const [before, after] of [fired.slice(0, 2), fired.slice(1, 3)]) expect(after! - before!).toBeLessThanOrEqual(6);
  expect(await world.kindsOf(ref)).toEqual([
    'requested',
    'checked',
    'envelope-sealed',
    'mailed',
    'reminded',
    'reminded',
    'stalled',
    'expired',
  ]);
});

test('a temporary password is reminded of after one day and after two', async () => {
  const ref = await request('slow@example.org', 'temporary-password');
  await world.env.sleep('25h');
  await eventually(() => remindersTo('slow@example.org') === 1);
  await world.env.sleep('24h');
  await eventually(() => remindersTo('slow@example.org') === 2);
  await world.completeFirstLogin('slow@example.org');
  await world.handleOf(ref).signal(firstLoginSignal);
  expect(await world.handleOf(ref).result()).toBe('completed');
});

test('a completed login wins over the timer, also when no signal came', async () => {
  const ref = await request('quiet@example.org', 'temporary-password');
  await world.completeFirstLogin('quiet@example.org');
  expect(await world.handleOf(ref).result()).toBe('completed');
  expect(remindersTo('quiet@example.org')).toBe(0);
});

test('a first login ends the stall of an overdue onboarding', async () => {
  const ref = await request('late@example.org', 'temporary-password');
  await world.users.updateOne({ addressKey: 'late@example.org' }, { $unset: { temporaryPassword: 1 } });
  await world.env.sleep('80h');
  await reaches(ref, 'stalled');
  await world.completeFirstLogin('late@example.org');
  await world.handleOf(ref).signal(firstLoginSignal);
  expect(await world.handleOf(ref).result()).toBe('completed');
});

test('more time moves the deadline, and sending again begins anew', async () => {
  const ref = await request('more@example.org', 'invite');
  await world.env.sleep('121h');
  await eventually(() => remindersTo('more@example.org') === 2);
  const before = (await world.recordOf(ref)).nextAutomaticAction!.at.getTime();
  await world.onboardings.act(administrator, ref, 'extend', { reason: 'on holiday', hours: 24 }, 'en');
  expect((await world.recordOf(ref)).nextAutomaticAction!.at.getTime() - before).toBe(24 * 3_600_000);

  const { onboarding } = await world.onboardings.act(administrator, ref, 'resend', { reason: 'lost it' }, 'en');
  expect(onboarding).toMatchObject({ stage: 'awaiting-first-login', nextAutomaticAction: { kind: 'reminder' } });
  const invitations = world.mailServer.sent.filter(
    ({ to, messageId }) => to === 'more@example.org' && messageId.includes('.invitation.'),
  );
  expect(new Set(invitations.map(({ messageId }) => messageId)).size).toBe(2);
});

test('cancelling recalls the envelope and ends the process', async () => {
  const ref = await request('stop@example.org', 'invite');
  const { onboarding } = await world.onboardings.act(administrator, ref, 'cancel', { reason: 'wrong person' }, 'en');
  expect(onboarding).toMatchObject({ stage: 'cancelled', allowedActions: [] });
  expect(await world.handleOf(ref).result()).toBe('cancelled');
  await expect(world.onboardings.act(administrator, ref, 'resume', { reason: 'no' }, 'en')).rejects.toMatchObject({
    code: 'onboarding.action-not-allowed',
  });
});

test.each([
  ['disable', 'disabled'],
  ['keep', 'active'],
] as const)('cancelling with createdUser %s leaves the user %s', async (createdUser, status) => {
  const email = `made-${createdUser}@example.org`;
  const ref = await request(email, 'temporary-password');
  await world.onboardings.act(administrator, ref, 'cancel', { reason: 'changed my mind', createdUser }, 'en');
  expect((await world.userOf(email))?.status).toBe(status);
});

test('a user whom a cancelled onboarding left behind is taken up again', async () => {
  const email = 'again@example.org';
  const first = await request(email, 'temporary-password');
  await world.onboardings.act(administrator, first, 'cancel', { reason: 'not yet' }, 'en');
  const second = await request(email, 'temporary-password');
  expect(second).not.toBe(first);
  expect(await world.userOf(email)).toMatchObject({ status: 'active', createdByRef: second });
});

test('Temporal’s own cancel closes the record too', async () => {
  const ref = await request('native@example.org', 'invite');
  await world.handleOf(ref).cancel();
  expect(await world.handleOf(ref).result()).toBe('cancelled');
  expect((await world.recordOf(ref)).stage).toBe('cancelled');
});

test('nobody is reminded of a message that does not open, or who reported a mail as unwanted', async () => {
  const refs = await Promise.all(['held', 'open', 'unwanted'].map((name) => request(`${name}@example.org`, 'invite')));
  const [held, open, unwanted] = refs as [string, string, string];
  await world.envelopes.lock((await world.recordOf(held)).mid!, 'wait');
  const messageId = `<${unwanted}.invitation.1@castellan.test>`;
  const complaint = { type: 'mail.complained', data: { messageId } } as const;
  expect(await createMailEvents(world).take('w-complaint', complaint)).toBe('noted');
  await world.env.sleep('49h');
  for (const ref of refs)
    await eventually(async () => (await world.kindsOf(ref)).some((kind) => /remind|skip/.test(kind)));
  expect([await world.kindsOf(held), await world.kindsOf(unwanted)].map((kinds) => kinds.at(-1))).toEqual([
    'mail-skipped',
    'mail-skipped',
  ]);
  expect([remindersTo('held@example.org'), remindersTo('unwanted@example.org')]).toEqual([0, 0]);
  expect(remindersTo('open@example.org')).toBe(1);
  // Put right, the next one goes out.
  await world.envelopes.unlock((await world.recordOf(held)).mid!);
  await world.env.sleep('72h');
  await eventually(() => remindersTo('held@example.org') === 1);
  expect(remindersTo('unwanted@example.org')).toBe(0);
  for (const ref of [held, open, unwanted]) {
    await world.onboardings.act(administrator, ref, 'cancel', { reason: 'done with it' }, 'en');
  }
});

test('whoever has a temporary password was told by other means: a reminder that fails is a line and no stall', async () => {
  const refused = 'refused@example.org';
  const away = 'unreached@example.org';
  const refs = await Promise.all([request(refused, 'temporary-password'), request(away, 'temporary-password')]);
  world.mailServer.fails = ({ to }) => {
    if (to === refused) return new MailRejected(550, 'no such user');
    return to === away ? new MailUnreachable(null, 'connection refused') : undefined;
  };
  await world.env.sleep('27h');
  for (const ref of refs) {
    await eventually(async () => (await world.kindsOf(ref)).at(-1) === 'mail-failed');
    const { stage, stall, nextAutomaticAction, deadline } = await world.recordOf(ref);
    expect({ stage, stall, kind: nextAutomaticAction?.kind }).toEqual({
      stage: 'awaiting-first-login',
      stall: null,
      kind: 'reminder',
    });
    // The second one, a day before the password's time is over.
    expect(Math.round((deadline!.getTime() - nextAutomaticAction!.at.getTime()) / 3_600_000)).toBe(24);
  }
  world.mailServer.fails = null;
  await world.env.sleep('22h');
  await eventually(() => remindersTo(refused) === 1 && remindersTo(away) === 1);
});
