import { installedProgram } from './locations.ts';
import { startProcess } from './processes.ts';
import type { PartPlace, StartedPart } from './parts.ts';

export interface TemporalOptions extends PartPlace {
  readonly port: number;
  readonly uiPort: number;
  /** File of the database; absent: all is kept in memory. */
  readonly databaseFile?: string;
  /** Registered at the start: name → type, e.g. `{ OnboardingStage: 'Keyword' }`. */
  readonly searchAttributes: Readonly<Record<string, string>>;
  /** Path below which the Web UI is served, e.g. `/temporal` behind a reverse proxy. */
  readonly uiPublicPath?: string;
  /** Where the Web UI has payloads decoded. */
  readonly uiCodecEndpoint?: string;
}

export interface StartedTemporal extends StartedPart {
  readonly address: string;
  readonly uiUrl: string;
}

const ip = '127.0.0.1';

/**
 * Starts Temporal's development server with its Web UI on loopback, and waits until it serves the namespace `default`
 * with the search attributes.
 * @throws EmbeddedFailure with its last words
 */
export async function startTemporal(options: TemporalOptions): Promise<StartedTemporal> {
  const { port, uiPort, searchAttributes, databaseFile, uiPublicPath, uiCodecEndpoint } = options;
  const names = Object.keys(searchAttributes);
  const managed = startProcess({
    name: 'Temporal',
    command: installedProgram('temporal'),
    args: [
      ...['server', 'start-dev', '--ip', ip, '--port', String(port), '--ui-port', String(uiPort)],
      ...['--log-level', 'warn', '--ui-disable-news-fetch', '--disable-config-file', '--disable-config-env'],
      ...(databaseFile ? ['--db-filename', databaseFile] : []),
      // Twice the rate; what it costs is the last commits when the power fails, not when the process is killed.
      ...(databaseFile ? ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'] : []),
      // Workflows whose tasks fail get the search attribute TemporalReportedProblems, which the sweep asks for.
      ...['--dynamic-config-value', 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2'],
      ...names.flatMap((name) => ['--search-attribute', `${name}=${searchAttributes[name]}`]),
      ...(uiPublicPath ? ['--ui-public-path', uiPublicPath] : []),
      ...(uiCodecEndpoint ? ['--ui-codec-endpoint', uiCodecEndpoint] : []),
    ],
    // Its own HOME: the command keeps a note of its version there.
    env: { ...withoutTemporal(process.env), HOME: options.homeFolder },
    logFile: options.logFile,
    ...options.watch,
  });
  const address = `${ip}:${port}`;
  await managed.ready(() => ask(address, names));
  return {
    address,
    uiUrl: `http://${ip}:${uiPort}${uiPublicPath ?? ''}`,
    get pid() {
      return managed.pid;
    },
    stop: managed.stop,
    kill: managed.kill,
  };
}

async function ask(address: string, names: readonly string[]): Promise<void> {
  // Loaded while the server starts: half a second that nobody waits for.
  const { Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address, connectTimeout: 500 });
  try {
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    const known = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    const missing = names.filter((name) => !(name in (known.customAttributes ?? {})));
    if (missing.length > 0) throw new Error(`search attributes not registered yet: ${missing.join(', ')}`);
  } finally {
    await connection.close();
  }
}

/** Settings for the client of some other Temporal must not reach this server. */
const withoutTemporal = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
