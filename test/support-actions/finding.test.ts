import type { Principal } from '../../src/directory/authority.ts';
import { readAge } from '../../src/onboardings/ages.ts';
import { recordModels, type OnboardingRecord } from '../../src/records/models.ts';
import { nameKeysOf } from '../../src/records/name-keys.ts';
import { newReference } from '../../src/onboardings/references.ts';
import { isEnding, type Stage, type StallReason } from '../../workflows/stages.ts';
import { startApi, type TestApi } from '../http/support.ts';

/** Finding what needs a human among everything else, from the records alone. */
let api: TestApi;
let administrator: Principal;
let support: Principal;
let asSupport: Record<string, string>;
const hour = 3_600_000;

beforeAll(async () => {
  api = await startApi();
  administrator = await api.makeAdministrator('ann');
  support = await api.makeSupport('sam');
  asSupport = await api.cookieOf(support);
});
afterAll(async () => api.close());
afterEach(async () => void (await recordModels(api.connection).onboardings.deleteMany({})));

interface Facts {
  readonly account?: string;
  readonly stage?: Stage;
  readonly reason?: StallReason;
  readonly asked?: number;
  readonly stalled?: number;
  readonly name?: readonly [string, string];
}

/** A record as it would stand there; hours say how long ago. */
async function put(email: string, { account = '1001', stage, reason, asked = 100, stalled = 1, name }: Facts = {}) {
  const ref = newReference();
  const ago = (hours: number) => new Date(Date.now() - hours * hour);
  const candidate = { firstName: name?.[0] ?? '', lastName: name?.[1] ?? '', locale: 'en' as const };
  const by = { kind: 'user', user: administrator.user, name: administrator.userId, role: 'administrator' } as const;
  const stands = stage ?? (reason ? 'stalled' : 'awaiting-first-login');
  const record: OnboardingRecord = {
    ...{
      ref,
      account,
      group: 'account-administrators',
      email,
      addressKey: email,
      path: 'invite',
      requestedPath: 'invite',
    },
    ...{
      stage: stands,
      open: !isEnding(stands),
      revision: 1,
      seq: 0,
      nextAutomaticAction: null,
      initiator: by,
      sponsor: by,
    },
    stall: reason ? { reason, stage: 'inviting', attempt: 1, detail: null, since: ago(stalled) } : null,
    ...{
      approvalNeeded: false,
      handledBy: [],
      candidate,
      nameKeys: nameKeysOf(candidate),
      reason: null,
    },
    ...{
      createdUser: false,
      sendings: 1,
      createdAt: ago(asked),
      updatedAt: ago(asked),
      workflow: { id: ref, runId: null },
    },
  };
  await recordModels(api.connection).onboardings.create([record]);
  return ref;
}

async function find(query: string, headers = asSupport): Promise<string[]> {
  const { status, body } = await api.call('GET', `/api/v1/onboardings?${query}`, { headers });
  expect(status).toBe(200);
  return body.items.map(({ email }: { email: string }) => email);
}

test('by stage, reason, account and age', async () => {
  await put('rejected@x.org', { reason: 'mail-rejected', stalled: 30 });
  await put('unreachable@x.org', { reason: 'mail-unreachable', stalled: 2 });
  await put('other@x.org', { reason: 'mail-unreachable', stalled: 50, account: '2002' });
  await put('waiting@x.org', { asked: 60 });
  await put('fresh@x.org', { asked: 1 });
  await put('done@x.org', { stage: 'completed' });
  expect((await find('stage=stalled')).sort()).toEqual(['other@x.org', 'rejected@x.org', 'unreachable@x.org']);
  expect(await find('reason=mail-rejected')).toEqual(['rejected@x.org']);
  expect(await find('reason=mail-unreachable&account=1001')).toEqual(['unreachable@x.org']);
  expect(await find('stage=completed&reason=mail-rejected')).toEqual([]);
  expect((await find('stage=stalled&olderThan=24')).sort()).toEqual(['other@x.org', 'rejected@x.org']);
  expect(await find('reason=mail-unreachable&olderThan=P2D')).toEqual(['other@x.org']);
  expect((await find('olderThan=PT48H')).sort()).toEqual(['done@x.org', 'other@x.org', 'waiting@x.org']);
  for (const wrong of ['P1M', 'yesterday', 'P', 'PT', '-3']) {
    const { status, body } = await api.call('GET', `/api/v1/onboardings?olderThan=${wrong}`, { headers: asSupport });
    expect([status, body.errors[0].pointer]).toEqual([422, '/query/olderThan']);
  }
});

test('by the beginning of a reference, an address or a name, without accents and capitals', async () => {
  const ref = await put('ines.ferreira@x.org', { name: ['Inès', 'Ferreira'] });
  await put('someone@x.org', { name: ['Someone', 'Else'] });
  for (const q of [ref.slice(0, 8), ref.toLowerCase(), 'ines.', 'INES.F', 'inès', 'Ines', 'ferreira i', 'INÈS  FERR']) {
    expect([q, await find(`q=${encodeURIComponent(q)}`)]).toEqual([q, ['ines.ferreira@x.org']]);
  }
  expect(await find('q=erreira')).toEqual([]);
  expect(await find(`q=${encodeURIComponent('.*')}`)).toEqual([]);
});

