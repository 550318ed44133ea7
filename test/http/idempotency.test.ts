import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createIdempotency, idempotencyModel } from '../../src/http/idempotency.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import type { Route } from '../../src/http/route.ts';
import { routes } from '../../src/http/routes.ts';
import { recordModels } from '../../src/records/models.ts';
import { handClock, hour, problemOf } from '../support/people.ts';
import { startApi, type TestApi } from './support.ts';

let api: TestApi;
let ann: { user: string };
let token: { authorization: string };
const path = '/api/v1/accounts/1001/onboardings';

beforeAll(async () => {
  api = await startApi();
  ann = await api.makeAdministrator('ann');
  token = await api.tokenOf(ann, 'onboardings:write', 'onboardings:read');
});
afterAll(async () => api.close());

const post = (key: string, json: object, headers: Record<string, string> = token) =>
  api.call('POST', path, { headers: { ...headers, 'idempotency-key': key }, json });
const count = () => recordModels(api.connection).onboardings.countDocuments();

test('a repetition answers the same onboarding and does nothing', async () => {
  const json = {
    email: 'cara@example.org',
    path: 'temporary-password',
    candidate: { firstName: 'C', lastName: 'D', locale: 'fr' },
  };
  const first = await post('key-1', json);
  expect(first.status).toBe(202);
  expect(first.headers['location']).toBe(`/api/v1/onboardings/${first.body.onboarding.ref}`);
  const before = await count();
  // Written otherwise, the same request; and bare or quoted, the same key.
  const candidate = { locale: 'fr', lastName: 'D', firstName: 'C' };
  const again = await post('"key-1"', { path: 'temporary-password', candidate, email: 'cara@example.org' });
  expect(again.status).toBe(202);
  expect(again.headers['location']).toBe(first.headers['location']);
  expect(again.body).toMatchObject({ onboarding: { ref: first.body.onboarding.ref }, joined: false });
  expect(again.body.temporaryPassword).toBeUndefined();
  // Nobody has made the user yet, so that neither answer has a password: both name the call that gives one.
  expect(again.body.nextActions).toEqual(first.body.nextActions);
  expect(again.body.nextActions).toEqual([
    {
      rel: 'new-temporary-password',
      href: `${first.headers['location']}/temporary-password`,
      method: 'POST',
      title: 'Make a new temporary password',
    },
  ]);
  expect(await count()).toBe(before);
});

test('the same key with another body, or for another account, is 422', async () => {
  await post('key-2', { email: 'dora@example.org', path: 'invite' });
  const before = await count();
  const other = await post('key-2', { email: 'eric@example.org', path: 'invite' });
  expect(other).toMatchObject({
    status: 422,
    body: { code: 'idempotency.key-reused', errors: [{ pointer: '/header/idempotency-key' }] },
  });
  const elsewhere = await api.call('POST', '/api/v1/accounts/2002/onboardings', {
    headers: { ...token, 'idempotency-key': 'key-2' },
    json: { email: 'dora@example.org', path: 'invite' },
  });
  expect(elsewhere.body.code).toBe('idempotency.key-reused');
  expect(await count()).toBe(before);
  // Somebody else's key of the same name is another key.
  const bea = await api.tokenOf(await api.makeAdministrator('bea'), 'onboardings:write');
  expect((await post('key-2', { email: 'eric@example.org', path: 'invite' }, bea)).status).toBe(202);
});

test('a failed request gives its key back', async () => {
  expect((await post('key-3', { email: 'fred@example.org' })).body.code).toBe('user.non-existent');
  expect((await post('key-3', { email: 'fred@example.org', path: 'invite' })).status).toBe(202);
});

test('fifty at once with one key make one onboarding and are answered alike', async () => {
  const before = await count();
  const json = { email: 'gina@example.org', path: 'temporary-password' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => post('key-4', json)));
  expect(await count()).toBe(before + 1);
  const seen = answers.map(({ status, headers, body }) => [status, headers['location'], body.joined]);
  expect(seen).toEqual(
    Array.from({ length: 50 }, () => [202, expect.stringMatching(/^\/api\/v1\/onboardings\/ONB-/), false]),
  );
  expect(new Set(seen.map(([, location]) => location)).size).toBe(1);
  expect((await post('key-4', json)).headers['location']).toBe(answers[0]!.headers['location']);
});

test('fifty at once without a key make one onboarding that all are led to', async () => {
  const before = await count();
  const headers = await api.cookieOf(ann);
  const json = { email: 'hal@example.org', path: 'invite' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => api.call('POST', path, { headers, json })));
  expect(await count()).toBe(before + 1);
  expect(new Set(answers.map(({ body }) => body.onboarding.ref)).size).toBe(1);
  const begun = answers.filter(({ body }) => !body.joined);
  expect(begun.map(({ status }) => status)).toEqual([202]);
  expect(answers.filter(({ status, body }) => status === 200 && body.joined)).toHaveLength(49);
});

