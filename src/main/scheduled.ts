import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { createEnvelopes } from '../envelopes/envelopes.ts';
import { publicUrlOf } from '../http/public-url.ts';
import type { Mailer } from '../mail/transport.ts';
import { createDigest, type Digest } from '../support/digest.ts';
import { createSweep, type Sweep } from '../support/sweep.ts';
import { processesOf } from './composition.ts';

interface Ingredients {
  readonly config: Config;
  readonly connection: Connection;
  readonly client: Client;
  readonly envelopes: Pick<ReturnType<typeof createEnvelopes>, 'expire'>;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly log?: Logger;
}

/** Sweep and digest: what the worker does by schedule, and the command line on demand. */
export function createScheduled({ config, connection, client, envelopes, mailer, log }: Ingredients): {
  sweep: Sweep;
  digest: Digest;
} {
  const taskQueue = config.TEMPORAL_TASK_QUEUE;
  const outboxPatienceMs = config.SWEEP_OUTBOX_MINUTES * 60_000;
  const processes = processesOf(client, config);
  return {
    sweep: createSweep({ connection, client, taskQueue, processes, envelopes, outboxPatienceMs, ...(log && { log }) }),
    digest: createDigest({ connection, mailer, publicUrl: publicUrlOf(config), mailFrom: config.MAIL_FROM }),
  };
}
