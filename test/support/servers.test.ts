import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { ensureSearchAttributes } from '../../src/temporal/ensure-search-attributes.ts';
import { eventually } from './eventually.ts';
import { temporalAddress, temporalCliPath, testDatabase, testServerPath } from './servers.ts';

test('the shared MongoDB wire server gives each caller a database of its own, with transactions', async () => {
  const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
  try {
    expect(one.name).not.toBe(two.name);
    await one.createCollection('things');
    await one.transaction(async (session) => {
      await one.collection('things').insertOne({ name: 'kept' }, { session });
    });
    expect(await one.collection('things').countDocuments()).toBe(1);
    expect(await two.collection('things').countDocuments()).toBe(0);
  } finally {
    await Promise.all([one.destroy(), two.destroy()]);
  }
});

test('the shared Temporal server knows the search attributes', async () => {
  const connection = await Connection.connect({ address: temporalAddress() });
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining([
        'OnboardingAccount',
        'OnboardingPath',
        'OnboardingStage',
        'OnboardingStallReason',
        'OnboardingStalledSince',
      ]),
    );
  } finally {
    await connection.close();
  }
});

test('a namespace that lacks the search attributes gets them; one that is not there is told with the commands', async () => {
  const connection = await Connection.connect({ address: temporalAddress() });
  try {
    const namespace = `bare-${randomBytes(4).toString('hex')}`;
    const client = new Client({ connection, namespace });
    await expect(ensureSearchAttributes(client)).rejects.toThrow(
      `temporal operator search-attribute create --namespace ${namespace} --name OnboardingStage --type Keyword`,
    );
    const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
    await eventually(async () => (await ensureSearchAttributes(client)).length === 0);
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    expect(customAttributes).toMatchObject({ OnboardingStage: 2, OnboardingStalledSince: 6 });
  } finally {
    await connection.close();
  }
});

test('the binaries run', async () => {
  expect((await promisify(execFile)(temporalCliPath(), ['--version'])).stdout).toMatch(/^temporal version 1\.9\.1/);
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: testServerPath() } },
  });
  try {
    const start = await environment.currentTimeMs();
    await environment.sleep('1 day');
    expect((await environment.currentTimeMs()) - start).toBeGreaterThanOrEqual(86_400_000);
  } finally {
    await environment.teardown();
  }
});
