import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Connection } from 'mongoose';
import { readConfig } from '../../src/config.ts';
import type { Scope } from '../../src/directory/scopes.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { createApp, type Pages } from '../../src/http/app.ts';
import { createLog } from '../../src/log.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import type { Services } from '../../src/http/services.ts';
import { createKeyringFile, loadKeyring } from '../../src/keys/keyring.ts';
import { composeServices } from '../../src/main/composition.ts';
import type { Processes } from '../../src/onboardings/processes.ts';
import { Problem } from '../../src/problems.ts';
import { createTemporalClient } from '../../src/temporal/client.ts';
import { issue, issueCookie, issueIn, keptLines } from '../support/issued.ts';
import { temporalAddress } from '../support/servers.ts';
import { testDirectory } from '../support/people.ts';

/** Temporal as it looks when it is away: requests are kept for later, decisions are refused. */
export const noProcesses: Processes = {
  start: async () => 'pending',
  ensureStarted: async () => {},
  reportFirstLogin: async () => {},
  reportBounce: async () => {},
  end: async () => {},
  silence: async () => new Problem('service.temporal-unavailable', { retryAfterSeconds: 5 }),
  decide: async () => {
    throw new Problem('service.temporal-unavailable', { retryAfterSeconds: 5 });
  },
};

interface ApiOptions {
  readonly settings?: Record<string, string>;
  readonly adjust?: (services: Services) => Services;
  readonly pages?: Pages;
  /** A connection for the services to use instead of the directory's own, say through a proxy; it is closed with them. */
  readonly connect?: (own: Connection) => Promise<Connection>;
}

export type TestApi = Awaited<ReturnType<typeof startApi>>;

/** The API on real services and a database of its own, on a free port; Temporal's part is played by `noProcesses`. */
export async function startApi({ settings = {}, adjust = (same) => same, pages, connect }: ApiOptions = {}) {
  const people = await testDirectory();
  const connection = connect ? await connect(people.connection) : people.connection;
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-api-'));
  const keyringFile = path.join(folder, 'keyring.json');
  createKeyringFile(keyringFile);
  const keyring = loadKeyring(keyringFile);
  const config = readConfig({ NODE_ENV: 'test', TEMPORAL_ADDRESS: temporalAddress(), ...settings });
  const temporal = createTemporalClient(config, keyring);
  const logged: string[] = [];
  const kept = keptLines();
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      kept.write(chunk.toString());
      done();
    },
  });
  const services = adjust(
    composeServices({
      config,
      connection,
      keyring,
      temporal,
      processes: noProcesses,
      log: createLog('info', destination),
      onCommitted: () => {},
    }),
  );
  const app = createApp(services, config, pages);
  const server = createServer(app.express).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    ...people,
    config,
    keyring,
    services,
    web: app.web,
    logged,
    port,
    call: (method: string, path: string, options?: CallOptions) => call(port, method, path, options),

    /** The headers of a browser in which this person is signed in. */
    async cookieOf(principal: Pick<Principal, 'user'>, kind: 'full' | 'required-actions' = 'full') {
      const cookie = `${app.web.cookie.name}=${await services.credentials.sessions.open(principal.user, kind)}`;
      issueCookie(cookie);
      return { cookie };
    },

    /** The headers of a machine that acts for this person. */
    async tokenOf(principal: Pick<Principal, 'user'>, ...scopes: Scope[]) {
      const expiresAt = new Date(Date.now() + 3_600_000);
      const { apiTokens } = services.credentials;
      const { token } = await apiTokens.create({ user: principal.user, name: 'test', scopes, expiresAt });
      issue(token);
      return { authorization: `Bearer ${token}` };
    },

    async close() {
      app.web.streams.endAll();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await temporal.connection.close();
      if (connection !== people.connection) await connection.destroy();
      await people.connection.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface CallOptions {
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly text?: string;
}

// What an answer holds is for the tests to look at.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

export interface Answer {
  readonly status: number;
  /** A header that comes several times is a list. */
  readonly headers: Record<string, Json>;
  readonly text: string;
  readonly body: Json;
}

/** node:http rather than fetch, which adds headers of its own. Whatever comes below /api/v1 must be as documented. */
async function call(port: number, method: string, target: string, options: CallOptions = {}): Promise<Answer> {
  const { headers = {}, json, text = json === undefined ? undefined : JSON.stringify(json) } = options;
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    method,
    path: target,
    headers: {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
      ...headers,
    },
  });
  issueIn(json);
  const answered = once(request, 'response');
  request.end(text);
  const [response] = (await answered) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const received = Buffer.concat(chunks).toString();
  const isJson = /json/.test(response.headers['content-type'] ?? '');
  const answer = {
    status: response.statusCode!,
    headers: response.headers,
    text: received,
    body: isJson ? JSON.parse(received) : undefined,
  };
  issueIn(answer.body);
  for (const cookie of response.headers['set-cookie'] ?? []) issueCookie(cookie.split(';')[0]!);
  if (target.startsWith('/api/v1/')) demandAsDocumented(method, target, answer);
  return answer;
}

type Documented = Record<string, Record<string, { responses: Record<string, { content?: Record<string, object> }> }>>;
const document = openApiDocument() as { paths: Documented; components: object };
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addSchema(document, 'openapi');

/** @throws when a status, or a body, is not what the API's own description says */
function demandAsDocumented(method: string, target: string, { status, headers, body }: Answer): void {
  const pathname = target.split('?')[0]!.slice('/api/v1'.length);
  const known = Object.keys(document.paths).filter((path) => matches(path, pathname));
  const operation = known
    .map((path) => [path, document.paths[path]![method.toLowerCase()]] as const)
    .find(([, o]) => o);
  if (operation === undefined) {
    if (body && target !== '/api/v1/openapi.json')
      demandShape('#/components/schemas/Problem', body, `${method} ${target}`);
    return;
  }
  const [path, { responses }] = operation as [string, Documented[string][string]];
  const documented = responses[String(status)];
  if (documented === undefined) {
    if (status >= 500 || status === 429 || status === 405) return;
    throw new Error(`${method} ${path} answered ${status}, which is not documented: ${JSON.stringify(body)}`);
  }
  if (body === undefined) return;
  const type = String(headers['content-type']).split(';')[0]!;
  const pointer = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
  if (documented.content?.[type] === undefined)
    throw new Error(`${method} ${path} ${status} is not documented as ${type}`);
  demandShape(
    `#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`,
    body,
    `${method} ${path} ${status}`,
  );
}

function demandShape(reference: string, body: unknown, what: string): void {
  const validate = ajv.getSchema(`openapi${reference}`);
  if (validate === undefined) throw new Error(`no schema at ${reference}`);
  if (!validate(body)) throw new Error(`${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`);
}

function matches(path: string, pathname: string): boolean {
  const [one, other] = [path.split('/'), pathname.split('/')];
  return one.length === other.length && one.every((part, index) => part.startsWith('{') || part === other[index]);
}
