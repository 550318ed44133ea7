import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Connection as Database } from 'mongoose';
import { auditModel } from '../../src/audit/audit.ts';
import { createApiTokens } from '../../src/credentials/api-tokens.ts';
import { connectDatabase } from '../../src/database/connect.ts';
import { directoryModels } from '../../src/directory/models.ts';
import { createEnvelopes } from '../../src/envelopes/envelopes.ts';
import { createKeyringFile, loadKeyring } from '../../src/keys/keyring.ts';
import { recordModels } from '../../src/records/models.ts';
import { rotationIdOf } from '../../workflows/rotation.ts';
import { eventually } from '../support/eventually.ts';
import { bareNamespace } from '../support/namespace.ts';
import { temporalAddress, testDatabaseUri } from '../support/servers.ts';
import { castellan, startApi } from './support.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-operator-'));
const uri = testDatabaseUri();
const env = {
  MONGODB_URI: uri,
  TEMPORAL_ADDRESS: temporalAddress(),
  // No worker polls it: the request is accepted all the same.
  TEMPORAL_TASK_QUEUE: `operator-${path.basename(folder)}`,
  START_DEADLINE_MS: '200',
  CASTELLAN_DATA: folder,
};
let connection: Database;

beforeAll(async () => {
  createKeyringFile(path.join(folder, 'keyring.json'));
  connection = await connectDatabase(uri);
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
  rmSync(folder, { recursive: true });
});

test('account create makes the account and starts an onboarding in the operator’s name', async () => {
  const argv = [
    'account',
    'create',
    '--number',
    '2002',
    '--administrator',
    'first@example.org',
    '--name',
    'Second',
    '--json',
  ];
  const { code, stdout } = await castellan(argv, { env });
  expect(code).toBe(0);
  const { onboarding } = JSON.parse(stdout) as { onboarding: { ref: string } };
  expect(onboarding).toMatchObject({
    account: '2002',
    group: 'account-administrators',
    path: 'invite',
    stage: 'requested',
  });
  const { username } = os.userInfo();
  const record = await recordModels(connection).onboardings.findOne({ ref: onboarding.ref }).lean();
  expect(record?.sponsor).toMatchObject({ kind: 'operator', name: username });
  expect(await directoryModels(connection).accounts.findOne({ number: '2002' }).lean()).toMatchObject({
    name: 'Second',
  });
  expect(
    await auditModel(connection).exists({ actor: `operator:${username}`, action: 'account.create' }),
  ).not.toBeNull();
  const again = JSON.parse((await castellan(argv, { env })).stdout) as { onboarding: { ref: string }; joined: boolean };
  expect(again).toMatchObject({ joined: true, onboarding: { ref: onboarding.ref } });
});

test('what Temporal would not hear of is saved, and the answer says what it answered', async () => {
  const given = { ...env, TEMPORAL_NAMESPACE: 'nowhere', START_DEADLINE_MS: '20000' };
  const argv = ['account', 'create', '--number', '2003', '--administrator', 'late@example.org', '--json'];
  const { code, stdout } = await castellan(argv, { env: given });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ delayedBy: 'NOT_FOUND', onboarding: { stage: 'requested' } });
});

test('support add starts an onboarding into the platform’s support group', async () => {
  const { code, stdout } = await castellan(['support', 'add', 'sam@example.org', '--json'], { env });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    onboarding: { account: 'platform', group: 'support', email: 'sam@example.org' },
  });
  const reserved = await castellan(['account', 'create', '--number', 'platform', '--administrator', 'x@example.org'], {
    env,
  });
  expect(reserved.code).toBe(2);
  expect(reserved.stderr).toContain('castellan support add');
});

test('a wrong address is a problem in words, and writes nothing', async () => {
  const { code, stderr } = await castellan(['account', 'create', '--number', '3003', '--administrator', 'nobody'], {
    env,
  });
  expect(code).toBe(8);
  expect(stderr).toMatch(/^castellan: \S/);
  expect(stderr).not.toContain('address.invalid\n');
  expect(await recordModels(connection).onboardings.exists({ email: 'nobody' })).toBeNull();
  expect(await directoryModels(connection).accounts.exists({ number: '3003' })).toBeNull();
});

test('token create makes a token that works, for those only who can sign in', async () => {
  const argv = [
    'token',
    'create',
    '--user',
    'olga@example.org',
    '--scope',
    'onboardings:read,directory:read',
    '--days',
    '30',
  ];
  expect(await castellan(argv, { env })).toMatchObject({ code: 7, stdout: '' });
  await directoryModels(connection).users.create({
    userId: 'Olga@example.org',
    addressKey: 'olga@example.org',
    firstName: 'Olga',
    lastName: 'Ops',
    status: 'active',
    createdByAccount: '2002',
    requiredActions: [],
    preferences: { language: 'en', timeZone: 'UTC', notifyNewMessages: true },
    firstLoginAt: new Date(),
  });
  const { code, stdout, stderr } = await castellan(argv, { env });
  expect(code).toBe(0);
  const token = /cst_\S+/.exec(stdout)?.[0] ?? '';
  expect(stderr).not.toContain('cst_');
  expect(await createApiTokens({ connection }).read(token)).toMatchObject({
    userId: 'Olga@example.org',
    scopes: ['onboardings:read', 'directory:read'],
  });
  const wrong = await castellan(
    ['token', 'create', '--user', 'olga@example.org', '--scope', 'everything', '--days', '30'],
    { env },
  );
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toContain('onboardings:read');
});

