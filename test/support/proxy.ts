import { once } from 'node:events';
import net from 'node:net';

/** A TCP proxy that can hold back what clients send, as a network that stalls does, and let it go later. */
export async function startProxy(target: { host: string; port: number }) {
  const pairs = new Set<{ client: net.Socket; server: net.Socket }>();
  let held = false;
  let passedWhileHeld = 0;

  const listener = net.createServer((client) => {
    const server = net.connect(target);
    const pair = { client, server };
    pairs.add(pair);
    const end = () => {
      client.destroy();
      server.destroy();
      pairs.delete(pair);
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => {
      if (held) passedWhileHeld += chunk.length;
      client.write(chunk);
    });
    if (held) client.pause();
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  return {
    port: (listener.address() as net.AddressInfo).port,
    hold(): void {
      held = true;
      for (const { client } of pairs) client.pause();
    },
    release(): void {
      held = false;
      for (const { client } of pairs) client.resume();
    },
    get passedWhileHeld(): number {
      return passedWhileHeld;
    },
    async close(): Promise<void> {
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      listener.close();
      await once(listener, 'close');
    },
  };
}
