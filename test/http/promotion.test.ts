import type { Principal } from '../../src/directory/authority.ts';
import { eventually } from '../support/eventually.ts';
import { audited, hour } from '../support/people.ts';
import { createTemporaryPasswords } from '../../src/credentials/temporary-passwords.ts';
import { createAuthority } from '../../src/directory/authority.ts';
import { createOnboardings } from '../../src/onboardings/onboardings.ts';
import { createProcesses } from '../../src/onboardings/processes.ts';
import { Problem } from '../../src/problems.ts';
import { openWorld, usualTimings, type World } from '../support/world.ts';
import { startApi, type TestApi } from './support.ts';

/** Over HTTP, on the real process: what a caller is answered, within the call and afterwards. */
let world: World;
let api: TestApi;
let admin: Principal;
let token: { authorization: string };
const path = '/api/v1/accounts/1001/onboardings';

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  admin = await world.begin();
  api = await startApi({
    settings: { TEMPORAL_TASK_QUEUE: world.taskQueue },
    connect: async () => world.connection,
    adjust: (services) => ({ ...services, onboardings: world.onboardings }),
  });
  token = await api.tokenOf(admin, 'onboardings:write', 'onboardings:read', 'directory:read');
});
afterAll(async () => {
  await api.close();
  await world.close();
});

const post = (json: object, key: string) =>
  api.call('POST', path, { headers: { ...token, 'idempotency-key': key }, json });

test('everything is ready when a worker polls', async () => {
  const readiness = await eventually(async () => {
    const { body } = await api.call('GET', '/readyz');
    return body.status === 'ready' && body;
  });
  expect(readiness).toMatchObject({ checks: { mongodb: { ok: true }, temporal: { ok: true }, worker: { ok: true } } });
});

test('an existing user is a member within the call: 201, and 201 again for the same key', async () => {
  const { userId } = await world.addUser();
  const done = await post({ email: userId, reason: 'Takes over' }, 'existing');
  expect(done).toMatchObject({
    status: 201,
    body: {
      joined: false,
      onboarding: { stage: 'completed', path: null, allowedActions: [], createdBy: 'admin@example.org' },
    },
  });
  expect(await world.isMember(userId)).toBe(true);
  const again = await post({ email: userId, reason: 'Takes over' }, 'existing');
  expect(again).toMatchObject({ status: 201, body: { onboarding: { ref: done.body.onboarding.ref } } });
  expect((await post({ email: userId }, 'another')).body.code).toBe('member.exists');

  const shown = await api.call('GET', done.headers['location'], { headers: { ...token, 'accept-language': 'fr' } });
  const seqs = shown.body.timeline.map(({ seq }: { seq: number }) => seq);
  expect(seqs).toEqual(seqs.map((_: number, index: number) => index + 1));
  expect(shown.body.timeline.every(({ text }: { text: string }) => text.length > 5)).toBe(true);
});

test('with a temporary password: answered once, joined by a second request, made anew on demand, cancelled', async () => {
  const candidate = { firstName: 'Tess', lastName: 'Ng', locale: 'en' };
  const json = { email: 'tess@example.org', path: 'temporary-password', candidate };
  const begun = await post(json, 'tess');
  expect(begun).toMatchObject({ status: 202, body: { onboarding: { stage: 'awaiting-first-login' } } });
  expect(begun.body.temporaryPassword).toMatch(/^[0-9A-Z-]{23}$/);
  const repeated = await post(json, 'tess');
  expect(repeated.status).toBe(202);
  expect(repeated.text).not.toContain(begun.body.temporaryPassword);
  expect(repeated.body.nextActions).toMatchObject([{ rel: 'new-temporary-password' }]);

  const joined = await post(json, 'tess-too');
  expect(joined).toMatchObject({ status: 200, body: { joined: true, onboarding: { ref: begun.body.onboarding.ref } } });
  expect(joined.body.temporaryPassword).toBeUndefined();
  const differs = await post({ ...json, path: 'invite' }, 'tess-otherwise');
  expect(differs).toMatchObject({
    status: 409,
    body: { code: 'onboarding.path-differs', nextActions: [{ rel: 'onboarding' }] },
  });

  const one = begun.headers['location'] as string;
  const act = (action: string, more: object = {}) =>
    api.call('POST', `${one}/${action}`, { headers: token, json: { reason: 'Because', ...more } });
  const anew = await act('temporary-password');
  expect(anew.status).toBe(200);
  expect(anew.headers['cache-control']).toBe('no-store');
  expect(anew.body.temporaryPassword).not.toBe(begun.body.temporaryPassword);
  expect((await act('resume')).body.code).toBe('onboarding.action-not-allowed');
  expect((await act('extend', { hours: 12 })).status).toBe(200);
  expect((await act('cancel', { createdUser: 'burn' })).body.errors[0].pointer).toBe('/createdUser');
  expect((await act('cancel', { createdUser: 'disable' })).body.onboarding).toMatchObject({ stage: 'cancelled' });
  expect((await act('cancel')).body.code).toBe('onboarding.action-not-allowed');
  expect((await world.userOf('tess@example.org'))?.status).toBe('disabled');
});

