/**
 * Everything that a fresh machine needs before `npm start` and `npm test`: dependencies, the embedded servers, the build
 * and, with --browser, Chromium. What is there already is left alone, so that a second run starts at once.
 *   node scripts/setup.mjs [--test] [--browser]
 */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Castellan needs Node.js 20.19 or newer; this is ${process.version}. Install a newer one and try again.\n`,
  );
  process.exit(1);
}

const { fail } = await import('./steps.mjs');
const { takeLock } = await import('./lock.mjs');
const { setUpDependencies } = await import('./dependencies.mjs');
const { setUpPython, setUpTestPackages } = await import('./python.mjs');
const { setUpChromium } = await import('./chromium.mjs');
const { setUpBuild } = await import('./build.mjs');

const has = (flag) => process.argv.includes(flag);
const { MONGODB_URI, TEMPORAL_ADDRESS, NODE_ENV } = process.env;
const needsServers = has('--test') || !((MONGODB_URI && TEMPORAL_ADDRESS) || NODE_ENV === 'production');

try {
  await takeLock();
  await setUpDependencies();
  if (needsServers) await setUpPython({ forTests: has('--test') });
  if (has('--test')) await setUpTestPackages();
  await setUpBuild();
  if (has('--browser')) await setUpChromium();
} catch (error) {
  fail(error);
}
