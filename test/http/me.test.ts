import { hashPassword } from '../../src/credentials/passwords.ts';
import { startApi, type TestApi } from './support.ts';

const former = 'glacier violin rhubarb lantern';
const next = 'saddle comet pewter orchard';
const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ settings: { RATE_SIGN_IN_PER_SUBJECT: '3' } });
});
afterAll(async () => api.close());

async function somebody(name: string) {
  const principal = await api.makeAdministrator(name);
  await api.models.users.updateOne({ _id: principal.user }, { $set: { passwordHash: await hashPassword(former) } });
  const headers = await api.cookieOf(principal);
  const me = (method: string, path: string, json?: unknown) =>
    api.call(method, `/api/v1/me/${path}`, {
      headers: { ...headers, ...firefox },
      ...(json === undefined ? {} : { json }),
    });
  return { principal, headers, me };
}

test('preferences change one by one, and an unknown time zone changes nothing', async () => {
  const { me } = await somebody('ann');
  const changed = await me('PATCH', 'preferences', { timeZone: 'Pacific/Auckland' });
  expect(changed.body).toEqual({ language: 'en', timeZone: 'Pacific/Auckland', notifyNewMessages: true });
  const refused = await me('PATCH', 'preferences', { language: 'fr', timeZone: 'Mars/Olympus' });
  expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/timeZone']);
  expect((await me('GET', 'preferences')).body).toEqual(changed.body);
});

test('a password change takes the present one, is limited, and ends the other sign-ins', async () => {
  const { principal, me } = await somebody('ben');
  const elsewhere = await api.cookieOf(principal);
  const body = { password: next, confirmPassword: next };
  const wrong = await me('POST', 'password', { ...body, currentPassword: 'not it' });
  expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/currentPassword']);
  const done = await me('POST', 'password', { ...body, currentPassword: former });
  expect(done.body).toEqual({ status: 'password-set' });
  expect((await api.call('GET', '/api/v1/me', { headers: elsewhere })).status).toBe(401);
  expect((await me('GET', 'sessions')).body.items).toHaveLength(1);
  const tries = [];
  for (let count = 0; count < 3; count += 1)
    tries.push((await me('POST', 'password', { ...body, currentPassword: 'x' })).status);
  expect(tries).toEqual([422, 422, 429]);
  expect(api.logged.join('')).not.toContain(next);
});

test('sign-ins are listed with their device and can be ended; another’s cannot', async () => {
  const { principal, me } = await somebody('cleo');
  const other = await api.cookieOf(principal);
  await api.call('GET', '/api/v1/me', { headers: { ...other, 'user-agent': 'curl/8' } });
  const { items } = (await me('GET', 'sessions')).body;
  expect(items.map(({ current, device }: { current: boolean; device: string }) => [current, device])).toEqual(
    expect.arrayContaining([
      [true, 'Firefox, Linux'],
      [false, 'curl'],
    ]),
  );
  const { id } = items.find(({ current }: { current: boolean }) => !current);
  const stranger = await somebody('dora');
  expect((await stranger.me('DELETE', `sessions/${id}`)).status).toBe(404);
  expect((await me('DELETE', `sessions/${id}`)).status).toBe(204);
  expect((await me('DELETE', `sessions/${id}`)).status).toBe(404);
  expect((await api.call('GET', '/api/v1/me', { headers: other })).status).toBe(401);
});

test('a token is shown once, works within its scopes, and is dead once revoked', async () => {
  const { me } = await somebody('eli');
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const made = await me('POST', 'tokens', { name: 'Nightly import', scopes: ['directory:read'], expiresAt });
  expect(made.status).toBe(201);
  const headers = { authorization: `Bearer ${made.body.token}` };
  expect((await api.call('GET', '/api/v1/accounts', { headers })).status).toBe(200);
  // A token makes no tokens and reads no sign-ins.
  expect((await api.call('GET', '/api/v1/me/tokens', { headers })).status).toBe(403);
  const listed = await me('GET', 'tokens');
  expect(listed.body.items).toMatchObject([{ id: made.body.id, name: 'Nightly import', scopes: ['directory:read'] }]);
  expect(listed.text).not.toContain(made.body.token);
  const endless = await me('POST', 'tokens', {
    name: 'x',
    scopes: ['directory:read'],
    expiresAt: '2099-01-01T00:00:00Z',
  });
  expect([endless.status, endless.body.errors[0].pointer]).toEqual([422, '/expiresAt']);
  expect((await me('DELETE', `tokens/${made.body.id}`)).status).toBe(204);
  expect((await me('DELETE', `tokens/${made.body.id}`)).status).toBe(404);
  expect((await api.call('GET', '/api/v1/accounts', { headers })).status).toBe(401);
});

test('nobody gives a token of their own the scope that reads what Temporal keeps', async () => {
  const { me } = await somebody('cody');
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const refused = await me('POST', 'tokens', { name: 'x', scopes: ['codec'], expiresAt });
  expect(refused.status).toBe(422);
  expect((await me('GET', 'tokens')).body.items).toEqual([]);
});

test('the meter says why, agrees with what is taken, and leaves nothing behind', async () => {
  const { headers } = await somebody('fay');
  const judge = async (password: string, language = 'en') =>
    (
      await api.call('POST', '/api/v1/password-strength', {
        json: { password },
        headers: { ...headers, 'accept-language': language },
      })
    ).body;
  expect(await judge('short')).toMatchObject({
    score: 1,
    taken: false,
    reason: expect.stringContaining('at least 15'),
  });
  expect(await judge('fay@example.org 1')).toMatchObject({
    score: 0,
    taken: false,
    reason: expect.stringContaining('name'),
  });
  expect(await judge('azertyuiopqsdfgh', 'fr')).toMatchObject({
    taken: false,
    reason: expect.stringContaining('clavier'),
  });
  expect(await judge(next)).toMatchObject({ taken: true, score: 4 });
  expect(api.logged.join('')).not.toContain(next);
  expect((await api.call('POST', '/api/v1/password-strength', { json: { password: 'short' } })).status).toBe(200);
});
