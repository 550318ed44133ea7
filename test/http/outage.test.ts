import mongoose from 'mongoose';
import { connectDatabase } from '../../src/database/connect.ts';
import { recordModels } from '../../src/records/models.ts';
import { testDatabaseUri } from '../support/servers.ts';
import { startAwayProxy } from '../support/away-proxy.ts';
import { startProxy } from '../support/proxy.ts';
import { startApi, type TestApi } from './support.ts';

let api: TestApi;
let proxy: Awaited<ReturnType<typeof startAwayProxy>>;
let headers: { cookie: string };
const path = '/api/v1/accounts/1001/onboardings';

beforeAll(async () => {
  const { hostname, port } = new URL(testDatabaseUri());
  proxy = await startAwayProxy({ host: hostname, port: Number(port) });
  api = await startApi({
    connect: async (own) => {
      const uri = new URL(testDatabaseUri(own.name));
      uri.host = `127.0.0.1:${proxy.port}`;
      return connectDatabase(uri.href);
    },
  });
  headers = await api.cookieOf(await api.makeAdministrator('ann'));
});
afterAll(async () => {
  proxy.setAway(false);
  await api.close();
  proxy.close();
});

test('MongoDB away: 503 with Retry-After, nothing half-written, and on again when it is back', async () => {
  expect((await api.call('GET', '/api/v1/me', { headers })).status).toBe(200);
  expect((await api.call('GET', '/readyz')).body.checks.mongodb.ok).toBe(true);
  proxy.setAway(true);

  const json = { email: 'cara@example.org', path: 'invite' };
  const answers = await Promise.all([
    api.call('GET', '/api/v1/me', { headers }),
    api.call('POST', path, { headers: { ...headers, 'idempotency-key': 'during' }, json }),
    api.call('POST', '/api/v1/session', { json: { userId: 'ann@example.org', password: 'what it may be' } }),
    api.call('POST', '/api/v1/password-resets', { json: { userId: 'ann@example.org' } }),
  ]);
  for (const { status, body, headers: answered } of answers) {
    expect([status, body.code, answered['retry-after']]).toEqual([503, 'service.directory-unavailable', '2']);
  }
  expect(await api.call('GET', '/readyz')).toMatchObject({
    status: 503,
    body: { status: 'not-ready', checks: { mongodb: { ok: false } } },
  });
  expect((await api.call('GET', '/livez')).status).toBe(200);
  // By now the driver has noticed: nothing waits in a buffer either.
  expect((await api.call('GET', '/api/v1/me', { headers })).status).toBe(503);
  // The directory's own connection does not go through the proxy.
  expect(await recordModels(api.connection).onboardings.countDocuments()).toBe(0);
  expect(await api.connection.collection('idempotency-keys').countDocuments()).toBe(0);

  proxy.setAway(false);
  const after = await api.call('POST', path, { headers: { ...headers, 'idempotency-key': 'during' }, json });
  expect(after.status).toBe(202);
});

test('MongoDB silent: 503 too, while it goes on saying nothing', async () => {
  const { hostname, port } = new URL(testDatabaseUri());
  const frozen = await startProxy({ host: hostname, port: Number(port) });
  const other = await startApi({
    connect: async (own) => {
      const uri = new URL(testDatabaseUri(own.name));
      uri.host = `127.0.0.1:${frozen.port}`;
      return connectDatabase(uri.href);
    },
  });
  try {
    const cookie = await other.cookieOf(await other.makeAdministrator('ann'));
    expect((await other.call('GET', '/api/v1/me', { headers: cookie })).status).toBe(200);
    frozen.hold();
    const answers = await Promise.all([
      other.call('GET', '/api/v1/me', { headers: cookie }),
      other.call('POST', path, { headers: cookie, json: { email: 'cara@example.org', path: 'invite' } }),
      other.call('POST', '/api/v1/password-resets', { json: { userId: 'ann@example.org' } }),
    ]);
    for (const { status, body, headers: answered } of answers) {
      expect([status, body.code, answered['retry-after']]).toEqual([503, 'service.directory-unavailable', '2']);
    }
    frozen.release();
    expect((await other.call('GET', '/api/v1/me', { headers: cookie })).status).toBe(200);
  } finally {
    frozen.release();
    await other.close();
    await frozen.close();
  }
}, 40_000);

test('what MongoDB’s driver says while it is away is known as such', async () => {
  const nowhere = mongoose.createConnection('mongodb://127.0.0.1:1/x', { serverSelectionTimeoutMS: 50 });
  const { problemOf } = await import('../../src/http/problem.ts');
  const error = await nowhere.asPromise().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(problemOf(error).code).toBe('service.directory-unavailable');
  await nowhere.destroy();
});

test('Temporal away: requests are taken, decisions are refused with 503', async () => {
  const json = { email: 'dora@example.org', path: 'invite' };
  const begun = await api.call('POST', path, { headers, json });
  expect(begun).toMatchObject({ status: 202, body: { onboarding: { stage: 'requested' } } });
  const { ref } = begun.body.onboarding;
  const decided = await api.call('POST', `/api/v1/onboardings/${ref}/cancel`, {
    headers,
    json: { reason: 'Wrong one' },
  });
  expect(decided).toMatchObject({ status: 503, body: { code: 'service.temporal-unavailable' } });
  expect(decided.headers['retry-after']).toBe('5');
});
