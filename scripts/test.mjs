/**
 * Runs one tier of the tests: quick (all but the folders below, and test/browser/first-journey), full (test/browser and
 * test/long) or faults, by hand (an outage that stalls a thousand onboardings, where the full tier tries a hundred).
 * Further arguments go to jest: `npm test -- test/embedded -t mailbox`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findChromium, withoutChromium } from './chromium.mjs';
import { root, setupFolder } from './steps.mjs';

const [tier = 'quick', ...further] = process.argv.slice(2);
const chromium = findChromium();
const others = {
  quick: chromium ? '(browser/(?!first-journey)|long/)' : '(browser|long)/',
  full: chromium ? '(?!browser/|long/)' : '(?!long/)',
  faults: '(?!long/bulk-resume)',
}[tier];
if (!others) {
  process.stderr.write(`There is no tier "${tier}": quick, full or faults.\n`);
  process.exit(2);
}
if (tier !== 'faults' && !chromium) process.stderr.write(`castellan: ${withoutChromium}\n`);

const stalled = tier === 'faults' ? { STALLED: '1000' } : {};

const results = path.join(setupFolder, `tests-${tier}.json`);
mkdirSync(setupFolder, { recursive: true });
const sumFile = path.join(setupFolder, `tests-${tier}.txt`);
for (const file of [results, sumFile]) rmSync(file, { force: true });

const args = [...further, '--json', `--outputFile=${results}`];
if (further.length === 0) args.push('--passWithNoTests');
args.push(`--testPathIgnorePatterns=<rootDir>/test/${others}`);
const options = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
const jest = spawn(process.execPath, [path.join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit'],
  env: { ...stalled, ...process.env, NODE_OPTIONS: options.trim(), ...(chromium && { CHROMIUM_PATH: chromium }) },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {}); // jest hears it too, and tidies up

jest.on('close', (code) => {
  let passed = 0;
  let failed = code === 0 ? 0 : 1;
  try {
    const summary = JSON.parse(readFileSync(results, 'utf8'));
    passed = summary.numPassedTests;
    failed = Math.max(failed, summary.numFailedTests + summary.numRuntimeErrorTestSuites);
  } catch {
    // Without results jest itself failed, and that is one failure.
  }
  const sum = `${tier}: ${passed} passed, ${failed} failed\n`;
  writeFileSync(sumFile, sum); // for .ci/run
  process.stdout.write(sum);
  process.exitCode = code ?? 1;
});
