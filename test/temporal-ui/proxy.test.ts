import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Principal } from '../../src/directory/authority.ts';
import { audited } from '../support/people.ts';
import { startApi, type TestApi } from '../http/support.ts';

/** The door to the Temporal Web UI: who comes through, and what goes through it. */
const page = '<!doctype html><html><script>boot()</script><body>Web UI</body></html>';
let upstream: Server;
let asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
let api: TestApi;
let support: { cookie: string };
let sue: Principal;

beforeAll(async () => {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.setHeader('Set-Cookie', ['_csrf=abc; Path=/; SameSite=Strict', 'castellan=planted; Path=/']);
    response.setHeader('X-Upstream', 'yes');
    if (request.url?.includes('/api/')) {
      response.setHeader('Content-Type', 'application/json');
      response.write('{"first":');
      setImmediate(() => response.end('1}'));
    } else response.setHeader('Content-Type', 'text/html').end(page);
  };
  upstream = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  api = await startApi({ settings: { TEMPORAL_UI_UPSTREAM: `http://127.0.0.1:${port}/temporal` } });
  sue = await api.makeSupport('sue');
  support = await api.cookieOf(sue);
});
afterAll(async () => {
  await api.close();
  upstream.close();
});
beforeEach(() => {
  asked = [];
});

const html = { accept: 'text/html' };

test('strangers are led to the sign-in, administrators find nothing, and neither reaches the Web UI', async () => {
  const stranger = await api.call('GET', '/temporal/namespaces/default', { headers: html });
  expect(stranger.status).toBe(303);
  expect(stranger.headers.location).toBe('/sign-in?to=%2Ftemporal%2Fnamespaces%2Fdefault');
  const administrator = await api.cookieOf(await api.makeAdministrator('ann'));
  expect((await api.call('GET', '/temporal', { headers: { ...html, ...administrator } })).status).toBe(404);
  expect((await api.call('GET', '/temporal/api/v1/namespaces')).status).toBe(401);
  expect((await api.call('POST', '/temporal/api/v1/namespaces', { json: {} })).status).toBe(401);
  const pending = await api.cookieOf(await api.makeSupport('new'), 'required-actions');
  expect((await api.call('GET', '/temporal/api/v1/namespaces', { headers: pending })).status).toBe(401);
  const token = await api.tokenOf(await api.makeAdministrator('tom'), 'onboardings:read');
  expect((await api.call('GET', '/temporal/api/v1/namespaces', { headers: token })).status).toBe(404);
  expect(asked).toEqual([]);
});

test('support sees it, with a policy of its own that names its scripts by hash', async () => {
  const answer = await api.call('GET', '/temporal/namespaces?x=1', { headers: { ...html, ...support } });
  expect(answer).toMatchObject({ status: 200, text: page });
  expect(asked[0]).toMatchObject({ method: 'GET', url: '/temporal/namespaces?x=1' });
  const policy = String(answer.headers['content-security-policy']);
  expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]+'/);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).toContain("frame-ancestors 'self'");
  expect(answer.headers['x-upstream']).toBeUndefined();
});

test('our session stays with us, in both directions; its own cookie does not leave its path', async () => {
  const headers = { ...html, cookie: `${support.cookie}; _csrf=abc`, authorization: '' };
  const answer = await api.call('GET', '/temporal', { headers });
  expect(asked[0]!.headers.cookie).toBe('_csrf=abc');
  expect(asked[0]!.headers.authorization).toBeUndefined();
  expect(answer.headers['set-cookie']).toEqual(['_csrf=abc; Path=/temporal; SameSite=Strict']);
});

test('a token with the scope codec comes through, and is not passed on', async () => {
  const token = await api.tokenOf(await api.makeAdministrator('oli'), 'codec');
  const answer = await api.call('GET', '/temporal/api/v1/settings', { headers: token });
  expect(answer).toMatchObject({ status: 200, body: { first: 1 } });
  expect(asked[0]!.headers.authorization).toBeUndefined();
});

const updateOf = (name: string, ref = 'ONB-7F3K9Q') =>
  `/temporal/api/v1/namespaces/default/workflows/promote-to-admin%2F${ref}/update/${name}`;
const sent = async () => audited(api.connection, 'temporal-ui.send');

test('what it sends goes through with its body, unless another site makes the browser send it', async () => {
  const headers = {
    ...support,
    'sec-fetch-site': 'same-origin',
    'x-csrf-token': 'abc',
    'x-http-method-override': 'PUT',
  };
  const answer = await api.call('POST', updateOf('resume'), { headers, json: { reason: 'x' } });
  expect(answer).toMatchObject({ status: 200, body: { first: 1 } });
  expect(asked[0]).toMatchObject({ method: 'POST', body: '{"reason":"x"}', headers: { 'x-csrf-token': 'abc' } });
  expect(asked[0]!.headers['x-http-method-override']).toBeUndefined();
  const foreign = await api.call('POST', updateOf('resume'), {
    headers: { ...support, 'sec-fetch-site': 'cross-site' },
    json: {},
  });
  expect(foreign.status).toBe(403);
  expect(asked.length).toBe(1);
});

