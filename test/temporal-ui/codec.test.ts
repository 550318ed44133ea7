import { createCodec } from '../../src/temporal/codec.ts';
import { createKeyringFile, loadKeyring } from '../../src/keys/keyring.ts';
import { audited } from '../support/people.ts';
import { startApi, type TestApi } from '../http/support.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Temporal's remote codec: who gets clear text, from which origin, and what is written down about it. */
const ui = 'https://temporal.example.org';
let api: TestApi;
let elsewhere: TestApi;
let support: { cookie: string };
let administrator: { cookie: string };

beforeAll(async () => {
  api = await startApi();
  elsewhere = await startApi({
    settings: { PUBLIC_URL: 'https://castellan.example.org', TEMPORAL_UI_URL: `${ui}/some/path` },
  });
  support = await api.cookieOf(await api.makeSupport('sue'));
  administrator = await api.cookieOf(await api.makeAdministrator('ann'));
});
afterAll(async () => {
  await api.close();
  await elsewhere.close();
});

const clear = {
  metadata: { encoding: Buffer.from('json/plain').toString('base64') },
  data: Buffer.from('{"ref":"ONB-SECRET1"}').toString('base64'),
};
const sealed = async (of: TestApi, headers: Record<string, string>) =>
  (await of.call('POST', '/codec/encode', { headers, json: { payloads: [clear] } })).body.payloads;

test('support gets clear text; what is encoded is not readable, and comes back as it was', async () => {
  const payloads = await sealed(api, support);
  expect(Buffer.from(payloads[0].data, 'base64').toString()).not.toContain('ONB-SECRET1');
  const answer = await api.call('POST', '/codec/decode?preserveStorageRefs=true', {
    headers: { ...support, 'x-namespace': 'default', 'sec-fetch-site': 'same-origin' },
    json: { payloads },
  });
  expect(answer).toMatchObject({ status: 200, body: { payloads: [clear] } });
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
});

test('nobody else does: not a stranger, not an administrator, not a first login, not a token of another scope', async () => {
  const json = { payloads: await sealed(api, support) };
  const ask = async (headers: Record<string, string>) => api.call('POST', '/codec/decode', { headers, json });
  const sue = await api.makeSupport('sam');
  expect((await ask({})).body.code).toBe('access.sign-in-required');
  expect((await ask(administrator)).body.code).toBe('access.not-support');
  expect((await ask(await api.cookieOf(sue, 'required-actions'))).status).toBe(401);
  expect((await ask(await api.tokenOf(sue, 'onboardings:read', 'onboardings:write'))).body.code).toBe(
    'access.not-support',
  );
  for (const { text } of [await ask({}), await ask(administrator)]) expect(text).not.toContain('SECRET1');
});

test('a token with the scope codec reads payloads, and nothing else', async () => {
  const headers = await api.tokenOf(await api.makeAdministrator('oli'), 'codec');
  expect(
    await api.call('POST', '/codec/decode', { headers, json: { payloads: await sealed(api, support) } }),
  ).toMatchObject({
    status: 200,
    body: { payloads: [clear] },
  });
  expect((await api.call('GET', '/api/v1/onboardings', { headers })).body.code).toBe('access.scope-missing');
});

test('no payloads are no payloads; a body that is none is refused, and so is one that is too large', async () => {
  expect((await api.call('POST', '/codec/encode', { headers: support, json: {} })).body).toEqual({ payloads: [] });
  expect((await api.call('POST', '/codec/decode', { headers: support, json: { payloads: 'x' } })).status).toBe(422);
  const large = { payloads: [{ data: 'A'.repeat(2_200_000) }] };
  expect((await api.call('POST', '/codec/decode', { headers: support, json: large })).status).toBe(413);
  expect((await api.call('GET', '/codec/decode', { headers: support })).status).toBe(404);
});

test('what was tampered with, or sealed by a foreign key, is refused without a word of why', async () => {
  const [payload] = await sealed(api, support);
  const bytes = Buffer.from(payload.data, 'base64');
  bytes[20]! ^= 1;
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-codec-'));
  createKeyringFile(path.join(folder, 'keyring.json'));
  const foreign = createCodec(loadKeyring(path.join(folder, 'keyring.json')));
  const [other] = await foreign.encode([{ metadata: {}, data: Buffer.from('x') }]);
  const asJson = {
    metadata: Object.fromEntries(
      Object.entries(other!.metadata!).map(([name, value]) => [
        name,
        Buffer.from(value as Uint8Array).toString('base64'),
      ]),
    ),
    data: Buffer.from(other!.data!).toString('base64'),
  };
  for (const wrong of [{ ...payload, data: bytes.toString('base64') }, asJson]) {
    const answer = await api.call('POST', '/codec/decode', { headers: support, json: { payloads: [wrong] } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  }
  rmSync(folder, { recursive: true });
});

test('each decoding is one audit entry, without any content', async () => {
  const before = (await audited(api.connection, 'payloads.decode')).length;
  const payloads = await sealed(api, support);
  await api.call('POST', '/codec/decode', { headers: support, json: { payloads: [...payloads, ...payloads] } });
  const entries = await audited(api.connection, 'payloads.decode');
  expect(entries.length).toBe(before + 1);
  expect(entries.at(-1)).toMatchObject({ role: 'support', outcome: 'done', data: { payloads: 2, via: 'session' } });
  expect(JSON.stringify(entries)).not.toContain('SECRET1');
});

test('another origin may not, with whichever headers', async () => {
  const json = { payloads: await sealed(api, support) };
  for (const foreign of [
    { origin: 'https://evil.example' },
    { origin: ui },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
  ]) {
    const answer = await api.call('POST', '/codec/decode', { headers: { ...support, ...foreign }, json });
    expect(answer).toMatchObject({ status: 403, body: { code: 'request.cross-site' } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('a Web UI on an origin of its own: that origin exactly, with credentials, and no other', async () => {
  const headers = await elsewhere.cookieOf(await elsewhere.makeSupport('sue'));
  const json = { payloads: await sealed(elsewhere, headers) };
  const ask = async (origin: string) =>
    elsewhere.call('POST', '/codec/decode', {
      headers: { ...headers, origin, 'sec-fetch-site': 'same-site', 'x-namespace': 'default' },
      json,
    });
  const answer = await ask(ui);
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'access-control-allow-origin': ui,
    'access-control-allow-credentials': 'true',
    vary: expect.stringContaining('Origin'),
  });
  for (const other of ['https://temporal.example.org.evil.example', 'http://temporal.example.org', 'null']) {
    const refused = await ask(other);
    expect(refused.status).toBe(403);
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
    expect(refused.headers['vary']).toContain('Origin');
  }
  // The exemption is for the codec alone.
  const others = await elsewhere.call('POST', '/api/v1/session', { headers: { ...headers, origin: ui }, json: {} });
  expect(others.body.code).toBe('request.cross-site');

  const preflight = await elsewhere.call('OPTIONS', '/codec/decode', {
    headers: { origin: ui, 'access-control-request-method': 'POST' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': ui,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'content-type, x-namespace, authorization',
  });
});

test('so many a minute by one person, and no more', async () => {
  const few = await startApi({ settings: { RATE_PAYLOADS_PER_SUBJECT: '2' } });
  try {
    const headers = await few.cookieOf(await few.makeSupport('sue'));
    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) {
      statuses.push((await few.call('POST', '/codec/encode', { headers, json: {} })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  } finally {
    await few.close();
  }
});
