import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { castellan } from './support.ts';

const project = path.resolve(import.meta.dirname, '../..');

test.each([
  [['--lang', 'de', 'list'], 'Allowed: en, fr.'],
  [['promot', 'a@example.org'], 'Did you mean promote?'],
  [['show'], 'The argument <ref> is missing.'],
  [['promote', 'a@example.org'], 'is needed.'],
  [['promote', 'a@example.org', '--account', '1', '--path', 'post'], 'Allowed: invite, temporary-password.'],
  [['promote', 'a@example.org', '--account', '1', '--wait=soon'], '“soon” is no duration. Write 90s, 10m, 2h or 1d.'],
  [['list', '--limit', '1000'], '“1000” is no whole number from 1 to 100.'],
  [['list', '--colour'], 'There is no option --colour.'],
  [['show', 'ONB-1', 'ONB-2'], 'too many arguments'],
  [['cancel', 'ONB-1'], '--reason'],
  [['list', '--url', 'ftp://example.org'], 'no http or https address'],
])('%j is refused with 2', async (argv, words) => {
  const { code, stdout, stderr } = await castellan(argv, { env: { CASTELLAN_TOKEN: 'cst_t' } });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(words);
});

test('usage errors and help speak French where the machine does', async () => {
  const env = { LANG: 'fr_FR.UTF-8' };
  expect((await castellan(['show'], { env })).stderr).toContain('L’argument <ref> manque.');
  const { code, stdout } = await castellan(['--help'], { env });
  expect(code).toBe(0);
  expect(stdout).toContain('Usage\u00a0:');
  expect(stdout).toContain('Codes de sortie\u00a0:');
});

test('without a token a client command ends with 4 and says how to get one', async () => {
  const { code, stderr } = await castellan(['list']);
  expect(code).toBe(4);
  expect(stderr).toContain('castellan token create');
});

test('every command has a help of its own', async () => {
  const { stdout } = await castellan(['--help']);
  const commands = stdout.slice(stdout.indexOf('Commands:'));
  const names = [...commands.matchAll(/^ {2}([a-z-]+)(?= |\n)/gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'help');
  expect(names).toEqual(
    expect.arrayContaining([
      'start',
      'api',
      'worker',
      'demo',
      'promote',
      'list',
      'show',
      'explain',
      'watch',
      'resume',
      'resend',
      'extend',
      'cancel',
      'doctor',
      'account',
      'support',
      'token',
    ]),
  );
  for (const name of names) {
    const help = await castellan([name, '--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain(`castellan ${name}`);
  }
});

test('a group without its command shows its help and ends with 2', async () => {
  const { code, stderr } = await castellan(['account']);
  expect(code).toBe(2);
  expect(stderr).toContain('castellan account');
});

test('the launcher of a checkout that was not built says what to run', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-bin-'));
  try {
    mkdirSync(path.join(folder, 'bin'));
    copyFileSync(path.join(project, 'bin/castellan.js'), path.join(folder, 'bin/castellan.mjs'));
    const { status, stderr } = spawnSync(process.execPath, [path.join(folder, 'bin/castellan.mjs'), 'list'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('npm run build');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
