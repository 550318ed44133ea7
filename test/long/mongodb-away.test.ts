import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Visitor } from '../../src/cli/demo/visitor.ts';
import { type StartedMongodb, startMongodb } from '../../src/embedded/mongodb.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';
import type { OnboardingView } from '../../src/onboardings/view.ts';
import { createDataConverter } from '../../src/temporal/data-converter.ts';
import { firstLoginSignal, progressQuery, resumeUpdate, workflowIdOf } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type Product, startProduct } from '../support/product.ts';
import { type Visiting, visiting } from '../support/visiting.ts';

/** MongoDB is killed and stays away for two minutes, under the whole product. */
const awayForMs = 120_000;
let folder: string;
let port: number;
let mongodb: StartedMongodb;
let product: Product;
let people: Visiting;
let administrator: Visitor;
let connection: Connection;
let client: Client;

const bringUpMongodb = () =>
  startMongodb({
    port,
    dataFolder: path.join(folder, 'data'),
    homeFolder: folder,
    logFile: path.join(folder, 'mongodb.log'),
  });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'castellan-away-'));
  mkdirSync(path.join(folder, 'data'));
  port = await freePort();
  mongodb = await bringUpMongodb();
  product = await startProduct({ MONGODB_URI: mongodb.uri, PORT: '18380', START_DEADLINE_MS: '2000' });
  people = visiting(product.addresses);
  administrator = await people.signIn(product.addresses.administrator);
  connection = await Connection.connect({ address: product.addresses.temporalAddress });
  const keyring = loadKeyring(path.join(product.data, 'keyring.json'));
  client = new Client({ connection, dataConverter: createDataConverter(keyring) });
}, 120_000);
afterAll(async () => {
  await connection?.close();
  await product?.stop();
  await mongodb?.stop(5_000);
  rmSync(folder, { recursive: true, force: true });
});

interface Begun {
  readonly ref: string;
  readonly email: string;
  readonly password: string;
}

async function begin(email: string): Promise<Begun> {
  const { body } = await administrator.call<{ onboarding: OnboardingView; temporaryPassword: string }>(
    'POST',
    '/accounts/1001/onboardings',
    { email, path: 'temporary-password' },
    [202],
  );
  expect(body.onboarding.stage).toBe('awaiting-first-login');
  return { ref: body.onboarding.ref, email, password: body.temporaryPassword };
}

const handleOf = (ref: string) => client.workflow.getHandle(workflowIdOf(ref));
const eventsOf = async (ref: string) => (await handleOf(ref).fetchHistory()).events!.length;
const progressOf = (ref: string) => handleOf(ref).query(progressQuery);
const readiness = async () => {
  const response = await fetch(`${product.addresses.consoleUrl}/readyz`);
  return { status: response.status, body: (await response.json()) as { alerts: string[] } };
};
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${product.addresses.consoleUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
};
const pendingOf = async (ref: string) => (await handleOf(ref).describe()).raw.pendingActivities ?? [];

/** A hint without a login behind it costs a step on MongoDB, which finds that nothing is so, and leads back. */
async function hintAndRest(ref: string, meanwhile: () => Promise<void> = async () => {}): Promise<number> {
  const before = await eventsOf(ref);
  await handleOf(ref).signal(firstLoginSignal);
  await meanwhile();
  await eventually(async () => {
    const description = await handleOf(ref).describe();
    const { stage } = await progressOf(ref);
    const busy = (description.raw.pendingActivities ?? []).length > 0 || description.raw.pendingWorkflowTask;
    return stage === 'awaiting-first-login' && !busy && (await eventsOf(ref)) > before + 1;
  }, 90_000);
  return (await eventsOf(ref)) - before;
}

test('nothing stalls, everybody is told, others go on, and it goes on by itself afterwards', async () => {
  const stuck = await begin('stuck@example.org');
  const control = await begin('control@example.org');
  const unrelated = await begin('unrelated@example.org');
  const usual = await hintAndRest(control.ref);

  mongodb.kill();
  const grown = await hintAndRest(stuck.ref, async () => {
    const until = Date.now() + awayForMs;
    await eventually(async () => (await pendingOf(stuck.ref)).length === 1, 30_000);

    const { status, body } = await eventually(async () => {
      const seen = await readiness();
      return seen.status === 503 ? seen : null;
    });
    expect([status, body.alerts]).toEqual([503, ['directory-unavailable']]);
    await eventually(async () => (await metric('castellan_directory_unavailable')) === 1);
    const refused = await administrator.call<{ code: string }>('GET', '/onboardings', undefined, [503]);
    expect(refused.body.code).toBe('service.directory-unavailable');

    while (Date.now() < until) {
      // Whoever waits without MongoDB is answered at once: what it is asked, and what it must refuse.
      expect(await progressOf(unrelated.ref)).toMatchObject({ stage: 'awaiting-first-login', stall: null });
      const resumed = handleOf(unrelated.ref).executeUpdate(resumeUpdate, { args: [{ reason: 'nothing stalled' }] });
      await expect(resumed).rejects.toBeInstanceOf(WorkflowUpdateFailedError);
      expect((await progressOf(stuck.ref)).stall).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 5_000));
    }
    const [pending] = await pendingOf(stuck.ref);
    expect(pending!.attempt).toBeGreaterThan(3);
    mongodb = await bringUpMongodb();
  });

  // What the outage itself cost, beside what such a hint always costs.
  expect(grown - usual).toBeLessThanOrEqual(10);
  await eventually(async () => (await readiness()).body.alerts.length === 0, 60_000);
  await eventually(async () => (await metric('castellan_directory_unavailable')) === 0, 30_000);
  for (const { email, password } of [stuck, unrelated]) {
    await people.completeFirstLogin(await people.signIn({ userId: email, password }));
  }
  for (const { ref } of [stuck, unrelated]) {
    await eventually(async () => {
      const { body } = await administrator.call<OnboardingView>('GET', `/onboardings/${ref}`);
      return body.stage === 'completed' && !body.timeline!.some(({ kind }) => kind === 'stalled');
    }, 60_000);
  }
}, 360_000);