test('lists by stage, by text, and in pages', async () => {
  const invited = await post({ email: 'ivy@example.org', path: 'invite', message: 'Welcome' }, 'ivy');
  await eventually(async () => (await world.recordOf(invited.body.onboarding.ref)).stage === 'awaiting-first-login');
  const list = async (query: string) =>
    (await api.call('GET', `/api/v1/onboardings?${query}`, { headers: token })).body;
  const emails = ({ items }: { items: { email: string }[] }) => items.map(({ email }) => email);
  expect(emails(await list('stage=awaiting-first-login'))).toEqual(['ivy@example.org']);
  expect(emails(await list('q=iv&stage=&account='))).toEqual(['ivy@example.org']);
  const first = await list('limit=1');
  expect(emails(first)).toEqual(['ivy@example.org']);
  expect(emails(await list(`limit=1&cursor=${first.nextCursor}`))).toEqual(['tess@example.org']);
  expect(first.items[0].timeline).toBeUndefined();
});

test('another account sees nothing of it', async () => {
  await world.addAccount('2002');
  const zoe = await world.addUser({ userId: 'zoe@example.org', createdByAccount: '2002' });
  await world.join(zoe, '2002');
  const headers = await api.cookieOf({ user: String(zoe._id) });
  const [{ ref }] = (await api.call('GET', '/api/v1/onboardings', { headers: token })).body.items;
  expect((await api.call('GET', '/api/v1/onboardings', { headers })).body.items).toEqual([]);
  for (const [method, target] of [
    ['GET', `/api/v1/onboardings/${ref}`],
    ['POST', `/api/v1/onboardings/${ref}/cancel`],
    ['POST', `/api/v1/onboardings/${ref}/temporary-password`],
  ] as const) {
    const json = method === 'POST' ? { json: { reason: 'x' } } : {};
    expect((await api.call(method, target, { headers, ...json })).body.code).toBe('onboarding.not-found');
  }
  expect((await api.call('GET', '/api/v1/onboardings?account=1001', { headers })).status).toBe(404);
});

test('who asks whether somebody exists leaves a trace, whatever the answer', async () => {
  const { userId: member } = await world.addUser({ userId: 'known.member@example.org' });
  expect((await post({ email: member }, 'trace-1')).status).toBe(201);
  await world.addUser({ userId: 'elsewhere@example.org', createdByAccount: '2002' });
  await post({ email: 'running@example.org', path: 'invite' }, 'trace-2');
  const asked = [
    [{ email: 'nobody@example.org' }, 'user.non-existent'],
    [{ email: 'elsewhere@example.org' }, 'user.mailbox-unproved'],
    [{ email: member }, 'member.exists'],
    [{ email: 'running@example.org', path: 'temporary-password' }, 'onboarding.path-differs'],
  ] as const;
  for (const [json, code] of asked) {
    const answer = await post(json, `trace-${code}`);
    expect(answer.body.code).toBe(code);
    const entries = await audited(world.connection, 'onboarding.request');
    const { actor, role, outcome, account, data } = entries.at(-1)!;
    expect({ actor, role, outcome, account, data }).toEqual({
      actor: admin.user,
      role: 'administrator',
      outcome: 'refused',
      account: '1001',
      data: { code, userId: json.email },
    });
  }
});

test('a decision that is not possible now leaves a trace too', async () => {
  const { body } = await post({ email: 'not.stalled@example.org', path: 'invite' }, 'not-stalled');
  const { ref } = body.onboarding;
  const headers = { ...token, 'idempotency-key': 'resume-it' };
  const refused = await api.call('POST', `/api/v1/onboardings/${ref}/resume`, { headers, json: { reason: 'Go on' } });
  expect(refused.body.code).toBe('onboarding.action-not-allowed');
  const entries = await audited(world.connection, 'onboarding.resume');
  expect(entries.filter((entry) => entry['ref'] === ref)).toMatchObject([
    { actor: admin.user, outcome: 'refused', reason: 'Go on', data: { code: 'onboarding.action-not-allowed' } },
  ]);
});

test('too much hashing to do: the onboarding has begun and is answered so, with the call that makes the password', async () => {
  const { connection, envelopes, client, taskQueue } = world;
  const lifetimeMs = 72 * hour;
  const temporaryPasswords = {
    ...createTemporaryPasswords({ connection, lifetimeMs }),
    prepare: async () => {
      throw new Problem('service.busy');
    },
  };
  const authority = createAuthority({ connection });
  const processes = createProcesses({ client, taskQueue, timings: usualTimings, deadlineMs: 10_000 });
  const busy = createOnboardings({ connection, authority, processes, envelopes, temporaryPasswords });
  const input = { email: 'busy@example.org', path: 'temporary-password' } as const;
  const answer = await busy.request(admin, '1001', input, 'en');
  expect(answer).toMatchObject({
    status: 202,
    wayIn: 'new-temporary-password',
    onboarding: { stage: 'awaiting-first-login' },
  });
  expect(answer.temporaryPassword).toBeUndefined();

  const resent = await busy.act(admin, answer.onboarding.ref, 'resend', { reason: 'Lost it' }, 'en');
  expect(resent).toMatchObject({ wayIn: 'new-temporary-password', onboarding: { temporaryPasswordState: 'none' } });

  const joined = await post(input, 'busy-again');
  expect(joined).toMatchObject({ status: 200, body: { nextActions: [{ rel: 'new-temporary-password' }] } });
  const [{ href }] = joined.body.nextActions;
  const made = await api.call('POST', href, { headers: token, json: { reason: 'None came' } });
  expect(made).toMatchObject({ status: 200, body: { temporaryPassword: expect.any(String) } });
});

