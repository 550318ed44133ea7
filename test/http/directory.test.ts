import { startApi, type TestApi } from './support.ts';

let api: TestApi;
let admin: { cookie: string };
const members = '/api/v1/accounts/1001/groups/account-administrators/members';
const users = '/api/v1/accounts/1001/users';

beforeAll(async () => {
  api = await startApi();
  admin = await api.cookieOf(await api.makeAdministrator('ann'));
});
afterAll(async () => api.close());

const call = (method: string, path: string, json?: object, headers: Record<string, string> = {}) =>
  api.call(method, path, { headers: { ...admin, ...headers }, ...(json ? { json } : {}) });

test('Add to Group: the how-to’s words and the two ways out, in both languages', async () => {
  const { status, body } = await call('POST', members, { userId: 'new@example.org' });
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'user.non-existent', title: 'Unable to add non-existent user.' });
  expect(body.detail).toMatch(/^Unable to add non-existent user\. /);
  const href = '/api/v1/accounts/1001/onboardings';
  expect(body.nextActions).toEqual([
    { rel: 'invite', href, method: 'POST', title: 'Invite the person by an encrypted message' },
    { rel: 'temporary-password', href, method: 'POST', title: 'Create the user with a temporary password' },
  ]);
  const french = await call('POST', members, { userId: 'new@example.org' }, { 'accept-language': 'fr' });
  expect(french.body.title).toBe("Impossible d'ajouter un utilisateur inexistant.");
});

test('adds, lists, refuses a second time, removes; the last administrator stays', async () => {
  await api.makeUser('bob');
  const added = await call('POST', members, { userId: 'Bob@example.org' });
  expect(added).toMatchObject({ status: 201, body: { userId: 'bob@example.org', addedBy: 'ann@example.org' } });
  expect(await call('POST', members, { userId: 'bob@example.org' })).toMatchObject({
    status: 409,
    body: { code: 'member.exists' },
  });
  const list = await call('GET', members);
  expect(list.body.items.map(({ userId }: { userId: string }) => userId)).toEqual([
    'ann@example.org',
    'bob@example.org',
  ]);
  expect((await call('DELETE', `${members}/bob%40example.org`)).status).toBe(204);
  expect((await call('DELETE', `${members}/bob%40example.org`)).body.code).toBe('member.not-found');
  expect((await call('DELETE', `${members}/ann%40example.org`)).body.code).toBe('member.last-administrator');
});

test('lists come in pages, with a Link to the next', async () => {
  for (let i = 0; i < 3; i += 1) await api.makeUser(`page${i}`);
  const seen: string[] = [];
  let path: string | undefined = `${users}?limit=2&q=page`;
  for (let pages = 0; path && pages < 5; pages += 1) {
    const { headers, body } = await call('GET', path);
    seen.push(...body.items.map(({ userId }: { userId: string }) => userId));
    const next = /^<(.+)>; rel="next"$/.exec(String(headers['link'] ?? ''))?.[1];
    expect(next === undefined).toBe(body.nextCursor === null);
    path = next && next.slice(api.web.publicUrl.length);
  }
  expect(seen).toEqual(['page0@example.org', 'page1@example.org', 'page2@example.org']);
});

test('Add User: the how-to’s words, a temporary password once, and nothing of it kept', async () => {
  const json = { userId: 'New.Person@Example.org', firstName: 'New', lastName: 'Person' };
  const headers = { 'idempotency-key': '"add-1"' };
  const { status, body } = await call('POST', users, json, headers);
  expect(status).toBe(201);
  expect(body.message).toBe('User <New.Person@example.org> added.');
  expect(body.temporaryPassword).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
  expect(JSON.stringify(body.user)).not.toMatch(/hash|password/i);

  const again = await call('POST', users, json, { ...headers, 'accept-language': 'fr' });
  expect(again).toMatchObject({ status: 201, body: { message: 'Utilisateur <New.Person@example.org> ajouté.' } });
  expect(again.body.temporaryPassword).toBeUndefined();
  expect((await call('POST', users, json)).body.code).toBe('user.exists');
});

