import type { AddressInfo } from 'node:net';
import { createReceiver } from './receive.ts';
import { createMailboxServer } from './serve.ts';
import { createMailStore } from './store.ts';

export interface MailboxOptions {
  /** Of the SMTP server; 0: any free one. */
  readonly smtpPort: number;
  /** Of the page; 0: any free one. */
  readonly httpPort: number;
  /** Folder where the mails are kept. */
  readonly folder: string;
}

export interface StartedMailbox {
  readonly smtpUrl: string;
  /** Where a person reads the mails; ends in /dev/mail. */
  readonly url: string;
  /** It runs in this process. */
  readonly pid: number;
  /** Closes both servers; whoever is still connected after `withinMs` (0.5 s) is cut off. */
  stop(withinMs?: number): Promise<void>;
}

const ip = '127.0.0.1';

/**
 * Starts a mailbox on loopback, in this process: an SMTP server that keeps every mail, and a page to read them.
 * @throws Error when a port is taken
 */
export async function startMailbox(options: MailboxOptions): Promise<StartedMailbox> {
  const store = createMailStore(options.folder);
  const receiver = createReceiver(store);
  let httpPort = options.httpPort;
  const pages = createMailboxServer(store, () => httpPort);
  await listen(receiver, options.smtpPort);
  try {
    await listen(pages, options.httpPort);
  } catch (error) {
    await new Promise<void>((resolve) => receiver.close(resolve));
    throw error;
  }
  httpPort = (pages.address() as AddressInfo).port;
  // A client that breaks off is its own affair.
  receiver.on('error', () => {});
  const smtpPort = (receiver.server.address() as AddressInfo).port;
  return {
    smtpUrl: `smtp://${ip}:${smtpPort}`,
    url: `http://${ip}:${httpPort}/dev/mail`,
    pid: process.pid,
    async stop(withinMs = 500) {
      receiver.options.closeTimeout = withinMs;
      pages.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => receiver.close(resolve)),
        new Promise<void>((resolve) => pages.close(() => resolve())),
      ]);
    },
  };
}

interface Listener {
  listen(port: number, host: string, callback: () => void): unknown;
  once(event: 'error', handler: (error: Error) => void): unknown;
  removeListener(event: 'error', handler: (error: Error) => void): unknown;
}

function listen(server: Listener, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, ip, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
