import { generateKeyPairSync } from 'node:crypto';
import type { Principal } from '../../src/directory/authority.ts';
import { eventually } from '../support/eventually.ts';
import { audited } from '../support/people.ts';
import { account, openWorld, type World } from '../support/world.ts';
import { routes } from '../../src/http/routes.ts';
import { startApi, type TestApi } from '../http/support.ts';
import { createUpgradeRequests } from '../../src/onboardings/upgrade-requests.ts';

/** What support may, and what it is refused for, with the refusal on record. */
let world: World;
let api: TestApi;
let administrator: Principal;
let support: Principal;
let asAdministrator: Record<string, string>;
let asSupport: Record<string, string>;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
  api = await startApi({
    settings: { TEMPORAL_TASK_QUEUE: world.taskQueue },
    connect: async () => world.connection,
    adjust: (services) => ({
      ...services,
      onboardings: world.onboardings,
      envelopes: world.envelopes,
      upgradeRequests: createUpgradeRequests({
        connection: world.connection,
        authority: services.authority,
        onboardings: world.onboardings,
      }),
    }),
  });
  support = await staff('sam@example.org');
  asAdministrator = await api.cookieOf(administrator);
  asSupport = await api.cookieOf(support);
});
afterAll(async () => {
  await api.close();
  await world.close();
});

async function staff(userId: string): Promise<Principal> {
  const user = await world.addUser({ userId, createdByAccount: 'platform' });
  await world.join(user, 'platform', 'support');
  return world.principalOf(user);
}

const post = (headers: Record<string, string>, path: string, json: object) =>
  api.call('POST', `/api/v1${path}`, { headers, json });

async function promoted(email: string, path: 'invite' | 'temporary-password' | undefined, headers = asAdministrator) {
  const { body } = await post(headers, `/accounts/${account}/onboardings`, { email, path, reason: 'Asked' });
  return body.onboarding.ref as string;
}

const refusalsOf = async (principal: Principal, action: string) =>
  (await audited(world.connection, action)).filter(
    (entry) => entry['actor'] === principal.user && entry['outcome'] === 'refused',
  );

test('support finds, explains and acts everywhere', async () => {
  const ref = await promoted('everywhere@example.org', 'invite');
  expect((await api.call('GET', `/api/v1/onboardings/${ref}`, { headers: asSupport })).status).toBe(200);
  for (const [action, more] of [
    ['extend', { hours: 3 }],
    ['resend', {}],
    ['correct-email', { email: 'elsewhere@example.org' }],
    ['cancel', {}],
  ] as const) {
    const { status, body } = await post(asSupport, `/onboardings/${ref}/${action}`, { reason: 'Helps out', ...more });
    expect([action, status]).toEqual([action, 200]);
    expect(body.temporaryPassword).toBeUndefined();
  }
});

test('support is refused to add a member, and that is audited', async () => {
  const { userId } = await world.addUser({ userId: 'plain@example.org' });
  const members = `/accounts/${account}/groups/account-administrators/members`;
  const answer = await post(asSupport, members, { userId });
  expect(answer).toMatchObject({ status: 403, body: { code: 'access.not-account-administrator' } });
  expect(await world.isMember(userId)).toBe(false);
  expect(await refusalsOf(support, 'member.add')).toMatchObject([{ role: 'support', account }]);
});

test('support is refused to approve what it touched, and that is audited', async () => {
  await world.addPending('touched@example.org');
  const ref = await promoted('touched@example.org', undefined, asSupport);
  await world.completeFirstLogin('touched@example.org');
  await world.handleOf(ref).signal('firstLogin');
  await eventually(async () => (await world.recordOf(ref)).stall?.reason === 'approval-needed');
  const answer = await post(asSupport, `/onboardings/${ref}/approve`, { reason: 'It was me' });
  expect(answer).toMatchObject({ status: 403, body: { code: 'onboarding.approval-not-yours' } });
  expect(await refusalsOf(support, 'onboarding.approve')).toMatchObject([
    { role: 'support', account, ref, reason: 'It was me', requestId: expect.any(String) },
  ]);
  expect(await world.isMember('touched@example.org')).toBe(false);
});

