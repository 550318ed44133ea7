import type { Principal } from '../../src/directory/authority.ts';
import { MailUnreachable } from '../../src/mail/failures.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/**
 * A reminder counts once it was sent: what keeps it from being sent never uses it up. In seconds instead of days, on a
 * server that skips no time: the one that does gets its events' numbers wrong where a message comes during a task, and
 * stands still for good.
 */
let world: World;
let administrator: Principal;
const hour = 3_600_000;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
});
afterAll(() => world.close());
afterEach(() => {
  world.mailServer.fails = null;
});

/** Invited, reminded after a second, and the next time in five days. @param mailRetry how long a mail is tried, in ms */
async function invite(email: string, mailRetry: number): Promise<string> {
  const timings = { mailRetry, invite: { reminders: [1_000, 120 * hour], lifetime: 168 * hour } };
  const onboardings = world.onboardingsWith({ timings });
  return (await onboardings.request(administrator, account, { email, path: 'invite' }, 'en')).onboarding.ref;
}
const noReminderTo = (email: string) => {
  world.mailServer.fails = ({ to, messageId }) =>
    to === email && messageId.includes('.reminder.') ? new MailUnreachable(null, 'connection refused') : undefined;
};
const act = (ref: string, action: 'resume' | 'extend', more: object = {}) =>
  world.onboardings.act(administrator, ref, action, { reason: 'because', ...more }, 'en');
const remindersTo = (email: string) =>
  world.mailServer.sent.filter(({ to, messageId }) => to === email && messageId.includes('.reminder.')).length;
const stalledAgain = (ref: string, attempt: number) =>
  eventually(async () => {
    const { stall } = await world.recordOf(ref);
    return stall?.reason === 'mail-unreachable' && stall.attempt === attempt;
  });

test('one that the mail server was away for is tried again after a resume, and stalls again while it stays away', async () => {
  const email = 'away@example.org';
  noReminderTo(email);
  const ref = await invite(email, 1_000);
  await stalledAgain(ref, 1);
  await act(ref, 'resume');
  await stalledAgain(ref, 2);
  world.mailServer.fails = null;
  await act(ref, 'resume');
  await eventually(() => remindersTo(email) === 1);
  await eventually(async () => (await world.recordOf(ref)).nextAutomaticAction?.kind === 'reminder');
  expect((await world.recordOf(ref)).stage).toBe('awaiting-first-login');
});

test('one that a decision, or a login that is none, came between is still sent', async () => {
  const email = 'between@example.org';
  noReminderTo(email);
  const ref = await invite(email, hour);
  /** Beyond the local try: it is being tried again and again. */
  const isTried = () =>
    eventually(async () => (await world.handleOf(ref).describe()).raw.pendingActivities?.length === 1);
  await isTried();
  const before = (await world.recordOf(ref)).deadline!.getTime();
  await act(ref, 'extend', { hours: 24 });
  expect((await world.recordOf(ref)).deadline!.getTime() - before).toBe(24 * hour);
  await isTried();
  await world.handleOf(ref).signal(firstLoginSignal);
  world.mailServer.fails = null;
  await eventually(() => remindersTo(email) === 1);
  expect((await world.recordOf(ref)).stage).toBe('awaiting-first-login');
});
