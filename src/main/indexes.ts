import type { Connection, Model, mongo } from 'mongoose';
import { auditModel } from '../audit/audit.ts';
import { type Config, ConfigError } from '../config.ts';
import { credentialModels } from '../credentials/models.ts';
import { directoryModels } from '../directory/models.ts';
import { envelopeModels } from '../envelopes/models.ts';
import { silenceModel } from '../support/mail-server.ts';
import { idempotencyModel } from '../http/idempotency.ts';
import { keyringReportModel } from '../envelopes/keyring-reports.ts';
import { mailPolicyModel } from '../envelopes/mail-policies.ts';
import { bulkModels } from '../records/bulk-jobs.ts';
import { outboxModel } from '../records/outbox.ts';
import { findingModel } from '../support/findings.ts';
import { recordModels } from '../records/models.ts';
import { seenWebhookModel } from '../records/seen-webhooks.ts';
import { upgradeRequestModel } from '../records/upgrade-requests.ts';

type AnyModel = Pick<Model<unknown>, 'collection' | 'schema'>;

const validated = (connection: Connection) => Object.values(directoryModels(connection)) as unknown as AnyModel[];

/** Every collection that Castellan has. */
const everyModel = (connection: Connection) =>
  [
    ...Object.values(directoryModels(connection)),
    ...Object.values(credentialModels(connection)),
    ...Object.values(recordModels(connection)),
    ...Object.values(envelopeModels(connection)),
    mailPolicyModel(connection),
    keyringReportModel(connection),
    seenWebhookModel(connection),
    outboxModel(connection),
    ...Object.values(bulkModels(connection)),
    findingModel(connection),
    silenceModel(connection),
    upgradeRequestModel(connection),
    auditModel(connection),
    idempotencyModel(connection),
  ] as unknown as AnyModel[];

/**
 * Creates every collection and index that is missing, and has MongoDB itself check the directory's documents. An
 * explicit step, because connections create nothing by themselves: an index that is built by surprise stops a service.
 * Takes away what no version may keep any more.
 * May run again at any time, also in several processes at once.
 * @throws MongoServerError where an index of the same name is there with other options
 */
export async function ensureIndexes(connection: Connection): Promise<void> {
  const present = new Set((await connection.listCollections()).map(({ name }) => name));
  for (const { collection, schema } of everyModel(connection)) {
    if (!present.has(collection.name)) await createCollection(connection, collection.name);
    const indexes = schema.indexes().map(([key, options]) => ({ ...options, key }));
    // All of a collection in one command, which costs little when they are there already.
    if (indexes.length > 0) await collection.createIndexes(indexes as mongo.IndexDescription[]);
  }
  for (const model of validated(connection)) await validate(connection, model);
  await forgetClearText(connection);
}

/** An earlier version kept what a sender wrote in clear, where nothing reads it now: letters are sealed (letters.ts). */
async function forgetClearText(connection: Connection): Promise<void> {
  for (const { collection } of [recordModels(connection).onboardings, bulkModels(connection).jobs]) {
    await collection.updateMany({ message: { $exists: true } }, { $unset: { message: 1 } });
  }
}

/**
 * Makes a database ready where nobody else does. In production that is a step of its own, `castellan database prepare`:
 * an index over a large collection is built when somebody chose to, not because a process was started.
 * @throws ConfigError in production when a collection or index is missing: without the unique ones, two requests at once
 *   could begin two onboardings
 */
export async function readyIndexes({ NODE_ENV }: Pick<Config, 'NODE_ENV'>, connection: Connection): Promise<void> {
  if (NODE_ENV !== 'production') return ensureIndexes(connection);
  const missing = await missingIndexes(connection);
  if (missing.length === 0) return;
  throw new ConfigError([
    `MONGODB_URI leads to a database without ${missing.join(', ')}. Run \`castellan database prepare\` first, before each new version too`,
  ]);
}

/** Collections and indexes that are not there, such as `users.addressKey`. */
async function missingIndexes(connection: Connection): Promise<string[]> {
  const present = new Set((await connection.listCollections()).map(({ name }) => name));
  const missing: string[] = [];
  for (const { collection, schema } of everyModel(connection)) {
    const wanted = schema.indexes().map(([key]) => Object.keys(key).join('+'));
    const there = present.has(collection.name) ? await collection.indexes() : [];
    const names = new Set(there.map(({ key }) => Object.keys(key).join('+')));
    if (!present.has(collection.name)) missing.push(collection.name);
    else missing.push(...wanted.filter((name) => !names.has(name)).map((name) => `${collection.name}.${name}`));
  }
  return missing;
}

async function createCollection(connection: Connection, name: string): Promise<void> {
  try {
    await connection.createCollection(name);
  } catch (error) {
    // NamespaceExists: another process was quicker.
    if ((error as { code?: unknown }).code !== 48) throw error;
  }
}

/**
 * The schema as $jsonSchema: types, required fields and closed lists. Unknown fields are let through, so that a newer
 * version can add one while an older one still runs.
 */
async function validate(connection: Connection, { collection, schema }: AnyModel): Promise<void> {
  const command = {
    collMod: collection.name,
    validator: { $jsonSchema: schema.toJSONSchema({ useBsonType: true }) },
    validationLevel: 'strict',
    validationAction: 'error',
  };
  try {
    await connection.db!.command(command);
  } catch (error) {
    // CommandNotFound, CommandNotSupported: a wire-compatible server without validators. Mongoose checks all the same.
    if (![59, 115].includes(Number((error as { code?: unknown }).code))) throw error;
  }
}
