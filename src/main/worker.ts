import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import { createDigestActivities } from '../../activities/digest.ts';
import { createActivities } from '../../activities/index.ts';
import { createSweepActivities } from '../../activities/sweep.ts';
import { type Config, ConfigError } from '../config.ts';
import { connectDatabase } from '../database/connect.ts';
import { reportKeyring } from '../envelopes/keyring-reports.ts';
import { createEnvelopes } from '../envelopes/envelopes.ts';
import { createMailServer } from '../support/mail-server.ts';
import { createLog } from '../log.ts';
import { counted, type MailOutcome } from '../mail/counted.ts';
import { mailSettings } from '../mail/settings.ts';
import { createMailer, patientTimeouts } from '../mail/transport.ts';
import { createTemporalClient } from '../temporal/client.ts';
import { ensureSearchAttributes } from '../temporal/ensure-search-attributes.ts';
import { ensureSchedules } from '../temporal/schedules.ts';
import { createWorker } from '../temporal/worker.ts';
import { publicUrlOf } from '../http/public-url.ts';
import { type StageLeft, stageLeftEvent } from '../records/steps.ts';
import { createScheduled } from './scheduled.ts';
import { readServiceConfig, withWorkflows } from './service-config.ts';
import { serviceKeyring } from './service-keyring.ts';
import { installRuntime } from './worker-runtime.ts';

/**
 * Runs a worker until it is told to stop: it takes no new steps then, and finishes those under way.
 * @throws when MongoDB or Temporal cannot be reached; whoever started it starts it again
 */
export async function runWorker(config: Config, log: Logger = createLog(config.LOG_LEVEL)): Promise<void> {
  const { countMail, timeStage } = installRuntime(config, log);
  const { MONGODB_URI = '', MAIL_FROM: from } = config;
  const sending = mailSettings(config, (words) => log.warn(words));
  const keyring = serviceKeyring(config, (error) => log.error({ err: error }, 'the keyring file cannot be used'));
  const database = await connectDatabase(MONGODB_URI);
  database.on(stageLeftEvent, (left: StageLeft) => timeStage(left));
  const mailServer = createMailServer({ connection: database });
  const count = (outcome: MailOutcome, answered: boolean) => {
    countMail(outcome);
    mailServer.tell(answered);
  };
  const mailers = {
    quick: counted(createMailer(sending), count),
    patient: counted(createMailer({ ...sending, timeouts: patientTimeouts }), count),
  };
  const client = createTemporalClient(config, keyring);
  try {
    const publicUrl = publicUrlOf(config);
    const envelopes = createEnvelopes({ connection: database, keyring, publicUrl });
    const activities = createActivities({
      connection: database,
      envelopes,
      mailers,
      publicUrl,
      mailFrom: from,
      temporaryPasswordHours: config.TEMPORARY_PASSWORD_LIFETIME_HOURS / 3_600_000,
    });
    const mailer = mailers.patient;
    const scheduled = createScheduled({ config, connection: database, client, envelopes, mailer, log });
    const { worker, connection } = await createWorker(
      config,
      keyring,
      { ...activities, ...createSweepActivities(scheduled), ...createDigestActivities(scheduled) },
      log,
    );
    try {
      await ensureSearchAttributes(client).then(
        (added) => added.length > 0 && log.info({ added }, 'search attributes added'),
        (error: unknown) => log.error({ err: error }, 'search attributes may be missing'),
      );
      // Onboardings do not wait for schedules; the next start of a worker makes up for what fails.
      const scheduling = ensureSchedules(client, config).catch((error: unknown) =>
        log.warn({ err: error }, 'no schedules yet'),
      );
      const stopReporting = reportKeyring(database, keyring, (error) =>
        log.warn({ err: error }, 'keyring not reported'),
      );
      log.info({ taskQueue: config.TEMPORAL_TASK_QUEUE }, 'polling');
      try {
        await worker.run();
      } finally {
        await scheduling;
        await stopReporting();
      }
    } finally {
      await connection.close();
    }
  } finally {
    mailers.quick.close();
    mailers.patient.close();
    await client.connection.close();
    await database.close();
  }
}

/** The process's entry: settings from the environment. */
export async function main(): Promise<void> {
  try {
    await runWorker(readServiceConfig(process.env, withWorkflows));
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    // At once: the SDK's runtime, installed by now, would keep the process alive with nothing to do.
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
