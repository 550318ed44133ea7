import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts the shared servers once for the whole test run and puts their addresses into the environment of every file. */
export default async function startSharedServers() {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const venv = path.resolve(here, '../../.setup/venv');
  if (!existsSync(path.join(venv, 'bin', 'temporal'))) {
    throw new Error('The test servers are not installed. Install them with: node scripts/setup.mjs --test');
  }
  const servers = spawn(process.execPath, [path.join(here, 'start-servers.mjs'), venv], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const line = await new Promise((resolve, reject) => {
    readline.createInterface({ input: servers.stdout }).once('line', resolve);
    servers.once('exit', (code) => reject(new Error(`The test servers did not start (exit code ${code}).`)));
  });
  const { mongodb, temporal } = JSON.parse(line);
  process.env.CASTELLAN_TEST_VENV = venv;
  process.env.CASTELLAN_TEST_MONGODB = mongodb;
  process.env.CASTELLAN_TEST_TEMPORAL = temporal;
  // What the scan after the last test looks at; see issued.ts.
  process.env.CASTELLAN_TEST_TRACES = mkdtempSync(path.join(os.tmpdir(), 'castellan-traces-'));
  globalThis.castellanTestServers = servers;
}
