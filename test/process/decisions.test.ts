import { createActivities } from '../../activities/index.ts';
import { MailRejected, MailUnreachable } from '../../src/mail/failures.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import {
  approveUpdate,
  cancelUpdate,
  correctEmailUpdate,
  firstLoginSignal,
  resumeUpdate,
  switchPathUpdate,
} from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { audited } from '../support/people.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** Decisions that bear on the grant are made in Castellan; the process believes MongoDB and nobody else. */
let world: World;
let administrator: Principal;
let support: Principal;
let secondSupport: Principal;
let secondAdministrator: Principal;
/** What recording a decision waits for. */
let held: Promise<void> | undefined;

beforeAll(async () => {
  world = await openWorld({
    replace: (dependencies) => {
      const { recordDecision, close } = createActivities(dependencies);
      return {
        async close(...facts) {
          await held;
          return close(...facts);
        },
        async recordDecision(...facts) {
          await held;
          return recordDecision(...facts);
        },
      };
    },
  });
  administrator = await world.begin();
  const second = await world.addUser({ userId: 'second@example.org' });
  await world.join(second);
  secondAdministrator = world.principalOf(second);
  support = await staff('sam@example.org');
  secondSupport = await staff('sue@example.org');
});
afterAll(() => world.close());

async function staff(userId: string): Promise<Principal> {
  const user = await world.addUser({ userId, createdByAccount: platformAccount });
  await world.join(user, platformAccount, supportGroup);
  return world.principalOf(user);
}

const request = async (email: string, path?: 'invite' | 'temporary-password', by = administrator) =>
  world.onboardings.request(by, account, { email, path, reason: 'because' }, 'en');
const act = (by: Principal, ref: string, action: Parameters<World['onboardings']['act']>[2], more: object = {}) =>
  world.onboardings.act(by, ref, action, { reason: 'because', ...more }, 'en');

async function login(ref: string, email: string): Promise<void> {
  await world.completeFirstLogin(email, true);
  await world.handleOf(ref).signal(firstLoginSignal);
}

const stallOf = (ref: string, reason: string) =>
  eventually(async () => (await world.recordOf(ref)).stall?.reason === reason);

test('what support started stops before the grant, and an administrator stands behind it', async () => {
  await world.addPending('started@example.org');
  const { onboarding } = await request('started@example.org', undefined, support);
  expect(onboarding).toMatchObject({ stage: 'awaiting-first-login', approvalNeeded: true });
  await login(onboarding.ref, 'started@example.org');
  await stallOf(onboarding.ref, 'approval-needed');
  // It would stop at the same place.
  await expect(act(support, onboarding.ref, 'resume')).rejects.toMatchObject({ code: 'onboarding.action-not-allowed' });
  await expect(act(support, onboarding.ref, 'approve')).rejects.toMatchObject({
    code: 'onboarding.approval-not-yours',
  });
  await expect(act(secondSupport, onboarding.ref, 'approve')).rejects.toMatchObject({
    code: 'onboarding.approval-not-yours',
  });
  expect(await world.isMember('started@example.org')).toBe(false);
  const { onboarding: approved } = await act(administrator, onboarding.ref, 'approve');
  expect(approved.stage).toBe('completed');
  expect(await world.isMember('started@example.org')).toBe(true);
  expect((await world.recordOf(onboarding.ref)).sponsor.user).toBe(administrator.user);
  // Temporal's lists do not go on calling it stalled.
  const handle = world.handleOf(onboarding.ref);
  expect(await handle.result()).toBe('completed');
  const { searchAttributes, raw } = await handle.describe();
  expect(searchAttributes).toMatchObject({ OnboardingStage: ['completed'] });
  // One that was taken away is gone, or null, which the client would read as a date.
  const left = raw.workflowExecutionInfo!.searchAttributes!.indexedFields!;
  for (const name of ['OnboardingStallReason', 'OnboardingStalledSince'])
    expect(Buffer.from(left[name]?.data ?? 'null').toString()).toBe('null');
});

