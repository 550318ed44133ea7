import { randomBytes } from 'node:crypto';
import path from 'node:path';
import mongoose from 'mongoose';

/** What the test run's global set-up started; see global-setup.mjs. */
function fromSetup(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests through jest with this repository's jest.config.js`);
  return value;
}

/** Address (host:port) of the Temporal server that all test files share; its search attributes are registered. */
export const temporalAddress = (): string => fromSetup('CASTELLAN_TEST_TEMPORAL');

/** URI of a database of its own on the shared MongoDB wire server. */
export function testDatabaseUri(name = `test-${randomBytes(8).toString('hex')}`): string {
  const uri = new URL(fromSetup('CASTELLAN_TEST_MONGODB'));
  uri.pathname = `/${name}`;
  return uri.href;
}

/**
 * Connects to a new, uniquely named database. Whoever asks for it ends it: `await connection.destroy()` in afterAll.
 * @param options further mongoose options, e.g. `{ autoIndex: false }`
 */
export async function testDatabase(options: mongoose.ConnectOptions = {}): Promise<mongoose.Connection> {
  return mongoose.createConnection(testDatabaseUri(), { serverSelectionTimeoutMS: 5_000, ...options }).asPromise();
}

/** Path of Temporal's time-skipping test server, for `TestWorkflowEnvironment.createTimeSkipping`. */
export const testServerPath = (): string => path.join(fromSetup('CASTELLAN_TEST_VENV'), 'bin', 'temporal-test-server');

/** Path of the `temporal` command, which also holds the development server. */
export const temporalCliPath = (): string => path.join(fromSetup('CASTELLAN_TEST_VENV'), 'bin', 'temporal');