test('Add User: a chosen password must be good, confirmed, and temporary', async () => {
  const json = { userId: 'eve@example.org', firstName: 'Eve', lastName: 'Ng' };
  const password = 'seventeen quiet otters';
  const kept = await call('POST', users, {
    ...json,
    password,
    confirmPassword: password,
    enforcePasswordExpiration: false,
  });
  expect(kept).toMatchObject({ status: 422, body: { code: 'user.expiration-required' } });
  const weak = await call('POST', users, { ...json, password: 'password1', confirmPassword: 'password2' });
  expect(weak).toMatchObject({ status: 422, body: { code: 'password.rejected' } });
  const good = await call('POST', users, {
    ...json,
    password,
    confirmPassword: password,
    enforcePasswordExpiration: true,
  });
  expect(good.status).toBe(201);
  expect(good.body.temporaryPassword).toBeUndefined();
});

test('locks and unlocks; a lock ends the sessions', async () => {
  const user = await api.makeUser('mal');
  const theirs = await api.cookieOf({ user: String(user._id) });
  const lock = `${users}/mal%40example.org/lock`;
  expect((await call('POST', lock, { reason: 'Left the firm' })).body).toMatchObject({ status: 'locked' });
  expect((await call('POST', lock, { reason: 'Again' })).body.code).toBe('user.locked');
  expect((await api.call('GET', '/api/v1/me', { headers: theirs })).status).toBe(401);
  expect((await call('POST', `${users}/mal%40example.org/unlock`, { reason: 'Is back' })).body.status).toBe('active');
  expect((await call('POST', `${users}/mal%40example.org/unlock`, { reason: 'Again' })).body.code).toBe(
    'user.not-locked',
  );
  expect((await call('POST', `${users}/none%40example.org/lock`, { reason: 'x' })).body.code).toBe('user.not-found');
});

test('accounts and groups are listed for who may see them; another account’s answer 404', async () => {
  expect((await call('GET', '/api/v1/accounts')).body.items).toEqual([{ number: '1001', name: 'First' }]);
  expect((await call('GET', '/api/v1/accounts/1001/groups')).body.items).toEqual([{ name: 'account-administrators' }]);
  for (const path of ['groups', 'users', 'groups/account-administrators/members']) {
    const there = await call('GET', `/api/v1/accounts/2002/${path}`);
    const nowhere = await call('GET', `/api/v1/accounts/4711/${path}`);
    expect([there.status, there.body.code]).toEqual([404, 'account.not-found']);
    expect({ ...there.body, traceId: '', instance: '' }).toEqual({ ...nowhere.body, traceId: '', instance: '' });
  }
  const user = await api.cookieOf({ user: String((await api.makeUser('plain'))._id) });
  const refused = await api.call('GET', members, { headers: user });
  expect(refused).toMatchObject({ status: 403, body: { code: 'access.not-account-administrator' } });
  expect(refused.body.detail).toContain('contact support');
});

test('the audit is for administrators and support, newest first, in pages', async () => {
  const path = '/api/v1/audit?account=1001&limit=2';
  const { headers, body } = await call('GET', path);
  expect(body.items).toHaveLength(2);
  expect(headers['link']).toContain('rel="next"');
  const rest = await call('GET', `${path}&cursor=${body.nextCursor}`);
  const times = [...body.items, ...rest.body.items].map(({ at }: { at: string }) => at);
  expect(times).toEqual([...times].sort().reverse());
  expect(new Set([...body.items, ...rest.body.items].map(({ id }: { id: string }) => id)).size).toBe(4);
  const all = await call('GET', '/api/v1/audit?account=1001&limit=100');
  expect(all.body.items).toContainEqual(
    expect.objectContaining({
      actor: 'ann@example.org',
      action: 'member.add',
      outcome: 'done',
      subject: 'bob@example.org',
    }),
  );
  const support = await api.cookieOf(await api.makeSupport('sam'));
  expect((await api.call('GET', path, { headers: support })).status).toBe(200);
  const user = await api.cookieOf({ user: String((await api.makeUser('nosy'))._id) });
  expect((await api.call('GET', path, { headers: user })).status).toBe(403);
  expect((await call('GET', '/api/v1/audit')).body.errors[0]).toMatchObject({ pointer: '/query/account' });
});
