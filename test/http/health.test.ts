import { isDeepStrictEqual } from 'node:util';
import { createBanner } from '../../src/console/banner.ts';
import type { Visit } from '../../src/console/visit.ts';
import { createHealth } from '../../src/health/health.ts';
import { createMailServer } from '../../src/support/mail-server.ts';
import { dictionary } from '../../src/language/index.ts';
import { counted } from '../../src/mail/counted.ts';
import { createMailer, MailUnreachable } from '../../src/mail/transport.ts';
import { startSmtp } from '../mail/smtp.ts';
import { startAwayProxy } from '../support/away-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { testDatabase } from '../support/servers.ts';
import { startApi } from './support.ts';

test('tells each part; without a worker it is degraded but takes requests', async () => {
  const api = await startApi({ settings: { TEMPORAL_TASK_QUEUE: 'nobody-polls-this' } });
  try {
    const { status, body, headers } = await api.call('GET', '/readyz');
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({
      status: 'degraded',
      checks: { mongodb: { ok: true }, temporal: { ok: true }, worker: { ok: false, detail: 'no worker is polling' } },
    });
    api.services.health.stop();
    const stopping = await api.call('GET', '/readyz');
    expect([stopping.status, stopping.body.status]).toEqual([503, 'stopping']);
    expect((await api.call('GET', '/livez')).status).toBe(200);
  } finally {
    await api.close();
  }
});

test('Temporal away, and one that never answers, are told within the deadline', async () => {
  const connection = await testDatabase();
  try {
    const never = () => new Promise<never>(() => {});
    const silent = createHealth({ connection, temporal: { systemInfo: never, pollers: never }, deadlineMs: 500 });
    const failing = createHealth({
      connection,
      temporal: { systemInfo: async () => Promise.reject(new Error('refused 10.0.0.7')), pollers: async () => 2 },
    });
    const no = { ok: false, detail: 'no answer' };
    expect(await silent.readiness()).toMatchObject({ status: 'degraded', checks: { temporal: no, worker: no } });
    expect(await failing.readiness()).toMatchObject({ checks: { temporal: no, worker: { ok: true } } });
  } finally {
    await connection.destroy();
  }
});

test('a mail server that does not answer is told by whoever sends, known to every process, and forgotten once it is back', async () => {
  const connection = await testDatabase();
  const smtp = await startSmtp();
  const proxy = await startAwayProxy({ host: '127.0.0.1', port: Number(new URL(smtp.url).port) });
  const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${proxy.port}`, from: 'Castellan <c@example.org>' });
  let now = Date.now();
  const mailServer = createMailServer({ connection, verify: mailer.verify, now: () => now });
  const temporal = { systemInfo: async () => ({}), pollers: async () => 1 };
  const health = createHealth({ connection, temporal, mailServer });
  const worker = createMailServer({ connection, now: () => now });
  const sending = (failure?: Error) =>
    counted(failure ? { ...mailer, send: async () => Promise.reject(failure) } : mailer, (_outcome, answered) =>
      worker.tell(answered),
    ).send({ messageId: 'a@b', to: 'c@example.org', subject: '', text: '', html: '', locale: 'en' });
  const alerts = async (...expected: string[]) =>
    eventually(async () => isDeepStrictEqual((await health.readiness()).alerts, expected));
  try {
    await alerts();
    // An answer to this one mail says that the server is there.
    await expect(sending(new MailUnreachable(450, 'try later'))).rejects.toThrow();
    await alerts();
    proxy.setAway(true);
    await expect(sending()).rejects.toThrow(MailUnreachable);
    await alerts('mail-server-unreachable');
    expect((await health.readiness()).status).toBe('ready');
    const { administration } = dictionary('en');
    const banner = await createBanner(health)({ administration } as Visit);
    expect(String(banner)).toContain(administration.alerts['mail-server-unreachable']!.title);
    proxy.setAway(false);
    now += 31_000;
    await alerts();
    expect(String(await createBanner(health)({ administration } as Visit))).toBe('null');
  } finally {
    mailer.close();
    proxy.close();
    await smtp.close();
    await connection.destroy();
  }
});
