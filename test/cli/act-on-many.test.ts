import type { Io } from '../../src/cli/output.ts';
import { runCli } from '../../src/cli/program.ts';
import { castellan, json, onboarding, startApi } from './support.ts';

/** The command's own part: which ones, in what portions, what is tried again, and what a person sees. */
interface Call {
  readonly filter: { refs: string[] } & Record<string, unknown>;
  readonly action: string;
  readonly dryRun: boolean;
}

let api: Awaited<ReturnType<typeof startApi>>;
let env: Record<string, string>;
let refs: string[];
/** What becomes of a reference at its nth try. */
let outcome: (ref: string, count: number) => 'done' | 'would' | 'refused' | 'failed';
let refuseCalls: number;
const tries = new Map<string, number>();

beforeEach(async () => {
  refs = Array.from({ length: 130 }, (_, index) => `ONB-${String(index).padStart(6, '0')}`);
  outcome = () => 'done';
  refuseCalls = 0;
  tries.clear();
  api = await startApi(({ method, url, body }, response) => {
    if (method === 'GET') {
      const query = new URL(url, 'http://x').searchParams;
      const from = Number(query.get('cursor') ?? 0);
      const page = refs.slice(from, from + 100);
      const items = page.map((ref) => onboarding({ ref, stage: 'stalled' }));
      return json(response, 200, { items, nextCursor: from + 100 < refs.length ? String(from + 100) : null });
    }
    if (refuseCalls > 0) {
      refuseCalls -= 1;
      return json(response, 503, { title: 'Busy.', status: 503, code: 'service.busy' });
    }
    const { filter } = body as Call;
    const items = filter.refs.map((ref) => {
      tries.set(ref, (tries.get(ref) ?? 0) + 1);
      const came = outcome(ref, tries.get(ref)!);
      const title = came === 'refused' ? 'This cannot be done to the onboarding now.' : null;
      return { ref, outcome: came, code: title && 'onboarding.action-not-allowed', title, stage: 'stalled' };
    });
    json(response, 200, { matched: items.length, items, more: false });
  });
  env = { CASTELLAN_URL: api.url, CASTELLAN_TOKEN: 'cst_token' };
});
afterEach(async () => api.close());

const resume = (...more: string[]) =>
  castellan(['resume', '--where', 'reason=mail-unreachable', '--reason', 'it is back', ...more], { env });
const posts = () => api.seen.filter(({ method }) => method === 'POST');

