import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLog } from '../../src/log.ts';
import { installRuntime } from '../../src/main/worker-runtime.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { testDatabase } from '../support/servers.ts';

/** What an alert in the documentation is written on has to exist, in the API's metrics or the worker's. */
const docs = path.resolve(import.meta.dirname, '../../docs');
const namesIn = (metrics: string): string[] =>
  [...metrics.matchAll(/^(?:# TYPE )?(\w+)[ {]/gm)].map(([, name]) => name!);

async function apiMetrics(): Promise<string> {
  const connection = await testDatabase();
  const checks = { ok: true, detail: '1 ms' };
  const readiness = async () =>
    ({ status: 'ready', checks: { mongodb: checks, temporal: checks, worker: checks }, alerts: [] }) as const;
  const metrics = createMetrics({ connection, health: { readiness } });
  metrics.observe({ method: 'GET' } as never, { once: () => {} } as never, () => {});
  const text = await metrics.text();
  await connection.destroy();
  return text;
}

let workerText: string;
beforeAll(async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const worker = installRuntime({ WORKER_METRICS_ADDRESS: address }, createLog('silent'));
  worker.countMail('sent');
  worker.timeStage({ stage: 'awaiting-first-login', seconds: 90_000 });
  workerText = await eventually(async () => {
    const text = await (await fetch(`http://${address}/metrics`)).text();
    return text.includes('castellan_mails') ? text : null;
  });
});

test('the time in a stage is a histogram over seconds to days', () => {
  const within = (seconds: number) =>
    `castellan_onboarding_stage_seconds_bucket{stage="awaiting-first-login",le="${seconds}"}`;
  expect(workerText).toContain(`${within(86_400)} 0`);
  expect(workerText).toContain(`${within(259_200)} 1`);
});

test('every metric that the documentation names exists', async () => {
  const existing = new Set([...namesIn(await apiMetrics()), ...namesIn(workerText)]);
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
  for (const page of pages) {
    const named = readFileSync(path.join(docs, page), 'utf8').match(/\bcastellan_[a-z_]+/g) ?? [];
    expect([page, named.filter((name) => !existing.has(name))]).toEqual([page, []]);
    if (page.startsWith('runbook')) expect(new Set(named).size).toBeGreaterThanOrEqual(8);
  }
});