test('support begins nothing without a reason, and that is audited', async () => {
  const people = `/accounts/${account}/onboardings`;
  const missing = { status: 422, body: { code: 'request.invalid', errors: [{ pointer: '/reason' }] } };
  expect(await post(asSupport, people, { email: 'silent@example.org', path: 'invite' })).toMatchObject(missing);
  const invitations = [{ email: 'silent@example.org' }];
  expect(await post(asSupport, `${people}/bulk`, { invitations })).toMatchObject(missing);
  for (const action of ['onboarding.request', 'onboarding.bulk-check'])
    expect(await refusalsOf(support, action)).toMatchObject([{ role: 'support', account }]);
});

test('support begins no way on which somebody has to hand over a password, and that is audited', async () => {
  const people = `/accounts/${account}/onboardings`;
  const asked = await post(asSupport, people, { email: 'handed@example.org', reason: 'Asked' });
  expect(asked.body).toMatchObject({ code: 'user.non-existent', nextActions: [{ rel: 'invite' }] });
  const begun = await post(asSupport, people, { email: 'handed@example.org', path: 'temporary-password' });
  expect(begun).toMatchObject({ status: 403, body: { code: 'access.not-account-administrator' } });

  const ref = await promoted('handed@example.org', 'invite', asSupport);
  const { body } = await api.call('GET', `/api/v1/onboardings/${ref}`, { headers: asSupport });
  expect(body.allowedActions).not.toContain('switch-path');
  const switched = await post(asSupport, `/onboardings/${ref}/switch-path`, { reason: 'No mail there' });
  expect(switched).toMatchObject({ status: 403, body: { code: 'access.not-account-administrator' } });
  expect(await refusalsOf(support, 'temporary-password.make')).toMatchObject([
    { role: 'support', account },
    { role: 'support', account, ref, reason: 'No mail there' },
  ]);
  // Back from a password to an invitation is for support too.
  const back = await post(asAdministrator, `/onboardings/${ref}/switch-path`, { reason: 'No mail there' });
  expect(back.body.temporaryPassword).toEqual(expect.any(String));
  expect((await post(asSupport, `/onboardings/${ref}/switch-path`, { reason: 'After all' })).status).toBe(200);
});

test('support is refused a temporary password, and that is audited', async () => {
  const ref = await promoted('password@example.org', 'temporary-password');
  const answer = await post(asSupport, `/onboardings/${ref}/temporary-password`, { reason: 'Lost it' });
  expect(answer).toMatchObject({ status: 403, body: { code: 'access.not-account-administrator' } });
  expect((await refusalsOf(support, 'temporary-password.make')).at(-1)).toMatchObject({
    role: 'support',
    account,
    ref,
    reason: 'Lost it',
  });
});

test('support is refused to read an envelope, and that is audited', async () => {
  const ref = await promoted('sealed@example.org', 'invite');
  const { mid } = await world.recordOf(ref);
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const epk = publicKey.export({ format: 'jwk' });
  const answer = await post(asSupport, `/envelopes/${mid}/release`, { epk });
  expect(answer).toMatchObject({ status: 403, body: { code: 'envelope.another-address' } });
  expect(answer.text).not.toContain('ciphertext');
  expect(await refusalsOf(support, 'envelope.release')).toMatchObject([{ account, ref }]);
});

test.each([
  ['resume', {}],
  ['resend', {}],
  ['extend', { hours: 1 }],
  ['approve', {}],
  ['switch-path', {}],
  ['correct-email', { email: 'other@example.org' }],
  ['cancel', {}],
] as const)('without a reason support is refused to %s, and that is audited', async (action, more) => {
  const ref = await promoted(`silent-${action}@example.org`, 'invite');
  const before = await world.recordOf(ref);
  for (const json of [more, { ...more, reason: '  ' }]) {
    const { status, body } = await post(asSupport, `/onboardings/${ref}/${action}`, json);
    expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([422, ['/reason']]);
  }
  const refusals = (await refusalsOf(support, `onboarding.${action}`)).filter((entry) => entry['ref'] === ref);
  expect(refusals).toHaveLength(2);
  expect(refusals[0]).toMatchObject({ role: 'support', account, data: { code: 'reason-missing' } });
  expect(await world.recordOf(ref)).toEqual(before);
});