test('without a database they say how to get one', async () => {
  const nowhere = path.join(folder, 'nowhere');
  const { code, stderr } = await castellan(['support', 'add', 'x@example.org', '--data', nowhere]);
  expect(code).toBe(2);
  expect(stderr).toContain('castellan start');
  expect(existsSync(nowhere)).toBe(false);
});

describe('doctor', () => {
  interface Report {
    readonly ok: boolean;
    readonly findings: readonly { check: string; state: string; text: string; advice?: string }[];
  }
  const states = ({ findings }: Report) => Object.fromEntries(findings.map(({ check, state }) => [check, state]));

  test('tells good from bad part by part, advises, and shows no credential', async () => {
    const api = await startApi((_, response) => void response.writeHead(200).end('{}'));
    const settings = { ...env, CASTELLAN_URL: api.url, SMTP_URL: 'smtp://mailer:secret@127.0.0.1:1' };
    const { code, stdout } = await castellan(['doctor', '--json'], { env: settings });
    const report = JSON.parse(stdout) as Report;
    expect(code).toBe(1);
    expect(states(report)).toEqual({
      node: 'good',
      settings: 'good',
      keyring: 'good',
      mongodb: 'good',
      temporal: 'good',
      attributes: 'good',
      worker: 'bad',
      mail: 'bad',
      api: 'good',
    });
    expect(stdout).not.toContain('secret');
    for (const { state, advice } of report.findings) if (state === 'bad') expect(advice).toBeTruthy();
    const { stdout: text } = await castellan(['doctor', '--lang', 'fr'], { env: settings });
    expect(text).toContain('✘ Worker');
    await api.close();
  });

  test('names the search attributes that a namespace lacks, with the commands; and a namespace that is not there', async () => {
    const namespace = await bareNamespace();
    const finding = async (name: string, check: string) => {
      const given = { ...env, TEMPORAL_NAMESPACE: name };
      const { findings } = JSON.parse((await castellan(['doctor', '--json'], { env: given })).stdout) as Report;
      return findings.find((one) => one.check === check);
    };
    const bare = await eventually(async () => {
      const found = await finding(namespace, 'attributes');
      return found?.state === 'bad' ? found : null;
    });
    expect(bare.text).toMatch(/OnboardingStage.*OnboardingStalledSince/);
    expect(bare.advice).toContain(
      `temporal operator search-attribute create --namespace ${namespace} --name OnboardingStalledSince --type Datetime`,
    );
    expect(await finding('nowhere', 'temporal')).toMatchObject({
      state: 'bad',
      text: expect.stringContaining('NOT_FOUND'),
    });
  });

  test('a Temporal that does not let us in is told from one that is away, with an advice of its own', async () => {
    const refusing = createServer().on('stream', (stream) =>
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '16' }, { endStream: true }),
    );
    refusing.listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    const given = { ...env, TEMPORAL_ADDRESS: `127.0.0.1:${(refusing.address() as AddressInfo).port}` };
    const { findings } = JSON.parse((await castellan(['doctor', '--json'], { env: given })).stdout) as Report;
    expect(findings.find(({ check }) => check === 'temporal')).toMatchObject({
      text: expect.stringContaining('UNAUTHENTICATED'),
      advice: expect.stringContaining('TEMPORAL_API_KEY'),
    });
    refusing.close();
  });

  test('names every wrong setting at once, and stops there', async () => {
    const { code, stdout } = await castellan(['doctor'], { env: { PORT: 'eighty', LOG_LEVEL: 'loud' } });
    expect(code).toBe(1);
    expect(stdout).toContain('PORT');
    expect(stdout).toContain('LOG_LEVEL');
    expect(stdout).not.toContain('MongoDB');
  });
});

test('keys rotate says so when the rotation was stopped before its end, and how it goes on', async () => {
  const envelopes = createEnvelopes({
    connection,
    keyring: loadKeyring(path.join(folder, 'keyring.json')),
    publicUrl: 'https://castellan.test',
  });
  await envelopes.seal({
    ...{ ref: 'ONB-STOP01', step: 'seal', account: '1001', accountName: 'Acme', email: 'a@example.org' },
    ...{ addressKey: 'a@example.org', senderName: 'Bob', text: 'Welcome', locale: 'en' },
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  const command = castellan(['keys', 'rotate'], { env });
  const temporal = await Connection.connect({ address: temporalAddress() });
  await eventually(async () => {
    const to = loadKeyring(path.join(folder, 'keyring.json')).activeId;
    // No worker polls it, so it runs until somebody ends it.
    await new Client({ connection: temporal }).workflow.getHandle(rotationIdOf(to)).terminate('by hand');
    return true;
  }, 60_000);
  await temporal.close();
  const { code, stdout, stderr } = await command;
  const to = loadKeyring(path.join(folder, 'keyring.json')).activeId;
  expect(code).toBe(6);
  expect(stdout).not.toContain('Everything that opens');
  expect(stderr).toContain('The rotation was stopped before its end: 1 messages are still wrapped by another key.');
  expect(stderr).toContain(`castellan keys rotate --to ${to}`);
}, 90_000);
