import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { ActivityDependencies } from '../../activities/dependencies.ts';
import { type Activities, createActivities } from '../../activities/index.ts';
import { createTemporaryPasswords } from '../../src/credentials/temporary-passwords.ts';
import { ensureIndexes } from '../../src/main/indexes.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { createAuthority, type Principal } from '../../src/directory/authority.ts';
import { administratorsGroup, platformAccount } from '../../src/directory/groups.ts';
import { directoryModels, type User } from '../../src/directory/models.ts';
import { createEnvelopes } from '../../src/envelopes/envelopes.ts';
import { createKeyringFile, loadKeyring } from '../../src/keys/keyring.ts';
import type { Mail, Mailer } from '../../src/mail/transport.ts';
import { createDelivering } from '../../src/onboardings/delivering.ts';
import { createOnboardings } from '../../src/onboardings/onboardings.ts';
import { createProcesses } from '../../src/onboardings/processes.ts';
import { createSecrets } from '../../src/keys/secrets.ts';
import { recordModels } from '../../src/records/models.ts';
import { type OutboxEntry, outboxModel } from '../../src/records/outbox.ts';
import { createDataConverter } from '../../src/temporal/data-converter.ts';
import { logActivities } from '../../src/temporal/worker-log.ts';
import { searchAttributes } from '../../src/temporal/search-attributes.ts';
import type { Timings } from '../../workflows/messages.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { eventually } from './eventually.ts';
import { issueInMail, issueName, keptLog } from './issued.ts';
import { temporalAddress, testDatabase, testServerPath } from './servers.ts';

const hour = 3_600_000;
export const account = '1001';

export const usualTimings: Timings = {
  invite: { reminders: [48 * hour, 120 * hour], lifetime: 168 * hour },
  temporaryPassword: { reminders: [24 * hour, 48 * hour], lifetime: 72 * hour },
  stalledLifetime: 720 * hour,
  mailRetry: hour,
};

/** A mail server that a test can break: `fails` throws what a transport would. */
export interface TestMailServer {
  readonly sent: Mail[];
  fails: ((mail: Mail) => Error | undefined) | null;
}

const silent = new DefaultLogger('ERROR');
/** On a busy machine too, a call answers once the process is at rest. */
const patientMs = 30_000;
/** The workflow code as the product runs it, which the set-up has bundled: each test file would take seconds for it. */
export const testBundle = { codePath: path.resolve(import.meta.dirname, '../../dist/workflow-bundle.js') };

export type World = Awaited<ReturnType<typeof openWorld>>;

interface Haste {
  readonly timings?: Partial<Timings>;
  /** A call answers after so many milliseconds, wherever the process is then. */
  readonly deadlineMs?: number;
}

interface WorldOptions {
  /** The time-skipping server, or the one that behaves as in production and that all test files share. */
  readonly temporal?: 'time-skipping' | 'shared';
  /** Replaces activities, say by ones that reach MongoDB through a proxy. */
  readonly replace?: (dependencies: ActivityDependencies) => Partial<Activities>;
  /** A keyring that stays, for histories that are kept; else one is made. */
  readonly keyringFile?: string;
  /** What the links in mails begin with. */
  readonly publicUrl?: string;
  /** Where the worker's log lines go. */
  readonly log?: Logger;
  /** Reaches a database of its own in another way than straight. */
  readonly connect?: () => Promise<Connection>;
  /** Sends in another way than into the list that a test reads. */
  readonly mailer?: Pick<Mailer, 'send'>;
}

/**
 * The process on its real parts: a Temporal server, a MongoDB wire server, the real activities and services. Only the
 * mail server is one that a test can break at will.
 */
