import { once } from 'node:events';
import net from 'node:net';
import type { Connection } from 'mongoose';
import { connectDatabase } from '../../src/database/connect.ts';
import { counted } from '../../src/mail/counted.ts';
import { MailRejected, MailUnreachable } from '../../src/mail/failures.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { recordModels } from '../../src/records/models.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { keepFindings } from '../../src/support/findings.ts';
import { audited } from '../support/people.ts';
import { testDatabaseUri } from '../support/servers.ts';
import { startApi, type TestApi } from '../http/support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ settings: { METRICS_TOKEN: 'a-long-random-text-for-prometheus' } });
  const { onboardings } = recordModels(api.connection);
  const by = { kind: 'system' as const };
  const one = (n: number, more: object) => ({
    ...{ ref: `ONB-C0VNT${n}`, account: '1001', group: 'account-administrators', email: `cara${n}@example.org` },
    ...{ addressKey: `cara${n}@example.org`, stage: 'awaiting-first-login', open: true, revision: 1, seq: 0 },
    ...{ initiator: by, sponsor: by, candidate: { firstName: 'Cara', lastName: 'Quill', locale: 'en' } },
    ...{ workflow: { id: `x${n}`, runId: null }, stageSince: new Date(Date.now() - 3_600_000) },
    ...more,
  });
  const stall = (reason: string, hours: number) => ({
    stage: 'stalled',
    stall: { reason, stage: 'inviting', attempt: 1, detail: null, since: new Date(Date.now() - hours * 3_600_000) },
  });
  await onboardings.create([
    one(1, {}),
    one(2, {}),
    one(3, stall('mail-rejected', 2)),
    one(4, stall('mail-rejected', 4)),
    one(5, stall('internal', 1)),
    one(6, { stage: 'completed', open: false }),
  ] as never);
  await outboxModel(api.connection).create([
    { message: { kind: 'start', ref: 'ONB-C0VNT1' }, dueAt: new Date(), createdAt: new Date(Date.now() - 60_000) },
  ]);
  const found = {
    kind: 'record-disagrees',
    subject: 'ONB-C0VNT1',
    ref: 'ONB-C0VNT1',
    detail: 'workflow-ended',
  } as const;
  await keepFindings(api.connection, [found], new Date(Date.now() - 7_200_000));
});
afterAll(() => api.close());

const read = async (headers: Record<string, string> = {}) => api.call('GET', '/metrics', { headers });
const valueOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
};

test('counts onboardings by stage and stalls by reason, and says how long and what waits', async () => {
  await api.call('GET', '/api/v1/onboardings/ONB-C0VNT1');
  const { status, text, headers } = await read();
  expect(status).toBe(200);
  expect(headers['content-type']).toContain('text/plain');
  expect(valueOf(text, 'castellan_onboardings{stage="awaiting-first-login"}')).toBe(2);
  expect(valueOf(text, 'castellan_onboardings{stage="stalled"}')).toBe(3);
  expect(valueOf(text, 'castellan_onboardings{stage="completed"}')).toBe(1);
  expect(valueOf(text, 'castellan_onboarding_stalls{reason="mail-rejected"}')).toBe(2);
  expect(valueOf(text, 'castellan_onboarding_stalls{reason="candidate-locked"}')).toBe(0);
  expect(valueOf(text, 'castellan_onboarding_stage_oldest_seconds{stage="stalled"}')).toBeCloseTo(4 * 3_600, -3);
  expect(valueOf(text, 'castellan_onboarding_stage_mean_seconds{stage="awaiting-first-login"}')).toBeCloseTo(3_600, -3);
  expect(valueOf(text, 'castellan_outbox_entries')).toBe(1);
  expect(valueOf(text, 'castellan_outbox_oldest_seconds')).toBeGreaterThanOrEqual(60);
  expect(valueOf(text, 'castellan_findings{kind="record-disagrees"}')).toBe(1);
  expect(valueOf(text, 'castellan_directory_unavailable')).toBe(0);
  const requests =
    'castellan_http_request_duration_seconds_count{method="GET",route="/api/v1/onboardings/{ref}",status="401"}';
  expect(valueOf(text, requests)).toBe(1);
});

test('no label holds a reference, an address or a name', async () => {
  for (const path of ['/m/some-message-id-0123456789', '/onboardings/ONB-C0VNT1', '/cara1@example.org']) {
    await api.call('GET', path);
  }
  const { text } = await read();
  expect(text).not.toMatch(/C0VNT|example\.org|Cara|Quill|message-id/);
});

