import type { Request, Response } from 'express';

/** One open Server-Sent Events answer (WHATWG HTML, section 9.2). */
export interface Stream {
  readonly closed: boolean;
  send(event: { id?: number; event?: string; data: unknown }): void;
  end(): void;
  /** Waits so long, or until the stream is closed by either side. */
  pause(ms: number): Promise<void>;
}

export type Streams = ReturnType<typeof createStreams>;

/** All open streams of this process, so that a shutdown can say goodbye. @param heartbeatMs keeps proxies patient */
export function createStreams({ heartbeatMs = 15_000 } = {}) {
  const open = new Set<() => void>();

  return {
    open(request: Request, response: Response): Stream {
      let closed = false;
      let wake = () => {};
      const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
      const bye = () => {
        if (!closed) response.end('event: bye\ndata: {}\n\n');
        close();
      };
      function close(): void {
        closed = true;
        clearInterval(heartbeat);
        open.delete(bye);
        wake();
      }
      request.once('close', close);
      response.once('close', close);
      open.add(bye);
      response.status(200).set({
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      response.flushHeaders();
      response.write('retry: 2000\n\n');
      return {
        get closed() {
          return closed;
        },
        send({ id, event, data }) {
          if (closed) return;
          const lines = [...(event ? [`event: ${event}`] : []), ...(id === undefined ? [] : [`id: ${id}`])];
          response.write(`${[...lines, `data: ${JSON.stringify(data)}`].join('\n')}\n\n`);
        },
        end() {
          if (!closed) response.end();
          close();
        },
        async pause(ms) {
          if (closed) return;
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, ms);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        },
      };
    },

    /** Ends every stream with `event: bye`; clients connect again elsewhere. */
    endAll(): void {
      for (const bye of [...open]) bye();
    },
  };
}