test('what needs a human first: by urgency, the longest stalled before the others, page by page', async () => {
  const expected = [
    ['internal@x.org', { reason: 'internal' }],
    ['approval@x.org', { reason: 'approval-needed' }],
    ['locked@x.org', { reason: 'candidate-locked' }],
    ['rejected@x.org', { reason: 'mail-rejected' }],
    ['long@x.org', { reason: 'mail-unreachable', stalled: 9 }],
    ['short@x.org', { reason: 'mail-unreachable', stalled: 3 }],
    ['overdue@x.org', { reason: 'first-login-overdue', stalled: 90 }],
    ['newer@x.org', { asked: 5 }],
    ['older@x.org', { asked: 8 }],
    ['done@x.org', { stage: 'completed', asked: 1 }],
  ] as const;
  for (const [email, facts] of expected.toReversed()) await put(email, facts);
  const emails = expected.map(([email]) => email);
  expect(await find('sort=needs-human')).toEqual(emails);
  for (const limit of [1, 3, 7]) {
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const target = `/api/v1/onboardings?sort=needs-human&limit=${limit}&cursor=${cursor}`;
      const { body, headers } = await api.call('GET', target, { headers: asSupport });
      seen.push(...body.items.map(({ email }: { email: string }) => email));
      expect(headers['link'] !== undefined).toBe(body.nextCursor !== null);
      if (body.nextCursor === null) break;
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(emails);
  }
  const { body } = await api.call('GET', '/api/v1/onboardings?sort=needs-human&limit=9', { headers: asSupport });
  const foreign = await api.call('GET', `/api/v1/onboardings?cursor=${body.nextCursor}`, { headers: asSupport });
  expect([foreign.status, foreign.body.errors[0].pointer]).toEqual([422, '/query/cursor']);
});

test('counts by stage and by reason, of what the caller may see', async () => {
  await put('one@x.org', { reason: 'mail-rejected' });
  await put('two@x.org', { reason: 'mail-rejected', account: '2002' });
  await put('three@x.org', { reason: 'internal' });
  await put('four@x.org');
  await put('five@x.org', { stage: 'cancelled' });
  const counts = async (query: string, headers = asSupport) =>
    (await api.call('GET', `/api/v1/onboardings/counts${query}`, { headers })).body;
  expect(await counts('')).toEqual({
    stages: { stalled: 3, 'awaiting-first-login': 1 },
    reasons: { 'mail-rejected': 2, internal: 1 },
  });
  const own = { stages: { stalled: 2, 'awaiting-first-login': 1 }, reasons: { 'mail-rejected': 1, internal: 1 } };
  expect(await counts('?account=1001')).toEqual(own);
  expect(await counts('?q=two')).toEqual({ stages: { stalled: 1 }, reasons: { 'mail-rejected': 1 } });
  expect(await counts('?olderThan=PT2H')).toEqual({ stages: { 'awaiting-first-login': 1 }, reasons: {} });
  expect(await counts('', await api.cookieOf(administrator))).toEqual(own);
  expect((await counts('?account=2002', await api.cookieOf(administrator))).code).toBe('account.not-found');
});

test('what a text finds can be acted on, and nothing else is', async () => {
  const ref = await put('two@x.org', { reason: 'mail-rejected' });
  await put('three@x.org', { reason: 'mail-rejected' });
  const { status, body } = await api.call('POST', '/api/v1/onboardings/actions', {
    headers: asSupport,
    json: { filter: { q: 'tw', stage: 'stalled' }, action: 'resume', reason: 'Server is back', dryRun: true },
  });
  expect([status, body]).toMatchObject([200, { matched: 1, more: false, items: [{ ref, outcome: 'would' }] }]);
  for (const q of ['', '  ']) {
    const all = { filter: { q }, action: 'cancel', reason: 'x', dryRun: true };
    const refused = await api.call('POST', '/api/v1/onboardings/actions', { headers: asSupport, json: all });
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ pointer: '/filter/q' }]]);
  }
});

test('every list and search is served by an index', async () => {
  const indexes = await recordModels(api.connection).onboardings.collection.indexes();
  const keys = indexes.map(({ key }) => Object.keys(key).join(' '));
  expect(keys).toEqual(
    expect.arrayContaining([
      'stage stall.reason stall.since ref',
      'account stage stall.reason stall.since ref',
      'open createdAt ref',
      'account open createdAt ref',
      'nameKeys',
    ]),
  );
});

test.each([
  ['36', 36 * hour],
  ['1.5', 1.5 * hour],
  ['P3D', 72 * hour],
  ['PT90M', 1.5 * hour],
  ['P1DT12H', 36 * hour],
  ['P1W', 168 * hour],
  ['PT5400S', 1.5 * hour],
  ['P1Y', null],
  ['3d', null],
  ['', null],
])('the age %j is %p ms', (text, milliseconds) => expect(readAge(text)).toBe(milliseconds));