test('no worker: a request waits, a decision is told that nobody is there to carry it out', async () => {
  const { connection, envelopes, client } = world;
  const authority = createAuthority({ connection });
  const temporaryPasswords = createTemporaryPasswords({ connection, lifetimeMs: hour });
  const settings = { client, taskQueue: 'nobody-polls-this', timings: usualTimings, deadlineMs: 500 };
  const processes = createProcesses(settings);
  const alone = createOnboardings({ connection, authority, processes, envelopes, temporaryPasswords });
  const input = { email: 'unattended@example.org', path: 'invite' } as const;
  const { status, onboarding } = await alone.request(admin, '1001', input, 'en');
  expect({ status, stage: onboarding.stage }).toEqual({ status: 202, stage: 'requested' });
  const decided = alone.act(admin, onboarding.ref, 'cancel', { reason: 'Wrong one' }, 'en');
  await expect(decided).rejects.toMatchObject({ code: 'service.no-worker', status: 503 });
  const many = { filter: { refs: [onboarding.ref] }, action: 'cancel', reason: 'Wrong one' } as const;
  expect((await alone.actOnMany(admin, many)).items).toMatchObject([{ outcome: 'failed', code: 'service.no-worker' }]);
  await world.handleOf(onboarding.ref).terminate('done with it');
});

test('a temporary password whose time is over is told, and so is the call that makes a new one', async () => {
  const { body } = await post({ email: 'over@example.org', path: 'temporary-password' }, 'over');
  const here = `/api/v1/onboardings/${body.onboarding.ref}`;
  const state = async () => (await api.call('GET', here, { headers: token })).body.temporaryPasswordState;
  expect(await state()).toBe('usable');
  const past = { $set: { 'temporaryPassword.expiresAt': new Date(0) } };
  await world.users.updateOne({ addressKey: 'over@example.org' }, past);
  expect(await state()).toBe('expired');
  const decide = (action: string, key: string) => {
    const headers = { ...token, 'idempotency-key': key };
    return api.call('POST', `${here}/${action}`, { headers, json: { reason: 'Was away' } });
  };
  const toMake = [{ rel: 'new-temporary-password', href: `${here}/temporary-password` }];
  // More time alone opens nothing.
  const extended = await decide('extend', 'over-extend');
  expect(extended).toMatchObject({ status: 200, body: { nextActions: toMake } });
  const resent = await decide('resend', 'over-resend');
  expect(resent).toMatchObject({ status: 200, body: { temporaryPassword: expect.any(String) } });
  expect(resent.body.nextActions).toBeUndefined();
  expect(await state()).toBe('usable');
  // The answer went astray: the same again gives no second password, but says how to come by one.
  const again = await decide('resend', 'over-resend');
  expect(again).toMatchObject({ status: 200, body: { nextActions: toMake } });
  expect(again.body.temporaryPassword).toBeUndefined();
});

test('a candidate who is locked meanwhile cannot sign in: told, and whose turn it is, until the lock is gone', async () => {
  const { body } = await post({ email: 'shut-out@example.org', path: 'temporary-password' }, 'shut-out');
  const seen = async () =>
    (await api.call('GET', `/api/v1/onboardings/${body.onboarding.ref}`, { headers: token })).body;
  expect(await seen()).toMatchObject({ candidateLocked: false, turn: 'candidate' });
  const become = (status: 'locked' | 'active') =>
    world.users.updateOne({ addressKey: 'shut-out@example.org' }, { $set: { status } });
  await become('locked');
  expect(await seen()).toMatchObject({ candidateLocked: true, turn: 'administrator', stage: 'awaiting-first-login' });
  await become('active');
  expect(await seen()).toMatchObject({ candidateLocked: false, turn: 'candidate' });
});

test('only the language of the candidate, or one name alone, is enough', async () => {
  for (const [key, candidate] of [
    ['language', { locale: 'fr' }],
    ['first', { firstName: 'Ada', locale: 'fr' }],
    ['last', { lastName: 'Byron', locale: 'fr' }],
  ] as const) {
    const email = `${key}@example.org`;
    const { status } = await post({ email, path: 'temporary-password', candidate }, `only-${key}`);
    expect(status).toBe(202);
    expect((await world.userOf(email))!.preferences.language).toBe('fr');
    const notice = world.mailServer.sent.find(({ to }) => to === email)!;
    expect(notice.text).toMatch(/Bonjour/);
  }
});
