import { auditModel } from '../../src/audit/audit.ts';
import { hashPassword } from '../../src/credentials/passwords.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { Problem } from '../../src/problems.ts';
import { startApi, type TestApi } from './support.ts';

const permanent = 'correct horse battery staple';
let api: TestApi;

beforeAll(async () => {
  api = await startApi({ settings: { RATE_SIGN_IN_PER_SUBJECT: '3', RATE_MAILS_PER_SUBJECT: '2' } });
  const { user } = await api.makeAdministrator('ann');
  const passwordHash = await hashPassword(permanent);
  await api.models.users.updateOne({ _id: user }, { $set: { passwordHash } });
  await api.models.users.updateOne({ _id: (await api.makeUser('bob'))._id }, { $set: { passwordHash } });
});
afterAll(async () => api.close());

const signIn = (userId: string, password: string, headers = {}) =>
  api.call('POST', '/api/v1/session', { json: { userId, password }, headers });
const cookieIn = ({ headers }: { headers: Record<string, unknown> }) => String((headers['set-cookie'] as string[])[0]);

test('signs in with a cookie that scripts and other sites do not get', async () => {
  const answer = await signIn('Ann@Example.org', permanent);
  expect(answer).toMatchObject({
    status: 200,
    body: {
      status: 'signed-in',
      requiredActions: [],
      user: { userId: 'ann@example.org', firstName: 'ann', lastName: 'Tester', locale: 'en' },
    },
  });
  expect(cookieIn(answer)).toMatch(/^castellan=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  const cookie = cookieIn(answer).split(';')[0]!;
  const me = await api.call('GET', '/api/v1/me', { headers: { cookie } });
  expect(me.body).toMatchObject({
    userId: 'ann@example.org',
    status: 'signed-in',
    via: 'session',
    accounts: [{ number: '1001', name: 'First' }],
    support: false,
  });

  const again = await signIn('ann@example.org', permanent, { cookie });
  expect(cookieIn(again)).not.toContain(cookie);
  expect((await api.call('GET', '/api/v1/me', { headers: { cookie } })).status).toBe(401);

  const renewed = cookieIn(again).split(';')[0]!;
  const out = await api.call('DELETE', '/api/v1/session', { headers: { cookie: renewed } });
  expect([out.status, out.text]).toEqual([204, '']);
  expect(cookieIn(out)).toContain('Expires=Thu, 01 Jan 1970');
  expect((await api.call('GET', '/api/v1/me', { headers: { cookie: renewed } })).status).toBe(401);
});

test('on https the cookie is bound to the host', async () => {
  const secure = await startApi({ settings: { PUBLIC_URL: 'https://castellan.example.org' } });
  try {
    const user = await secure.makeUser('ann');
    await secure.models.users.updateOne({ _id: user._id }, { $set: { passwordHash: await hashPassword(permanent) } });
    const answer = await secure.call('POST', '/api/v1/session', {
      json: { userId: 'ann@example.org', password: permanent },
    });
    expect(cookieIn(answer)).toMatch(/^__Host-castellan=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
  } finally {
    await secure.close();
  }
});

test('refuses every cause alike, and counts them by address before any hashing', async () => {
  const { traceId: _one, ...wrong } = (await signIn('bob@example.org', 'wrong wrong wrong')).body;
  const { traceId: _other, ...unknown } = (await signIn('nobody@example.org', 'wrong wrong wrong')).body;
  expect(wrong).toEqual(unknown);
  expect(wrong).toMatchObject({ status: 401, code: 'sign-in.refused' });

  // A success takes its own count back: three failures are the limit, however many successes come between.
  expect((await signIn('bob@example.org', permanent)).status).toBe(200);
  expect((await signIn('bob@example.org', permanent)).status).toBe(200);
  expect((await signIn('bob@example.org', 'wrong wrong wrong')).status).toBe(401);
  expect((await signIn('bob@example.org', 'wrong wrong wrong')).status).toBe(401);
  const limited = await signIn('BOB@example.org', permanent);
  expect(limited).toMatchObject({ status: 429, body: { code: 'rate.limited' } });
  expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
  expect(limited.body.detail).toContain(`${limited.headers['retry-after']} s`);
});

test('what was no wrong password is not counted', async () => {
  const { signIn: real } = api.services;
  Object.assign(api.services, { signIn: async () => Promise.reject(new Problem('service.busy')) });
  for (let i = 0; i < 5; i += 1) expect((await signIn('ann@example.org', permanent)).status).toBe(503);
  Object.assign(api.services, { signIn: real });
  expect((await signIn('ann@example.org', permanent)).status).toBe(200);
});

test('a first login is all that a required-actions session can do', async () => {
  const user = await api.makePending('cara');
  const prepared = await api.temporaryPasswords.prepare();
  await inTransaction(api.connection, async (session) => api.temporaryPasswords.make(session, user._id, prepared));
  const begun = await signIn('cara@example.org', prepared.password);
  expect(begun.body).toMatchObject({
    status: 'required-actions',
    requiredActions: ['features', 'preferences', 'permanent-password'],
  });
  const headers = { cookie: cookieIn(begun).split(';')[0]! };
  const call = (method: string, path: string, json?: object) =>
    api.call(method, path, { headers, ...(json ? { json } : {}) });

  for (const [method, path] of [
    ['GET', '/api/v1/accounts'],
    ['GET', '/api/v1/onboardings'],
    ['POST', '/api/v1/envelopes/x/release'],
  ] as const) {
    const refused = await call(method, path, method === 'POST' ? { epk: {} } : undefined);
    expect(refused).toMatchObject({
      status: 403,
      body: {
        code: 'access.required-actions-pending',
        nextActions: [{ rel: 'first-login', href: '/api/v1/first-login', title: 'Complete the first login' }],
      },
    });
  }
  expect((await call('GET', '/api/v1/me')).body).toMatchObject({ status: 'required-actions', accounts: [] });
  expect((await call('POST', '/api/v1/first-login', { password: 'a very long sentence' })).body.code).toBe(
    'first-login.out-of-order',
  );
  expect((await call('PATCH', '/api/v1/first-login', { features: { seen: true } })).body).toEqual({
    status: 'required-actions',
    requiredActions: ['preferences', 'permanent-password'],
  });
  expect((await call('GET', '/api/v1/first-login')).body).toMatchObject({
    requiredActions: ['preferences', 'permanent-password'],
    preferences: { language: 'en' },
  });
  const preferences = { language: 'fr', timeZone: 'Europe/Paris', notifyNewMessages: true };
  const weak = await call('POST', '/api/v1/first-login', { preferences, password: 'short', confirmPassword: 'other' });
  expect(weak).toMatchObject({ status: 422, body: { code: 'password.rejected' } });
  expect(new Set(weak.body.errors.map(({ pointer }: { pointer: string }) => pointer))).toEqual(
    new Set(['/password', '/confirmPassword']),
  );
  const password = 'zwölf grüne Laternen im Nebel';
  const done = await call('POST', '/api/v1/first-login', { preferences, password, confirmPassword: password });
  expect(done).toMatchObject({ status: 200, body: { status: 'signed-in', requiredActions: [] } });
  // The session is a new one, with all rights; the former is over.
  expect((await call('GET', '/api/v1/me')).status).toBe(401);
  const full = { cookie: cookieIn(done).split(';')[0]! };
  expect((await api.call('GET', '/api/v1/me', { headers: full })).body).toMatchObject({
    status: 'signed-in',
    locale: 'fr',
  });
  const late = await api.call('POST', '/api/v1/first-login', { headers: full, json: { features: { seen: true } } });
  // The person's own language, as the request names none.
  expect(late).toMatchObject({ status: 409, body: { title: 'Votre première connexion est déjà terminée.' } });
});

test('an expired temporary password is told only to whoever knows it', async () => {
  const user = await api.makePending('dave');
  const prepared = await api.temporaryPasswords.prepare();
  await inTransaction(api.connection, async (session) =>
    api.temporaryPasswords.make(session, user._id, prepared, new Date(Date.now() - 73 * 3_600_000)),
  );
  expect((await signIn('dave@example.org', 'wrong wrong wrong')).body.code).toBe('sign-in.refused');
  expect(await signIn('dave@example.org', prepared.password)).toMatchObject({
    status: 403,
    body: { code: 'password.temporary-expired' },
  });
  const refused = { action: 'session.sign-in', outcome: 'refused', subject: String(user._id) } as const;
  expect(await auditModel(api.connection).countDocuments(refused)).toBe(2);
});

test('a password reset answers the same for every address, until its limit', async () => {
  const ask = async (userId: string) => {
    const { status, body } = await api.call('POST', '/api/v1/password-resets', { json: { userId } });
    return [status, body];
  };
  const accepted = [202, { status: 'accepted' }];
  expect(await ask('bob@example.org')).toEqual(accepted);
  expect(await ask('nobody@example.org')).toEqual(accepted);
  expect(await ask('nobody@example.org')).toEqual(accepted);
  expect((await ask('nobody@example.org'))[0]).toBe(429);

  const passwords = { password: permanent, confirmPassword: permanent };
  const secret = 'a-token-that-nobody-knows';
  const bad = await api.call('POST', `/api/v1/password-resets/${secret}`, { json: passwords });
  expect(bad).toMatchObject({ status: 410, body: { code: 'reset.invalid' } });
  expect(bad.text).not.toContain(secret);
  const looked = await api.call('GET', `/api/v1/password-resets/${secret}`);
  expect([looked.status, looked.headers['allow']]).toEqual([405, 'OPTIONS, POST']);
});
