import { rmSync } from 'node:fs';
import { leaksOf } from './scan.mjs';

/** Scans what the tests left behind, then ends the shared servers. @throws Error naming every place of a leak */
export default async function scanAndEnd() {
  const { CASTELLAN_TEST_TRACES: traces, CASTELLAN_TEST_TEMPORAL: temporal } = process.env;
  let leaks = [];
  try {
    leaks = await leaksOf(traces, temporal);
  } finally {
    await endSharedServers();
  }
  if (leaks.length > 0) {
    throw new Error(
      `The tests left addresses or secrets in clear, which nothing but MongoDB may hold:\n${leaks.join('\n')}`,
    );
  }
}

/** They live as long as their standard input; what was kept for the scan goes with them. */
export async function endSharedServers() {
  rmSync(process.env.CASTELLAN_TEST_TRACES, { recursive: true, force: true });
  const servers = globalThis.castellanTestServers;
  if (!servers || servers.exitCode !== null) return;
  const ended = new Promise((resolve) => servers.once('exit', resolve));
  servers.stdin.end();
  await ended;
}
