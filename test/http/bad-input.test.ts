import { recordModels } from '../../src/records/models.ts';
import { startApi, type TestApi } from './support.ts';

let api: TestApi;
let admin: { cookie: string };
let token: { authorization: string };
const onboardings = '/api/v1/accounts/1001/onboardings';
const members = '/api/v1/accounts/1001/groups/account-administrators/members';

beforeAll(async () => {
  api = await startApi();
  const principal = await api.makeAdministrator('ann');
  admin = await api.cookieOf(principal);
  token = await api.tokenOf(principal, 'onboardings:write', 'directory:write', 'directory:read');
});
afterAll(async () => api.close());

/** Everything that a request could have written. */
const written = async () => [
  await recordModels(api.connection).onboardings.countDocuments(),
  await api.models.users.countDocuments(),
  await api.models.members.countDocuments(),
  await api.connection.collection('idempotency-keys').countDocuments(),
  await api.connection.collection('outbox').countDocuments(),
];

const big = { email: 'cara@example.org', path: 'invite', message: 'x'.repeat(70_000) };
const good = { email: 'cara@example.org', path: 'invite' };

describe.each([
  [
    'malformed JSON',
    'POST',
    onboardings,
    { text: '{"email":', type: 'application/json' },
    400,
    'request.malformed-json',
    '',
  ],
  ['a bare string', 'POST', onboardings, { text: '"x"', type: 'application/json' }, 400, 'request.malformed-json', ''],
  ['a list', 'POST', onboardings, { json: [] }, 422, 'request.invalid', ''],
  ['no body', 'POST', onboardings, {}, 422, 'request.invalid', '/email'],
  ['an unknown field', 'POST', onboardings, { json: { ...good, admin: true } }, 422, 'request.invalid', '/admin'],
  [
    '__proto__',
    'POST',
    onboardings,
    { text: '{"email":"cara@example.org","path":"invite","__proto__":{"x":1}}', type: 'application/json' },
    422,
    'request.invalid',
    '/__proto__',
  ],
  [
    'an unknown nested field',
    'POST',
    onboardings,
    { json: { ...good, candidate: { firstName: 'C', lastName: 'D', locale: 'en', x: 1 } } },
    422,
    'request.invalid',
    '/candidate/x',
  ],
  ['a wrong type', 'POST', onboardings, { json: { email: 7 } }, 422, 'request.invalid', '/email'],
  ['a missing field', 'POST', members, { json: {} }, 422, 'request.invalid', '/userId'],
  [
    'an address that is none',
    'POST',
    onboardings,
    { json: { email: 'nobody', path: 'invite' } },
    422,
    'address.invalid',
    '/email',
  ],
  ['no address', 'POST', members, { json: { userId: ' ' } }, 422, 'request.invalid', '/userId'],
  [
    'two addresses',
    'POST',
    members,
    { json: { userId: 'a@b.example,c@d.example' } },
    422,
    'request.invalid',
    '/userId',
  ],
  [
    'an address that is none, elsewhere',
    'POST',
    members,
    { json: { userId: 'a b@example.org' } },
    422,
    'address.invalid',
    '/userId',
  ],
  [
    'an address with a line break',
    'POST',
    members,
    { json: { userId: 'a@example.org\r\nBcc: b@example.org' } },
    422,
    'address.non-ascii-local-part',
    '/userId',
  ],
  [
    'a local part beyond ASCII',
    'POST',
    onboardings,
    { json: { email: 'zoé@example.org', path: 'invite' } },
    422,
    'address.non-ascii-local-part',
    '/email',
  ],
  ['a path that is none', 'POST', onboardings, { json: { ...good, path: 'magic' } }, 422, 'request.invalid', '/path'],
  [
    'a message of 33 KiB',
    'POST',
    onboardings,
    { json: { ...good, message: 'x'.repeat(33_000) } },
    422,
    'request.invalid',
    '/message',
  ],
  [
    'a message of 33 KiB in 17,000 letters',
    'POST',
    onboardings,
    { json: { ...good, message: 'é'.repeat(17_000) } },
    422,
    'request.invalid',
    '/message',
  ],
  [
    'a name with control characters',
    'POST',
    onboardings,
    { json: { ...good, candidate: { firstName: 'C\u0007', lastName: 'D', locale: 'en' } } },
    422,
    'request.invalid',
    '/candidate/firstName',
  ],
  ['a body over 64 KiB', 'POST', onboardings, { json: big }, 413, 'request.too-large', ''],
  [
    'another media type',
    'POST',
    onboardings,
    { text: 'email=cara@example.org', type: 'application/x-www-form-urlencoded' },
    415,
    'request.unsupported-media-type',
    '/header/content-type',
  ],
  [
    'another character set',
    'POST',
    onboardings,
    { text: '{}', type: 'application/json; charset=koi8-r' },
    415,
    'request.unsupported-media-type',
    '/header/content-type',
  ],
  [
    'an account that does not exist',
    'POST',
    '/api/v1/accounts/4711/onboardings',
    { json: good },
    404,
    'account.not-found',
    '/path/account',
  ],
  [
    'an account that is not yours',
    'POST',
    '/api/v1/accounts/2002/onboardings',
    { json: good },
    404,
    'account.not-found',
    '/path/account',
  ],
  [
    'a group that does not exist',
    'POST',
    '/api/v1/accounts/1001/groups/kings/members',
    { json: { userId: 'ann@example.org' } },
    404,
    'group.not-found',
    undefined,
  ],
  ['a list with a wrong limit', 'GET', '/api/v1/onboardings?limit=1000', {}, 422, 'request.invalid', '/query/limit'],
  [
    'a list with a limit that is no number',
    'GET',
    '/api/v1/onboardings?limit=many',
    {},
    422,
    'request.invalid',
    '/query/limit',
  ],
  ['a list by an unknown filter', 'GET', '/api/v1/onboardings?colour=red', {}, 422, 'request.invalid', '/query/colour'],
  [
    'a list by a filter given twice',
    'GET',
    '/api/v1/onboardings?account=1001&account=2002',
    {},
    422,
    'request.invalid',
    '/query/account',
  ],
  ['a list by an unknown stage', 'GET', '/api/v1/onboardings?stage=lost', {}, 422, 'request.invalid', '/query/stage'],
  ['a cursor that was not given out', 'GET', `${members}?cursor=zzz`, {}, 422, 'request.invalid', '/query/cursor'],
  [
    'a decision without a reason',
    'POST',
    '/api/v1/onboardings/ONB-7F3K9Q/cancel',
    { json: {} },
    422,
    'request.invalid',
    '/reason',
  ],
  [
    'a decision that nobody knows',
    'POST',
    '/api/v1/onboardings/ONB-7F3K9Q/grant',
    { json: { reason: 'x' } },
    404,
    'request.no-such-page',
    undefined,
  ],
  [
    'an onboarding that does not exist',
    'GET',
    '/api/v1/onboardings/ONB-7F3K9Q',
    {},
    404,
    'onboarding.not-found',
    undefined,
  ],
  ['a path that cannot be decoded', 'GET', '/api/v1/onboardings/%E0%A4%A', {}, 404, 'request.no-such-page', undefined],
  ['a call that does not exist', 'GET', '/api/v1/kings', {}, 404, 'request.no-such-page', undefined],
  ['a version that does not exist', 'GET', '/api/v2/me', {}, 404, 'request.no-such-page', undefined],
  [
    'an Idempotency-Key that is none',
    'POST',
    onboardings,
    { json: good, key: 'two words' },
    400,
    'idempotency.key-invalid',
    '/header/idempotency-key',
  ],
] as const)('%s', (_name, method, path, given, status, code, pointer) => {
  test(`answers ${status} ${code} and writes nothing`, async () => {
    const before = await written();
    const { json, text, type, key } = given as { json?: unknown; text?: string; type?: string; key?: string };
    const answer = await api.call(method, path, {
      headers: { ...admin, ...(type ? { 'content-type': type } : {}), ...(key ? { 'idempotency-key': key } : {}) },
      ...(json === undefined ? {} : { json }),
      ...(text === undefined ? {} : { text }),
    });
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body.type).toBe(`${api.web.publicUrl}/problems/${code}`);
    expect(answer.body.detail.length).toBeGreaterThan(20);
    if (pointer !== undefined) {
      expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
      expect(answer.body.errors.every((error: { detail: string }) => error.detail.length > 5)).toBe(true);
    }
    expect(await written()).toEqual(before);
  });
});

