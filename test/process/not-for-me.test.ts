import { auditModel } from '../../src/audit/audit.ts';
import { createAuthority, type Principal } from '../../src/directory/authority.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { createManaging } from '../../src/envelopes/managing.ts';
import { listFindings } from '../../src/support/findings.ts';
import { createSweep } from '../../src/support/sweep.ts';
import { createProcesses } from '../../src/onboardings/processes.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, usualTimings, type World } from '../support/world.ts';

/** “This is not for me”: the wrong person has no right any more, and whoever promoted them is told. */
let world: World;
let administrator: Principal;
let support: Principal;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
  const user = await world.addUser({ userId: 'sam@example.org', createdByAccount: platformAccount });
  await world.join(user, platformAccount, supportGroup);
  support = world.principalOf(user);
});
afterAll(() => world.close());
beforeEach(() => {
  world.mailServer.sent.length = 0;
});

const managing = () => createManaging({ ...world, authority: createAuthority({ connection: world.connection }) });

async function invite(email: string, by = administrator, of = account, message?: string) {
  const input = { email, path: 'invite' as const, message, reason: 'asked by phone' };
  const { onboarding } = await world.onboardings.request(by, of, input, 'en');
  return { ref: onboarding.ref, mid: await eventually(async () => (await world.recordOf(onboarding.ref)).mid) };
}
/** Enrols as the invitation has it, which is another test's. */
async function signIn(ref: string, email: string, of = account): Promise<Principal> {
  const user = await world.addUser({
    userId: email,
    addressProvedAt: new Date(),
    createdByRef: ref,
    createdByAccount: of,
  });
  await world.handleOf(ref).signal(firstLoginSignal);
  return world.principalOf(user);
}
const envelopeOf = (mid: string) => world.connection.collection('envelopes').findOne({ mid });
const reaches = (ref: string, stage: string) => eventually(async () => (await world.recordOf(ref)).stage === stage);
const mailsAbout = (words: string) =>
  world.mailServer.sent
    .filter(({ subject }) => subject.includes('not for them'))
    .map(({ to, text }) => {
      expect(text).toContain(words);
      return to;
    });

test('an open onboarding is cancelled in the same moment; its process ends, and grants nothing', async () => {
  const email = 'open@example.org';
  const { ref, mid } = await invite(email, support);
  const wrong = await signIn(ref, email);
  await eventually(async () => (await world.recordOf(ref)).stall?.reason === 'approval-needed');
  const reports = await Promise.all([1, 2, 3].map(() => managing().reportNotForMe(wrong, mid)));
  expect(reports.sort()).toEqual(['nothing', 'nothing', 'stopped']);
  expect(await world.recordOf(ref)).toMatchObject({ stage: 'cancelled', open: false, stall: null });
  // Whatever is said to the process now, MongoDB has decided.
  const approved = world.onboardings.act(administrator, ref, 'approve', { reason: 'right person' }, 'en');
  await expect(approved).rejects.toMatchObject({ code: 'onboarding.action-not-allowed' });
  await world.drainOutbox();
  expect(await world.handleOf(ref).result()).toBe('cancelled');
  expect(await world.isMember(email)).toBe(false);
  expect((await world.kindsOf(ref)).slice(-2)).toEqual(['reported-not-for-me', 'cancelled']);
  expect(mailsAbout('The promotion is cancelled.')).toEqual(['sam@example.org']);
  expect(await envelopeOf(mid)).toMatchObject({ state: 'recalled' });
});

test('of a completed one the membership is withdrawn; who asked and who answers for it are told', async () => {
  const email = 'completed@example.org';
  const { ref, mid } = await invite(email, support);
  const wrong = await signIn(ref, email);
  await eventually(async () => (await world.recordOf(ref)).stall?.reason === 'approval-needed');
  await world.onboardings.act(administrator, ref, 'approve', { reason: 'looks right' }, 'en');
  await reaches(ref, 'completed');
  expect(await world.isMember(email)).toBe(true);
  await world.handleOf(ref).result();
  world.mailServer.sent.length = 0;
  expect(await managing().reportNotForMe(wrong, mid)).toBe('withdrawn');
  expect(await world.isMember(email)).toBe(false);
  expect(await managing().reportNotForMe(wrong, mid)).toBe('nothing');
  await world.drainOutbox();
  expect(mailsAbout('had become an administrator').sort()).toEqual(['admin@example.org', 'sam@example.org']);
  expect((await world.kindsOf(ref)).slice(-2)).toEqual(['reported-not-for-me', 'membership-withdrawn']);
  const removed = await auditModel(world.connection).findOne({ ref, action: 'member.remove' }).lean();
  expect(removed).toMatchObject({ actor: wrong.user, outcome: 'done', subject: wrong.user });
});

test('a report of what was recalled and sent anew takes back what was sent anew, too', async () => {
  const email = 'anew@example.org';
  const { ref, mid } = await invite(email, support);
  await managing().decide(administrator, mid, 'recall', { reason: 'a slip' });
  await world.onboardings.act(administrator, ref, 'resend', { reason: 'once more' }, 'en');
  const { mid: newer } = await world.recordOf(ref);
  expect(newer).not.toBe(mid);
  const wrong = await signIn(ref, email);
  expect(await managing().reportNotForMe(wrong, mid)).toBe('stopped');
  expect(await envelopeOf(newer!)).toMatchObject({ state: 'recalled' });
  expect(await envelopeOf(newer!)).not.toHaveProperty('wrappedKey');
});

