import type { Principal } from '../../src/directory/authority.ts';
import { MailRejected, MailUnreachable } from '../../src/mail/failures.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** A reminder counts once it was sent: what keeps it from being sent never uses it up. */
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
async function act(ref: string, action: 'resume' | 'extend', more: object = {}): Promise<void> {
  await world.untilAtRest(ref);
  await world.onboardings.act(administrator, ref, action, { reason: 'because', ...more }, 'en');
}
const remindersTo = (email: string) =>
  world.mailServer.sent.filter(({ to, messageId }) => to === email && messageId.includes('.reminder.')).length;
const stalledAgain = (ref: string, attempt: number) =>
  eventually(async () => {
    const { stall } = await world.recordOf(ref);
    return stall?.reason === 'mail-unreachable' && stall.attempt === attempt;
  });

test('one that the mail server was away for is tried again after a resume, and stalls again while it stays away', async () => {
  const email = 'away@example.org';
  const ref = await request(email, 'invite');
  world.mailServer.fails = ({ to }) => (to === email ? new MailUnreachable(null, 'connection refused') : undefined);
  await world.env.sleep('50h');
  await stalledAgain(ref, 1);
  await act(ref, 'resume');
  await world.env.sleep('2h');
  await stalledAgain(ref, 2);
  world.mailServer.fails = null;
  await act(ref, 'resume');
  await eventually(() => remindersTo(email) === 1);
  await eventually(async () => (await world.recordOf(ref)).nextAutomaticAction?.kind === 'reminder');
  expect((await world.recordOf(ref)).stage).toBe('awaiting-first-login');
});

test('one that a decision, or a login that is none, came between is still sent', async () => {
  const email = 'between@example.org';
  const ref = await request(email, 'invite');
  world.mailServer.fails = ({ to }) => (to === email ? new MailUnreachable(null, 'connection refused') : undefined);
  await world.env.sleep('2881m');
  const before = (await world.recordOf(ref)).deadline!.getTime();
  await act(ref, 'extend', { hours: 24 });
  expect((await world.recordOf(ref)).deadline!.getTime() - before).toBe(24 * 3_600_000);
  await world.untilAtRest(ref);
  await world.handleOf(ref).signal(firstLoginSignal);
  world.mailServer.fails = null;
  await world.env.sleep('15m');
  await eventually(() => remindersTo(email) === 1);
  expect((await world.recordOf(ref)).stage).toBe('awaiting-first-login');
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
