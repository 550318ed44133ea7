/**
 * Runs the benchmarks, one process each: `npm run bench` for all, `npm run bench -- envelope` for one. Figures are
 * ratios, the base and what is measured interleaved in one run, so that they hold on any machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import startSharedServers from '../test/support/global-setup.mjs';
import { endSharedServers } from '../test/support/global-teardown.mjs';
import { findChromium } from '../scripts/chromium.mjs';

const folder = import.meta.dirname;
const wanted = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith('.bench.ts'));
const chosen = files.filter((name) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)));

await startSharedServers();
try {
  for (const file of chosen) {
    const args = ['--import', path.join(folder, 'typescript.mjs'), path.join(folder, file)];
    const chromium = findChromium();
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      CASTELLAN_TEST_TRACES: '',
      ...(chromium && { CHROMIUM_PATH: chromium }),
    };
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      stdio: 'inherit',
      env,
    });
    const [code] = await once(child, 'close');
    if (code !== 0) process.exitCode = 1;
  }
} finally {
  await endSharedServers();
}
