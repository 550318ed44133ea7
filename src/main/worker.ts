import { pathToFileURL } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { connectDatabase } from '../database/connect.ts';
import { createEnvelopes } from '../envelopes/envelopes.ts';
import { loadKeyring } from '../keys/keyring.ts';
import { createMailer, patientTimeouts } from '../mail/transport.ts';
import { createWorker } from '../temporal/worker.ts';
import { publicUrlOf } from '../http/public-url.ts';

/**
 * Runs a worker until it is told to stop: it takes no new steps then, and finishes those under way.
 * @throws when MongoDB or Temporal cannot be reached; whoever started it starts it again
 */
export async function runWorker(config: Config): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: ['SIGTERM', 'SIGINT'] });
  const { KEYRING_FILE = '', MONGODB_URI = '', SMTP_URL: smtpUrl = '', MAIL_FROM: from } = config;
  const keyring = loadKeyring(KEYRING_FILE);
  const database = await connectDatabase(MONGODB_URI);
  const mailers = {
    quick: createMailer({ smtpUrl, from }),
    patient: createMailer({ smtpUrl, from, timeouts: patientTimeouts }),
  };
  try {
    const publicUrl = publicUrlOf(config);
    const activities = createActivities({
      connection: database,
      envelopes: createEnvelopes({ connection: database, keyring, publicUrl }),
      mailers,
      publicUrl,
      mailFrom: from,
      temporaryPasswordHours: (config.TEMPORARY_PASSWORD_LIFETIME_HOURS[0] ?? 0) / 3_600_000,
    });
    const { worker, connection } = await createWorker(config, keyring, activities);
    try {
      await worker.run();
    } finally {
      await connection.close();
    }
  } finally {
    mailers.quick.close();
    mailers.patient.close();
    await database.close();
  }
}

/** The process's entry: settings from the environment. */
export async function main(): Promise<void> {
  try {
    await runWorker(readConfig(process.env));
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
