import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { installPackages, isDebianRoot, step } from './steps.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const macs = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Path of a Chromium or Chrome on this machine; null when there is none. CHROMIUM_PATH goes first. */
export function findChromium() {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  const candidates = [
    process.env.CHROMIUM_PATH,
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    ...macs,
  ];
  return candidates.find((file) => file && isExecutable(file)) ?? null;
}

export const withoutChromium = `No Chromium on this machine: the tests in test/browser are skipped, of npm test the journey in a browser (first-journey).
Get one from your system (Debian: sudo apt-get install chromium; macOS: brew install --cask chromium), or name the one you have: CHROMIUM_PATH=/path/to/chromium`;

/**
 * Installs Chromium where that is ours to do (root on Debian); elsewhere, and where the system has none to give, says
 * what is skipped and how to get it.
 */
export async function setUpChromium() {
  if (findChromium()) return;
  if (isDebianRoot())
    await step('installing Chromium for the browser tests (apt-get)', () => installPackages('chromium')).catch(
      () => {},
    );
  if (!findChromium()) process.stderr.write(`castellan: ${withoutChromium}\n`);
}
