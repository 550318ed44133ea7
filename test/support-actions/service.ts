import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createActivities } from '../../activities/index.ts';
import { codeIn, midIn, type ReceivedMail } from '../../src/cli/demo/mailbox.ts';
import { createVisitor, type Visitor } from '../../src/cli/demo/visitor.ts';
import { cliWords } from '../../src/cli/locale.ts';
import { readConfig } from '../../src/config.ts';
import { createConsole } from '../../src/console/console.ts';
import { answerWithPage } from '../../src/console/errors.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { createApp } from '../../src/http/app.ts';
import { createKeyringFile, loadKeyring } from '../../src/keys/keyring.ts';
import { createSecrets } from '../../src/keys/secrets.ts';
import { createMailer, patientTimeouts } from '../../src/mail/transport.ts';
import { composeServices } from '../../src/main/composition.ts';
import { createDelivering } from '../../src/onboardings/delivering.ts';
import { createProcesses } from '../../src/onboardings/processes.ts';
import { createRelay } from '../../src/records/relay.ts';
import type { Timings } from '../../workflows/messages.ts';
import { castellan } from '../cli/support.ts';
import { eventually } from '../support/eventually.ts';
import { noting } from '../support/noting.ts';
import { issue, issueIn, keepMetrics, keptLog } from '../support/issued.ts';
import { temporalAddress } from '../support/servers.ts';
import { openWorld, usualTimings, type World } from '../support/world.ts';

type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

interface ServiceOptions {
  readonly smtpUrl: string;
  readonly temporal: 'time-skipping' | 'shared';
  readonly timings?: Partial<Timings>;
  /** How long a call waits for the process. */
  readonly deadlineMs?: number;
}

export type Service = Awaited<ReturnType<typeof openService>>;
export const permanentPassword = 'heron lantern quarry 58 velvet';
export const publicUrl = 'https://castellan.test';
export const testMailFrom = 'Castellan <castellan@castellan.test>';

/**
 * The whole service in this process: the API and the pages over HTTP, the relay, the real worker on Temporal, MongoDB, and whatever
 * mail server a test gives it.
 */
export async function openService({ smtpUrl, temporal, timings = {}, deadlineMs = 5_000 }: ServiceOptions) {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-service-'));
  const keyringFile = path.join(folder, 'keyring.json');
  createKeyringFile(keyringFile);
  const keyring = loadKeyring(keyringFile);
  const mailers = {
    quick: createMailer({ smtpUrl, from: testMailFrom }),
    patient: createMailer({ smtpUrl, from: testMailFrom, timeouts: patientTimeouts }),
  };
  const world = await openWorld({
    temporal,
    keyringFile,
    replace: (dependencies) => createActivities({ ...dependencies, mailers, mailFrom: testMailFrom }),
  });
  const { connection, client, taskQueue } = world;
  const config = readConfig({ NODE_ENV: 'test', TEMPORAL_ADDRESS: temporalAddress() });
  const processes = createProcesses({
    client,
    taskQueue,
    timings: { ...usualTimings, ...timings },
    deadlineMs,
    publicUrl,
  });
  const relay = createRelay({
    connection,
    deliver: createDelivering({
      connection,
      processes,
      mailer: mailers.patient,
      envelopes: world.envelopes,
      secrets: createSecrets(keyring),
      publicUrl,
      mailFrom: testMailFrom,
    }),
    onError: () => {},
    everyMs: 200,
  });
  const services = composeServices({
    config,
    connection,
    keyring,
    temporal: client,
    processes,
    log: keptLog(),
    onCommitted: relay.nudge,
  });
  const server = createServer(
    createApp(services, config, { create: createConsole, onError: answerWithPage }).express,
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  relay.start();

  async function tokenOf({ user }: Pick<Principal, 'user'>): Promise<string> {
    const { token } = await services.credentials.apiTokens.create({
      user,
      name: 'test',
      scopes: ['onboardings:read', 'onboardings:write', 'directory:read', 'directory:write'],
      expiresAt: new Date(Date.now() + 3_600_000),
    });
    issue(token);
    return token;
  }

  /** A person's way in by an API token: calls, and the command line. */
  async function by(principal: Pick<Principal, 'user'>) {
    const token = await tokenOf(principal);
    let count = 0;
    return {
      async call(method: string, target: string, json?: object, headers: Record<string, string> = {}): Promise<Answer> {
        count += 1;
        const response = await fetch(`${url}/api/v1${target}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            'accept-language': 'en',
            ...(json ? { 'content-type': 'application/json', 'idempotency-key': `${principal.user}-${count}` } : {}),
            ...headers,
          },
          ...(json ? { body: JSON.stringify(json) } : {}),
        });
        const text = await response.text();
        const body: Json = text === '' ? null : JSON.parse(text);
        issueIn(json);
        issueIn(body);
        return { status: response.status, body };
      },
      user: principal.user,
      token,
      cli: (...argv: string[]) => castellan(argv, { env: { CASTELLAN_URL: url, CASTELLAN_TOKEN: token } }),
    };
  }

  return {
    world,
    services,
    url,
    by,
    async makeSupport(userId: string): Promise<Principal> {
      const user = await world.addUser({ userId, createdByAccount: platformAccount });
      await world.join(user, platformAccount, supportGroup);
      return world.principalOf(user);
    },
    async close(): Promise<void> {
      await keepMetrics(`${url}/metrics`);
      server.closeAllConnections();
      server.close();
      await relay.stop();
      await world.close();
      mailers.quick.close();
      mailers.patient.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a mail server has received, as text. */
export type Inbox = (to: string) => readonly ReceivedMail[];

const arrive = ({ url }: Service): Visitor =>
  noting(createVisitor(`${url}/api/v1`, cliWords('en'), 'en', new AbortController().signal));

async function completeFirstLogin(visitor: Visitor): Promise<void> {
  await visitor.call('POST', '/first-login', {
    features: { seen: true },
    preferences: { language: 'en', timeZone: 'Europe/Paris', notifyNewMessages: true },
    password: permanentPassword,
    confirmPassword: permanentPassword,
  });
}

/** The candidate's side of an invitation: the newest link, the mailed code, the first login. */
export async function acceptInvitation(service: Service, inbox: Inbox, email: string): Promise<void> {
  await completeFirstLogin(await enrol(service, inbox, email));
}

/** The first half of it: the newest link, and the mailed code. */
export async function enrol(service: Service, inbox: Inbox, email: string): Promise<Visitor> {
  const mid = midIn(await eventually(() => inbox(email).findLast((mail) => midIn(mail) !== undefined)))!;
  const visitor = arrive(service);
  await visitor.call('POST', '/enrolments', { mid }, [202]);
  const code = codeIn(await eventually(() => inbox(email).findLast((mail) => codeIn(mail) !== undefined)))!;
  await visitor.call('POST', '/enrolments/verify', { mid, code, firstName: 'Inès', lastName: 'Ferreira' });
  return visitor;
}

/** The candidate's side of a temporary password. */
export async function signInFirst(service: Service, userId: string, password: string): Promise<void> {
  const visitor = arrive(service);
  await visitor.call('POST', '/session', { userId, password });
  await completeFirstLogin(visitor);
}

export const becomesAdministrator = (world: World, email: string) => eventually(() => world.isMember(email), 30_000);
