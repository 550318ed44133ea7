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