test('without a reason nothing happens to many, to passwords or to upgrade requests either', async () => {
  const ref = await promoted('many@example.org', 'invite');
  const bulk = { filter: { refs: [ref] }, action: 'cancel' };
  expect((await post(asSupport, '/onboardings/actions', bulk)).status).toBe(422);
  expect(await refusalsOf(support, 'onboarding.act')).toHaveLength(1);
  expect((await post(asSupport, `/onboardings/${ref}/temporary-password`, {})).status).toBe(422);
  expect((await post(asSupport, '/upgrade-requests/0123456789abcdef01234567/start', {})).status).toBe(422);
  expect(await refusalsOf(support, 'upgrade-request.start')).toMatchObject([{ data: { code: 'reason-missing' } }]);
});

test.each(['lock', 'unlock', 'extend', 'recall'])(
  'without a reason nobody may %s a message, and trying is on record',
  async (action) => {
    const ref = await promoted(`held-${action}@example.org`, 'invite');
    const { mid } = await world.recordOf(ref);
    expect((await post(asAdministrator, `/envelopes/${mid}/${action}`, {})).status).toBe(422);
    const entries = await refusalsOf(administrator, `envelope.${action}`);
    expect(entries).toMatchObject([{ ref, account, role: 'administrator', data: { code: 'reason-missing' } }]);
  },
);

test('without a reason nobody locks a user, sets how invitations are mailed, or asks support', async () => {
  const user = await world.addUser({ userId: 'lockable@example.org', createdByAccount: account });
  const headers = await api.cookieOf(world.principalOf(user));
  for (const act of ['lock', 'unlock']) {
    expect((await post(asAdministrator, `/accounts/${account}/users/${user.userId}/${act}`, {})).status).toBe(422);
    expect(await refusalsOf(administrator, `user.${act}`)).toMatchObject([{ account }]);
  }
  expect((await post(asAdministrator, `/accounts/${account}/mail-policies`, { attachment: 'never' })).status).toBe(422);
  expect(await refusalsOf(administrator, 'mail-policy.set')).toMatchObject([{ account }]);
  expect((await post(headers, `/accounts/${account}/upgrade-requests`, { reason: ' ' })).status).toBe(422);
  expect(await refusalsOf(world.principalOf(user), 'upgrade-request.make')).toMatchObject([{ account }]);
});

test('a token that may only read tries to act, and that is on record', async () => {
  const ref = await promoted('read-only@example.org', 'invite');
  const headers = await api.tokenOf(support, 'onboardings:read');
  const answer = await post(headers, `/onboardings/${ref}/cancel`, { reason: 'Tries' });
  expect(answer).toMatchObject({ status: 403, body: { code: 'access.scope-missing' } });
  const entries = (await refusalsOf(support, 'onboarding.cancel')).filter((entry) => entry['ref'] === ref);
  expect(entries).toMatchObject([
    { account, role: 'support', data: { code: 'access.scope-missing', scope: 'onboardings:write' } },
  ]);
  const members = `/accounts/${account}/groups/account-administrators/members`;
  expect((await post(headers, members, { userId: 'read-only@example.org' })).status).toBe(403);
  const [added] = await refusalsOf(support, 'api.call');
  expect(added!['data']).toMatchObject({ call: 'POST /accounts/{account}/groups/{group}/members' });
});

test('every call that takes a reason has a name in the audit', () => {
  const takesReason = ({ body }: (typeof routes)[number]) =>
    body?.safeParse({}).error?.issues.some(({ path }) => path[0] === 'reason');
  const taking = routes.filter(takesReason);
  expect(taking.length).toBeGreaterThan(15);
  expect(taking.filter(({ action }) => action === undefined).map(({ path }) => path)).toEqual([]);
});
