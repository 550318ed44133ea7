import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createKeyringFile } from '../../src/keys/keyring.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'castellan-worker-'));
const keyringFile = path.join(folder, 'keyring.json');
createKeyringFile(keyringFile);
afterAll(() => rmSync(folder, { recursive: true }));

const launcher = path.resolve(import.meta.dirname, '../../bin/castellan.js');

async function runWorker(settings: Record<string, string>) {
  const child = spawn(process.execPath, [launcher, 'worker'], {
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
  const { code, said } = await runWorker({
    MONGODB_URI: 'mongodb://127.0.0.1:1/castellan?replicaSet=rs0',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
    KEYRING_FILE: keyringFile,
  });
  expect(code).toBe(1);
  expect(said).toContain('ECONNREFUSED');
});

test('a worker with wrong settings names all of them and ends with 2', async () => {
  const { code, said } = await runWorker({ NODE_ENV: 'production', PUBLIC_URL: 'http://example.org' });
  expect(code).toBe(2);
  for (const name of ['PUBLIC_URL', 'MONGODB_URI', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'KEYRING_FILE']) {
    expect(said).toContain(name);
  }
});
