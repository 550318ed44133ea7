import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';
import { createDataConverter, failureConverterPath } from '../../src/temporal/data-converter.ts';

/** A worker in a process of its own, so that what it costs can be told: both workflows, effects that do nothing. */
const [address = '', taskQueue = '', keyringFile = ''] = process.argv.slice(2);

const effects = {
  check: async () => ({ next: 'inviting', path: 'invite' }),
  sealEnvelope: async () => ({ mid: 'bWlkLW1pZC1taWQtbWlkLQ' }),
  mailInvitation: async () => undefined,
  grant: async () => 'granted',
  mailNotices: async () => undefined,
} satisfies Partial<Record<keyof Activities, () => Promise<unknown>>>;

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    failureConverterPath,
    logger,
  }),
  activities: { ...effects, nothing: async () => undefined },
  dataConverter: createDataConverter(loadKeyring(keyringFile)),
});
process.on('message', () => process.send!(process.cpuUsage()));
process.on('disconnect', () => process.exit());
const running = worker.run();
process.send!('ready');
await running;
