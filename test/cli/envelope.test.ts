import { castellan, json, onboarding, type Seen, startApi } from './support.ts';

/** Decisions on the sealed message, and how invitations are mailed, from the command line. */
let api: Awaited<ReturnType<typeof startApi>>;
let answer: Parameters<typeof startApi>[0];
let env: Record<string, string>;

beforeEach(async () => {
  api = await startApi((seen, response) => answer(seen, response));
  env = { CASTELLAN_URL: api.url, CASTELLAN_TOKEN: 'cst_token' };
});
afterEach(async () => api.close());

const envelope = {
  ...{ mid: 'bWlkLW1pZC1taWQtbWlkLQ', state: 'sent', opens: true, expiresAt: '2026-11-29T10:00:00.000Z' },
  ...{ lockReason: null, openedAt: null, lastOpenedAt: null, openings: 0, allowedActions: ['lock'] },
};

test.each([
  ['lock', 'The message of ONB-7F3K9Q is locked.'],
  ['unlock', 'The message of ONB-7F3K9Q is unlocked; it can be opened until 29 Nov 2026, 10:00 UTC.'],
  ['extend', 'The message of ONB-7F3K9Q can be opened until 29 Nov 2026, 10:00 UTC.'],
  ['recall', 'The message of ONB-7F3K9Q is recalled. Nobody can open it any more.'],
])('envelope %s finds the message of the onboarding and says what became of it', async (action, said) => {
  answer = ({ method }, response) =>
    json(response, 200, method === 'GET' ? { ...onboarding(), envelope } : { envelope });
  const done = await castellan(['envelope', action, 'ONB-7F3K9Q', '--reason', 'because'], {
    env: { ...env, TZ: 'UTC' },
  });
  expect(done).toMatchObject({ code: 0, stdout: `${said}\n` });
  const [read, decided] = api.seen as [Seen, Seen];
  expect(read).toMatchObject({ method: 'GET', url: '/api/v1/onboardings/ONB-7F3K9Q' });
  expect(decided).toMatchObject({
    method: 'POST',
    url: `/api/v1/envelopes/${envelope.mid}/${action}`,
    body: { reason: 'because' },
  });
});

test('envelope extend takes hours; without a reason or a message it says so', async () => {
  answer = ({ method }, response) =>
    json(response, 200, method === 'GET' ? { ...onboarding(), envelope } : { envelope });
  await castellan(['envelope', 'extend', 'ONB-7F3K9Q', '--reason', 'x', '--hours', '48'], { env });
  expect(api.seen.at(-1)!.body).toEqual({ reason: 'x', hours: 48 });
  expect((await castellan(['envelope', 'lock', 'ONB-7F3K9Q'], { env })).code).toBe(2);
  answer = (_, response) => json(response, 200, { ...onboarding(), envelope: null });
  const none = await castellan(['envelope', 'lock', 'ONB-7F3K9Q', '--reason', 'x'], { env });
  expect(none).toMatchObject({ code: 7, stderr: expect.stringContaining('has no message') });
});

test('mail-policy set and list speak to the API for an account', async () => {
  const items = [
    { domain: 'a.example', attachment: 'link-only', scope: 'account', reason: 'filter', by: 'ann@example.org' },
    { domain: null, attachment: 'html', scope: 'everywhere', reason: 'usual', by: 'operator:host' },
  ];
  answer = (_, response) => json(response, 200, { items });
  const options = ['--account', '1001', '--domain', 'a.example', '--attachment', 'link-only', '--reason', 'filter'];
  const set = await castellan(['mail-policy', 'set', ...options], { env });
  expect(set.code).toBe(0);
  expect(set.stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['ACCOUNT', 'DOMAIN', 'ATTACHMENT', 'BY', 'REASON'],
    ['this', 'a.example', 'link-only', 'ann@example.org', 'filter'],
    ['all', 'all', 'html', 'operator:host', 'usual'],
    [''],
  ]);
  expect(api.seen[0]).toMatchObject({
    method: 'POST',
    url: '/api/v1/accounts/1001/mail-policies',
    body: { attachment: 'link-only', domain: 'a.example', reason: 'filter' },
  });
  const list = await castellan(['mail-policy', 'list', '--account', '1001', '--json'], { env });
  expect(JSON.parse(list.stdout)).toEqual({ items });
  const wrong = ['mail-policy', 'set', '--account', '1', '--attachment', 'pdf', '--reason', 'x'];
  expect((await castellan(wrong, { env })).code).toBe(2);
});
