import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Keyring } from '../keys/keyring.ts';
import { bundleOptions } from './bundle.ts';
import { connectionOptions } from './client.ts';
import { createDataConverter } from './data-converter.ts';
import { logActivities } from './worker-log.ts';

type WorkerConfig = Pick<
  Config,
  'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE' | 'TEMPORAL_TASK_QUEUE' | 'WORKER_CACHED_WORKFLOWS' | 'WORKFLOW_BUNDLE'
>;

/** The bundle that the build made; from sources there is none, and the worker bundles by itself. */
function workflowCode(config: WorkerConfig): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const codePath = config.WORKFLOW_BUNDLE ?? fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
  return existsSync(codePath) ? { workflowBundle: { codePath } } : { workflowsPath: bundleOptions.workflowsPath! };
}

/**
 * A worker for the process. Closing the connection is the caller's.
 * @throws when Temporal cannot be reached
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
    // Longer than a durable mail try, so that a shutdown loses no answer; sooner, the step would only be run again.
    shutdownGraceTime: '8s',
    shutdownForceTime: '9s',
  });
  return { worker, connection };
}
