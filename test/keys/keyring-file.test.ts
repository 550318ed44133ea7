import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { activateKey, addKey, removeKey } from '../../src/keys/keyring-file.ts';
import { createKeyringFile, loadKeyring, readKeyringFile, UnknownKey } from '../../src/keys/keyring.ts';
import { followKeyring } from '../../src/keys/live-keyring.ts';
import { createSecrets } from '../../src/keys/secrets.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-ring-'));
  file = path.join(folder, 'keyring.json');
  createKeyringFile(file, { now: new Date('2026-01-05T00:00:00Z') });
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a key is added without being used, made active, and taken out; the pepper stays', () => {
  const first = loadKeyring(file);
  const added = addKey(file);
  expect(loadKeyring(file)).toMatchObject({ activeId: first.activeId, ids: [first.activeId, added] });
  expect(loadKeyring(file).isFormer(added)).toBe(false);

  const now = new Date('2026-11-22T12:00:00Z');
  expect(activateKey(file, added, now)).toBe(added);
  expect(readKeyringFile(file).keys.map(({ id, activeUntil }) => [id, activeUntil])).toEqual([
    [first.activeId, now.toISOString()],
    [added, null],
  ]);
  expect(loadKeyring(file).isFormer(first.activeId)).toBe(true);
  expect(loadKeyring(file).pepper('code')).toEqual(first.pepper('code'));
  expect(loadKeyring(file).key(first.activeId, 'envelope')).toEqual(first.key(first.activeId, 'envelope'));

  removeKey(file, first.activeId);
  expect(loadKeyring(file).ids).toEqual([added]);
  expect(() => loadKeyring(file).key(first.activeId, 'envelope')).toThrow(UnknownKey);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(existsSync(`${file}.draft`)).toBe(false);
});

test('a new key is made where none is named; the active one and unknown ones are refused', () => {
  const before = loadKeyring(file).activeId;
  const made = activateKey(file);
  expect(loadKeyring(file).activeId).toBe(made);
  expect(made).not.toBe(before);
  expect(() => removeKey(file, made)).toThrow('key-is-active');
  expect(() => removeKey(file, 'kek-other')).toThrow('no-such-key');
  expect(() => activateKey(file, 'kek-other')).toThrow('no-such-key');
  const content = readFileSync(file, 'utf8');
  expect(activateKey(file, made)).toBe(made);
  expect(readFileSync(file, 'utf8')).toBe(content);
});

test('two changes at once are one change and one refusal; what a killed one left behind holds nobody up for long', () => {
  const content = readFileSync(file, 'utf8');
  writeFileSync(`${file}.draft`, '{"vers');
  expect(() => addKey(file)).toThrow('being-changed');
  expect(readFileSync(file, 'utf8')).toBe(content);
  const before = new Date(Date.now() - 61_000);
  utimesSync(`${file}.draft`, before, before);
  expect(loadKeyring(file).ids).not.toContain(addKey(file));
  expect(loadKeyring(file).ids).toHaveLength(2);
});

test('a ring that is followed seals by the key that the file names by now, and opens by keys that were added since', async () => {
  const errors: unknown[] = [];
  const ring = followKeyring(file, { everyMs: 0, onError: (error) => errors.push(error) });
  const lazy = followKeyring(file, { everyMs: 3_600_000 });
  const first = ring.activeId;
  const second = activateKey(file);
  expect([ring.activeId, ring.ids, ring.isFormer(first)]).toEqual([second, [first, second], true]);
  // Looked at lately, so it seals by the former still; but what the new key sealed it opens at once.
  expect(lazy.activeId).toBe(first);
  const sealed = await createSecrets(ring).seal('context', 'text');
  expect(await createSecrets(lazy).open('context', sealed)).toBe('text');
  expect(lazy.activeId).toBe(second);

  writeFileSync(file, '{}', { mode: 0o600 });
  expect(ring.activeId).toBe(second);
  expect(await createSecrets(ring).open('context', sealed)).toBe('text');
  expect(errors).toHaveLength(1);
  expect(() => ring.key('kek-other', 'secret')).toThrow(UnknownKey);
});

test('a ring that is not admitted later stays out; one that is not admitted first is refused', () => {
  const { activeId } = loadKeyring(file);
  const errors: unknown[] = [];
  let admitted = true;
  const admit = () => {
    if (!admitted) throw new Error('not this one');
  };
  const ring = followKeyring(file, { everyMs: 0, admit, onError: (error) => errors.push(error) });
  admitted = false;
  activateKey(file);
  expect(ring.activeId).toBe(activeId);
  expect(errors).toEqual([new Error('not this one')]);
  expect(() => followKeyring(file, { admit })).toThrow('not this one');
});
