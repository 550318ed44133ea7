import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { compactDecrypt } from 'jose';
import type { Visitor } from '../../src/cli/demo/visitor.ts';
import { releaseClaims } from '../../src/envelopes/format.ts';
import { newKeyPair, openReleased, publicPart, type ReleaseAnswer } from '../../src/envelopes/reader/opening.ts';
import { readKeyringFile } from '../../src/keys/keyring.ts';
import type { OnboardingView } from '../../src/onboardings/view.ts';
import { scheduleIds } from '../../src/temporal/schedules.ts';
import { eventually } from '../support/eventually.ts';
import { type Product, startProduct } from '../support/product.ts';
import { permanentPassword, type Visiting, visiting } from '../support/visiting.ts';

const { History } = proto.temporal.api.history.v1;
type HistoryAnswer = proto.temporal.api.workflowservice.v1.IGetWorkflowExecutionHistoryResponse;

/** The main job as people do it, on the whole product: every way from the request to the right. */
interface Promotion {
  readonly onboarding: OnboardingView;
  readonly joined: boolean;
  readonly temporaryPassword?: string;
}

let product: Product;
let people: Visiting;
let administrator: Visitor;
/** Whatever must not stand anywhere in clear. */
const secrets: (string | Buffer)[] = [permanentPassword, 'Ferreira', 'the keys to the castle'];

beforeAll(async () => {
  product = await startProduct();
  people = visiting(product.addresses);
  administrator = await people.signIn(product.addresses.administrator);
  secrets.push(product.addresses.administrator.password, product.addresses.administrator.userId);
  const { keys, pepper } = readKeyringFile(path.join(product.data, 'keyring.json'));
  secrets.push(...[pepper, ...keys.map(({ secret }) => secret)].flatMap(everyForm));
});
afterAll(() => product?.stop());

const members = async (): Promise<string[]> => {
  const { body } = await administrator.call<{ items: { userId: string }[] }>(
    'GET',
    '/accounts/1001/groups/account-administrators/members?limit=100',
  );
  return body.items.map(({ userId }) => userId);
};

const promote = async (email: string, more: object = {}, expected = [202]) => {
  secrets.push(email);
  return administrator.call<Promotion>('POST', '/accounts/1001/onboardings', { email, ...more }, expected);
};

const becomesMember = (email: string) => eventually(async () => (await members()).includes(email));

test('an existing user is a member in the same call', async () => {
  const email = 'existing@example.org';
  secrets.push(email);
  const { body: added } = await administrator.call<{ message: string; temporaryPassword: string }>(
    'POST',
    '/accounts/1001/users',
    { userId: email, firstName: 'Eve', lastName: 'Existing' },
    [201],
  );
  expect(added.message).toBe(`User <${email}> added.`);
  secrets.push(added.temporaryPassword);
  await people.completeFirstLogin(await people.signIn({ userId: email, password: added.temporaryPassword }));
  const { body } = await promote(email, {}, [201]);
  expect(body.onboarding.stage).toBe('completed');
  expect(await members()).toContain(email);
});

test('a temporary password leads over the first login to the right', async () => {
  const email = 'newcomer@example.org';
  const { body } = await promote(email, { path: 'temporary-password' });
  secrets.push(body.temporaryPassword!);
  expect(await members()).not.toContain(email);
  await people.completeFirstLogin(await people.signIn({ userId: email, password: body.temporaryPassword! }));
  await becomesMember(email);
  await people.signIn({ userId: email, password: permanentPassword });
});

test('an invitation leads over enrolment, first login and the opened message to the right', async () => {
  const email = 'invited@example.org';
  const { body } = await promote(email, { path: 'invite', message: 'Here are the keys to the castle.' });
  const { visitor, mid, code } = await people.enrol(email);
  secrets.push(code);
  await people.completeFirstLogin(visitor);
  const pair = await newKeyPair();
  const epk = await publicPart(pair);
  const { body: released } = await visitor.call<ReleaseAnswer>('POST', `/envelopes/${mid}/release`, { epk });
  expect((await openReleased(mid, released, pair)).text).toBe('Here are the keys to the castle.');
  const crit = Object.fromEntries(releaseClaims.map((name) => [name, true]));
  secrets.push(...everyForm((await compactDecrypt(released.key, pair.privateKey, { crit })).plaintext));
  await becomesMember(email);
  const seen = await administrator.call<OnboardingView>('GET', `/onboardings/${body.onboarding.ref}`);
  expect(seen.body.timeline!.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining([
      'requested',
      'envelope-sealed',
      'mailed',
      'code-sent',
      'enrolled',
      'first-login',
      'completed',
    ]),
  );
});

