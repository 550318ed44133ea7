import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { createKeyringFile, loadKeyring } from '../src/keys/keyring.ts';
import { createDataConverter } from '../src/temporal/data-converter.ts';
import { attributesAtStart } from '../src/temporal/attributes-at-start.ts';
import { temporalAddress } from '../test/support/servers.ts';
import { usualTimings } from '../test/support/world.ts';
import { firstLoginSignal, promoteToAdminType, startUpdate } from '../workflows/messages.ts';
import { median } from './measure.ts';

/**
 * What the process costs above the smallest Temporal workflow of the same shape: onboardings per second, the worker's
 * CPU for each, and the time from the event to the last step, one at a time. Effects do nothing; both take turns.
 */
const rounds = 5;
const each = 150;
const atOnce = 50;
const spacingMs = 300;
const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-bench-'));
const keyringFile = path.join(folder, 'keyring.json');
createKeyringFile(keyringFile);
const taskQueue = `bench-${process.pid}`;
const address = temporalAddress();
const worker: ChildProcess = fork(
  path.join(import.meta.dirname, 'process', 'worker.ts'),
  [address, taskQueue, keyringFile],
  {
    execArgv: process.execArgv,
  },
);
await once(worker, 'message');
const connection = await Connection.connect({ address });
const client = new Client({ connection, dataConverter: createDataConverter(loadKeyring(keyringFile)) });
let count = 0;

/** Started, at rest, told, and done. */
interface Kind {
  readonly name: string;
  park(): Promise<{ told(): Promise<unknown> }>;
}

const options = (workflowId: string) => ({ workflowId, taskQueue, workflowIdConflictPolicy: 'FAIL' as const });
const nextId = () => `bench/${process.pid}/${(count += 1)}`;

const skeleton: Kind = {
  name: 'skeleton',
  async park() {
    const workflowId = nextId();
    const startWorkflowOperation = new WithStartWorkflowOperation('skeleton', options(workflowId));
    await client.workflow.executeUpdateWithStart('parked', { startWorkflowOperation, args: [] });
    const handle = client.workflow.getHandle(workflowId);
    return { told: async () => (await handle.signal('go'), handle.result()) };
  },
};

const onboarding: Kind = {
  name: 'onboarding',
  async park() {
    const workflowId = nextId();
    const startWorkflowOperation = new WithStartWorkflowOperation(promoteToAdminType, {
      ...options(workflowId),
      args: [{ ref: 'ONB-BENCH0', timings: usualTimings }],
      typedSearchAttributes: attributesAtStart('1001', 'invite'),
      staticSummary: 'Promotion ONB-BENCH0 in account 1001',
    });
    await client.workflow.executeUpdateWithStart(startUpdate, { startWorkflowOperation, updateId: 'start' });
    const handle = client.workflow.getHandle(workflowId);
    return { told: async () => (await handle.signal(firstLoginSignal), handle.result()) };
  },
};

async function cpuMs(): Promise<number> {
  worker.send('how much?');
  const [{ user, system }] = (await once(worker, 'message')) as [NodeJS.CpuUsage];
  return (user + system) / 1_000;
}

/** Many at once. @returns milliseconds of time, and of the worker's CPU, for each */
async function flood(kind: Kind): Promise<{ ms: number; cpu: number }> {
  const before = await cpuMs();
  const start = performance.now();
  let left = each;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const parked = await kind.park();
      await parked.told();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const ms = (performance.now() - start) / each;
  return { ms, cpu: ((await cpuMs()) - before) / each };
}

/** One at a time, with pauses: back to back, the development server delays each task by some 40 ms. */
async function wake(kind: Kind): Promise<number> {
  const parked = await kind.park();
  await pause();
  const start = performance.now();
  await parked.told();
  const took = performance.now() - start;
  await pause();
  return took;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, spacingMs));
const ratioOf = (ours: readonly number[], theirs: readonly number[]) =>
  median(ours.map((own, at) => own / theirs[at]!));
const percentile = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)]!;

for (const kind of [skeleton, onboarding]) await flood(kind);
const base: { ms: number; cpu: number }[] = [];
const ours: { ms: number; cpu: number }[] = [];
for (let round = 0; round < rounds; round += 1) {
  base.push(await flood(skeleton));
  ours.push(await flood(onboarding));
}
const wakes = { skeleton: [] as number[], onboarding: [] as number[] };
// Of fewer, the slowest percent would be the slowest one.
for (let round = 0; round < 200; round += 1) {
  wakes.skeleton.push(await wake(skeleton));
  wakes.onboarding.push(await wake(onboarding));
}
console.log('\nThe process against the skeleton, effects no-op');
const rate =
  1 /
  ratioOf(
    ours.map(({ ms }) => ms),
    base.map(({ ms }) => ms),
  );
const cpu = ratioOf(
  ours.map((one) => one.cpu),
  base.map((one) => one.cpu),
);
const woken = median(wakes.onboarding) / median(wakes.skeleton);
console.log(`  onboardings per second                  ${rate.toFixed(2)} ×  (budget at least 0.60)`);
console.log(`  worker CPU for each                     ${cpu.toFixed(2)} ×  (budget at most 1.5)`);
console.log(`  event → end, idle, p50                  ${woken.toFixed(2)} ×  (budget at most 2)`);
const tailOf = (values: readonly number[]) => (percentile(values, 0.99) / median(values)).toFixed(2);
const { onboarding: own, skeleton: smallest } = wakes;
console.log(
  `  the same, p99 / p50                     ${tailOf(own)} ×  (budget at most 5; the skeleton's ${tailOf(smallest)})`,
);
worker.disconnect();
await connection.close();
rmSync(folder, { recursive: true });
process.exit();
