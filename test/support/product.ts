import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';
import { issue, keepTraces } from './issued.ts';

const launcher = fileURLToPath(new URL('../../bin/castellan.js', import.meta.url));

/** What --ready-file tells. */
export interface Addresses {
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly mailboxUrl: string;
  readonly smtpUrl: string;
  readonly temporalUiUrl: string;
  readonly workerMetricsUrl: string;
  readonly temporalAddress: string;
  readonly mongodbUri: string;
  readonly account: string;
  readonly administrator: SignIn;
  readonly support: SignIn;
}

export interface SignIn {
  readonly userId: string;
  readonly password: string;
}

export type Product = Awaited<ReturnType<typeof startProduct>>;

/** The whole product as a user starts it, in a data folder of its own. @param environment settings on top */
export async function startProduct(environment: Record<string, string> = {}) {
  const data = mkdtempSync(path.join(tmpdir(), 'castellan-product-'));
  const readyFile = path.join(data, 'ready.json');
  const child = spawn(process.execPath, [launcher, 'start', '--data', data, '--ready-file', readyFile], {
    // A port of 0 would be a new one after each restart of the API; the next free ones are as good.
    env: { ...process.env, NODE_OPTIONS: '', PORT: '18080', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    await eventually(() => {
      if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
      return existsSync(readyFile);
    }, 90_000);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the product did not start: ${said}`, { cause: error });
  }
  const addresses = JSON.parse(readFileSync(readyFile, 'utf8')) as Addresses;
  issue(addresses.administrator.password, addresses.support.password);
  return {
    addresses,
    data,
    async stop(): Promise<void> {
      try {
        await keepTraces(data, addresses);
      } finally {
        await end(child);
        rmSync(data, { recursive: true, force: true });
      }
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
