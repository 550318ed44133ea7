/** Builds dist/ whole or not at all: into a folder beside it, which takes its place at the end. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { takeLock } from './lock.mjs';
import { fail, filesBelow, hashOf, readStamp, root, run, setupFolder, step } from './steps.mjs';

const dist = path.join(root, 'dist');
const stampIn = (folder) => path.join(folder, 'castellan.stamp');
const sources = ['src', 'workflows', 'activities'];
/** Pages are made of these. */
const documents = ['docs/runbook.md', 'docs/runbook.fr.md'];
const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/build.mjs'];
const assets = /\.(css|js|cjs|mjs|json|svg|html|txt)$/;

/** Builds unless dist/ was built from the same sources. */
export async function setUpBuild() {
  const wanted = hashOf(filesBelow(...sources, ...documents, ...settings));
  if (readStamp(stampIn(dist)) === wanted) return;
  await step('building', () => build(wanted));
}

async function build(stamp) {
  const target = path.join(setupFolder, 'build');
  const former = path.join(setupFolder, 'former');
  // What a build that was killed left behind.
  for (const folder of [target, former]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  try {
    await compile(target);
    copyAssets(target);
    await bundleBrowserCode(target);
    await bundleWorkflows(target);
    writeFileSync(stampIn(target), stamp);
    if (existsSync(dist)) renameSync(dist, former);
    renameSync(target, dist);
  } finally {
    for (const folder of [target, former]) rmSync(folder, { recursive: true, force: true });
  }
}

async function compile(target) {
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', target]);
}

function copyAssets(target) {
  for (const file of filesBelow(...sources)) {
    if (assets.test(file)) cpSync(path.join(root, file), path.join(target, file));
  }
  for (const file of filesBelow(...documents)) cpSync(path.join(root, file), path.join(target, file));
}

/** Scripts for browsers are one file each, without imports: pages name them with a hash and a strict policy. */
async function bundleBrowserCode(target) {
  const reader = filesBelow('src/envelopes/reader/reader.ts');
  const pages = filesBelow('src/console/browser').filter(
    (file) => path.dirname(file) === 'src/console/browser' && file.endsWith('.ts'),
  );
  const entryPoints = [...reader, ...pages].map((file) => path.join(root, file));
  if (entryPoints.length === 0) return;
  const { build: bundle } = await import('esbuild');
  await bundle({
    entryPoints,
    entryNames: '[name]',
    outdir: path.join(target, 'assets'),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
}

/** In a process of its own, so that the bundler's memory is gone afterwards. */
async function bundleWorkflows(target) {
  const module = path.join(target, 'src', 'temporal', 'bundle.js');
  if (!existsSync(module)) {
    process.stderr.write('(without a workflow bundle: src/temporal/bundle.ts is not there) ');
    return;
  }
  const script = `import { writeFileSync } from 'node:fs';
    import { buildWorkflowBundle } from ${JSON.stringify(pathToFileURL(module).href)};
    writeFileSync(${JSON.stringify(path.join(target, 'workflow-bundle.js'))}, await buildWorkflowBundle());`;
  await run(process.execPath, ['--input-type=module', '--eval', script]);
}

if (process.argv[1] === import.meta.filename) {
  try {
    await takeLock();
    await step('building', () => build(hashOf(filesBelow(...sources, ...documents, ...settings))));
  } catch (error) {
    fail(error);
  }
}