test('resume, resend, extend and cancel pass, each on record before it goes; asking passes without', async () => {
  const before = (await sent()).length;
  for (const name of ['resume', 'resend', 'extend', 'cancel']) {
    expect((await api.call('POST', updateOf(name), { headers: support, json: { secret: name } })).status).toBe(200);
  }
  const entries = (await sent()).slice(before);
  expect(entries.map(({ outcome, data }) => [outcome, data['path']])).toEqual(
    ['resume', 'resend', 'extend', 'cancel'].map((name) => ['done', updateOf(name)]),
  );
  expect(entries[0]).toMatchObject({ role: 'support', actor: sue.user, data: { method: 'POST', via: 'session' } });
  expect(JSON.stringify(entries)).not.toContain('secret');
  const answers = (await audited(api.connection, 'temporal-ui.answer')).slice(-4);
  expect(answers.map(({ outcome, data }) => [outcome, data['status'], data['path']])).toEqual(
    ['resume', 'resend', 'extend', 'cancel'].map((name) => ['done', '200', updateOf(name)]),
  );
  const query = '/temporal/api/v1/namespaces/default/workflows/promote-to-admin%2FONB-7F3K9Q/query/progress';
  expect((await api.call('POST', query, { headers: support, json: {} })).status).toBe(200);
  expect((await sent()).length).toBe(before + 4);
});

const onWorkflow = '/temporal/api/v1/namespaces/default/workflows/promote-to-admin%2FONB-7F3K9Q';
test.each([
  ['POST', `${onWorkflow}/terminate`],
  ['POST', `${onWorkflow}/cancel`],
  ['POST', `${onWorkflow}/reset`],
  ['POST', `${onWorkflow}/signal/mailBounced`],
  ['POST', `${onWorkflow}/update-options`],
  ['POST', updateOf('approve')],
  ['POST', updateOf('switchPath')],
  ['POST', updateOf('correctEmail')],
  ['POST', `${updateOf('resume')}/../../terminate`],
  ['POST', updateOf('resume', 'x%2F..%2FONB-7F3K9Q')],
  ['POST', '/temporal/api/v1/namespaces/default/workflows/rotate-keys'],
  ['POST', '/temporal/api/v1/namespaces/default/workflows/rotate-keys/update/resume'],
  ['POST', '/temporal/api/v1/namespaces/default/batch-operations/job'],
  ['PUT', updateOf('resume')],
  ['DELETE', '/temporal/api/v1/namespaces/default/schedules/sweep'],
])('support is refused %s %s, with words, and that is on record', async (method, path) => {
  const before = (await sent()).length;
  const answer = await api.call(method, path, { headers: support, json: { secret: 1 } });
  expect(answer).toMatchObject({ status: 403, body: { code: 'access.temporal-read-only' } });
  expect(answer.body.message).toContain(answer.body.title);
  expect(asked).toEqual([]);
  const entries = (await sent()).slice(before);
  expect(entries).toMatchObject([{ outcome: 'refused', actor: sue.user, role: 'support', data: { method, path } }]);
  expect(JSON.stringify(entries)).not.toContain('secret');
  const answers = (await audited(api.connection, 'temporal-ui.answer')).slice(-4);
  expect(answers.map(({ outcome, data }) => [outcome, data['status'], data['path']])).toEqual(
    ['resume', 'resend', 'extend', 'cancel'].map((name) => ['done', '200', updateOf(name)]),
  );
});

test('a token with the scope codec sends nothing at all, its support user’s neither, and trying is on record', async () => {
  const before = (await sent()).length;
  const headers = await api.tokenOf(sue, 'codec');
  for (const path of [updateOf('resume'), `${onWorkflow}/terminate`, `${onWorkflow}/query/progress`]) {
    const answer = await api.call('POST', path, { headers, json: {} });
    expect(answer).toMatchObject({ status: 403, body: { code: 'access.temporal-read-only' } });
  }
  expect(asked).toEqual([]);
  expect((await sent()).slice(before).map(({ outcome, data }) => [outcome, data['via']])).toEqual([
    ['refused', 'token'],
    ['refused', 'token'],
    ['refused', 'token'],
  ]);
});

test('details are rendered as text: no markup, no script, no link to anything but a page', async () => {
  const content = '**Stalled** <img src=x onerror=alert(1)> [go](javascript:alert(1)) [page](https://example.org/a)';
  const answer = await api.call('GET', `/temporal/render?content=${encodeURIComponent(content)}`, {
    headers: { ...html, ...support },
  });
  expect(answer.text).toContain('<strong>Stalled</strong> &lt;img src=x');
  expect(answer.text).toContain('<a href="https://example.org/a">page</a>');
  expect(answer.text).not.toMatch(/<img|javascript:/);
  const policy = String(answer.headers['content-security-policy']);
  expect(policy).toContain('sandbox allow-same-origin allow-popups');
  expect(policy).not.toContain('script-src');
  expect((await api.call('GET', '/temporal/render?content=x', { headers: html })).status).toBe(303);
});

test('the Web UI away: 503, and it can be tried again', async () => {
  const away = await startApi({ settings: { TEMPORAL_UI_UPSTREAM: 'http://127.0.0.1:1/temporal' } });
  try {
    const headers = await away.cookieOf(await away.makeSupport('sue'));
    const answer = await away.call('GET', '/temporal/x', { headers: { ...html, ...headers } });
    expect(answer).toMatchObject({ status: 503, body: { code: 'service.temporal-unavailable' } });
  } finally {
    await away.close();
  }
});
