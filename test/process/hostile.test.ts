import { marked } from 'marked';
import { createSessions } from '../../src/credentials/sessions.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { MailRejected } from '../../src/mail/failures.ts';
import { decisionModel } from '../../src/records/decisions.ts';
import {
  approveUpdate,
  cancelUpdate,
  extendUpdate,
  firstLoginSignal,
  mailBouncedSignal,
  resumeUpdate,
} from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** What goes wrong, or is sent by somebody who means no good: no grant that should not be, and nothing that hangs. */
let world: World;
let administrator: Principal;
let support: Principal;

beforeAll(async () => {
  world = await openWorld();
  administrator = await world.begin();
  const user = await world.addUser({ userId: 'sam@example.org', createdByAccount: platformAccount });
  await world.join(user, platformAccount, supportGroup);
  support = world.principalOf(user);
});
afterAll(() => world.close());
afterEach(() => {
  world.mailServer.fails = null;
});

type Way = 'invite' | 'temporary-password';
const request = async (email: string, path: Way | undefined, by = administrator) =>
  (await world.onboardings.request(by, account, { email, path, reason: 'because' }, 'en')).onboarding;
const act = (by: Principal, ref: string, action: Parameters<World['onboardings']['act']>[2], more: object = {}) =>
  world.onboardings.act(by, ref, action, { reason: 'because', ...more }, 'en');
const stallOf = (ref: string, reason: string) =>
  eventually(async () => (await world.recordOf(ref)).stall?.reason === reason);
const sessions = () => createSessions({ connection: world.connection, idleMs: 1_800_000, lifetimeMs: 43_200_000 });

test.each(['switch-path', 'cancel'] as const)(
  '%s ends the sessions that the former password opened',
  async (action) => {
    const email = `former-${action}@example.org`;
    const { ref } = await request(email, 'temporary-password');
    const user = await world.userOf(email);
    const token = await sessions().open(String(user!._id), 'required-actions');
    await act(administrator, ref, action);
    expect(await sessions().read(token)).toBeNull();
    if (action === 'cancel') await request(email, 'temporary-password');
    expect(await sessions().read(token)).toBeNull();
  },
);

test('a login that comes while the grant needs a decision leaves one stall, which can be cancelled', async () => {
  const email = 'stalled-login@example.org';
  world.mailServer.fails = ({ to }) => (to === email ? new MailRejected(550, 'no such user') : undefined);
  const { ref } = await request(email, 'invite', support);
  await stallOf(ref, 'mail-rejected');
  await world.addUser({ userId: email, createdByRef: ref });
  await world.handleOf(ref).signal(firstLoginSignal);
  await stallOf(ref, 'approval-needed');
  expect((await act(administrator, ref, 'cancel')).onboarding.stage).toBe('cancelled');
  expect(await world.handleOf(ref).result()).toBe('cancelled');
});

