import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { type Config, demandFile } from '../config.ts';
import type { Keyring } from '../keys/keyring.ts';
import { bundleOptions } from './bundle.ts';
import { connectionOptions } from './client.ts';
import { createDataConverter } from './data-converter.ts';
import { demandEncryptedFailures } from './encrypted-failures.ts';
import { logActivities } from './worker-log.ts';

type WorkerConfig = Pick<
  Config,
  'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE' | 'TEMPORAL_TASK_QUEUE' | 'WORKER_CACHED_WORKFLOWS' | 'WORKFLOW_BUNDLE'
>;

/** The bundle that the build made; from sources there is none, and the worker bundles by itself. */
function workflowCode(config: WorkerConfig): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const { WORKFLOW_BUNDLE: named } = config;
  const codePath = named ?? fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
  if (named === undefined && !existsSync(codePath)) return { workflowsPath: bundleOptions.workflowsPath! };
  demandEncryptedFailures(named === undefined ? readFileSync(codePath, 'utf8') : demandFile('WORKFLOW_BUNDLE', named));
  return { workflowBundle: { codePath } };
}

/**
 * A worker for the process. Closing the connection is the caller's.
 * @throws when Temporal cannot be reached, or WORKFLOW_BUNDLE is missing or would leak failures
 */
export async function createWorker(config: WorkerConfig, keyring: Keyring, activities: object, log: Logger) {
  const connection = await NativeConnection.connect(connectionOptions(config));
  const worker = await Worker.create({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    ...workflowCode(config),
    activities,
    interceptors: { activity: [logActivities(log)] },
    dataConverter: createDataConverter(keyring),
    maxCachedWorkflows: config.WORKER_CACHED_WORKFLOWS,
    // Steps under way finish, MongoDB's and nearly every mail's. A mail that takes longer (its try has 30 s) is cut off
    // and tried again elsewhere, with the same Message-ID: a shutdown does not wait for a slow mail server.
    shutdownGraceTime: '8s',
    shutdownForceTime: '9s',
  });
  return { worker, connection };
}
