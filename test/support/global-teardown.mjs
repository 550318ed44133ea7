/** Ends the shared servers: they live as long as their standard input. */
export default async function endSharedServers() {
  const servers = globalThis.castellanTestServers;
  if (!servers || servers.exitCode !== null) return;
  const ended = new Promise((resolve) => servers.once('exit', resolve));
  servers.stdin.end();
  await ended;
}
