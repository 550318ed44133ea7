import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { castellan, json, onboarding, startApi } from './support.ts';

const complete = async (typed: string[], env: Record<string, string> = {}) => {
  const { code, stdout, stderr } = await castellan(['complete', '--', ...typed], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').filter(Boolean);
};

test('commands, options and values come from what is declared', async () => {
  expect(await complete(['res'])).toEqual(['resume', 'resend']);
  expect(await complete([''])).toEqual(
    expect.arrayContaining(['promote', 'approve', 'upgrade-requests', 'completion']),
  );
  expect(await complete([''])).not.toContain('complete');
  expect(await complete(['upgrade-requests', ''])).toEqual(expect.arrayContaining(['list', 'start', 'decline']));
  expect(await complete(['resume', '--wh'])).toEqual(['--where']);
  expect(await complete(['resume', '--where', 'reason=mail-'])).toEqual([
    'reason=mail-rejected',
    'reason=mail-unreachable',
  ]);
  expect(await complete(['resume', '--where', ''])).toEqual(
    expect.arrayContaining(['account=', 'older-than=', 'stage=stalled']),
  );
  expect(await complete(['list', '--stage', 'st'])).toEqual(['stalled']);
  expect(await complete(['list', '--reason', 'i'])).toEqual(['internal']);
  expect(await complete(['--lang', 'f'])).toEqual(['fr']);
  expect(await complete(['--json', 'promote', 'a@example.org', '--path', 't'])).toEqual(['temporary-password']);
  expect(await complete(['completion', ''])).toEqual(['bash', 'zsh', 'fish']);
  expect(await complete(['resume', 'ONB-1', '--reason', ''])).toEqual([]);
});

test('references come from the API, what needs a human first', async () => {
  const items = [onboarding({ ref: 'ONB-AAAAAA' }), onboarding({ ref: 'ONB-BBBBBB' })];
  const api = await startApi((_, response) => json(response, 200, { items, nextCursor: null }));
  const env = { CASTELLAN_URL: api.url, CASTELLAN_TOKEN: 'cst_token' };
  try {
    expect(await complete(['resume', ''], env)).toEqual(['ONB-AAAAAA', 'ONB-BBBBBB']);
    expect(await complete(['show', 'ONB-A'], env)).toHaveLength(2);
    expect(api.seen.map(({ url }) => url)).toEqual([
      '/api/v1/onboardings?sort=needs-human&limit=100',
      '/api/v1/onboardings?sort=needs-human&limit=100&q=ONB-A',
    ]);
    expect(await complete(['promote', ''], env)).toEqual([]);
    expect(await complete(['show', 'ana'], env)).toEqual([]);
    expect(api.seen).toHaveLength(2);
  } finally {
    await api.close();
  }
});

test('an API that is away, or never answers, completes nothing and says nothing', async () => {
  expect(await complete(['resume', ''])).toEqual([]);
  const silent = await startApi(() => {});
  const env = { CASTELLAN_URL: silent.url, CASTELLAN_TOKEN: 'cst_token' };
  expect(await complete(['resume', ''], env)).toEqual([]);
  await silent.close();
  expect(await complete(['resume', ''], env)).toEqual([]);
});

test.each(['bash', 'zsh', 'fish'])('a script for %s', async (shell) => {
  const { code, stdout } = await castellan(['completion', shell]);
  expect(code).toBe(0);
  expect(stdout).toContain('castellan complete --');
  const machine = await castellan(['completion', shell, '--json']);
  expect(JSON.parse(machine.stdout)).toEqual({ shell, script: stdout });
});

/** The real shell with the real script; only the command itself answers from a list. */
test.each([
  ['castellan res', ['resume', 'resend']],
  ['castellan resume ', ['ONB-AAAAAA', 'ONB-BBBBBB']],
  ['castellan resume --where reason=mail-', ['mail-rejected', 'mail-unreachable']],
  ['castellan resume --where acc', ['account=']],
  ['castellan list --stage sta', ['stalled']],
  ['castellan promote ', []],
])('bash completes %j', async (line, expected) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-completion-'));
  const typed = line.split(' ').slice(1);
  const answers = typed.at(-1) === '' && typed[0] === 'resume' ? ['ONB-AAAAAA', 'ONB-BBBBBB'] : await complete(typed);
  try {
    const { stdout: script } = await castellan(['completion', 'bash']);
    writeFileSync(path.join(folder, 'completion.bash'), script);
    writeFileSync(path.join(folder, 'answers'), answers.map((word) => `${word}\n`).join(''));
    const program = `
      castellan() { cat answers; }
      source completion.bash
      COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${line}) COMP_CWORD=1
      _castellan
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', program], { cwd: folder, encoding: 'utf8' });
    expect({ words: stdout.split('\n').filter(Boolean), stderr }).toEqual({ words: expected, stderr: '' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
