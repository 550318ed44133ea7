import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Connection } from '@temporalio/client';
import { type Config, ConfigError, readConfig } from '../config.ts';
import type { CliWords } from './locale.ts';
import { fill } from './output.ts';

/** One finding of the doctor. */
export interface Finding {
  readonly check: keyof CliWords['doctor']['titles'];
  readonly state: 'good' | 'bad' | 'unknown';
  readonly text: string;
  /** What to do about it; absent when all is well. */
  readonly advice?: string;
}

/** Where the parts are: as configured, or as the running `castellan start` says. */
export interface Places {
  readonly mongodbUri: string | undefined;
  readonly temporalAddress: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly url: string;
}

type Found = Omit<Finding, 'check'>;
const good = (text: string): Found => ({ state: 'good', text });
const bad = (text: string, advice: string): Found => ({ state: 'bad', text, advice });

/**
 * Looks at every part in turn; nothing is changed anywhere.
 * @param placesOf where the parts are, once the settings are read
 */
export async function* examine(
  environment: Readonly<Record<string, string | undefined>>,
  { doctor: words }: CliWords,
  placesOf: (config: Config) => Places,
): AsyncGenerator<Finding> {
  yield { check: 'node', ...checkNode(words) };
  let config: Config;
  try {
    config = readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    yield { check: 'settings', ...bad(error.problems.join('\n'), words.settingsDo) };
    return;
  }
  yield { check: 'settings', ...good(words.settings) };
  yield { check: 'keyring', ...(await checkKeyring(config, words)) };
  const { mongodbUri, temporalAddress, smtpUrl, url } = placesOf(config);
  const embedded = bad(words.embedded, words.embeddedDo);
  yield { check: 'mongodb', ...(mongodbUri ? await checkMongodb(mongodbUri, words) : embedded) };
  const temporal = temporalAddress ? await checkTemporal(temporalAddress, config, words) : undefined;
  const skipped: Found = { state: 'unknown', text: fill(words.skipped, words.titles.temporal) };
  yield { check: 'temporal', ...(temporal?.temporal ?? embedded) };
  yield { check: 'attributes', ...(temporal?.attributes ?? skipped) };
  yield { check: 'worker', ...(temporal?.worker ?? skipped) };
  yield { check: 'mail', ...(smtpUrl ? await checkMail(smtpUrl, config, words) : embedded) };
  yield { check: 'api', ...(await checkApi(url, words)) };
}

type Words = CliWords['doctor'];

function checkNode(words: Words): Found {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const text = fill(words.node, process.versions.node);
  return major > 20 || (major === 20 && minor >= 19) ? good(text) : bad(text, words.nodeDo);
}

async function checkKeyring(config: Config, words: Words): Promise<Found> {
  const file = config.KEYRING_FILE ?? path.join(config.CASTELLAN_DATA, 'keyring.json');
  if (!existsSync(file)) {
    // Without a setting the first start makes it.
    return config.KEYRING_FILE
      ? bad(fill(words.keyringMissing, file), words.keyringMissingDo)
      : { state: 'unknown', text: fill(words.keyringMissing, file), advice: words.embeddedDo };
  }
  if (process.platform !== 'win32' && statSync(file).mode & 0o077)
    return bad(fill(words.keyringOpen, file), words.keyringOpenDo);
  const { loadKeyring } = await import('../keys/keyring.ts');
  try {
    loadKeyring(file);
    return good(fill(words.keyring, file));
  } catch (error) {
    return bad(fill(words.keyringBad, (error as Error).message), words.keyringMissingDo);
  }
}

async function checkMongodb(uri: string, words: Words): Promise<Found> {
  const shown = withoutCredentials(uri);
  const { connectDatabase } = await import('../database/connect.ts');
  const connection = await connectDatabase(uri).catch(() => undefined);
  if (!connection) return bad(fill(words.mongodbDown, shown), words.mongodbDownDo);
  try {
    const hello = await connection.db?.command({ hello: 1 });
    return hello?.['setName']
      ? good(fill(words.mongodb, shown))
      : bad(fill(words.mongodbNoSet, shown), words.mongodbNoSetDo);
  } catch {
    return bad(fill(words.mongodbDown, shown), words.mongodbDownDo);
  } finally {
    await connection.close();
  }
}

