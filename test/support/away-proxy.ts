import { once } from 'node:events';
import net from 'node:net';

/** A TCP proxy that can be away: every connection breaks, and new ones are refused. */
export async function startAwayProxy(target: { host: string; port: number }) {
  const sockets = new Set<net.Socket>();
  let away = false;
  const server = net.createServer((socket) => {
    if (away) return void socket.destroy();
    const there = net.connect(target);
    for (const one of [socket, there]) {
      sockets.add(one);
      one
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(one);
          socket.destroy();
          there.destroy();
        });
    }
    socket.pipe(there).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    setAway(value: boolean) {
      away = value;
      if (away) for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
