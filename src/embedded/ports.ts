import net from 'node:net';
import { EmbeddedFailure } from './failure.ts';

/** Chooses ports; never the same one twice. */
export interface PortChooser {
  /**
   * The wanted port, or the next free one; 0 means any.
   * @throws EmbeddedFailure when none of the next hundred is free
   */
  choose(use: string, wanted: number): Promise<number>;
}

/**
 * @param options `host` to listen on; `onBusy` is told when a default could not be had
 */
export function createPortChooser(options: {
  host: string;
  onBusy?: (busy: { use: string; wanted: number; chosen: number }) => void;
}): PortChooser {
  const chosen = new Set<number>();
  let former: Promise<unknown> = Promise.resolve();

  async function choose(use: string, wanted: number): Promise<number> {
    const last = wanted === 0 ? 0 : Math.min(wanted + 100, 65_535);
    for (let step = 0; step <= 100; step += 1) {
      const port = Math.min(wanted + step, last);
      const free = await freePort(options.host, port);
      if (free === undefined || chosen.has(free)) continue;
      chosen.add(free);
      if (wanted !== 0 && free !== wanted) options.onBusy?.({ use, wanted, chosen: free });
      return free;
    }
    throw new EmbeddedFailure('no-port', { use, first: wanted, last, host: options.host });
  }

  return {
    choose(use, wanted) {
      // One after the other: two at once could find the same port free.
      const mine = former.then(() => choose(use, wanted));
      former = mine.catch(() => {});
      return mine;
    },
  };
}

/** The port itself if one can listen on it now (0: some free port), else undefined. */
function freePort(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    );
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address() as net.AddressInfo;
      server.close(() => resolve(address.port));
    });
  });
}