async function checkTemporal(
  address: string,
  config: Config,
  words: Words,
): Promise<{ temporal: Found; attributes?: Found; worker?: Found }> {
  const [namespace, queue] = [config.TEMPORAL_NAMESPACE, config.TEMPORAL_TASK_QUEUE];
  const { Connection: Temporal } = await import('@temporalio/client');
  const { connectionOptions } = await import('../temporal/client.ts');
  const { grpcStatusOf, isRefusal, lacksRights } = await import('../temporal/grpc-status.ts');
  const down = bad(fill(words.temporalDown, address, namespace), words.temporalDownDo);
  const options = { ...connectionOptions({ TEMPORAL_ADDRESS: address }), connectTimeout: '3s' } as const;
  let connection: Connection | undefined;
  try {
    connection = await Temporal.connect(options);
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: queue },
      taskQueueType: 1,
    });
    const count = pollers?.length ?? 0;
    return {
      temporal: good(fill(words.temporal, address, namespace)),
      attributes: await checkAttributes(connection, namespace, words),
      worker:
        count > 0 ? good(fill(words.worker, count, queue)) : bad(fill(words.workerNone, queue), words.workerNoneDo),
    };
  } catch (error) {
    const status = grpcStatusOf(error);
    if (!isRefusal(status)) return { temporal: down };
    const advice = lacksRights(status) ? words.temporalRightsDo : words.temporalDownDo;
    return { temporal: bad(fill(words.temporalRefused, address, status, namespace), advice) };
  } finally {
    await connection?.close();
  }
}

/** Without them Temporal refuses every start of an onboarding. */
async function checkAttributes(connection: Connection, namespace: string, words: Words): Promise<Found> {
  const { commandsToAdd, missingSearchAttributes } = await import('../temporal/ensure-search-attributes.ts');
  const { grpcStatusOf } = await import('../temporal/grpc-status.ts');
  try {
    const missing = await missingSearchAttributes(connection, namespace);
    if (missing.length === 0) return good(fill(words.attributes, namespace));
    const names = missing.map(([name]) => name).join(', ');
    return bad(fill(words.attributesMissing, names), fill(words.attributesDo, commandsToAdd(namespace, missing)));
  } catch (error) {
    const text = fill(words.attributesUnknown, grpcStatusOf(error) ?? (error as Error).message);
    return { state: 'unknown', text, advice: fill(words.attributesDo, commandsToAdd(namespace)) };
  }
}

async function checkMail(smtpUrl: string, config: Config, words: Words): Promise<Found> {
  const { createMailer } = await import('../mail/transport.ts');
  const { mailSettings } = await import('../mail/settings.ts');
  const shown = withoutCredentials(smtpUrl);
  let mailer: ReturnType<typeof createMailer>;
  try {
    mailer = createMailer(mailSettings({ ...config, SMTP_URL: smtpUrl }));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return bad(error.problems.join(' '), words.mailDownDo);
  }
  try {
    await mailer.verify();
    return good(fill(words.mail, shown));
  } catch {
    return bad(fill(words.mailDown, shown), words.mailDownDo);
  } finally {
    mailer.close();
  }
}

async function checkApi(url: string, words: Words): Promise<Found> {
  const base = url.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
  try {
    const response = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(5_000) });
    const { alerts = [] } = (await response.json().catch(() => ({}))) as { alerts?: string[] };
    if (alerts.length > 0) {
      const sections = alerts.map((alert) => `${base}/runbook/${alert}`).join(' ');
      return bad(fill(words.apiAlerts, base, alerts.join(', ')), fill(words.apiAlertsDo, sections));
    }
    return response.ok
      ? good(fill(words.api, base))
      : bad(fill(words.apiNotReady, base), fill(words.apiNotReadyDo, base));
  } catch {
    return bad(fill(words.apiDown, base), words.apiDownDo);
  }
}

/** An address as it may be shown: scheme, host and port, never user or password. */
function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)(?:[^/]*@)?([^/?]*).*$/s, '$1$2');
}
