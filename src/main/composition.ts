import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { createAuditReader } from '../audit/read-audit.ts';
import type { Config } from '../config.ts';
import { createApiTokens } from '../credentials/api-tokens.ts';
import { createPasswordChange } from '../credentials/change-password.ts';
import { createPasswordJudge } from '../credentials/judge-password.ts';
import { createPasswordResets } from '../credentials/password-resets.ts';
import { createSessions } from '../credentials/sessions.ts';
import { createTemporaryPasswords } from '../credentials/temporary-passwords.ts';
import { createUserSecrets } from '../credentials/user-secrets.ts';
import { createAuthority } from '../directory/authority.ts';
import { createDirectory } from '../directory/directory.ts';
import { createEnrolments } from '../envelopes/enrolments.ts';
import { createEnvelopes } from '../envelopes/envelopes.ts';
import { createMailPolicies } from '../envelopes/mail-policies.ts';
import { createManaging } from '../envelopes/managing.ts';
import { createFirstLogin } from '../first-login/first-login.ts';
import { createSignIn } from '../first-login/sign-in.ts';
import { createHealth, type Health } from '../health/health.ts';
import { createIdempotency } from '../http/idempotency.ts';
import { publicUrlOf } from '../http/public-url.ts';
import type { Services } from '../http/services.ts';
import type { Keyring } from '../keys/keyring.ts';
import { createSecrets } from '../keys/secrets.ts';
import { createMetrics, type Metrics } from '../metrics/metrics.ts';
import { actorOf } from '../onboardings/acting.ts';
import { createMailEvents } from '../onboardings/mail-events.ts';
import { createBulk } from '../onboardings/bulk.ts';
import { createOnboardings } from '../onboardings/onboardings.ts';
import { createProcesses, type Processes } from '../onboardings/processes.ts';
import { timingsOf } from '../onboardings/timings.ts';
import { createUpgradeRequests } from '../onboardings/upgrade-requests.ts';
import { closeGrantedRequest } from '../records/upgrade-requests.ts';
import { createSupport } from '../support/overview.ts';
import { createCodec } from '../temporal/codec.ts';
import { createPayloads } from '../temporal/payloads.ts';
import { probeTemporal } from '../temporal/probe.ts';

export interface Ingredients {
  readonly config: Config;
  readonly connection: Connection;
  readonly keyring: Keyring;
  readonly temporal: Client;
  readonly log: Logger;
  /** Something was committed that the relay has to deliver. */
  readonly onCommitted: () => void;
  /** Onboardings' processes; those of `temporal` when left out. */
  readonly processes?: Processes;
  /** Made anew when left out. */
  readonly health?: Health;
  readonly metrics?: Metrics;
}

/** Puts together what API and pages call, from the connections and settings of one process. */
export function composeServices(ingredients: Ingredients): Services {
  const { config, connection, keyring, temporal, log, onCommitted } = ingredients;
  const secrets = createSecrets(keyring);
  const authority = createAuthority({ connection });
  const envelopes = createEnvelopes({ connection, keyring, publicUrl: publicUrlOf(config) });
  const health = ingredients.health ?? createHealth({ connection, temporal: probeTemporal(temporal, config) });
  const temporaryPasswords = createTemporaryPasswords({
    connection,
    lifetimeMs: config.TEMPORARY_PASSWORD_LIFETIME_HOURS,
  });
  const userSecrets = createUserSecrets({ connection, temporaryPasswords });
  const directory = createDirectory({
    connection,
    userSecrets,
    authority,
    onAdministrator: async (session, { by, ...added }) =>
      closeGrantedRequest(connection, session, { ...added, by: actorOf(by, 'administrator') }),
  });
  const sessions = createSessions({
    connection,
    idleMs: config.SESSION_IDLE_MINUTES * 60_000,
    lifetimeMs: config.SESSION_LIFETIME_HOURS * 3_600_000,
  });
  const onboardings = createOnboardings({
    connection,
    authority,
    temporaryPasswords,
    envelopes,
    processes: ingredients.processes ?? processesOf(temporal, config),
  });
  return {
    log,
    health,
    metrics: ingredients.metrics ?? createMetrics({ connection, health }),
    support: createSupport({ connection, authority }),
    idempotency: createIdempotency({ connection, mac: (text) => secrets.mac('idempotency', text) }),
    audit: createAuditReader({ connection, addressesOf: async (ids) => directory.addressesOf(ids) }),
    authority,
    directory,
    credentials: {
      sessions,
      apiTokens: createApiTokens({ connection }),
      passwordResets: createPasswordResets({ connection, secrets, onCommitted }),
      changePassword: createPasswordChange({ connection }),
      passwordStrength: createPasswordJudge({ connection }),
    },
    payloads: createPayloads({ connection, authority, codec: createCodec(keyring) }),
    signIn: createSignIn({ connection, sessions }),
    firstLogin: createFirstLogin({ connection, sessions, onCommitted }),
    envelopes,
    envelopeManaging: createManaging({ connection, authority, envelopes, onCommitted }),
    mailPolicies: createMailPolicies({ connection }),
    mailEvents: createMailEvents({ connection, onCommitted }),
    enrolments: createEnrolments({
      connection,
      secrets,
      sessions,
      mailsAnHour: config.RATE_MAILS_PER_SUBJECT,
      onCommitted,
    }),
    onboardings,
    upgradeRequests: createUpgradeRequests({ connection, authority, onboardings, onCommitted }),
    bulk: createBulk({ connection, authority, letters: envelopes.letters, onCommitted }),
  };
}

/** Onboardings' processes as the settings have them. */
export const processesOf = (client: Client, config: Config): Processes =>
  createProcesses({
    client,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    timings: timingsOf(config),
    deadlineMs: config.START_DEADLINE_MS,
    publicUrl: publicUrlOf(config),
  });
