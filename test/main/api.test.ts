import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { readEvents } from '../../src/cli/server-events.ts';
import { ConfigError, readConfig } from '../../src/config.ts';
import { createSessions } from '../../src/credentials/sessions.ts';
import { createLog } from '../../src/log.ts';
import { createKeyringFile } from '../../src/keys/keyring.ts';
import { runApi } from '../../src/main/api.ts';
import { hour, testDirectory } from '../support/people.ts';
import { temporalAddress, testDatabaseUri } from '../support/servers.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'castellan-main-'));
const keyringFile = path.join(folder, 'keyring.json');
createKeyringFile(keyringFile);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = (database: string, more: Record<string, string> = {}) =>
  readConfig({
    NODE_ENV: 'test',
    PORT: '0',
    MONGODB_URI: testDatabaseUri(database),
    TEMPORAL_ADDRESS: temporalAddress(),
    SMTP_URL: 'smtp://127.0.0.1:1',
    KEYRING_FILE: keyringFile,
    ...more,
  });

const ask = async (port: number, target: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: target, headers, agent: false }, resolve).on('error', reject);
  });

/** A request that lacks the last character of its body. */
async function beginSignIn(port: number): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
  );
  return socket;
}

test('ends in order: not ready, serving on meanwhile; no new connections, streams say goodbye, requests finish, the port is free', async () => {
  const people = await testDirectory();
  try {
    const { user } = await people.makeAdministrator('ann');
    const sessions = createSessions({ connection: people.connection, idleMs: hour, lifetimeMs: hour });
    const cookie = `castellan=${await sessions.open(user, 'full')}`;
    const api = await runApi(settings(people.connection.name, { SHUTDOWN_DRAIN_MS: '2000' }), createLog('silent'));
    expect((await ask(api.port, '/livez')).statusCode).toBe(200);
    expect((await ask(api.port, '/sign-in')).headers['content-type']).toContain('text/html');

    const begun = await fetch(`http://127.0.0.1:${api.port}/api/v1/accounts/1001/onboardings`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'cara@example.org', path: 'invite' }),
    });
    const { onboarding } = (await begun.json()) as { onboarding: { ref: string } };
    const stream = await ask(api.port, `/api/v1/onboardings/${onboarding.ref}/events`, { cookie });
    const events = readEvents(stream as unknown as ReadableStream<Uint8Array>);
    expect((await events.next()).value).toMatchObject({ id: '1' });
    // One connection asks for something and never for all of it, another one only later.
    const [slow, late] = [await beginSignIn(api.port), await beginSignIn(api.port)];
    const cut = once(
      slow.on('error', () => {}),
      'close',
    );

    const stopped = api.stop();
    const readiness = await ask(api.port, '/readyz');
    expect(readiness.statusCode).toBe(503);
    expect(await json(readiness)).toMatchObject({ status: 'stopping' });
    expect((await ask(api.port, '/sign-in')).statusCode).toBe(200);
    let last: string | undefined;
    for await (const { event } of events) last = event;
    expect(last).toBe('bye');
    await expect(ask(api.port, '/livez')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    late.write('}');
    expect(String((await once(late, 'data'))[0])).toMatch(/^HTTP\/1.1 422 /);
    await stopped;
    await cut;
    await api.stop();
  } finally {
    await people.connection.destroy();
  }
});

test('a port that is taken is an error, and nothing is left behind', async () => {
  const people = await testDirectory();
  const other = net.createServer().listen(0, '127.0.0.1');
  try {
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    const config = settings(people.connection.name, { PORT: String(port) });
    await expect(runApi(config, createLog('silent'))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  } finally {
    other.close();
    await people.connection.destroy();
  }
});

test('production refuses a keyring that was made for development', async () => {
  const file = path.join(folder, 'development.json');
  createKeyringFile(file, { development: true });
  const config = settings('unused', {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://castellan.example.org',
    KEYRING_FILE: file,
  });
  await expect(runApi(config, createLog('silent'))).rejects.toBeInstanceOf(ConfigError);
});

test('production refuses a database that is not prepared', async () => {
  const people = await testDirectory();
  try {
    const { name } = people.connection;
    await people.connection.dropDatabase();
    const config = settings(name, { NODE_ENV: 'production', PUBLIC_URL: 'https://castellan.example.org' });
    await expect(runApi(config, createLog('silent'))).rejects.toThrow(/castellan database prepare/);
  } finally {
    await people.connection.destroy();
  }
});