test('an approve that is forged through Temporal grants nothing', async () => {
  await world.addPending('forged@example.org');
  const { onboarding } = await request('forged@example.org', undefined, support);
  await login(onboarding.ref, 'forged@example.org');
  await stallOf(onboarding.ref, 'approval-needed');
  const handle = world.handleOf(onboarding.ref);
  await expect(handle.executeUpdate(approveUpdate, { args: [{ reason: 'let me in' }] })).rejects.toMatchObject({
    cause: { type: 'decision-missing' },
  });
  await expect(handle.executeUpdate(approveUpdate, { args: [{ id: 'made-up' }] })).rejects.toMatchObject({
    cause: { type: 'decision-unknown' },
  });
  // Resuming is for everybody; it meets the same rule again.
  await handle.executeUpdate(resumeUpdate, { args: [{ reason: 'try' }] });
  await stallOf(onboarding.ref, 'approval-needed');
  expect(await world.isMember('forged@example.org')).toBe(false);
});

test('two support people where the account has no administrator who can sign in', async () => {
  await world.addAccount('3003');
  const { userId: email } = await world.addPending('first@example.org', '3003');
  const { onboarding } = await world.onboardings.request(support, '3003', { email, reason: 'because' }, 'en');
  await login(onboarding.ref, 'first@example.org');
  await stallOf(onboarding.ref, 'approval-needed');
  await expect(act(support, onboarding.ref, 'approve')).rejects.toMatchObject({
    code: 'onboarding.approval-not-yours',
  });
  expect((await act(secondSupport, onboarding.ref, 'approve')).onboarding.stage).toBe('completed');
  expect(await world.isMember('first@example.org', '3003')).toBe(true);
});

test('taking the other path kills the former secret', async () => {
  const { onboarding } = await request('switch@example.org', 'invite');
  const { mid } = await world.recordOf(onboarding.ref);
  const switched = await act(administrator, onboarding.ref, 'switch-path');
  expect(switched.onboarding).toMatchObject({ stage: 'awaiting-first-login', path: 'temporary-password' });
  expect(switched.temporaryPassword).toBeDefined();
  expect(await world.envelopes.lives(mid!)).toBe(false);
  const back = await act(administrator, onboarding.ref, 'switch-path');
  expect(back.onboarding).toMatchObject({ stage: 'awaiting-first-login', path: 'invite' });
  expect((await world.userOf('switch@example.org'))?.temporaryPassword).toBeUndefined();
  await login(onboarding.ref, 'switch@example.org');
  expect(await world.handleOf(onboarding.ref).result()).toBe('completed');
});

test('a corrected address begins anew, recalls the envelope and tells the initiator', async () => {
  const { onboarding } = await request('tpyo@example.org', 'invite');
  const { mid } = await world.recordOf(onboarding.ref);
  const { onboarding: corrected } = await act(administrator, onboarding.ref, 'correct-email', {
    email: 'Typo@Example.org',
  });
  expect(corrected).toMatchObject({ stage: 'awaiting-first-login', email: 'Typo@example.org', path: 'invite' });
  expect(await world.envelopes.lives(mid!)).toBe(false);
  await world.drainOutbox();
  const told = world.mailServer.sent.find(({ messageId }) => messageId.startsWith(`${onboarding.ref}.corrected`));
  expect(told?.to).toBe(administrator.userId);
  for (const words of ['tpyo@example.org', 'Typo@example.org', `https://castellan.test/onboardings/${onboarding.ref}`])
    expect(told?.text).toContain(words);
  await world.addUser({ userId: 'typo@example.org', createdByRef: onboarding.ref });
  await world.handleOf(onboarding.ref).signal(firstLoginSignal);
  expect(await world.handleOf(onboarding.ref).result()).toBe('completed');
  expect(await world.isMember('typo@example.org')).toBe(true);
});

test('an address corrected by support needs approval', async () => {
  const { onboarding } = await request('old@example.org', 'temporary-password');
  await act(support, onboarding.ref, 'correct-email', { email: 'new@example.org' });
  expect((await world.userOf('old@example.org'))?.status).toBe('disabled');
  await login(onboarding.ref, 'new@example.org');
  await stallOf(onboarding.ref, 'approval-needed');
  expect((await act(administrator, onboarding.ref, 'approve')).onboarding.stage).toBe('completed');
  expect(await world.isMember('old@example.org')).toBe(false);
});

