import { Writable } from 'node:stream';
import { createLog } from '../../src/log.ts';
import { startApi } from './support.ts';

test('logs one line a request: the route as a pattern, no address, no secret', async () => {
  const api = await startApi();
  try {
    const principal = await api.makeAdministrator('ann');
    const headers = await api.cookieOf(principal);
    await api.call('GET', '/api/v1/onboardings?q=secret-person%40example.org', { headers });
    await api.call('POST', '/api/v1/password-resets/my-reset-token-0123456789', {
      json: { password: 'a very secret sentence', confirmPassword: 'a very secret sentence' },
    });
    await api.call('POST', '/api/v1/session', {
      json: { userId: 'ann@example.org', password: 'a very secret sentence' },
    });
    await api.call('GET', '/m/some-message-id-0123456789');
    const lines = api.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['GET', '/api/v1/onboardings', 200],
      ['POST', '/api/v1/password-resets/{token}', 410],
      ['POST', '/api/v1/session', 401],
      ['GET', '-', 404],
    ]);
    for (const line of lines) expect(line['requestId']).toMatch(/^[0-9a-f-]{36}$/);
    const all = api.logged.join('');
    expect(all).not.toMatch(/example\.org|%40|secret|reset-token|message-id|castellan=|cookie/i);
  } finally {
    await api.close();
  }
});

test('an unforeseen error is 500 to the caller, and in the log without what it may quote', async () => {
  const failure = new Error(`E11000 dup key: { addressKey: "cara@example.org" } token ${'k'.repeat(43)}`);
  const api = await startApi({
    adjust: (services) => ({
      ...services,
      directory: { ...services.directory, listAccounts: async () => Promise.reject(failure) },
    }),
  });
  try {
    const headers = await api.cookieOf(await api.makeAdministrator('ann'));
    const answer = await api.call('GET', '/api/v1/accounts', { headers });
    expect(answer).toMatchObject({ status: 500, body: { code: 'service.internal' } });
    expect(answer.text).not.toMatch(/E11000|cara/);
    const entry = api.logged.map((line) => JSON.parse(line)).find(({ problem }) => problem === 'service.internal');
    expect(entry).toMatchObject({
      level: 50,
      requestId: answer.body.traceId,
      err: { type: 'Error', message: 'E11000 dup key: { addressKey: "[address]" } token [token]' },
    });
    expect(entry.err.stack).toContain('log.test');
    expect(entry.err.stack).not.toContain('cara');
  } finally {
    await api.close();
  }
});

test('a secret that comes up all the same is redacted', () => {
  const written: string[] = [];
  const log = createLog(
    'info',
    new Writable({ write: (chunk: Buffer, _e, done) => (written.push(String(chunk)), done()) }),
  );
  log.info(
    { password: 'one', body: { token: 'two', code: 'three' }, req: { headers: { authorization: 'four' } } },
    'x',
  );
  expect(written.join('')).not.toMatch(/one|two|three|four/);
});
