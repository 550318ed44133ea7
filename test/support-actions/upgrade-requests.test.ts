import type { Principal } from '../../src/directory/authority.ts';
import { countOpenUpgradeRequests } from '../../src/records/upgrade-requests.ts';
import { eventually } from '../support/eventually.ts';
import { audited } from '../support/people.ts';
import { account } from '../support/world.ts';
import { startMailServer } from './mail-server.ts';
import { openService, type Service } from './service.ts';

/** "Contact support, who can upgrade you": asked for, started or declined by support, approved by somebody else. */
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let service: Service;
let administrator: Principal;
type Person = Awaited<ReturnType<Service['by']>>;
let admin: Person;
let support: Person;
let secondSupport: Person;
const ask = `/accounts/${account}/upgrade-requests`;

beforeAll(async () => {
  mailServer = await startMailServer();
  service = await openService({ smtpUrl: mailServer.url, temporal: 'shared' });
  administrator = await service.world.begin();
  admin = await service.by(administrator);
  support = await service.by(await service.makeSupport('sam@example.org'));
  secondSupport = await service.by(await service.makeSupport('sue@example.org'));
});
afterAll(async () => {
  await service.close();
  await mailServer.stop();
});

const person = async (userId: string, createdByAccount = account) =>
  service.by({ user: String((await service.world.addUser({ userId, createdByAccount }))._id) });

test('a user asks once, support starts it, an administrator approves it, and the user is one', async () => {
  const uma = await person('uma@example.org');
  const first = await uma.call('POST', ask, { reason: 'I take over from Ben' });
  expect(first).toMatchObject({ status: 202, body: { state: 'open', account, userId: 'uma@example.org', ref: null } });
  const again = await uma.call('POST', ask, { reason: 'Anybody there?' });
  const kept = { id: first.body.id, reason: 'I take over from Ben', laterReasons: ['Anybody there?'] };
  expect(again).toMatchObject({ status: 202, body: kept });
  expect((await uma.call('POST', ask, { reason: 'Anybody there?' })).body).toMatchObject(kept);
  expect(await countOpenUpgradeRequests(service.world.connection)).toBe(1);

  const overview = await support.call('GET', '/support/overview');
  expect(overview.body).toMatchObject({
    upgradeRequests: 1,
    needsHuman: [
      { topic: 'upgrade-requested', account, runbook: expect.stringContaining('/runbook/upgrade-requested') },
    ],
  });

  const queue = await support.call('GET', '/upgrade-requests?state=open');
  expect(queue.body).toMatchObject({ items: [{ id: first.body.id }], nextCursor: null });
  const started = await support.call('POST', `/upgrade-requests/${first.body.id}/start`, { reason: 'Ben confirmed' });
  expect(started).toMatchObject({ status: 200, body: { state: 'started', decidedBy: 'sam@example.org' } });
  const { ref } = started.body;
  await eventually(async () => (await service.world.recordOf(ref)).stall?.reason === 'approval-needed');
  expect(await service.world.isMember('uma@example.org')).toBe(false);
  // The same once more, by somebody else: it is started, and there is one onboarding.
  const repeated = await secondSupport.call('POST', `/upgrade-requests/${first.body.id}/start`, { reason: 'me too' });
  expect(repeated).toMatchObject({ status: 200, body: { ref, decidedBy: 'sam@example.org' } });
  expect((await support.call('POST', `/onboardings/${ref}/approve`, { reason: 'mine' })).status).toBe(403);
  expect((await admin.call('POST', `/onboardings/${ref}/approve`, { reason: 'Right' })).status).toBe(200);
  await eventually(() => service.world.isMember('uma@example.org'));
  expect((await uma.call('POST', ask, { reason: 'More' })).body.code).toBe('member.exists');

  const actions = ['upgrade-request.make', 'upgrade-request.start'];
  for (const action of actions) {
    expect(await audited(service.world.connection, action)).toMatchObject([{ outcome: 'done', account }]);
  }
});

