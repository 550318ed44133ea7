import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Visitor } from '../../src/cli/demo/visitor.ts';
import { type StartedMongodb, startMongodb } from '../../src/embedded/mongodb.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';
import type { OnboardingView } from '../../src/onboardings/view.ts';
import { createDataConverter } from '../../src/temporal/data-converter.ts';
import {
  type Decision,
  firstLoginSignal,
  progressQuery,
  resendUpdate,
  resumeUpdate,
  workflowIdOf,
} from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type Product, startProduct } from '../support/product.ts';
import { type Visiting, visiting } from '../support/visiting.ts';

/** MongoDB is killed and stays away for two minutes, under the whole product. */
const awayForMs = 120_000;
/** What a reminder always adds to a history, at most: test/process/time holds it. */
const reminderEvents = 6;
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
  product = await startProduct({
    ...{ MONGODB_URI: mongodb.uri, PORT: '18380', START_DEADLINE_MS: '15000' },
    // An invitation is reminded of after 90 s: in the middle of the outage.
    INVITE_REMINDER_HOURS: '0.025',
  });
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
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
};
const pendingOf = async (ref: string) => (await handleOf(ref).describe()).raw.pendingActivities ?? [];

const viewOf = async (ref: string) => (await administrator.call<OnboardingView>('GET', `/onboardings/${ref}`)).body;
const stageOf = async (ref: string) => (await viewOf(ref)).stage;
const kindsOf = async (ref: string) => (await viewOf(ref)).timeline!.map(({ kind }) => kind);

/** A hint without a login behind it costs a step on MongoDB, which finds that nothing is so, and leads back. */
async function hintAndRest(ref: string, meanwhile: () => Promise<void> = async () => {}): Promise<number> {
  const before = await eventsOf(ref);
  await handleOf(ref).signal(firstLoginSignal);
  await meanwhile();
  return grownAtRest(ref, before);
}

/** A decision that is recorded in MongoDB, and the mail that follows from it. */
async function resendAndRest(ref: string): Promise<number> {
  const before = await eventsOf(ref);
  const resend = { args: [{ reason: 'lost the mail' }] as [Decision], waitForStage: 'ACCEPTED' as const };
  await handleOf(ref).startUpdate(resendUpdate, resend);
  return grownAtRest(ref, before);
}

async function grownAtRest(ref: string, before: number): Promise<number> {
  await eventually(async () => {
    const description = await handleOf(ref).describe();
    const { stage } = await progressOf(ref);
    const busy = (description.raw.pendingActivities ?? []).length > 0 || description.raw.pendingWorkflowTask;
    return stage === 'awaiting-first-login' && !busy && (await eventsOf(ref)) > before + 1;
  }, 240_000);
  return (await eventsOf(ref)) - before;
}

/** Somebody with a user whom support proposes: it stalls before the grant, until an administrator approves. */
async function beginStalled(email: string): Promise<string> {
  const names = { firstName: 'Noor', lastName: 'Haddad' };
  const { body: made } = await administrator.call<{ temporaryPassword: string }>(
    'POST',
    '/accounts/1001/users',
    { userId: email, ...names },
    [201],
  );
  await people.completeFirstLogin(await people.signIn({ userId: email, password: made.temporaryPassword }));
  const staff = await people.signIn(product.addresses.support);
  const { body } = await staff.call<{ onboarding: OnboardingView }>(
    'POST',
    '/accounts/1001/onboardings',
    { email, reason: 'asked for on the telephone' },
    [202],
  );
  const { ref } = body.onboarding;
  await eventually(async () => (await viewOf(ref)).stall?.reason === 'approval-needed', 60_000);
  return ref;
}

async function beginInvited(email: string): Promise<string> {
  const invitation = { email, path: 'invite' };
  const { body } = await administrator.call<{ onboarding: OnboardingView }>(
    'POST',
    '/accounts/1001/onboardings',
    invitation,
    [202],
  );
  const { ref } = body.onboarding;
  await eventually(async () => (await stageOf(ref)) === 'awaiting-first-login', 60_000);
  return ref;
}

test('nothing stalls, everybody is told, others go on, and it goes on by itself afterwards', async () => {
  const stuck = await begin('stuck@example.org');
  const control = await begin('control@example.org');
  const unrelated = await begin('unrelated@example.org');
  const resent = await begin('resent@example.org');
  const parked = await beginStalled('parked@example.org');
  const usual = await hintAndRest(control.ref);
  const usualResend = await resendAndRest(control.ref);
  const invited = await beginInvited('invited@example.org');
  const resting = await eventsOf(parked);
  const beforeReminder = await eventsOf(invited);

  mongodb.kill();
  // One at the grant, one at a decision, one whose reminder is due meanwhile: each waits in a step of its own.
  let grownResent = 0;
  const grown = await hintAndRest(stuck.ref, async () => {
    const until = Date.now() + awayForMs;
    const resending = resendAndRest(resent.ref);
    await eventually(async () => (await pendingOf(stuck.ref)).length === 1, 30_000);
    await eventually(async () => (await pendingOf(resent.ref)).length === 1, 30_000);

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
      for (const { ref } of [stuck, resent]) expect((await progressOf(ref)).stall).toBeNull();
      expect((await progressOf(parked)).stall).toMatchObject({ reason: 'approval-needed', attempt: 1 });
      await new Promise((resolve) => setTimeout(resolve, 5_000));
    }
    const [pending] = await pendingOf(stuck.ref);
    expect(pending!.attempt).toBeGreaterThan(3);
    // A timer is kept, though others hang: the reminder came due and waits for MongoDB in its own step.
    expect((await pendingOf(invited)).map(({ activityType }) => activityType?.name)).toEqual(['remind']);
    expect((await progressOf(invited)).stall).toBeNull();
    // Whoever needed nothing has nothing in the history.
    expect(await eventsOf(parked)).toBe(resting);
    mongodb = await bringUpMongodb();
    grownResent = await resending;
  });

  // What the outage itself cost, beside what the same always costs.
  expect(grown - usual).toBeLessThanOrEqual(10);
  expect(grownResent - usualResend).toBeLessThanOrEqual(10);
  await eventually(async () => (await readiness()).body.alerts.length === 0, 60_000);
  await eventually(async () => (await metric('castellan_directory_unavailable')) === 0, 30_000);
  expect(await metric('castellan_onboarding_stalls{reason="internal"}')).toBe(0);
  await eventually(async () => (await kindsOf(invited)).includes('reminded'), 60_000);
  // The one that came due in the outage, too.
  expect((await grownAtRest(invited, beforeReminder)) - reminderEvents).toBeLessThanOrEqual(10);
  await administrator.call('POST', `/onboardings/${parked}/approve`, { reason: 'she is one of us' });
  for (const { email, password } of [stuck, unrelated]) {
    await people.completeFirstLogin(await people.signIn({ userId: email, password }));
  }
  for (const ref of [stuck.ref, unrelated.ref, parked]) {
    await eventually(async () => (await stageOf(ref)) === 'completed', 60_000);
  }
  // The one that waited for an approval did so before; nobody else ever stalled.
  for (const ref of [stuck.ref, unrelated.ref, resent.ref, invited])
    expect(await kindsOf(ref)).not.toContain('stalled');
  expect((await kindsOf(parked)).filter((kind) => kind === 'stalled')).toHaveLength(1);
}, 600_000);
