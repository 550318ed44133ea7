import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import { type Config, ConfigError } from '../config.ts';
import { createConsole } from '../console/console.ts';
import { answerWithPage } from '../console/errors.ts';
import { connectDatabase } from '../database/connect.ts';
import { readyIndexes } from './indexes.ts';
import { reportKeyring } from '../envelopes/keyring-reports.ts';
import { createEnvelopes } from '../envelopes/envelopes.ts';
import { createApp } from '../http/app.ts';
import { createHealth } from '../health/health.ts';
import { createMailServer } from '../support/mail-server.ts';
import { createLog } from '../log.ts';
import { publicUrlOf } from '../http/public-url.ts';
import { createSecrets } from '../keys/secrets.ts';
import { counted } from '../mail/counted.ts';
import { mailSettings } from '../mail/settings.ts';
import { createMailer, patientTimeouts } from '../mail/transport.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { createDelivering } from '../onboardings/delivering.ts';
import { createRelay } from '../records/relay.ts';
import { createTemporalClient } from '../temporal/client.ts';
import { probeTemporal } from '../temporal/probe.ts';
import { composeServices, processesOf } from './composition.ts';
import { readServiceConfig } from './service-config.ts';
import { serviceKeyring } from './service-keyring.ts';

export interface RunningApi {
  /** The port it listens on. */
  readonly port: number;
  /**
   * Ends it in order: not ready any more, and for SHUTDOWN_DRAIN_MS nothing else, so that a load balancer sees it; no
   * new connections; event streams say goodbye; requests finish, the relay too; then every socket is closed. At most
   * about two seconds after the drain.
   */
  stop(): Promise<void>;
}

/** Requests that take longer when the process ends are cut off. */
const finishWithinMs = 1_500;

/**
 * Runs API, pages and relay in this process.
 * @throws when MongoDB cannot be reached, is not prepared in production, or the port is taken; Temporal may come later
 */
export async function runApi(config: Config, log: Logger = createLog(config.LOG_LEVEL)): Promise<RunningApi> {
  const { MONGODB_URI = '', MAIL_FROM: from } = config;
  const sending = mailSettings(config, (words) => log.warn(words));
  const keyring = serviceKeyring(config, (error) => log.error({ err: error }, 'the keyring file cannot be used'));
  const connection = await connectDatabase(MONGODB_URI);
  await readyIndexes(config, connection).catch(async (error: unknown) => {
    await connection.destroy();
    throw error;
  });
  const temporal = createTemporalClient(config, keyring);
  const processes = processesOf(temporal, config);
  const smtp = createMailer({ ...sending, timeouts: patientTimeouts });
  const mailServer = createMailServer({ connection, verify: smtp.verify });
  const health = createHealth({ connection, temporal: probeTemporal(temporal, config), mailServer });
  const metrics = createMetrics({ connection, health });
  const mailer = counted(smtp, (outcome, answered) => {
    metrics.countMail(outcome);
    mailServer.tell(answered);
  });
  const relay = createRelay({
    connection,
    deliver: createDelivering({
      connection,
      processes,
      mailer,
      envelopes: createEnvelopes({ connection, keyring, publicUrl: publicUrlOf(config) }),
      secrets: createSecrets(keyring),
      publicUrl: publicUrlOf(config),
      mailFrom: from,
    }),
    onError: (error, kind) => log.warn({ err: error, kind }, 'not delivered yet'),
  });
  const services = composeServices({
    health,
    metrics,
    config,
    connection,
    keyring,
    temporal,
    processes,
    log,
    onCommitted: relay.nudge,
  });
  const { express, web } = createApp(services, config, { create: createConsole, onError: answerWithPage });
  const server = createServer(express);
  try {
    await listen(server, config);
  } catch (error) {
    await Promise.allSettled([connection.destroy(), temporal.connection.close()]);
    mailer.close();
    throw error;
  }
  relay.start();
  const stopReporting = reportKeyring(connection, keyring, (error) => log.warn({ err: error }, 'keyring not reported'));
  const { port } = server.address() as { port: number };
  log.info({ port }, 'listening');

  async function stop(): Promise<void> {
    services.health.stop();
    await after(config.SHUTDOWN_DRAIN_MS);
    const closed = once(server, 'close');
    server.close();
    web.streams.endAll();
    await Promise.race([Promise.all([closed, relay.stop()]), after(finishWithinMs)]);
    server.closeAllConnections();
    await closed;
    mailer.close();
    await Promise.race([stopReporting(), after(500)]);
    await Promise.allSettled([connection.destroy(), temporal.connection.close()]);
    log.info('stopped');
  }
  let stopping: Promise<void> | undefined;
  return { port, stop: async () => (stopping ??= stop()) };
}

async function listen(server: Server, { HOST, PORT }: Config): Promise<void> {
  server.listen(PORT, HOST);
  await once(server, 'listening');
}

const after = async (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref();
  });

/** The process's entry: settings from the environment, an end by SIGTERM or SIGINT. */
export async function main(): Promise<void> {
  try {
    const api = await runApi(readServiceConfig(process.env));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => void api.stop().then(() => process.exit(0)));
    }
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
