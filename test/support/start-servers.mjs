/**
 * The two servers that all test files share, in a process of its own: a MongoDB wire server and a Temporal server, both
 * in a temporary folder. It prints one line of JSON when both answer, and ends both when its standard input ends: so
 * they go with the test run, however that ends.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import mongoose from 'mongoose';

const venv = process.argv[2];
const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-test-'));
const children = [];

async function end(code) {
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
  const ended = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ended);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}
process.stdin.on('end', () => void end(0)).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {}); // the test run decides

/** Asks until it answers; a server that ended instead is an error with its last words. */
async function ready(server, ask) {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`${server.spawnfile} ended: ${readFileSync(server.log, 'utf8')}`);
    try {
      return await ask();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

function run(command, ...args) {
  const log = path.join(folder, `${command}.log`);
  const output = openSync(log, 'a');
  const child = spawn(path.join(venv, 'bin', command), args, {
    stdio: ['ignore', output, output],
    env: { ...process.env, HOME: folder },
  });
  children.push(child);
  return Object.assign(child, { log });
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function startMongodb() {
  writeFileSync(path.join(folder, 'secantusd.toml'), '');
  const port = await freePort();
  const server = run(
    'secantusd-py',
    '--config',
    path.join(folder, 'secantusd.toml'),
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--storage-path',
    path.join(folder, 'mongodb'),
    '--enable-test-commands',
    '--log-level',
    'ERROR',
  );
  // As src/embedded/mongodb.ts has it, and why.
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true&retryWrites=false`;
  await ready(server, async () => {
    const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 100 }).asPromise();
    await connection.destroy();
  });
  return uri;
}

const searchAttributes = {
  OnboardingStage: 'Keyword',
  OnboardingAccount: 'Keyword',
  OnboardingPath: 'Keyword',
  OnboardingStallReason: 'Keyword',
  OnboardingStalledSince: 'Datetime',
};

async function startTemporal() {
  const address = `127.0.0.1:${await freePort()}`;
  const attributes = Object.entries(searchAttributes).flatMap((entry) => ['--search-attribute', entry.join('=')]);
  const server = run(
    'temporal',
    'server',
    'start-dev',
    '--headless',
    '--ip',
    '127.0.0.1',
    '--port',
    address.split(':')[1],
    '--log-level',
    'error',
    ...attributes,
  );
  await ready(server, async () => {
    const connection = await Connection.connect({ address, connectTimeout: 200 });
    try {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      const known = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
      if (!Object.keys(searchAttributes).every((name) => name in known.customAttributes)) throw new Error('not yet');
    } finally {
      await connection.close();
    }
  });
  return address;
}

try {
  const [mongodb, temporal] = await Promise.all([startMongodb(), startTemporal()]);
  process.stdout.write(`${JSON.stringify({ mongodb, temporal })}\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  await end(1);
}
