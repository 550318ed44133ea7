import { existsSync, renameSync, rmSync } from 'node:fs';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import type { DataFolder } from '../embedded/data-folder.ts';
import { createPortChooser } from '../embedded/ports.ts';
import { type ManagedProcess, type ProcessDescription, startProcess } from '../embedded/processes.ts';
import type { Embedded } from '../embedded/start-embedded.ts';
import { createKeyringFile } from '../keys/keyring.ts';
import { temporalUiPath } from '../http/temporal-ui-path.ts';
import type { start as en } from '../language/en/start.ts';

/** The two processes that do Castellan's own work. */
export interface RunningServices {
  readonly api: ManagedProcess;
  readonly worker: ManagedProcess;
  /** Where people reach the console, without a trailing slash. */
  readonly publicUrl: string;
  /** Of the Temporal Web UI that is served under our own origin; null when Temporal is somebody else's. */
  readonly temporalUiUrl: string | null;
  /** Where the worker serves its metrics. */
  readonly workerMetricsUrl: string;
  /** Ends the API, then the worker. */
  stop(): Promise<void>;
}

export interface ServicesOptions {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly embedded: Embedded;
  readonly words: typeof en;
  readonly onBusyPort: (busy: { use: string; wanted: number; chosen: number }) => void;
  readonly onDeath: ProcessDescription['onDeath'];
}

/** The embedded parts take up to 3.5 s after these: together below the 10 s that a person waits for Ctrl-C. */
const apiEndsWithinMs = 2_500;
const workerEndsWithinMs = 3_500;
/** No load balancer is in front, and somebody waits. */
const drainMs = 100;

/**
 * Starts the API and the worker as child processes and waits until the API says that everything is there.
 * @throws EmbeddedFailure with the last words of the one that does not start; then neither is left
 */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const { HOST: host, PORT: wanted } = options.config;
  const ports = createPortChooser({ host, onBusy: options.onBusyPort });
  const uses = [
    { use: options.words.parts.api, wanted },
    { use: options.words.parts.workerMetrics, wanted: 0 },
  ];
  return ports.startOn(uses, ([port = 0, metricsPort = 0]) => startOnPorts(port, metricsPort, options));
}

async function startOnPorts(port: number, metricsPort: number, options: ServicesOptions): Promise<RunningServices> {
  const { config, embedded } = options;
  const localUrl = `http://${reachable(config.HOST)}:${port}`;
  const publicUrl = (config.PUBLIC_URL ?? localUrl).replace(/\/+$/, '');
  const temporalUiUrl = embedded.temporal && `${publicUrl}${temporalUiPath}`;
  const workerMetrics = config.WORKER_METRICS_ADDRESS ?? `127.0.0.1:${metricsPort}`;
  const env = {
    ...options.environment,
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    SHUTDOWN_DRAIN_MS: String(drainMs),
    MONGODB_URI: config.MONGODB_URI ?? embedded.mongodb?.uri,
    TEMPORAL_ADDRESS: config.TEMPORAL_ADDRESS ?? embedded.temporal?.address,
    TEMPORAL_UI_URL: config.TEMPORAL_UI_URL ?? temporalUiUrl ?? undefined,
    TEMPORAL_UI_UPSTREAM: config.TEMPORAL_UI_UPSTREAM ?? embedded.temporal?.uiUrl,
    WORKER_METRICS_ADDRESS: workerMetrics,
    SMTP_URL: config.SMTP_URL ?? embedded.mailbox?.smtpUrl,
    KEYRING_FILE: config.KEYRING_FILE ?? ownKeyring(embedded.folder),
  };
  const run = (name: 'api' | 'worker'): ManagedProcess =>
    startProcess({
      name,
      command: process.execPath,
      args: ['--enable-source-maps', fileURLToPath(new URL(`./${name}.js`, import.meta.url))],
      env,
      logFile: embedded.folder.file('logs', `${name}.log`),
      onSpawn: (pid) => embedded.folder.noteChild(name, pid),
      ...(options.onDeath && { onDeath: options.onDeath }),
    });

  const api = run('api');
  const worker = run('worker');
  const stop = async (): Promise<void> => {
    await api.stop(apiEndsWithinMs);
    await worker.stop(workerEndsWithinMs);
  };
  try {
    // One question for both: what it costs the API and Temporal is missing where they still start.
    let asked: Promise<void> | undefined;
    const ready = (): Promise<void> =>
      (asked ??= demandReady(`${localUrl}/readyz`).finally(() => {
        asked = undefined;
      }));
    await Promise.all([api.ready(ready), worker.ready(ready)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { api, worker, publicUrl, temporalUiUrl, workerMetricsUrl: `http://${workerMetrics}/metrics`, stop };
}

/** "Degraded" takes requests too, but somebody who has just started it wants the whole. */
async function demandReady(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const { status } = (await response.json()) as { status: string };
  if (status !== 'ready') throw new Error(status);
}

/** An address to connect to, where the one to listen on may mean all of them. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return net.isIPv6(host) ? `[${host}]` : host;
}

/** A keyring of the data folder's own, which production refuses. It is there whole or not at all. */
function ownKeyring(folder: DataFolder): string {
  const file = folder.file('keyring.json');
  if (!existsSync(file)) {
    const draft = `${file}.draft`;
    rmSync(draft, { force: true });
    createKeyringFile(draft, { development: true });
    renameSync(draft, file);
  }
  return file;
}