export async function openWorld({
  temporal = 'time-skipping',
  replace,
  keyringFile,
  publicUrl = 'https://castellan.test',
  log = keptLog(),
  connect = async () => testDatabase({ autoIndex: false }),
  mailer: given,
}: WorldOptions = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-world-'));
  const ownKeyring = path.join(folder, 'keyring.json');
  if (keyringFile === undefined) createKeyringFile(ownKeyring);
  const keyring = loadKeyring(keyringFile ?? ownKeyring);
  const connection = await connect();
  await ensureIndexes(connection);
  quiet();
  const dataConverter = createDataConverter(keyring);
  const env =
    temporal === 'shared'
      ? await TestWorkflowEnvironment.createFromExistingServer({
          address: temporalAddress(),
          namespace: 'default',
          client: { dataConverter },
        })
      : await TestWorkflowEnvironment.createTimeSkipping({
          server: { executable: { type: 'existing-path', path: testServerPath() } },
          client: { dataConverter },
        });
  if (temporal === 'time-skipping') await registerSearchAttributes(env);
  const taskQueue = `castellan-${randomUUID()}`;

  const mailServer: TestMailServer = { sent: [], fails: null };
  const mailer = given ?? {
    async send(mail: Mail) {
      const failure = mailServer.fails?.(mail);
      if (failure) throw failure;
      issueInMail(mail.text);
      mailServer.sent.push(mail);
      return { response: '250 ok' };
    },
  };
  const envelopes = createEnvelopes({ connection, keyring, publicUrl });
  const dependencies: ActivityDependencies = {
    connection,
    envelopes,
    mailers: { quick: mailer, patient: mailer },
    publicUrl,
    mailFrom: 'Castellan <castellan@castellan.test>',
    temporaryPasswordHours: 72,
  };
  const activities = { ...createActivities(dependencies), ...replace?.(dependencies) };
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: testBundle,
    activities,
    dataConverter,
    interceptors: { activity: [logActivities(log)] },
  });
  const running = worker.run();
  const client = env.client as unknown as Client;
  const processes = ({ timings = {}, deadlineMs = patientMs }: Haste = {}) =>
    createProcesses({ client, taskQueue, timings: { ...usualTimings, ...timings }, deadlineMs, publicUrl });
  const deliver = createDelivering({
    connection,
    processes: processes(),
    mailer,
    envelopes,
    secrets: createSecrets(keyring),
    publicUrl,
    mailFrom: dependencies.mailFrom,
  });
  const services = (haste?: Haste) =>
    createOnboardings({
      connection,
      authority: createAuthority({ connection }),
      processes: processes(haste),
      envelopes,
      temporaryPasswords: createTemporaryPasswords({ connection, lifetimeMs: 72 * hour }),
    });

  return {
    connection,
    keyring,
    env,
    client,
    taskQueue,
    envelopes,
    mailServer,
    onboardings: services(),
    /** For a process that does not come to rest, or that is to be reminded within seconds. */
    onboardingsWith: services,
    handleOf: (ref: string) => client.workflow.getHandle(workflowIdOf(ref)),
    recordOf: async (ref: string) => (await recordModels(connection).onboardings.findOne({ ref }).lean())!,
    kindsOf: async (ref: string) =>
      (await recordModels(connection).timeline.find({ ref }).sort({ seq: 1 }).lean()).map(({ kind }) => kind),
    /** Delivers what the outbox holds, as the relay does. */
    async drainOutbox(): Promise<void> {
      const entries = await outboxModel(connection).find().lean<OutboxEntry[]>();
      for (const entry of entries) {
        await deliver(entry.message, entry);
        await outboxModel(connection).deleteOne({ _id: entry._id });
      }
    },
    /** The first workflow task that failed. */
    untilTaskFails: (handle: WorkflowHandle) =>
      eventually(async () => {
        const { events } = await handle.fetchHistory();
        return events?.find((event) => event.workflowTaskFailedEventAttributes)?.workflowTaskFailedEventAttributes;
      }),
    ...people(connection),
    async close() {
      worker.shutdown();
      await running;
      await env.teardown();
      await connection.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The time-skipping server begins without any. */
async function registerSearchAttributes(env: TestWorkflowEnvironment): Promise<void> {
  const { KEYWORD, DATETIME } = { KEYWORD: 2, DATETIME: 6 };
  const attributes = Object.entries(searchAttributes).map(([name, type]) => [name, { KEYWORD, DATETIME }[type]]);
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(attributes),
  });
}

/** The runtime of a process takes its logger once, before anything is connected. */
export function quiet(): void {
  try {
    Runtime.install({ logger: silent });
  } catch {
    // Installed by an earlier world of the same file.
  }
}

/** Accounts and users, put straight into the directory. */
function people(connection: Connection) {
  const { accounts, groups, members, users } = directoryModels(connection);
  let count = 0;

  async function addUser(facts: Partial<User> = {}): Promise<User> {
    count += 1;
    const userId = facts.userId ?? `person${count}@example.org`;
    const [made] = await users.create([
      {
        userId,
        addressKey: userId.toLowerCase(),
        firstName: 'Pat',
        lastName: `Person${count}`,
        status: 'active',
        createdByAccount: account,
        requiredActions: [],
        preferences: { language: 'en', timeZone: 'UTC', notifyNewMessages: true },
        firstLoginAt: new Date(),
        ...facts,
      },
    ]);
    issueName(made!.firstName, made!.lastName);
    return made!.toObject();
  }

  async function addAccount(number: string): Promise<void> {
    const now = new Date();
    await accounts.create([{ number, name: `Account ${number}`, createdAt: now }]);
    await groups.create([{ account: number, name: administratorsGroup, createdAt: now }]);
  }

  async function join(user: User, number = account, group: string = administratorsGroup): Promise<void> {
    await members.create([{ account: number, group, user: user._id, addedAt: new Date(), addedBy: 'test' }]);
  }

  return {
    addUser,
    addAccount,
    join,

    /** An account with one administrator. */
    async begin(): Promise<Principal> {
      await addAccount(account);
      await addAccount(platformAccount);
      const user = await addUser({ userId: 'admin@example.org' });
      await join(user);
      return principalOf(user);
    },

    principalOf,

    /** What a completed first login leaves behind in the directory. */
    /** A user whom the account made and whose first login is to come. */
    async addPending(userId: string, number = account): Promise<User> {
      const user = await addUser({ userId, createdByAccount: number });
      await users.updateOne({ _id: user._id }, { $unset: { firstLoginAt: 1, addressProvedAt: 1 } });
      return user;
    },

    async completeFirstLogin(email: string, provesMailbox = false): Promise<void> {
      await inTransaction(connection, async (session) => {
        const now = new Date();
        const set = { firstLoginAt: now, requiredActions: [], ...(provesMailbox ? { addressProvedAt: now } : {}) };
        await users.updateOne(
          { addressKey: email.toLowerCase() },
          { $set: set, $unset: { temporaryPassword: 1 } },
          { session },
        );
      });
    },

    isMember: async (email: string, number = account): Promise<boolean> => {
      const user = await users.findOne({ addressKey: email.toLowerCase() }).lean();
      return (
        user !== null &&
        (await members.exists({ account: number, group: administratorsGroup, user: user._id })) !== null
      );
    },

    userOf: (email: string) => users.findOne({ addressKey: email.toLowerCase() }).lean<User>(),
    users,
    members,
  };
}

function principalOf(user: User): Principal {
  return { user: String(user._id), userId: user.userId, locale: 'en', via: 'session', requestId: 'test' };
}
