import path from 'node:path';
import { type DataFolder, openDataFolder, openEphemeralFolder } from './data-folder.ts';
import type { StartedMailbox } from './mailbox/mailbox.ts';
import { type StartedMongodb, startMongodb } from './mongodb.ts';
import { createPortChooser, type PortUse } from './ports.ts';
import { type StartedTemporal, startTemporal } from './temporal.ts';
import type { PartPlace } from './parts.ts';

export type PartName = 'mongodb' | 'temporal' | 'mailbox';

export interface EmbeddedOptions {
  /** Folder of all data; absent: a new one that is removed at the end. */
  readonly dataFolder?: string;
  /** Which parts to start; the others are somebody else's. */
  readonly parts: readonly PartName[];
  readonly searchAttributes?: Readonly<Record<string, string>>;
  /** `default`: the well-known ports or the next free ones; `any`: whichever are free. */
  readonly ports?: 'default' | 'any';
  /** Names of the parts, for what is said of their ports. */
  readonly words?: Readonly<Record<'mailbox' | 'smtp' | 'temporal' | 'temporalUi' | 'mongodb', string>>;
  readonly onBusyPort?: (busy: { use: string; wanted: number; chosen: number }) => void;
  readonly onLeftover?: (leftover: { name: string; pid: number }) => void;
  readonly onDeath?: (death: { name: string; how: string; againInMs: number }) => void;
  /** Path below which Temporal's Web UI is served, and where it has payloads decoded. */
  readonly uiPublicPath?: string;
  readonly uiCodecEndpoint?: string;
  /** Told as soon as the folder is ours, before anything starts. */
  readonly onFolder?: () => void;
}

/** The parts that run; null for those that are somebody else's. */
export interface Embedded {
  readonly folder: DataFolder;
  readonly mongodb: StartedMongodb | null;
  readonly temporal: StartedTemporal | null;
  readonly mailbox: StartedMailbox | null;
  /** Ends Temporal, then the mailbox, then MongoDB, and gives the folder free. */
  stop(): Promise<void>;
}

const defaultNames = {
  mailbox: 'the mailbox',
  smtp: 'SMTP',
  temporal: 'Temporal',
  temporalUi: 'the Temporal Web UI',
  mongodb: 'MongoDB',
};

/**
 * Starts the parts that a machine lacks, all on loopback, and waits until each answers.
 * @throws EmbeddedFailure when another Castellan runs on the folder, or a part does not start; then nothing is left
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const onLeftover = options.onLeftover;
  const folder = await (options.dataFolder === undefined
    ? openEphemeralFolder(onLeftover)
    : openDataFolder(options.dataFolder, onLeftover));
  options.onFolder?.();
  const ports = createPortChooser({ host: '127.0.0.1', ...(options.onBusyPort && { onBusy: options.onBusyPort }) });
  const names = options.words ?? defaultNames;
  const port = (use: keyof typeof defaultNames, usual: number): PortUse => ({
    use: names[use],
    wanted: options.ports === 'any' ? 0 : usual,
  });
  const place = (part: PartName): PartPlace => ({
    logFile: folder.file('logs', `${part}.log`),
    homeFolder: folder.subfolder('home'),
    watch: {
      onSpawn: (pid) => folder.noteChild(part, pid),
      ...(options.onDeath && { onDeath: options.onDeath }),
    },
  });
  folder.subfolder('logs');

  async function mongodb(): Promise<StartedMongodb> {
    const dataFolder = folder.subfolder('mongodb');
    return ports.startOn([port('mongodb', 27_017)], ([chosen = 0]) =>
      startMongodb({ ...place('mongodb'), port: chosen, dataFolder }),
    );
  }

  async function temporal(): Promise<StartedTemporal> {
    const { uiPublicPath, uiCodecEndpoint } = options;
    return ports.startOn([port('temporal', 7_233), port('temporalUi', 8_233)], ([chosen = 0, uiPort = 0]) =>
      startTemporal({
        ...place('temporal'),
        port: chosen,
        uiPort,
        databaseFile: path.join(folder.subfolder('temporal'), 'temporal.db'),
        searchAttributes: options.searchAttributes ?? {},
        ...(uiPublicPath && { uiPublicPath }),
        ...(uiCodecEndpoint && { uiCodecEndpoint }),
      }),
    );
  }

  async function mailbox(): Promise<StartedMailbox> {
    const mails = folder.subfolder('mail');
    // Loaded while the servers start.
    const { startMailbox } = await import('./mailbox/mailbox.ts');
    return ports.startOn([port('smtp', 1_025), port('mailbox', 8_025)], ([smtpPort = 0, httpPort = 0]) =>
      startMailbox({ smtpPort, httpPort, folder: mails }),
    );
  }

  const wanted = <T>(part: PartName, start: () => Promise<T>): Promise<T | null> =>
    options.parts.includes(part) ? start() : Promise.resolve(null);
  const starts = [wanted('temporal', temporal), wanted('mailbox', mailbox), wanted('mongodb', mongodb)] as const;

  async function stop(): Promise<void> {
    const budgets = [1_500, 500, 1_500];
    for (const [index, started] of (await Promise.allSettled(starts)).entries()) {
      if (started.status === 'fulfilled') await started.value?.stop(budgets[index]);
    }
    folder.release();
  }

  try {
    const [startedTemporal, startedMailbox, startedMongodb] = await Promise.all(starts);
    return { folder, temporal: startedTemporal, mailbox: startedMailbox, mongodb: startedMongodb, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
