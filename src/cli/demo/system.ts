import type { StartedCastellan } from '../../main/start.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CliWords } from '../locale.ts';

/** A running Castellan with everything the demonstration needs. */
export interface System {
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly mailboxUrl: string;
  readonly temporalUiUrl: string | null;
  readonly temporalAddress: string | null;
  readonly account: string;
  readonly administrator: { readonly userId: string; readonly password: string };
  /** Of the worker that runs now; undefined between a death and the next start. */
  workerPid(): number | undefined;
  /** Resolves when everything has ended, by itself, by a signal or by stop. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

interface SystemOptions {
  readonly words: CliWords;
  readonly locale: 'en' | 'fr';
  /** Folder to keep the data in; absent: a new one that is removed at the end. */
  readonly data: string | undefined;
}

/**
 * Starts everything, as `castellan start` does.
 * @throws CliError when the mailbox or the first administrator's sign-in is somebody else's; what start throws
 */
export async function startSystem({ words, locale, data }: SystemOptions): Promise<System> {
  const { start } = await import('../../main/start.ts');
  const started: StartedCastellan = await start({ data, ephemeral: data === undefined, quiet: true, locale });
  const { mailboxUrl, administrator, account, ...addresses } = started.addresses;
  if (mailboxUrl === null || administrator === null || account === null) {
    await started.stop();
    throw new CliError(exitCodes.usage, words.demo.notOurs, [words.demo.notOursHint]);
  }
  return {
    ...addresses,
    mailboxUrl,
    administrator,
    account,
    workerPid: () => started.services.worker.pid,
    ended: started.ended,
    stop: async () => started.stop(),
  };
}
