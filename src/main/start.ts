import { rmSync } from 'node:fs';
import type { Config } from '../config.ts';
import { type Embedded, type PartName, startEmbedded } from '../embedded/start-embedded.ts';
import { temporalUiPath } from '../http/temporal-ui-path.ts';
import { start as en } from '../language/en/start.ts';
import { start as fr } from '../language/fr/start.ts';
import { searchAttributes } from '../temporal/search-attributes.ts';
import { type Addresses, writeReadyFile } from './ready-file.ts';
import type { SeededSignIns } from './seed.ts';
import { readServiceConfig, withWorkflows } from './service-config.ts';
import { type RunningServices, startServices } from './services.ts';
import { onEndingSignals } from './signals.ts';
import { startTable } from './start-table.ts';

export interface StartOptions {
  /** Folder of the data; absent: CASTELLAN_DATA. */
  readonly data?: string | undefined;
  /** Keep nothing: a new folder that is removed at the end. */
  readonly ephemeral?: boolean | undefined;
  /** File that tells, once everything is ready, where everything is. It is removed at the end. */
  readonly readyFile?: string | undefined;
  /** Say nothing. */
  readonly quiet?: boolean | undefined;
  /** The settings; absent: this process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  readonly locale?: 'en' | 'fr' | undefined;
  readonly onReady?: ((castellan: StartedCastellan) => void) | undefined;
}

export interface StartedCastellan {
  readonly addresses: Addresses;
  /** Folder of the data. */
  readonly data: string;
  /** The child processes; each is started again when it dies, with another pid. */
  readonly services: Pick<RunningServices, 'api' | 'worker'>;
  /** Resolves when everything has ended, by a signal or by stop(). */
  readonly ended: Promise<void>;
  /** Ends the API, the worker, Temporal, the mailbox and MongoDB, in this order, within 10 s. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts whatever is not configured, then the API and the worker as child processes, and waits until everything is
 * ready. SIGINT, SIGTERM and SIGHUP end it in order; a second one, or one before it is ready, at once.
 * @throws ConfigError naming every wrong setting; EmbeddedFailure when a part does not start; then nothing is left
 */
export async function start(options: StartOptions = {}): Promise<StartedCastellan> {
  const environment = options.environment ?? process.env;
  const config = readServiceConfig(environment, withWorkflows);
  const words = options.locale === 'fr' ? fr : en;
  const say = (text: string): void => {
    if (!options.quiet) process.stderr.write(`castellan: ${text}\n`);
  };
  const notices = {
    onBusyPort: (busy: Parameters<typeof words.notices.busyPort>[0]) => say(words.notices.busyPort(busy)),
    onDeath: (death: Parameters<typeof words.notices.death>[0]) => say(words.notices.death(death)),
    onLeftover: (leftover: Parameters<typeof words.notices.leftover>[0]) => say(words.notices.leftover(leftover)),
  };

  let end: (() => Promise<void>) | undefined;
  const unwatch = onEndingSignals((count) => {
    // Leaving kills the children and gives the folder free: see processes.ts and data-folder.ts.
    if (!end || count > 1) process.exit(130);
    say(words.notices.ending);
    void end();
  });

  let embedded: Embedded | undefined;
  try {
    const parts = missingParts(config);
    if (parts.length > 0) say(words.notices.starting(parts.map((part) => words.parts[part])));
    embedded = await startEmbedded({
      ...(options.ephemeral ? {} : { dataFolder: options.data ?? config.CASTELLAN_DATA }),
      parts,
      searchAttributes: attributeTypes(),
      words: words.parts,
      // Both below our own origin, whichever name it is reached by: the session goes along, and no CORS is needed.
      uiPublicPath: temporalUiPath,
      uiCodecEndpoint: '/codec',
      // What a killed start wrote is true no longer.
      onFolder: () => options.readyFile !== undefined && rmSync(options.readyFile, { force: true }),
      ...notices,
    });
    if (embedded.mongodb?.server === 'SecantusDB') say(words.notices.secantus);
    const starting = startServices({ config, environment, embedded, words, ...notices });
    const seeding = seedDatabase(config, embedded);
    const [services, signIns] = await Promise.all([starting, seeding]).catch(async (error: unknown) => {
      await starting.then(
        (started) => started.stop(),
        () => {},
      );
      throw error;
    });
    const addresses = addressesOf(embedded, services, signIns);
    embedded.folder.noteUrl(addresses.consoleUrl);
    const castellan = running(options, embedded, services, addresses, unwatch);
    end = castellan.stop;
    if (options.readyFile !== undefined) writeReadyFile(options.readyFile, addresses);
    // For commands on the host, which work with the database of what runs on this folder.
    writeReadyFile(embedded.folder.file('addresses.json'), { ...addresses, administrator: null, support: null });
    const folder = options.ephemeral ? null : embedded.folder.path;
    if (!options.quiet) process.stdout.write(startTable(words.table, addresses, folder));
    options.onReady?.(castellan);
    return castellan;
  } catch (error) {
    unwatch();
    await embedded?.stop();
    throw error;
  }
}

function running(
  options: StartOptions,
  embedded: Embedded,
  services: RunningServices,
  addresses: Addresses,
  unwatch: () => void,
): StartedCastellan {
  let settle: (ending: Promise<void>) => void;
  const ended = new Promise<void>((resolve) => (settle = resolve));
  let ending: Promise<void> | undefined;
  async function endInOrder(): Promise<void> {
    for (const file of [options.readyFile, embedded.folder.file('addresses.json')])
      if (file) rmSync(file, { force: true });
    await services.stop();
    await embedded.stop();
    unwatch();
  }
  return {
    addresses,
    data: embedded.folder.path,
    services,
    ended,
    stop() {
      if (!ending) settle((ending = endInOrder()));
      return ended;
    },
  };
}

/** In production readServiceConfig has refused already what is not configured. */
const missingParts = (config: Config): PartName[] => [
  ...(config.MONGODB_URI === undefined ? (['mongodb'] as const) : []),
  ...(config.TEMPORAL_ADDRESS === undefined ? (['temporal'] as const) : []),
  ...(config.SMTP_URL === undefined ? (['mailbox'] as const) : []),
];

/** The command line writes `Keyword` where the API says KEYWORD. */
const attributeTypes = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(searchAttributes).map(([name, type]) => [name, `${type[0]}${type.slice(1).toLowerCase()}`]),
  );

