import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startApi, type TestApi } from '../http/support.ts';

/** The door to the Temporal Web UI: who comes through, and what goes through it. */
const page = '<!doctype html><html><script>boot()</script><body>Web UI</body></html>';
let upstream: Server;
let asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
let api: TestApi;
let support: { cookie: string };

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
  support = await api.cookieOf(await api.makeSupport('sue'));
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

test('what it sends goes through with its body, unless another site makes the browser send it', async () => {
  const headers = { ...support, 'sec-fetch-site': 'same-origin', 'x-csrf-token': 'abc' };
  const answer = await api.call('POST', '/temporal/api/v1/update', { headers, json: { reason: 'x' } });
  expect(answer).toMatchObject({ status: 200, body: { first: 1 } });
  expect(asked[0]).toMatchObject({ method: 'POST', body: '{"reason":"x"}', headers: { 'x-csrf-token': 'abc' } });
  const foreign = await api.call('POST', '/temporal/api/v1/update', {
    headers: { ...support, 'sec-fetch-site': 'cross-site' },
    json: {},
  });
  expect(foreign.status).toBe(403);
  expect(asked.length).toBe(1);
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
