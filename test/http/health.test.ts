import { createHealth } from '../../src/health/health.ts';
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
    const silent = createHealth({ connection, temporal: { systemInfo: never, pollers: never }, deadlineMs: 20 });
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
