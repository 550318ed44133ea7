import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, run, step } from './steps.mjs';

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return null;
  }
}

/** npm writes what it installed, once it has: that is the stamp. Optional packages may be for other platforms. */
function areInstalled() {
  const wanted = packagesIn('package-lock.json');
  const installed = packagesIn('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([name, { version, optional }]) => {
    const found = installed[name];
    return name === '' || (found ? found.version === version : optional === true);
  });
}

/** Installs the packages that package-lock.json names, unless they are there. No package's own script runs. */
export async function setUpDependencies() {
  if (areInstalled()) return;
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = [...npm.slice(1), 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=error'];
  const advice = 'Is the package registry reachable from here? Then try again: the set-up goes on where it stopped.';
  await step('installing the dependencies (npm ci)', () => run(npm[0], args, { advice }));
}
