import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { JweRefused } from '../../src/keys/jwe.ts';
import { createKeyringFile, loadKeyring, UnknownKey } from '../../src/keys/keyring.ts';
import { createSecrets } from '../../src/keys/secrets.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-keys-'));
  file = path.join(folder, 'keyring.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

interface RingFile {
  active: string;
  pepper: string;
  keys: { id: string; secret: string; createdAt: string }[];
}
const edit = (change: (ring: RingFile) => void) => {
  const ring = JSON.parse(readFileSync(file, 'utf8')) as RingFile;
  change(ring);
  writeFileSync(file, JSON.stringify(ring));
};

describe('keyring', () => {
  test('is written for its owner only, and never over another', () => {
    createKeyringFile(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    expect(() => createKeyringFile(file)).toThrow(/EEXIST/);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('gives each purpose and each id a key of its own, the same every time it is read', () => {
    createKeyringFile(file, { development: true });
    edit((ring) => ring.keys.push({ ...ring.keys[0]!, id: 'kek-older', secret: 'A'.repeat(43) }));
    const [one, again] = [loadKeyring(file), loadKeyring(file)];
    const keys = one.ids.flatMap((id) =>
      (['envelope', 'payload', 'secret'] as const).map((purpose) => one.key(id, purpose)),
    );
    keys.push(one.pepper('address'), one.pepper('code'));
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(8);
    expect(keys.every((key) => key.byteLength === 32)).toBe(true);
    expect(again.key(again.activeId, 'payload')).toEqual(one.key(one.activeId, 'payload'));
    expect(again.pepper('address')).toEqual(one.pepper('address'));
    expect(one.development).toBe(true);
    expect(() => one.key('kek-nobody', 'secret')).toThrow(UnknownKey);
  });

  test.each<[string, (ring: RingFile) => void, RegExp]>([
    ['an active id that is not there', (ring) => (ring.active = 'kek-gone'), /active names no key/],
    ['an id twice', (ring) => ring.keys.push(ring.keys[0]!), /holds an id twice/],
    ['a short secret', (ring) => (ring.keys[0]!.secret = 'c2hvcnQ'), /keys\.0\.secret is not 256 bits/],
    ['no key', (ring) => (ring.keys = []), /keys/],
  ])('refuses %s and quotes no secret', (_what, change, words) => {
    createKeyringFile(file);
    const { secret } = (JSON.parse(readFileSync(file, 'utf8')) as RingFile).keys[0]!;
    edit(change);
    expect(() => loadKeyring(file)).toThrow(words);
    expect(() => loadKeyring(file)).not.toThrow(new RegExp(secret));
  });

  test('refuses a file that is not JSON without quoting it, and one that others can write', () => {
    writeFileSync(file, 'secret-but-not-json', { mode: 0o600 });
    expect(() => loadKeyring(file)).toThrow(/is not JSON/);
    expect(() => loadKeyring(file)).not.toThrow(/secret-but/);
    chmodSync(file, 0o666);
    expect(() => loadKeyring(file)).toThrow(/chmod 600/);
  });
});

describe('secrets', () => {
  test('open what they sealed, in the same context only, also after a rotation', async () => {
    createKeyringFile(file);
    const sealed = await createSecrets(loadKeyring(file)).seal('enrolment-code', 'é 12345678');
    expect(sealed).not.toContain('12345678');
    edit((ring) => {
      ring.keys.push({ ...ring.keys[0]!, id: 'kek-newer', secret: 'B'.repeat(43) });
      ring.active = 'kek-newer';
    });
    const rotated = createSecrets(loadKeyring(file));
    expect(await rotated.open('enrolment-code', sealed)).toBe('é 12345678');
    await expect(rotated.open('password-reset', sealed)).rejects.toThrow(JweRefused);
    await expect(rotated.open('enrolment-code', `${sealed.slice(0, -2)}AA`)).rejects.toThrow(JweRefused);
    edit((ring) => ring.keys.shift());
    await expect(createSecrets(loadKeyring(file)).open('enrolment-code', sealed)).rejects.toThrow(JweRefused);
  });

  test('MACs differ by purpose and outlive a rotation', () => {
    createKeyringFile(file);
    const before = createSecrets(loadKeyring(file)).mac('address', 'ana@example.org');
    edit((ring) => {
      ring.keys.push({ ...ring.keys[0]!, id: 'kek-newer', secret: 'B'.repeat(43) });
      ring.active = 'kek-newer';
    });
    const secrets = createSecrets(loadKeyring(file));
    expect(secrets.mac('address', 'ana@example.org')).toBe(before);
    expect(secrets.mac('code', 'ana@example.org')).not.toBe(before);
    expect(before).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
