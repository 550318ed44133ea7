import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connectDatabase } from '../../src/database/connect.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';
import { testDatabaseUri } from '../support/servers.ts';
import { castellan } from './support.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-preparing-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('keys create makes a keyring that production takes, and never overwrites one', async () => {
  const file = path.join(folder, 'keyring.json');
  const { code, stdout } = await castellan(['keys', 'create', file]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `The keyring ${file} is made.\n` });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(loadKeyring(file).development).toBe(false);

  const before = readFileSync(file, 'utf8');
  const again = await castellan(['keys', 'create', file]);
  expect(again).toMatchObject({ code: 8, stdout: '' });
  expect(again.stderr).toContain(file);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a keyring that cannot be written is said so, with the reason', async () => {
  const { code, stderr } = await castellan(['keys', 'create', path.join(folder, 'nowhere', 'keyring.json')]);
  expect(code).toBe(2);
  expect(stderr).toContain('ENOENT');
});

test('database prepare makes every index, needs no keyring, and may run again', async () => {
  const uri = testDatabaseUri();
  const env = { MONGODB_URI: uri, CASTELLAN_DATA: folder, KEYRING_FILE: path.join(folder, 'none.json') };
  const connection = await connectDatabase(uri);
  try {
    for (const _ of [1, 2]) {
      const { code, stdout, stderr } = await castellan(['database', 'prepare', '--json'], { env });
      expect({ code, stderr, answer: JSON.parse(stdout) }).toEqual({ code: 0, stderr: '', answer: { prepared: true } });
    }
    const indexes = await connection.collection('users').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { addressKey: 1 }, unique: true }));
  } finally {
    await connection.dropDatabase();
    await connection.destroy();
  }
});

test('without a database, database prepare says which setting is missing', async () => {
  const { code, stderr } = await castellan(['database', 'prepare'], {
    env: { CASTELLAN_DATA: path.join(folder, 'empty') },
  });
  expect(code).toBe(2);
  expect(stderr).toContain('MONGODB_URI');
});
