import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { createConsole } from '../../src/console/console.ts';
import { answerWithPage } from '../../src/console/errors.ts';
import { createSessions } from '../../src/credentials/sessions.ts';
import type { User } from '../../src/directory/models.ts';
import { createApp } from '../../src/http/app.ts';
import { createKeyringFile, loadKeyring } from '../../src/keys/keyring.ts';
import { createSecrets } from '../../src/keys/secrets.ts';
import type { Mail } from '../../src/mail/transport.ts';
import { composeServices, processesOf } from '../../src/main/composition.ts';
import { createDelivering } from '../../src/onboardings/delivering.ts';
import { createRelay } from '../../src/records/relay.ts';
import { eventually } from '../support/eventually.ts';
import { issueInMail, keepMetrics, keptLog } from '../support/issued.ts';
import { openWorld } from '../support/world.ts';
import { createVisitor } from './visitor.ts';

export type Site = Awaited<ReturnType<typeof openSite>>;

type Given = Parameters<typeof openWorld>[0] & {
  /** False: nobody polls the task queue that the site knows of. */
  readonly polled?: boolean;
};

/** The web server with its pages, real services, a worker and a relay; mails land in a list, where no mailer is given. */
export async function openSite({ connect, mailer: given, polled = true }: Given = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-site-'));
  const keyringFile = path.join(folder, 'keyring.json');
  createKeyringFile(keyringFile);
  const keyring = loadKeyring(keyringFile);
  let server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const other = { ...(connect && { connect }), ...(given && { mailer: given }) };
  const world = await openWorld({ temporal: 'shared', keyringFile, publicUrl: origin, ...other });
  const { connection, client, mailServer } = world;
  const config = readConfig({
    PUBLIC_URL: origin,
    TEMPORAL_TASK_QUEUE: polled ? world.taskQueue : `${world.taskQueue}-unattended`,
    LOG_LEVEL: 'silent',
    RATE_MAILS_PER_SUBJECT: '100',
    RATE_SOURCE_PER_MINUTE: '100000',
  });
  const log = keptLog();
  const processes = processesOf(client, config);
  const mailer = given ?? {
    async send(mail: Mail) {
      issueInMail(mail.text);
      mailServer.sent.push(mail);
      return { response: '250 ok' };
    },
  };
  const secrets = createSecrets(keyring);
  const deliver = createDelivering({
    connection,
    processes,
    mailer,
    envelopes: world.envelopes,
    secrets,
    publicUrl: origin,
    mailFrom: config.MAIL_FROM,
  });
  const relay = createRelay({ connection, deliver, onError: () => {} });
  const services = composeServices({
    config,
    connection,
    keyring,
    temporal: client,
    processes,
    log,
    onCommitted: relay.nudge,
  });
  const { express } = createApp(services, config, { create: createConsole, onError: answerWithPage });
  server.on('request', express);
  relay.start();

  const administrator = await world.begin();
  const sessions = createSessions({ connection, idleMs: 3_600_000, lifetimeMs: 3_600_000 });

  return {
    ...world,
    origin,
    services,
    administrator,
    visitor: (language?: string) => createVisitor(origin, language),

    /** A browser in which this user is signed in. */
    async signedInAs(user: string | User, language?: string, kind: 'full' | 'required-actions' = 'full') {
      const id = typeof user === 'string' ? user : String(user._id);
      return createVisitor(origin, language).carry(`castellan=${await sessions.open(id, kind)}`);
    },

    /** The newest mail to an address that holds this. */
    mailTo: async (to: string, holding: RegExp) =>
      eventually(() => mailServer.sent.findLast((mail) => mail.to === to && holding.test(mail.text))),

    /** The web server is gone, with every connection, until `serve` is called. */
    async vanish() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async serve() {
      server = createServer(express);
      await new Promise<void>((resolve) => server.listen(Number(new URL(origin).port), '127.0.0.1', resolve));
    },

    async close() {
      await keepMetrics(`${origin}/metrics`);
      await relay.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
