import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning, type ProcessIdentity } from '../embedded/process-identity.ts';

/** Where the embedded parts of a running `castellan start` are. */
export interface Running {
  readonly url: string;
  readonly mongodbUri: string | undefined;
  readonly temporalAddress: string | undefined;
  readonly smtpUrl: string | undefined;
}

/**
 * What runs on a data folder, as `castellan start` notes it there.
 * @returns undefined when nothing does
 */
export function runningIn(folder: string): Running | undefined {
  const read = <T>(name: string): T => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as T;
  try {
    // A note may outlive a start that was killed.
    if (!isRunning(read<ProcessIdentity>('castellan.lock'))) return undefined;
    const { consoleUrl, mongodbUri, temporalAddress, smtpUrl } = read<Record<string, string | null>>('addresses.json');
    return {
      url: consoleUrl!,
      mongodbUri: mongodbUri ?? undefined,
      temporalAddress: temporalAddress ?? undefined,
      smtpUrl: smtpUrl ?? undefined,
    };
  } catch {
    return undefined;
  }
}