test('a correction to an address that has an onboarding already changes nothing', async () => {
  await request('taken@example.org', 'invite');
  const { onboarding } = await request('other@example.org', 'invite');
  await expect(
    act(administrator, onboarding.ref, 'correct-email', { email: 'taken@example.org' }),
  ).rejects.toMatchObject({ code: 'onboarding.action-not-allowed' });
  expect(await world.recordOf(onboarding.ref)).toMatchObject({
    email: 'other@example.org',
    stage: 'awaiting-first-login',
  });
  expect(await refusalsOf(onboarding.ref, 'onboarding.correct-email')).toMatchObject([
    { actor: administrator.user, role: 'administrator' },
  ]);
});

const refusalsOf = async (ref: string, action: string) =>
  (await audited(world.connection, action)).filter((entry) => entry['ref'] === ref && entry['outcome'] === 'refused');

test('switching or correcting through Temporal alone changes nothing', async () => {
  const { onboarding } = await request('raw@example.org', 'invite');
  const handle = world.handleOf(onboarding.ref);
  for (const update of [switchPathUpdate, correctEmailUpdate]) {
    await expect(handle.executeUpdate(update, { args: [{ reason: 'me' }] })).rejects.toMatchObject({
      cause: { type: 'decision-missing' },
    });
    await expect(handle.executeUpdate(update, { args: [{ id: 'nothing' }] })).rejects.toMatchObject({
      cause: { type: 'decision-unknown' },
    });
  }
  expect(await world.recordOf(onboarding.ref)).toMatchObject({ path: 'invite', email: 'raw@example.org' });
  for (const action of ['onboarding.switch-path', 'onboarding.correct-email']) {
    expect(await refusalsOf(onboarding.ref, action)).toMatchObject([{ actor: 'operator:Temporal' }]);
  }
  // Nobody made this decision, so nothing ends, and the user is not disabled.
  await expect(handle.executeUpdate(cancelUpdate, { args: [{ id: 'nothing' }] })).rejects.toMatchObject({
    cause: { type: 'decision-unknown' },
  });
  expect(await world.recordOf(onboarding.ref)).toMatchObject({ stage: 'awaiting-first-login', open: true });
  expect(await refusalsOf(onboarding.ref, 'onboarding.cancel')).toMatchObject([{ actor: 'operator:Temporal' }]);
  await handle.executeUpdate(cancelUpdate, { args: [{ reason: 'from the command line' }] });
  const last = (await world.onboardings.get(administrator, onboarding.ref, 'en')).timeline!.at(-1)!;
  expect(last).toMatchObject({ kind: 'cancelled', by: 'Temporal' });
});