test('only this machine, and whoever holds the token, may read them', async () => {
  expect((await read()).status).toBe(200);
  expect((await read({ 'x-forwarded-for': '203.0.113.7' })).status).toBe(404);
  expect((await read({ forwarded: 'for=203.0.113.7' })).status).toBe(404);
  const passedOn = { 'x-forwarded-for': '203.0.113.7' };
  expect((await read({ ...passedOn, authorization: 'Bearer a-long-random-text-for-prometheus' })).status).toBe(200);
  expect((await read({ ...passedOn, authorization: 'Bearer something-else-altogether' })).status).toBe(404);
});

test('mails are counted by how they ended', async () => {
  const outcomes: string[] = [];
  const failures: (Error | null)[] = [null, new MailRejected(550, 'no'), new MailUnreachable(null, 'away')];
  const mail = { messageId: 'a@b', to: 'c@d', subject: '', text: '', html: '', locale: 'en' as const };
  for (const failure of failures) {
    const send = async () => (failure ? Promise.reject(failure) : { response: '250 ok' });
    const mailer = counted({ send, verify: async () => {}, close: () => {} }, (outcome) => outcomes.push(outcome));
    await mailer.send(mail).catch(() => {});
  }
  expect(outcomes).toEqual(['sent', 'rejected', 'unreachable']);
});

test('while MongoDB is away it says so, and tells nothing that it cannot know', async () => {
  const { hostname, port } = new URL(testDatabaseUri());
  const sockets = new Set<net.Socket>();
  const proxy = net.createServer((socket) => {
    const there = net.connect({ host: hostname, port: Number(port) });
    for (const end of [socket, there])
      sockets.add(end.on('error', () => {}).on('close', () => (socket.destroy(), there.destroy())));
    socket.pipe(there).pipe(socket);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const uri = new URL(testDatabaseUri(api.connection.name));
  uri.host = `127.0.0.1:${(proxy.address() as net.AddressInfo).port}`;
  const connection: Connection = await connectDatabase(uri.href);
  let now = Date.now();
  const { createHealth } = await import('../../src/health/health.ts');
  const health = createHealth({ connection, temporal: { systemInfo: async () => ({}), pollers: async () => 1 } });
  const metrics = createMetrics({ connection, health, now: () => now });
  expect(valueOf(await metrics.text(), 'castellan_onboardings{stage="stalled"}')).toBe(3);
  proxy.close();
  for (const socket of sockets) socket.destroy();
  now += 6_000;
  const text = await metrics.text();
  expect(valueOf(text, 'castellan_directory_unavailable')).toBe(1);
  expect(valueOf(text, 'castellan_no_worker')).toBe(0);
  expect(text).not.toContain('castellan_onboardings{');
  await connection.destroy();
});

test('support sees the overview and the findings; an administrator does not, and the refusal is audited', async () => {
  const support = await api.cookieOf(await api.makeSupport('sue'));
  const { body } = await api.call('GET', '/api/v1/support/overview', { headers: support });
  expect(body).toMatchObject({
    stages: { stalled: 3, 'awaiting-first-login': 2, completed: 1 },
    stalls: { 'mail-rejected': 2, internal: 1 },
    outbox: { count: 1 },
    findings: 1,
    oldest: { ref: 'ONB-C0VNT4', topic: 'mail-rejected' },
  });
  expect(body.needsHuman.map(({ topic }: { topic: string }) => topic)).toEqual([
    'record-disagrees',
    'internal',
    'mail-rejected',
    'mail-rejected',
  ]);
  expect(body.needsHuman[0].runbook).toMatch(/\/runbook\/record-disagrees$/);
  expect(body.health.alerts.map(({ alert }: { alert: string }) => alert)).toEqual(['no-worker']);
  const findings = await api.call('GET', '/api/v1/support/findings', { headers: support });
  expect(findings.body.items).toEqual([
    expect.objectContaining({ kind: 'record-disagrees', ref: 'ONB-C0VNT1', detail: 'workflow-ended', seenAgain: 0 }),
  ]);
  // One that was kept before it was counted so.
  await api.connection.collection('findings').updateMany({}, { $unset: { seen: 1 } });
  const former = await api.call('GET', '/api/v1/support/findings', { headers: support });
  expect(former.body).toEqual(findings.body);
  const administrator = await api.cookieOf(await api.makeAdministrator('ann'));
  for (const path of ['overview', 'findings']) {
    const refused = await api.call('GET', `/api/v1/support/${path}`, { headers: administrator });
    expect(refused).toMatchObject({ status: 403, body: { code: 'access.not-support' } });
  }
  expect(await audited(api.connection, 'support.read')).toHaveLength(2);
});