test.each([onboardings, '/api/v1/accounts/1001/users'])(
  'a token needs an Idempotency-Key at %s, a cookie session does not',
  async (path) => {
    const before = await written();
    const json = { email: 'dan@example.org', userId: 'dan@example.org', firstName: 'D', lastName: 'E', path: 'invite' };
    const { email, userId, firstName, lastName, path: way } = json;
    const body = path === onboardings ? { email, path: way } : { userId, firstName, lastName };
    const answer = await api.call('POST', path, { headers: token, json: body });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 'idempotency.key-required',
        errors: [{ pointer: '/header/idempotency-key', code: 'field.required' }],
      },
    });
    expect(await written()).toEqual(before);
    expect((await api.call('POST', path, { headers: admin, json: body })).status).toBeLessThan(300);
  },
);

test('another method is 405 with Allow; OPTIONS tells the methods', async () => {
  const answer = await api.call('PUT', members, { headers: admin, json: {} });
  expect(answer).toMatchObject({ status: 405, body: { code: 'request.method-not-allowed' } });
  expect(answer.headers['allow']).toBe('GET, HEAD, OPTIONS, POST');
  expect(answer.body.detail).toContain('GET, HEAD, OPTIONS, POST');
  const options = await api.call('OPTIONS', members);
  expect([options.status, options.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS, POST']);
  expect(options.headers['access-control-allow-origin']).toBeUndefined();
});

test('the language is the caller’s', async () => {
  const french = await api.call('GET', '/api/v1/kings', { headers: { 'accept-language': 'fr-CH, en;q=0.5' } });
  expect(french.body.title).toBe('Il n’y a rien ici.');
  expect(french.headers['content-language']).toBe('fr');
  const english = await api.call('GET', '/api/v1/kings', { headers: { 'accept-language': 'de, *;q=0.5' } });
  expect(english.body.title).toBe('There is nothing here.');
});

test('nobody is told how the server is made', async () => {
  const { headers } = await api.call('GET', '/api/v1/kings');
  expect(headers['x-powered-by']).toBeUndefined();
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script';trusted-types 'none'");
});
