import net from 'node:net';
import { EmbeddedFailure } from './failure.ts';
import { claimPort, releasePort } from './port-claims.ts';

/** Chooses ports; never the same one twice. */
export interface PortChooser {
  /**
   * The wanted port, or the next free one; 0 means any.
   * @throws EmbeddedFailure when none of the next hundred is free
   */
  choose(use: string, wanted: number): Promise<number>;
  /**
   * Chooses ports and starts something on them; with others when somebody took one of them in the meantime.
   * @throws what `start` throws for another reason
   */
  startOn<T>(uses: readonly PortUse[], start: (ports: readonly number[]) => Promise<T>): Promise<T>;
}

export interface PortUse {
  readonly use: string;
  readonly wanted: number;
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
      if (free === undefined || chosen.has(free) || !claimPort(free)) continue;
      chosen.add(free);
      if (wanted !== 0 && free !== wanted) options.onBusy?.({ use, wanted, chosen: free });
      return free;
    }
    throw new EmbeddedFailure('no-port', { use, first: wanted, last, host: options.host });
  }

  function chooseInTurn(use: string, wanted: number): Promise<number> {
    // One after the other: two at once could find the same port free.
    const mine = former.then(() => choose(use, wanted));
    former = mine.catch(() => {});
    return mine;
  }

  return {
    choose: chooseInTurn,
    async startOn(uses, start) {
      for (let triesLeft = 4; ; triesLeft -= 1) {
        const ports = await Promise.all(uses.map(({ use, wanted }) => chooseInTurn(use, wanted)));
        try {
          return await start(ports);
        } catch (error) {
          const free = await Promise.all(ports.map((port) => freePort(options.host, port)));
          if (triesLeft === 0 || !free.includes(undefined)) throw error;
        } finally {
          // By now the port speaks for itself.
          ports.forEach(releasePort);
        }
      }
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
