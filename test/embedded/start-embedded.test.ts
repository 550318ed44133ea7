import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import mongoose from 'mongoose';
import { startOf } from '../../src/embedded/process-identity.ts';
import { type Embedded, startEmbedded } from '../../src/embedded/start-embedded.ts';
import { until } from '../../src/embedded/until.ts';

const parts = ['mongodb', 'temporal', 'mailbox'] as const;
const searchAttributes = { OnboardingStage: 'Keyword', OnboardingStalledSince: 'Datetime' };

async function inDatabase<T>(embedded: Embedded, work: (database: mongoose.Connection) => Promise<T>): Promise<T> {
  const connection = await mongoose.createConnection(embedded.mongodb!.uri).asPromise();
  try {
    return await work(connection);
  } finally {
    await connection.destroy();
  }
}

async function inTemporal<T>(embedded: Embedded, work: (temporal: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: embedded.temporal!.address });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const start = (connection: Connection, workflowId: string) =>
  connection.workflowService.startWorkflowExecution({
    namespace: 'default',
    workflowId,
    requestId: workflowId,
    workflowType: { name: 'nothing' },
    taskQueue: { name: 'nobody' },
  });

test('all three parts answer, their data survives a restart, and no process stays', async () => {
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'castellan-embedded-'));
  try {
    const first = await startEmbedded({ dataFolder, parts, searchAttributes, ports: 'any' });
    await inDatabase(first, async (database) => {
      await database.createCollection('kept');
      await database.transaction(async (session) => {
        await database.collection('kept').insertOne({ name: 'kept' }, { session });
      });
    });
    await inTemporal(first, (connection) => start(connection, 'kept'));
    expect((await fetch(first.temporal!.uiUrl)).status).toBe(200);
    expect((await fetch(first.mailbox!.url)).status).toBe(200);
    const pids = [first.mongodb!.pid!, first.temporal!.pid!];
    expect(pids.map(startOf)).not.toContain(undefined);
    await first.stop();
    expect(pids.map(startOf)).toEqual([undefined, undefined]);

    const second = await startEmbedded({ dataFolder, parts, searchAttributes, ports: 'any' });
    const found = await inDatabase(second, (database) => database.collection('kept').countDocuments());
    expect(found).toBe(1);
    const { workflowExecutionInfo } = await inTemporal(second, (connection) =>
      connection.workflowService.describeWorkflowExecution({ namespace: 'default', execution: { workflowId: 'kept' } }),
    );
    expect(workflowExecutionInfo?.type?.name).toBe('nothing');
    await second.stop();
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

test('a part that is killed comes back at the same address with all that it had acknowledged', async () => {
  const deaths: string[] = [];
  const embedded = await startEmbedded({ parts: ['mongodb'], ports: 'any', onDeath: ({ name }) => deaths.push(name) });
  try {
    await inDatabase(embedded, (database) => database.collection('kept').insertOne({ name: 'kept' }));
    process.kill(embedded.mongodb!.pid!, 'SIGKILL');
    const found = await until(() => inDatabase(embedded, (database) => database.collection('kept').countDocuments()), {
      withinMs: 20_000,
    });
    expect(found).toBe(1);
    expect(deaths).toHaveLength(1);
  } finally {
    await embedded.stop();
  }
  expect(existsSync(embedded.folder.path)).toBe(false);
});

test('when a part cannot start, the others do not stay', async () => {
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'castellan-embedded-'));
  try {
    const failed = startEmbedded({ dataFolder, parts, searchAttributes: { Wrong: 'Nonsense' }, ports: 'any' });
    await expect(failed).rejects.toMatchObject({ code: 'ended-early' });
    expect(execFileSync('ps', ['-Aww', '-o', 'command'], { encoding: 'utf8' })).not.toContain(dataFolder);
    expect(existsSync(path.join(dataFolder, 'castellan.lock'))).toBe(false);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