test('a report by whom it was sent to before the address was corrected leaves the right person’s message and letter alone', async () => {
  const { ref, mid } = await invite('wrong@example.org', administrator, account, 'The words of the sender.');
  const decision = { reason: 'a typing error', email: 'right@example.org' };
  await world.onboardings.act(administrator, ref, 'correct-email', decision, 'en');
  const { mid: newer } = await world.recordOf(ref);
  const wrong = world.principalOf(await world.addUser({ userId: 'wrong@example.org', addressProvedAt: new Date() }));
  expect(await managing().reportNotForMe(wrong, mid)).toBe('nothing');
  expect(await world.envelopes.letters.read(ref)).toBe('The words of the sender.');
  expect(await envelopeOf(newer!)).toMatchObject({ state: 'sent', wrappedKey: expect.any(String) });
  expect(await world.recordOf(ref)).toMatchObject({ open: true, mid: newer });
  const { timeline } = await world.onboardings.get(administrator, ref, 'en');
  expect(timeline!.at(-1)).toMatchObject({
    kind: 'reported-not-for-me',
    text: expect.stringMatching(/^wrong@example/),
  });
});

test('whoever may not report a message is refused, which is in the audit', async () => {
  const { ref, mid } = await invite('refused@example.org');
  const eve = world.principalOf(await world.addUser({ userId: 'eve@example.org', addressProvedAt: new Date() }));
  const unproved = world.principalOf(await world.addUser({ userId: 'refused@example.org' }));
  await world.users.updateOne({ _id: unproved.user }, { $unset: { firstLoginAt: 1 } });
  const attempt = async (principal: Principal, id = mid) =>
    managing()
      .reportNotForMe(principal, id)
      .catch((error: { code: string }) => error.code);
  expect(await attempt(eve)).toBe('envelope.another-address');
  expect(await attempt(eve, 'AAAAAAAAAAAAAAAAAAAAAA')).toBe('envelope.not-found');
  expect(await attempt({ ...eve, via: 'token' })).toBe('access.sign-in-required');
  expect(await attempt(unproved)).toBe('access.required-actions-pending');
  await world.users.updateOne({ _id: unproved.user }, { $set: { firstLoginAt: new Date() } });
  expect(await attempt(unproved)).toBe('envelope.mailbox-unproved');
  const refused = await auditModel(world.connection)
    .find({ action: 'envelope.report', outcome: 'refused' })
    .sort({ _id: 1 })
    .lean();
  expect(refused.map(({ actor, reason, ref: about }) => [actor, reason, about])).toEqual([
    [eve.user, 'envelope.another-address', ref],
    [eve.user, 'envelope.not-found', null],
    [eve.user, 'access.sign-in-required', ref],
    [unproved.user, 'access.required-actions-pending', ref],
    [unproved.user, 'envelope.mailbox-unproved', ref],
  ]);
  expect(await envelopeOf(mid)).toMatchObject({ state: 'sent' });
});

test('what the person was before is left alone', async () => {
  const email = 'before@example.org';
  const { ref, mid } = await invite(email);
  const wrong = await signIn(ref, email);
  await reaches(ref, 'completed');
  await world.members.updateOne({ account, user: wrong.user }, { $unset: { ref: 1 } });
  expect(await managing().reportNotForMe(wrong, mid)).toBe('nothing');
  expect(await world.isMember(email)).toBe(true);
});

test('the last administrator stays for the moment, and support finds it until somebody is in their place', async () => {
  const number = '2002';
  await world.addAccount(number);
  const former = await world.addUser({ userId: 'former@example.org', createdByAccount: number });
  await world.join(former, number);
  const email = 'last@example.org';
  const { ref, mid } = await invite(email, world.principalOf(former), number);
  const wrong = await signIn(ref, email, number);
  await reaches(ref, 'completed');
  await world.handleOf(ref).result();
  await world.members.deleteOne({ account: number, user: former._id });
  expect(await managing().reportNotForMe(wrong, mid)).toBe('kept');
  expect(await world.isMember(email, number)).toBe(true);
  expect((await world.kindsOf(ref)).at(-1)).toBe('membership-kept');

  const { connection, client, taskQueue, envelopes } = world;
  const processes = createProcesses({ client, taskQueue, timings: usualTimings, deadlineMs: 10_000 });
  const sweep = createSweep({ connection, client, taskQueue, processes, envelopes, outboxPatienceMs: 3_600_000 });
  const found = async () => {
    await sweep();
    return (await listFindings(connection)).filter(({ kind }) => kind === 'wrong-administrator').map((one) => one.ref);
  };
  expect(await found()).toEqual([ref]);
  await world.join(former, number);
  await world.members.deleteOne({ account: number, user: wrong.user });
  expect(await found()).toEqual([]);
});