describe('two who decide alike, the second while the first is being recorded', () => {
  const wishes = { resend: {}, extend: { hours: 24 }, 'switch-path': {}, cancel: { createdUser: 'keep' } } as const;
  type Wish = keyof typeof wishes;
  const refs = {} as Record<Wish, string>;
  const before = {} as Record<Wish, Awaited<ReturnType<World['recordOf']>>>;
  const answers = {} as Record<Wish, PromiseSettledResult<{ onboarding: { stage: string } }>[]>;

  // All at once: Temporal hears of the second only when the workflow task has waited for seconds.
  beforeAll(async () => {
    let release = () => {};
    const started = await Promise.all((Object.keys(wishes) as Wish[]).map(begin));
    held = new Promise((resolve) => (release = resolve));
    const decided = await Promise.all(started.map(decideTwice));
    release();
    await Promise.all(
      decided.map(async ({ wish, calls }) => {
        answers[wish] = await Promise.allSettled(calls);
      }),
    );
  });

  async function begin(wish: Wish): Promise<Wish> {
    refs[wish] = (await request(`twice-${wish}@example.org`, 'invite')).onboarding.ref;
    before[wish] = await world.recordOf(refs[wish]);
    return wish;
  }

  async function decideTwice(wish: Wish) {
    const ref = refs[wish];
    const accepted = async () =>
      (await world.handleOf(ref).fetchHistory()).events!.filter((e) => e.workflowExecutionUpdateAcceptedEventAttributes)
        .length;
    const former = await accepted();
    const again = () => act(administrator, ref, wish, { ...wishes[wish], requestKey: 'one' });
    const calls = [again()];
    await eventually(async () => (await accepted()) === former + 1);
    calls.push(act(secondAdministrator, ref, wish, wishes[wish]), again());
    await eventually(async () => (await accepted()) === former + 2);
    return { wish, calls };
  }

  test.each([
    ['resend', 'resent'],
    ['extend', 'extended'],
    ['switch-path', 'path-switched'],
  ] as const)('%s has one effect, and both are told', async (wish, kind) => {
    for (const answer of answers[wish])
      expect(answer).toMatchObject({ value: { onboarding: { stage: 'awaiting-first-login' } } });
    const ref = refs[wish];
    const after = await world.recordOf(ref);
    expect(after.path).toBe(wish === 'switch-path' ? 'temporary-password' : 'invite');
    expect(after.sendings).toBe(wish === 'extend' ? 1 : 2);
    const hours = (after.deadline!.getTime() - before[wish].deadline!.getTime()) / 3_600_000;
    expect(wish === 'extend' ? hours : 24).toBe(24);
    // Both are on record, the second as having said the same.
    expect((await world.kindsOf(ref)).filter((one) => one === kind)).toHaveLength(2);
    const entries = (await audited(world.connection, `onboarding.${wish}`)).filter((entry) => entry['ref'] === ref);
    expect(entries.map(({ actor, outcome, data }) => [String(actor), outcome, data?.alike ?? false])).toEqual([
      [administrator.user, 'done', false],
      [secondAdministrator.user, 'done', true],
    ]);
    // The same mail goes out again where a try took too long: what counts is how many different ones there are.
    const mails = world.mailServer.sent.filter(({ to }) => to === `twice-${wish}@example.org`);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(wish === 'extend' ? 1 : 2);
  });

  test('cancel tells the second that it had ended before, and that is on record', async () => {
    const [first, second, again] = answers.cancel;
    expect(first).toMatchObject({ value: { onboarding: { stage: 'cancelled' } } });
    expect(again).toMatchObject({ status: 'fulfilled' });
    expect(second).toMatchObject({ reason: { code: 'onboarding.ended-before' } });
    expect(await refusalsOf(refs.cancel, 'onboarding.cancel')).toMatchObject([
      { actor: secondAdministrator.user, reason: 'because' },
    ]);
  });
});

test('a decision ends the retries of a mail whose server stays away', async () => {
  world.mailServer.fails = ({ to }) =>
    to === 'wrong@example.org' ? new MailUnreachable(null, 'connection refused') : undefined;
  const asked = request('wrong@example.org', 'invite');
  const ref = await eventually(async () => {
    const { items } = await world.onboardings.list(administrator, { q: 'wrong@', limit: 1 }, 'en');
    return items[0]?.stage === 'inviting' ? items[0].ref : null;
  });
  const { onboarding } = await act(administrator, ref, 'correct-email', { email: 'right@example.org' });
  expect(onboarding).toMatchObject({ email: 'right@example.org', stage: 'awaiting-first-login' });
  await asked;
  expect(world.mailServer.sent.filter(({ to }) => to === 'wrong@example.org')).toHaveLength(0);
  world.mailServer.fails = null;
});

test('a login signal before the invitation is mailed does not keep it from being mailed', async () => {
  const { onboarding } = await request('early@example.org', 'invite');
  await world.handleOf(onboarding.ref).signal(firstLoginSignal);
  await act(administrator, onboarding.ref, 'resend');
  await eventually(() => world.mailServer.sent.filter(({ to }) => to === 'early@example.org').length === 2);
  expect((await world.recordOf(onboarding.ref)).stage).toBe('awaiting-first-login');
});

test('a stall is mailed to whoever asked', async () => {
  world.mailServer.fails = ({ to }) =>
    to === 'refused@example.org' ? new MailRejected(550, 'no such user') : undefined;
  const { onboarding } = await request('refused@example.org', 'invite');
  await world.drainOutbox();
  const told = world.mailServer.sent.find(({ messageId }) => messageId.startsWith(`${onboarding.ref}.stalled`));
  expect(told).toMatchObject({ to: administrator.userId });
  world.mailServer.fails = null;
});