test('where the first of two at once fails, the other begins in its place', async () => {
  const { claim } = createIdempotency({ connection: api.connection, mac: (text) => text });
  const request = { user: 'v'.repeat(24), key: 'k', method: 'POST', path: '/x', body: {} };
  const first = await claim(request);
  const second = claim(request);
  if (first.kind === 'new') await first.release();
  expect((await second).kind).toBe('new');
});

test('nothing of the request is kept but an HMAC', async () => {
  const stored = JSON.stringify(await idempotencyModel(api.connection).find().lean());
  expect(stored).not.toMatch(/example\.org|temporary-password|candidate/);
});

describe('over time', () => {
  const request = { user: 'u'.repeat(24), key: 'k', method: 'POST', path: '/x', body: { a: 1, password: 'one' } };

  test('an unfinished request blocks its key for a minute, a finished one for a day', async () => {
    const clock = handClock();
    const { claim } = createIdempotency({ connection: api.connection, mac: (text) => text, now: clock.now, waitMs: 0 });
    const first = await claim(request);
    expect(first.kind).toBe('new');
    expect((await problemOf(claim(request))).code).toBe('idempotency.in-progress');
    clock.forward(60_001);
    const second = await claim(request);
    expect(second.kind).toBe('new');
    // The first one's process was only slow: what it says now counts no more.
    if (first.kind === 'new') await first.complete({ status: 201, reference: 'first' });
    if (second.kind === 'new') await second.complete({ status: 202, reference: 'second' });
    // A password is no part of the request, so that it need not be repeated.
    const replay = { kind: 'replay', answer: { status: 202, reference: 'second' } };
    expect(await claim({ ...request, body: { password: 'two', a: 1 } })).toEqual(replay);
    clock.forward(24 * hour);
    expect((await claim({ ...request, body: { a: 2 } })).kind).toBe('new');
  });
});

test('the calls that take a key are these, in the code, in the description, and in docs/api.md', () => {
  const named = (route: Route) => `${route.method.toUpperCase()} ${route.path}`;
  const keyed = routes.filter(({ idempotency, keyedDecision }) => idempotency || keyedDecision);
  const decisions = ['resume', 'resend', 'extend', 'approve', 'switch-path', 'correct-email', 'cancel'];
  expect(keyed.map(named).toSorted()).toEqual(
    [
      'POST /accounts/{account}/onboardings',
      'POST /accounts/{account}/onboardings/bulk',
      'POST /accounts/{account}/users',
      'POST /accounts/{account}/groups/{group}/members',
      'POST /me/tokens',
      ...decisions.map((action) => `POST /onboardings/{ref}/${action}`),
      'POST /onboardings/actions',
    ].toSorted(),
  );
  const { paths = {} } = openApiDocument() as { paths?: object };
  const described = Object.entries(paths).flatMap(([at, calls]) =>
    Object.entries(calls as Record<string, { parameters?: { name: string }[] }>)
      .filter(([, { parameters = [] }]) => parameters.some(({ name }) => name === 'Idempotency-Key'))
      .map(([method]) => `${method.toUpperCase()} ${at.replace('/api/v1', '')}`),
  );
  expect(described.toSorted()).toEqual(keyed.map(named).toSorted());
  const text = readFileSync(resolve(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const required = [...text.matchAll(/^\| `POST ([^`]+)` \| .* Tokens must give a key \|$/gm)].map(([, at]) => at);
  expect(required).toEqual(
    routes
      .filter(({ idempotency }) => idempotency?.requiredWithTokens)
      .map(({ path: at }) => at)
      .toSorted(),
  );
  for (const { path: at } of keyed.filter(({ idempotency }) => idempotency)) expect(text).toContain(`\`POST ${at}\``);
});

test('a member and a token are made once for a key; the token is not answered again', async () => {
  const user = await api.makeUser('keyed');
  const keyed = (at: string, json: object, key: string, headers: Record<string, string>) =>
    api.call('POST', at, { headers: { ...headers, 'idempotency-key': key }, json });
  const members = '/api/v1/accounts/1001/groups/account-administrators/members';
  const add = async () => keyed(members, { userId: user.userId }, 'member-once', await api.cookieOf(ann));
  const [first, again] = [await add(), await add()];
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);

  const own = await api.cookieOf({ user: String(user._id) });
  const json = { name: 'Import', scopes: ['onboardings:read'], expiresAt: new Date(Date.now() + 86_400_000) };
  const make = async () => keyed('/api/v1/me/tokens', json, 'token-once', own);
  const made = await make();
  expect(made).toMatchObject({ status: 201, body: { id: expect.any(String), token: expect.any(String) } });
  expect(await make()).toMatchObject({ status: 201, body: { id: made.body.id } });
  expect((await make()).body.token).toBeUndefined();
  const { body } = await api.call('GET', '/api/v1/me/tokens', { headers: own });
  expect(body.items).toHaveLength(1);
});