test('two support people at once start one onboarding', async () => {
  const una = await person('una@example.org');
  const { id } = (await una.call('POST', ask, { reason: 'Please' })).body;
  const answers = await Promise.all(
    [support, secondSupport].map((one) => one.call('POST', `/upgrade-requests/${id}/start`, { reason: 'Go' })),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(new Set(answers.map(({ body }) => body.ref)).size).toBe(1);
});

test('a declined request is closed, and can be asked anew', async () => {
  const ugo = await person('ugo@example.org');
  const { id } = (await ugo.call('POST', ask, { reason: 'I want it' })).body;
  const declined = await support.call('POST', `/upgrade-requests/${id}/decline`, { reason: 'Nobody knows him' });
  expect(declined.body).toMatchObject({ state: 'declined', decisionReason: 'Nobody knows him', ref: null });
  const mail = await eventually(() => mailServer.taken.find(({ to }) => to.includes('ugo@example.org')));
  expect(mail.subject).toContain('was declined');
  expect(mail.text).toContain('Nobody knows him');
  expect(mail.text).toContain(`/accounts/${account}`);
  const late = await secondSupport.call('POST', `/upgrade-requests/${id}/start`, { reason: 'But I do' });
  expect(late).toMatchObject({ status: 409, body: { code: 'upgrade-request.decided' } });
  const anew = await ugo.call('POST', ask, { reason: 'Please' });
  expect(anew.body.id).not.toBe(id);
});

test.each(['by hand', 'by an onboarding'] as const)(
  'a request closes itself when its maker is added %s',
  async (how) => {
    const userId = `${how === 'by hand' ? 'added' : 'promoted'}@example.org`;
    const asking = await person(userId);
    const { id } = (await asking.call('POST', ask, { reason: 'Please' })).body;
    const { connection } = service.world;
    const before = await countOpenUpgradeRequests(connection);
    const added =
      how === 'by hand'
        ? await admin.call('POST', `/accounts/${account}/groups/account-administrators/members`, { userId })
        : await admin.call('POST', `/accounts/${account}/onboardings`, { email: userId, reason: 'I know her' });
    expect(added.status).toBe(201);
    const granted = { id, state: 'granted', decidedBy: administrator.userId, ref: added.body.onboarding?.ref ?? null };
    expect((await support.call('GET', '/upgrade-requests?state=granted')).body.items).toContainEqual(
      expect.objectContaining(granted),
    );
    expect(await countOpenUpgradeRequests(connection)).toBe(before - 1);
    const entry = (await audited(connection, 'upgrade-request.granted')).at(-1);
    expect(entry).toMatchObject({ actor: administrator.user, subject: asking.user, outcome: 'done', account });
    const late = await support.call('POST', `/upgrade-requests/${id}/decline`, { reason: 'too late' });
    expect(late).toMatchObject({ status: 409, body: { code: 'upgrade-request.decided' } });
    expect((await asking.call('POST', ask, { reason: 'More' })).body.code).toBe('member.exists');
  },
);

test('who is added at the moment of asking leaves no request open', async () => {
  const asking = await person('meanwhile@example.org');
  const members = `/accounts/${account}/groups/account-administrators/members`;
  await Promise.all([
    asking.call('POST', ask, { reason: 'Please' }),
    admin.call('POST', members, { userId: 'meanwhile@example.org' }),
  ]);
  const open = (await support.call('GET', '/upgrade-requests?state=open')).body.items as { userId: string }[];
  expect(open.map(({ userId }) => userId)).not.toContain('meanwhile@example.org');
});

test('strangers learn nothing, and the queue is support’s alone', async () => {
  await service.world.addAccount('2002');
  const stranger = await person('stranger@example.org', '2002');
  const refused = await stranger.call('POST', ask, { reason: 'Let me in' });
  const unknown = await stranger.call('POST', '/accounts/9999/upgrade-requests', { reason: 'Let me in' });
  expect([refused.status, refused.body.code]).toEqual([404, 'account.not-found']);
  expect(unknown.body).toMatchObject({ code: refused.body.code, detail: refused.body.detail });
  for (const one of [stranger, admin]) {
    expect((await one.call('GET', '/upgrade-requests')).body.code).toBe('access.not-support');
    const decided = await one.call('POST', '/upgrade-requests/nonsense/start', { reason: 'I may not' });
    expect(decided.body.code).toBe('access.not-support');
  }
  expect((await support.call('POST', '/upgrade-requests/nonsense/start', { reason: 'x' })).status).toBe(404);
  const refusals = (await audited(service.world.connection, 'upgrade-request.decide')).map((entry) => entry['outcome']);
  expect(refusals).toEqual(['refused', 'refused']);
});

test('open ones come first and oldest first, decided ones newest first, page by page', async () => {
  for (const name of ['a', 'b']) await (await person(`page-${name}@example.org`)).call('POST', ask, { reason: name });
  const all = (await support.call('GET', '/upgrade-requests')).body.items as { id: string; state: string }[];
  const states = all.map(({ state }) => state);
  expect(states.lastIndexOf('open')).toBeLessThan(states.findIndex((state) => state !== 'open'));
  const paged: string[] = [];
  for (let cursor = ''; ; ) {
    const { items, nextCursor } = (await support.call('GET', `/upgrade-requests?limit=2&cursor=${cursor}`)).body;
    paged.push(...items.map(({ id }: { id: string }) => id));
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  expect(paged).toEqual(all.map(({ id }) => id));
});

test('from the command line', async () => {
  const una = await person('clara@example.org');
  const asked = await una.cli('request-upgrade', '--account', account, '--reason', 'By command', '--json');
  const { id } = JSON.parse(asked.stdout);
  expect(await una.cli('request-upgrade', '--account', '9999', '--reason', 'x')).toMatchObject({ code: 7 });
  const listed = await support.cli('upgrade-requests', 'list', '--state', 'open');
  expect(listed.stdout).toContain(id);
  expect((await support.cli('upgrade-requests', 'start', id, '--reason', 'Yes')).stdout).toMatch(/ONB-/);
  expect(await support.cli('upgrade-requests', 'decline', id, '--reason', 'No')).toMatchObject({ code: 8 });
  expect(await una.cli('upgrade-requests', 'list')).toMatchObject({ code: 4 });
});