test('what another server said is text in the Temporal Web UI, whatever it looks like', async () => {
  const email = 'said@example.org';
  const said = '`</code><img src=x onerror=alert(1)>` [a](javascript:alert(1)) **b** \u202egnp\u0007\r\n\r\n# c\n- d';
  world.mailServer.fails = ({ to }) => (to === email ? new MailRejected(550, said) : undefined);
  const { ref } = await request(email, 'invite');
  await stallOf(ref, 'mail-rejected');
  const shown = await eventually(async () => {
    const details = await world.handleOf(ref).query<{ currentDetails: string }>('__temporal_workflow_metadata');
    return details.currentDetails.includes('What the other side said') ? details.currentDetails : null;
  });
  const page = await marked.parse(shown);
  expect(page).toContain(
    '’&lt;/code&gt;&lt;img src=x onerror=alert(1)&gt;’ [a](javascript:alert(1)) **b** gnp # c - d</code>',
  );
  expect(page).not.toMatch(/<img|<h1|javascript:[^<]*"/);
});

test('somebody made elsewhere whose mailbox stays unproved is overdue at the deadline, once', async () => {
  const user = await world.addUser({ userId: 'unproved@example.org', createdByAccount: '2002' });
  const { ref } = await request(user.userId, 'invite');
  await world.env.sleep('170h');
  await stallOf(ref, 'first-login-overdue');
  const { events } = await world.handleOf(ref).fetchHistory();
  expect(events!.length).toBeLessThan(50);
  await expect(act(administrator, ref, 'switch-path')).rejects.toMatchObject({ code: 'onboarding.action-not-allowed' });
});

test('resuming what was overdue lets the envelope be opened again', async () => {
  const { ref } = await request('reopen@example.org', 'invite');
  await world.env.sleep('170h');
  await stallOf(ref, 'first-login-overdue');
  await act(administrator, ref, 'resume');
  const record = await world.recordOf(ref);
  const cover = await world.envelopes.lives(record.mid!);
  expect(cover).toBe(true);
  expect(record.nextAutomaticAction!.at.getTime()).toBeGreaterThan(await world.env.currentTimeMs());
});

test('an id that is no text takes nobody’s decision', async () => {
  await world.addPending('object@example.org');
  const { ref } = await request('object@example.org', undefined, support);
  await world.completeFirstLogin('object@example.org', true);
  await world.handleOf(ref).signal(firstLoginSignal);
  await stallOf(ref, 'approval-needed');
  const by = { kind: 'user', user: administrator.user, role: 'administrator' } as const;
  await decisionModel(world.connection).create([
    { _id: 'left-over', ref, action: 'approve', by, reason: 'x', createdAt: new Date() },
  ]);
  const id = { $ne: null } as unknown as string;
  await expect(world.handleOf(ref).executeUpdate(approveUpdate, { args: [{ id }] })).rejects.toMatchObject({
    cause: { type: 'malformed' },
  });
  expect(await world.isMember('object@example.org')).toBe(false);
});

test('malformed messages change nothing, and the onboarding goes on', async () => {
  const { ref } = await request('malformed@example.org', 'temporary-password');
  const handle = world.handleOf(ref);
  await handle.signal('mailBounced');
  const hours = 'two' as unknown as number;
  await expect(handle.executeUpdate(extendUpdate, { args: [{ reason: 'x', hours }] })).rejects.toMatchObject({
    cause: { type: 'malformed' },
  });
  await expect(handle.executeUpdate(cancelUpdate, { args: [null as never] })).rejects.toMatchObject({
    cause: { type: 'malformed' },
  });
  await handle.signal(mailBouncedSignal, { words: 'came back' });
  await world.completeFirstLogin('malformed@example.org');
  await handle.signal(firstLoginSignal);
  expect(await handle.result()).toBe('completed');
});

test('what is longer than Castellan itself would send is refused, and is in no history', async () => {
  const { ref } = await request('lengthy@example.org', 'temporary-password');
  const handle = world.handleOf(ref);
  const isRefused = async (decision: object) =>
    expect(handle.executeUpdate(extendUpdate, { args: [decision] })).rejects.toMatchObject({
      cause: { type: 'malformed' },
    });
  const before = (await handle.fetchHistory()).events!.length;
  await isRefused({ reason: 'x'.repeat(1_001) });
  await isRefused({ reason: 'x', request: 'x'.repeat(65) });
  await isRefused({ reason: 'x', request: 'two words' });
  await isRefused({ id: 'x'.repeat(65) });
  await isRefused({ id: '' });
  const kept = (await handle.fetchHistory()).events!.slice(before);
  expect(kept.filter(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => accepted)).toEqual([]);
  await handle.executeUpdate(extendUpdate, {
    args: [{ reason: 'x'.repeat(1_000), request: `proxy.${'0'.repeat(58)}` }],
  });
  // Of a signal, which cannot be refused, the request is dropped.
  await world.completeFirstLogin('lengthy@example.org');
  await handle.signal(firstLoginSignal, { request: 'x'.repeat(65) });
  expect(await handle.result()).toBe('completed');
});

test('a mail that came back twice stalls once: what is decided then is not undone by the second word of it', async () => {
  const { ref } = await request('returned@example.org', 'invite');
  const handle = world.handleOf(ref);
  await handle.signal(mailBouncedSignal, { words: '550 unknown' });
  await eventually(async () => (await world.recordOf(ref)).stage === 'stalled');
  await handle.signal(mailBouncedSignal, { words: '550 unknown, I said' });
  expect((await act(administrator, ref, 'resend')).onboarding.stage).toBe('awaiting-first-login');
  await world.addUser({ userId: 'returned@example.org', createdByRef: ref });
  await handle.signal(firstLoginSignal);
  expect(await handle.result()).toBe('completed');
  expect((await world.kindsOf(ref)).filter((kind) => kind === 'stalled')).toHaveLength(1);
});

test('what was terminated in Temporal can be cancelled, and asked for anew', async () => {
  const { ref } = await request('terminated@example.org', 'invite');
  const { mid } = await world.recordOf(ref);
  await world.handleOf(ref).terminate('by mistake');
  await expect(act(administrator, ref, 'resend')).rejects.toMatchObject({ code: 'onboarding.action-not-allowed' });
  expect((await act(administrator, ref, 'cancel')).onboarding.stage).toBe('cancelled');
  expect(await world.envelopes.lives(mid!)).toBe(false);
  expect((await request('terminated@example.org', 'invite')).ref).not.toBe(ref);
});

test('two corrections are carried out one after the other', async () => {
  const { ref } = await request('one@example.org', 'invite');
  await Promise.all([
    act(administrator, ref, 'correct-email', { email: 'two@example.org' }),
    act(support, ref, 'correct-email', { email: 'three@example.org' }),
  ]);
  const kinds = await world.kindsOf(ref);
  expect(kinds.filter((kind) => kind === 'address-corrected')).toHaveLength(2);
  const record = await world.recordOf(ref);
  expect(['two@example.org', 'three@example.org']).toContain(record.email);
  // Told after both of them, each mail still tells of its own.
  const sentBefore = world.mailServer.sent.length;
  await world.drainOutbox();
  const mails = world.mailServer.sent.slice(sentBefore).filter(({ messageId }) => messageId.includes('corrected'));
  expect(mails).toHaveLength(2);
  const between = record.correctedFrom!;
  const told = mails.map(({ text }) => ['one@example.org', between, record.email].filter((one) => text.includes(one)));
  expect(told).toEqual([
    ['one@example.org', between],
    [between, record.email],
  ]);
});

test('the same key with another decision is refused, and the same decision makes no second password', async () => {
  const { ref } = await request('keyed@example.org', 'temporary-password');
  const first = await act(administrator, ref, 'resend', { requestKey: 'k1' });
  expect(first.temporaryPassword).toBeDefined();
  expect((await act(administrator, ref, 'resend', { requestKey: 'k1' })).temporaryPassword).toBeUndefined();
  await act(administrator, ref, 'extend', { requestKey: 'k2', hours: 24 });
  await act(administrator, ref, 'extend', { requestKey: 'k2', hours: 24 });
  const otherwise = act(administrator, ref, 'extend', { requestKey: 'k2', hours: 48 });
  await expect(otherwise).rejects.toMatchObject({ code: 'idempotency.key-reused' });
});

test('nobody but the operator makes support staff', async () => {
  const input = { email: 'staff@example.org', path: 'invite' } as const;
  for (const person of [administrator, support]) {
    await expect(world.onboardings.request(person, platformAccount, input, 'en')).rejects.toMatchObject({
      name: 'Problem',
    });
  }
});

test('forged login signals cost a bounded history', async () => {
  const { ref } = await request('flooded@example.org', 'temporary-password');
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(Array.from({ length: 50 }, () => world.handleOf(ref).signal(firstLoginSignal)));
  }
  await world
    .handleOf(ref)
    .executeUpdate(resumeUpdate, { args: [{ reason: 'are you there' }] })
    .catch(() => undefined);
  expect(await world.isMember('flooded@example.org')).toBe(false);
  await act(administrator, ref, 'cancel');
  expect(await world.handleOf(ref).result()).toBe('cancelled');
});
