import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
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