test('collects every reference first, then decides in portions under one key', async () => {
  // All of them stall again at once, and would be found by the same filter.
  const { code, stdout, stderr } = await resume('--where', 'account=1001', '--where', 'older-than=2h');
  expect(code).toBe(0);
  expect(api.seen[0]!.url).toBe('/api/v1/onboardings?reason=mail-unreachable&account=1001&olderThan=PT7200S&limit=100');
  expect(posts().flatMap(({ body }) => (body as Call).filter.refs)).toEqual(refs);
  expect(Math.max(...posts().map(({ body }) => (body as Call).filter.refs.length))).toBeLessThanOrEqual(50);
  expect(posts()[0]!.body).toMatchObject({
    action: 'resume',
    reason: 'it is back',
    dryRun: false,
    filter: { account: '1001', reason: 'mail-unreachable' },
  });
  expect(new Set(posts().map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(stdout.trim().split('\n')).toHaveLength(130);
  expect(stdout).toContain('ONB-000000  done');
  expect(stderr).toContain('25 of 130');
  expect(stderr).toContain('resume: 130 done, 0 refused, 0 failed.');
  expect(stderr).not.toContain('\u001b');
});

test('what is refused is told for each, and the exit code says that not all was done', async () => {
  outcome = (ref) => (ref.endsWith('7') ? 'refused' : 'done');
  const { code, stdout, stderr } = await resume();
  expect(code).toBe(9);
  expect(stdout).toContain('ONB-000007  refused  This cannot be done to the onboarding now.');
  expect(stderr).toContain('117 done, 13 refused, 0 failed.');
  const machine = await resume('--json');
  expect(machine).toMatchObject({ code: 9, stderr: '' });
  const { items, ...sum } = JSON.parse(machine.stdout);
  expect(sum).toEqual({
    action: 'resume',
    dryRun: false,
    matched: 130,
    counts: { done: 117, would: 0, refused: 13, failed: 0 },
  });
  expect(items).toHaveLength(130);
});

test('what failed, and a call that was refused for a moment, is tried again under the same key', async () => {
  refs = refs.slice(0, 30);
  refuseCalls = 1;
  outcome = (ref, count) => (ref === 'ONB-000003' && count === 1 ? 'failed' : ref === 'ONB-000004' ? 'failed' : 'done');
  const { code, stderr } = await resume();
  expect(code).toBe(9);
  expect(stderr).toContain('29 done, 0 refused, 1 failed.');
  expect([tries.get('ONB-000003'), tries.get('ONB-000004'), tries.get('ONB-000005')]).toEqual([2, 3, 1]);
  expect(new Set(posts().map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
});

test('--dry-run says what would be done, also for one', async () => {
  outcome = () => 'would';
  refs = refs.slice(0, 2);
  const { code, stderr } = await resume('--dry-run');
  expect(code).toBe(0);
  expect(stderr).toContain('2 would be done, 0 would be refused. Nothing was done.');
  const one = await castellan(['cancel', 'ONB-7F3K9Q', '--dry-run', '--reason', 'x'], { env });
  expect(one.stdout).toContain('ONB-7F3K9Q  would be done');
  expect(posts().at(-1)!.body).toMatchObject({ dryRun: true, filter: { refs: ['ONB-7F3K9Q'] } });
});

test('nothing found is no failure', async () => {
  refs = [];
  expect(await resume()).toMatchObject({ code: 0, stdout: '', stderr: 'No onboarding is so; nothing was done.\n' });
});

test.each([
  [['resume', '--reason', 'x'], 'either a reference or --where'],
  [['resume', 'ONB-1', '--where', 'stage=stalled', '--reason', 'x'], 'either a reference or --where'],
  [['resume', '--where', 'colour=red', '--reason', 'x'], 'account=…, stage=…, reason=…, older-than=…, q=…'],
  [['cancel', '--where', 'q= ', '--reason', 'x'], 'account=…, stage=…, reason=…, older-than=…, q=…'],
  [['resume', '--where', 'stage=stalled'], '--reason'],
  [['approve', '--reason', 'x'], 'The argument <ref> is missing.'],
  [['correct-email', 'ONB-1', '--reason', 'x'], '--email'],
])('%j is refused with 2', async (argv, words) => {
  const { code, stderr } = await castellan(argv, { env });
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(api.seen).toEqual([]);
});

test('on a terminal a bar goes along below the lines', async () => {
  let [stdout, stderr] = ['', ''];
  const io: Io = {
    env: { ...env, LANG: 'fr_FR.UTF-8' },
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    stdoutIsTerminal: true,
    stderrIsTerminal: true,
    readStdin: async () => '',
    signal: new AbortController().signal,
  };
  expect(await runCli(['resume', '--where', 'stage=stalled', '--reason', 'x'], io)).toBe(0);
  const bars = [...stderr.replaceAll('\u001b[2K', '').matchAll(/\r\[(█*)(·*)\] (\d+) sur 130/g)];
  expect(new Set(bars.map(([, , , done]) => done))).toEqual(new Set(['25', '50', '75', '100', '125', '130']));
  for (const [, full, rest] of bars) expect(full!.length + rest!.length).toBe(30);
  expect(stdout.split('\n')).toHaveLength(131);
  // The bar is gone at the end, and the sum is there.
  expect(stderr.split('\r').at(-1)).toContain('130 faites');
});