/** Production gets its first administrator from the operator: `castellan account create`. */
async function seedDatabase(config: Config, embedded: Embedded): Promise<SeededSignIns | null> {
  const uri = config.MONGODB_URI ?? embedded.mongodb?.uri;
  if (config.NODE_ENV === 'production' || uri === undefined) return null;
  // Not needed before the servers run, and loaded meanwhile.
  const [{ connectDatabase }, { seed }] = await Promise.all([import('../database/connect.ts'), import('./seed.ts')]);
  const connection = await connectDatabase(uri, { longCommands: true });
  try {
    return await seed(connection, embedded.folder.file('sign-in.json'));
  } finally {
    await connection.destroy();
  }
}

const addressesOf = (embedded: Embedded, services: RunningServices, signIns: SeededSignIns | null): Addresses => ({
  consoleUrl: services.publicUrl,
  apiUrl: `${services.publicUrl}/api/v1`,
  mailboxUrl: embedded.mailbox?.url ?? null,
  smtpUrl: embedded.mailbox?.smtpUrl ?? null,
  temporalUiUrl: services.temporalUiUrl,
  workerMetricsUrl: services.workerMetricsUrl,
  temporalAddress: embedded.temporal?.address ?? null,
  mongodbUri: embedded.mongodb?.uri ?? null,
  account: signIns?.account ?? null,
  administrator: signIns?.administrator ?? null,
  support: signIns?.support ?? null,
});
