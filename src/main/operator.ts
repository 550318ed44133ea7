import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { type Config, ConfigError } from '../config.ts';
import { createApiTokens } from '../credentials/api-tokens.ts';
import { createTemporaryPasswords } from '../credentials/temporary-passwords.ts';
import { createUserSecrets } from '../credentials/user-secrets.ts';
import { connectDatabase } from '../database/connect.ts';
import { ensureIndexes, readyIndexes } from './indexes.ts';
import { readAddress } from '../directory/addresses.ts';
import { createAuthority } from '../directory/authority.ts';
import { createDirectory } from '../directory/directory.ts';
import { directoryModels } from '../directory/models.ts';
import { canSignIn } from '../directory/standing.ts';
import { createEnvelopes } from '../envelopes/envelopes.ts';
import { createKeyWrapper } from '../envelopes/key-wrapper.ts';
import { createMailPolicies } from '../envelopes/mail-policies.ts';
import { createRewrapping } from '../envelopes/rewrapping.ts';
import { publicUrlOf } from '../http/public-url.ts';
import { followKeyring } from '../keys/live-keyring.ts';
import { mailSettings } from '../mail/settings.ts';
import { createMailer, patientTimeouts } from '../mail/transport.ts';
import { createOnboardings } from '../onboardings/onboardings.ts';
import { listFindings } from '../support/findings.ts';
import { createTemporalClient } from '../temporal/client.ts';
import { processesOf } from './composition.ts';
import { createKeyOperations } from './key-operations.ts';
import { createScheduled } from './scheduled.ts';

export type Operator = Awaited<ReturnType<typeof openOperator>>;

/** Makes every collection and index that is missing. @throws as openOperator */
export async function prepareDatabase(config: Config): Promise<void> {
  const connection = await connect(config);
  try {
    await ensureIndexes(connection);
  } finally {
    await connection.close();
  }
}

async function connect({ MONGODB_URI: uri }: Config): Promise<Connection> {
  if (uri === undefined) throw new ConfigError(['MONGODB_URI is needed']);
  return connectDatabase(uri, { longCommands: true });
}

/**
 * What an operator does on the database itself, from the host: the first administrator of an account, support staff,
 * and API tokens come from nobody else.
 * @throws ConfigError without MONGODB_URI or a keyring, or in production when the database is not prepared; the driver's error when MongoDB does not answer
 */
export async function openOperator(config: Config) {
  const connection = await connect(config);
  await readyIndexes(config, connection).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  const closers: (() => Promise<void>)[] = [async () => connection.close()];
  return {
    tokens: createApiTokens({ connection }),
    mailPolicies: createMailPolicies({ connection }),
    /** Accounts and onboardings; connects to Temporal when it is first used. */
    promotions() {
      const { closeTemporal, ...services } = createPromotions(connection, config);
      closers.unshift(closeTemporal);
      return services;
    },
    /** The keys; connects to Temporal when it is first used. */
    keys() {
      const keyringFile = keyringFileOf(config);
      const keyring = followKeyring(keyringFile, { everyMs: 0 });
      const client = createTemporalClient(config, keyring);
      closers.unshift(async () => client.connection.close());
      const rewrapping = createRewrapping({ connection, wrapper: createKeyWrapper(keyring) });
      return createKeyOperations({
        connection,
        keyringFile,
        rewrapping,
        client,
        taskQueue: config.TEMPORAL_TASK_QUEUE,
      });
    },
    /** What the schedules do, on demand; connects to Temporal and the mail server when they are first used. */
    scheduled() {
      const keyring = followKeyring(keyringFileOf(config));
      const client = createTemporalClient(config, keyring);
      if (config.SMTP_URL === undefined) throw new ConfigError(['SMTP_URL is needed']);
      const mailer = createMailer({ ...mailSettings(config), timeouts: patientTimeouts });
      closers.unshift(
        async () => client.connection.close(),
        async () => mailer.close(),
      );
      const envelopes = createEnvelopes({ connection, keyring, publicUrl: publicUrlOf(config) });
      return createScheduled({ config, connection, client, envelopes, mailer });
    },
    findings: () => listFindings(connection),
    /** The id of an active user whose first login is complete, or null. */
    async findActiveUser(userId: string): Promise<string | null> {
      const { key } = readAddress(userId);
      const { users } = directoryModels(connection);
      const user = await users.findOne({ addressKey: key, ...canSignIn }, { _id: 1 }).lean();
      return user && String(user._id);
    },
    async close(): Promise<void> {
      for (const close of closers) await close();
    },
  };
}

function createPromotions(connection: Connection, config: Config) {
  const keyring = followKeyring(keyringFileOf(config));
  const client = createTemporalClient(config, keyring);
  const envelopes = createEnvelopes({ connection, keyring, publicUrl: publicUrlOf(config) });
  const lifetimeMs = config.TEMPORARY_PASSWORD_LIFETIME_HOURS;
  const temporaryPasswords = createTemporaryPasswords({ connection, lifetimeMs });
  const userSecrets = createUserSecrets({ connection, temporaryPasswords });
  const authority = createAuthority({ connection });
  const processes = processesOf(client, config);
  return {
    directory: createDirectory({ connection, userSecrets, authority }),
    onboardings: createOnboardings({ connection, authority, processes, temporaryPasswords, envelopes }),
    closeTemporal: async () => client.connection.close(),
  };
}

function keyringFileOf(config: Config): string {
  const file = config.KEYRING_FILE ?? path.join(config.CASTELLAN_DATA, 'keyring.json');
  if (existsSync(file)) return file;
  throw new ConfigError([
    `KEYRING_FILE is needed: there is no ${file} (example: KEYRING_FILE=/run/secrets/keyring.json)`,
  ]);
}
