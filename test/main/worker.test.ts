import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { createKeyringFile } from '../../src/keys/keyring.ts';
import { missingSearchAttributes } from '../../src/temporal/ensure-search-attributes.ts';
import { searchAttributes } from '../../src/temporal/search-attributes.ts';
import { eventually } from '../support/eventually.ts';
import { bareNamespace } from '../support/namespace.ts';
import { temporalAddress, testDatabaseUri } from '../support/servers.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'castellan-worker-'));
const keyringFile = path.join(folder, 'keyring.json');
createKeyringFile(keyringFile);
afterAll(() => rmSync(folder, { recursive: true }));

const launcher = path.resolve(import.meta.dirname, '../../bin/castellan.js');

async function run(command: 'api' | 'worker' | 'start', settings: Record<string, string>) {
  const child = spawn(process.execPath, [launcher, command], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

test('a worker that cannot reach MongoDB ends, so that whoever started it starts it again', async () => {
  const { code, said } = await run('worker', {
    MONGODB_URI: 'mongodb://127.0.0.1:1/castellan?replicaSet=rs0',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
    KEYRING_FILE: keyringFile,
  });
  expect(code).toBe(1);
  expect(said).toContain('ECONNREFUSED');
});

test('a worker with wrong settings names all of them and ends with 2', async () => {
  const { code, said } = await run('worker', { NODE_ENV: 'production', PUBLIC_URL: 'http://example.org' });
  expect(code).toBe(2);
  for (const name of ['PUBLIC_URL', 'MONGODB_URI', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'KEYRING_FILE']) {
    expect(said).toContain(name);
  }
});

test.each(['start', 'worker'] as const)(
  'castellan %s refuses a workflow bundle that would write failures in clear, before anything is started',
  async (command) => {
    const bundle = path.join(folder, 'in-clear.js');
    writeFileSync(bundle, 'module.exports = {};');
    const { code, said } = await run(command, { PORT: 'eighty', WORKFLOW_BUNDLE: bundle });
    expect(code).toBe(2);
    expect(said).toMatch(/PORT "eighty"/);
    expect(said).toMatch(/WORKFLOW_BUNDLE ".*in-clear\.js": This workflow bundle would write failures .* in clear/);
  },
);

test.each(['api', 'worker'] as const)(
  'castellan %s names the files that are missing with every other wrong setting',
  async (command) => {
    const { code, said } = await run(command, {
      ...{ PORT: 'eighty', KEYRING_FILE: '/nowhere/keyring.json', WORKFLOW_BUNDLE: '/nowhere/bundle.js' },
      ...{ DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'one', DKIM_KEY_FILE: '/nowhere/dkim.pem' },
    });
    expect(code).toBe(2);
    const named = (name: string) => new RegExp(`- ${name} "[^"]+": .*\\(example: ${name}=`);
    for (const name of ['PORT', 'KEYRING_FILE', 'DKIM_KEY_FILE']) expect(said).toMatch(named(name));
    // The API runs no workflows.
    expect(named('WORKFLOW_BUNDLE').test(said)).toBe(command === 'worker');
  },
);

test('a worker adds the search attributes that its namespace lacks', async () => {
  const namespace = await bareNamespace();
  const connection = await Connection.connect({ address: temporalAddress() });
  const missing = async () => (await missingSearchAttributes(connection, namespace)).length;
  await eventually(async () => (await missing()) === Object.keys(searchAttributes).length);
  const child = spawn(process.execPath, [launcher, 'worker'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'silent',
      MONGODB_URI: testDatabaseUri(),
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_NAMESPACE: namespace,
      SMTP_URL: 'smtp://127.0.0.1:1',
      KEYRING_FILE: keyringFile,
    },
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  try {
    await eventually(async () => (await missing()) === 0, 60_000);
  } finally {
    child.kill('SIGTERM');
    await ended;
    await connection.close();
  }
});
