import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SignIn } from './seed.ts';

/** Where everything is reached, and how to sign in. Null: that part is not embedded, or the password was changed. */
export interface Addresses {
  /** Of the console, without a trailing slash. */
  readonly consoleUrl: string;
  /** Ends in /api/v1. */
  readonly apiUrl: string;
  /** Ends in /dev/mail. */
  readonly mailboxUrl: string | null;
  readonly smtpUrl: string | null;
  /** Below the console, for support staff. */
  readonly temporalUiUrl: string | null;
  /** For Prometheus, beside {consoleUrl}/metrics. */
  readonly workerMetricsUrl: string;
  readonly temporalAddress: string | null;
  readonly mongodbUri: string | null;
  readonly account: string | null;
  readonly administrator: SignIn | null;
  readonly support: SignIn | null;
}

/** Writes the file whole or not at all, readable by its owner only. It holds passwords. */
export function writeReadyFile(file: string, addresses: Addresses): void {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    writeFileSync(draft, `${JSON.stringify(addresses, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