test('the schedules are there, and what they run ends well', async () => {
  const connection = await Connection.connect({ address: product.addresses.temporalAddress });
  try {
    const client = new Client({ connection });
    for (const scheduleId of Object.values(scheduleIds)) {
      const handle = client.schedule.getHandle(scheduleId);
      await handle.trigger();
      const ran = await eventually(async () => (await handle.describe()).info.recentActions.at(-1), 30_000);
      const { workflow } = ran.action;
      const run = client.workflow.getHandle(workflow.workflowId, workflow.firstExecutionRunId);
      await eventually(async () => (await run.describe()).status.name === 'COMPLETED', 30_000);
    }
  } finally {
    await connection.close();
  }
});

test('afterwards no metric, workflow id, search attribute or update id holds an address, a name or a secret', async () => {
  const connection = await Connection.connect({ address: product.addresses.temporalAddress });
  try {
    const { executions } = await connection.workflowService.listWorkflowExecutions({ namespace: 'default' });
    const listed = executions!.map(({ execution, searchAttributes, memo }) => [
      execution?.workflowId,
      Object.entries(searchAttributes?.indexedFields ?? {}).map(([name, { data }]) => `${name}=${String(data)}`),
      memo?.fields,
    ]);
    expect(JSON.stringify(listed)).toContain('OnboardingAccount');
    expectNoSecret(Buffer.from(JSON.stringify(listed)), 'ids and search attributes');
    const updates: string[] = [];
    for (const { execution } of executions!) {
      const request = { namespace: 'default', execution: execution! };
      const answer: HistoryAnswer = await connection.workflowService.getWorkflowExecutionHistory(request);
      for (const event of answer.history!.events!) {
        const accepted = event.workflowExecutionUpdateAcceptedEventAttributes;
        if (accepted) updates.push(`${accepted.protocolInstanceId} ${accepted.acceptedRequest?.input?.name}`);
      }
    }
    expect(updates.length).toBeGreaterThanOrEqual(3);
    expectNoSecret(Buffer.from(updates.join('\n')), 'update ids');
  } finally {
    await connection.close();
  }
  for (const url of [`${product.addresses.consoleUrl}/metrics`, product.addresses.workerMetricsUrl]) {
    const text = await (await fetch(url)).text();
    expect(text).toMatch(/^castellan_mails/m);
    expectNoSecret(Buffer.from(text), url);
    expect(text).not.toMatch(/ONB-|@/);
  }
});

test('afterwards no history and no log holds an address, a name, a password, a key or a code in clear', async () => {
  const connection = await Connection.connect({ address: product.addresses.temporalAddress });
  try {
    const { executions } = await connection.workflowService.listWorkflowExecutions({ namespace: 'default' });
    expect(executions!.length).toBeGreaterThanOrEqual(3);
    for (const { execution } of executions!) {
      const request = { namespace: 'default', execution: execution! };
      const answer: HistoryAnswer = await connection.workflowService.getWorkflowExecutionHistory(request);
      expectNoSecret(Buffer.from(History.encode(answer.history!).finish()), `the history of ${execution?.workflowId}`);
    }
  } finally {
    await connection.close();
  }
  for (const log of ['api.log', 'worker.log']) expectNoSecret(readFileSync(path.join(product.data, 'logs', log)), log);
  expect(readdirSync(path.join(product.data, 'logs'))).toEqual(expect.arrayContaining(['api.log', 'worker.log']));
});

/** Key material as it is, and as it might be written. */
function everyForm(key: Uint8Array): (string | Buffer)[] {
  const raw = Buffer.from(key);
  expect(raw.length).toBe(32);
  return [raw, raw.toString('base64url'), raw.toString('base64').replace('=', ''), raw.toString('hex')];
}

function expectNoSecret(bytes: Buffer, where: string): void {
  const found = secrets.filter((secret) => bytes.includes(secret));
  expect({ where, found }).toEqual({ where, found: [] });
}
