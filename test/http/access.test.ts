import { startApi, type TestApi } from './support.ts';

let api: TestApi;
let ann: { user: string };

beforeAll(async () => {
  api = await startApi({ settings: { RATE_LOOKUPS_PER_SUBJECT: '5', PUBLIC_URL: 'http://localhost:8080' } });
  ann = await api.makeAdministrator('ann');
});
afterAll(async () => api.close());

const members = '/api/v1/accounts/1001/groups/account-administrators/members';

test('without a sign-in 401, with the way to it', async () => {
  for (const headers of [{}, { cookie: 'castellan=nonsense' }, { authorization: 'Bearer cst_nonsense' }]) {
    const answer = await api.call('GET', '/api/v1/me', { headers });
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'access.sign-in-required', nextActions: [{ rel: 'sign-in' }] },
    });
    expect(answer.headers['www-authenticate']).toContain('Bearer');
  }
});

test('a token can do what its scopes say, and never what only a session can', async () => {
  const reader = await api.tokenOf(ann, 'directory:read');
  expect((await api.call('GET', members, { headers: reader })).body.items).toHaveLength(1);
  expect((await api.call('GET', '/api/v1/me', { headers: reader })).body).toMatchObject({
    via: 'token',
    scopes: ['directory:read'],
    accounts: [{ number: '1001' }],
  });
  const writing = await api.call('POST', members, { headers: reader, json: { userId: 'x@example.org' } });
  expect(writing).toMatchObject({ status: 403, body: { code: 'access.scope-missing' } });
  expect(writing.body.detail).toContain('directory:write');
  expect((await api.call('GET', '/api/v1/onboardings', { headers: reader })).status).toBe(403);
  const release = await api.call('POST', '/api/v1/envelopes/x/release', { headers: reader, json: { epk: {} } });
  expect(release).toMatchObject({ status: 403, body: { code: 'access.not-yours' } });
  expect((await api.call('GET', '/api/v1/first-login', { headers: reader })).status).toBe(403);
});

describe('a change that another site asks for', () => {
  const attempt = async (headers: Record<string, string>, method = 'DELETE') =>
    (await api.call(method, '/api/v1/session', { headers: { ...(await api.cookieOf(ann)), ...headers } })).status;

  test.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://localhost:9999' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://localhost:8081' }],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
    // What is no token leaves the session to speak for the request.
    [{ 'sec-fetch-site': 'cross-site', authorization: 'Bearer two words' }],
  ])('%j is refused', async (headers) => {
    const principal = await api.cookieOf(ann);
    const answer = await api.call('DELETE', '/api/v1/session', { headers: { ...principal, ...headers } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'request.cross-site' } });
    expect((await api.call('GET', '/api/v1/me', { headers: principal })).status).toBe(200);
  });

  test.each([
    [{}],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8080' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'http://localhost:8080' }],
    [{ origin: 'http://127.0.0.1:8080' }],
  ])('%j is our own', async (headers) => expect(await attempt(headers as Record<string, string>)).toBe(204));

  test('a link from another site may be followed, and a token needs no such protection', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect(
      (await api.call('GET', '/api/v1/me', { headers: { ...(await api.cookieOf(ann)), ...foreign } })).status,
    ).toBe(200);
    const token = await api.tokenOf(ann, 'directory:write');
    const answer = await api.call('POST', members, {
      headers: { ...token, ...foreign },
      json: { userId: 'x@example.org' },
    });
    expect(answer.status).toBe(404);
  });

  test('a sign-in is a change too', async () => {
    const json = { userId: 'ann@example.org', password: 'whatever it is' };
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await api.call('POST', '/api/v1/session', { json, headers })).status).toBe(403);
  });
});

test('looking for users is limited by administrator', async () => {
  const bea = await api.makeAdministrator('bea');
  const headers = await api.cookieOf(bea);
  const look = async (path: string, json: object) => (await api.call('POST', path, { headers, json })).status;
  const statuses = [];
  for (let i = 0; i < 2; i += 1) {
    statuses.push(await look(members, { userId: `no${i}@example.org` }));
    statuses.push(await look('/api/v1/accounts/1001/onboardings', { email: `no${i}@example.org` }));
  }
  statuses.push(
    await look('/api/v1/accounts/1001/users', { userId: 'bea@example.org', firstName: 'B', lastName: 'B' }),
  );
  expect(statuses).toEqual([404, 404, 404, 404, 409]);
  expect(await look(members, { userId: 'no9@example.org' })).toBe(429);
  const other = await api.cookieOf(await api.makeAdministrator('cleo'));
  expect((await api.call('POST', members, { headers: other, json: { userId: 'no9@example.org' } })).status).toBe(404);
});

test('requests that nobody answers for are limited by source', async () => {
  const small = await startApi({ settings: { RATE_SOURCE_PER_MINUTE: '4' } });
  try {
    const principal = await small.makeAdministrator('ann');
    const cookie = await small.cookieOf(principal);
    for (let i = 0; i < 4; i += 1) expect((await small.call('GET', '/api/v1/me')).status).toBe(401);
    expect((await small.call('GET', '/api/v1/me')).status).toBe(429);
    expect((await small.call('POST', '/api/v1/enrolments', { json: { mid: 'x' } })).status).toBe(429);
    // Health and whoever is signed in go on.
    expect((await small.call('GET', '/livez')).status).toBe(200);
    expect((await small.call('GET', '/api/v1/me', { headers: cookie })).status).toBe(200);
  } finally {
    await small.close();
  }
});

test('a request’s id is the proxy’s if it is sane, and is in answer and problem', async () => {
  const given = await api.call('GET', '/api/v1/me', { headers: { 'x-request-id': 'abcdef-123456' } });
  expect([given.headers['x-request-id'], given.body.traceId]).toEqual(['abcdef-123456', 'abcdef-123456']);
  const made = await api.call('GET', '/api/v1/me', { headers: { 'x-request-id': 'x"}{\u0001'.slice(0, 4) } });
  expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});
