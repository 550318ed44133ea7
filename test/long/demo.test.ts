import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const project = path.resolve(import.meta.dirname, '../..');

interface Result {
  readonly ok: boolean;
  readonly members: readonly string[];
  readonly onboardings: readonly {
    ref: string;
    path: string | null;
    stage: string;
    historyEvents: number;
    historySteps: string[];
  }[];
  readonly worker: { readonly pid: number; readonly replacedBy: number };
  readonly workerKilled: boolean;
  readonly messageOpened: boolean;
}

test('npm run demo -- --exit --json makes three people members, though the worker is killed, and ends with 0', async () => {
  // Under npm of its own: what the npm that runs the tests was told is none of its business.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const demo = spawn('npm', ['run', 'demo', '--', '--exit', '--json'], {
    cwd: project,
    env: { ...environment, NODE_OPTIONS: '', PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise<number | null>((resolve) => demo.once('exit', resolve));
  const [stdout, stderr] = await Promise.all([text(demo.stdout), text(demo.stderr)]);
  expect({ code: await exit, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  const result = JSON.parse(stdout) as Result;
  expect(result).toMatchObject({ ok: true, workerKilled: true, messageOpened: true });
  expect(new Set(result.members).size).toBe(3);
  expect(result.onboardings.map(({ path: way, stage }) => [way, stage])).toEqual([
    [null, 'completed'],
    ['temporary-password', 'completed'],
    ['invite', 'completed'],
  ]);
  for (const { historyEvents } of result.onboardings) expect(historyEvents).toBeGreaterThan(8);
  const [existing, withPassword, invited] = result.onboardings.map(({ historySteps }) => historySteps);
  expect(existing).toEqual(['start', 'check', 'grant', 'mailNotices']);
  expect(withPassword).toEqual(['start', 'check', 'createUser', 'mailNotice', 'firstLogin', 'grant', 'mailNotices']);
  expect(invited).toEqual(['start', 'check', 'sealEnvelope', 'mailInvitation', 'firstLogin', 'grant', 'mailNotices']);
  expect(result.worker.replacedBy).not.toBe(result.worker.pid);
}, 300_000);
