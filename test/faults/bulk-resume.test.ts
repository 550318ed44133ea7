import { recordModels } from '../../src/records/models.ts';
import { castellan } from '../cli/support.ts';
import { startMailServer } from '../support-actions/mail-server.ts';
import { openService, type Service } from '../support-actions/service.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '../../workflows/stages.ts';
import { account } from '../support/world.ts';

/** Asks less often than other tests do: counting among a thousand is work that the worker needs. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(500);
}

/** One outage of the mail server stalls a thousand onboardings; one command resumes them all. */
const count = 1_000;
const portion = 8;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let service: Service;

beforeAll(async () => {
  mailServer = await startMailServer({ parse: false });
  service = await openService({
    smtpUrl: mailServer.url,
    temporal: 'shared',
    timings: { mailRetry: 12_000 },
    deadlineMs: 1_000,
  });
}, 120_000);
afterAll(async () => {
  await service?.close();
  await mailServer?.stop();
});

test(`${count} onboardings stalled by one outage are resumed by one command, each mailing once`, async () => {
  const { world } = service;
  const { onboardings, timeline } = recordModels(world.connection);
  const within = (stages: Stage[]) => onboardings.countDocuments({ stage: { $in: stages } });
  const administrator = await world.begin();
  const support = await service.by(await service.makeSupport('sam@example.org'));
  await mailServer.stop();

  const emails = Array.from({ length: count }, (_, index) => `candidate${index}@example.org`);
  const began = Date.now();
  for (let made = 0; made < count; made += portion) {
    const request = (email: string) =>
      service.services.onboardings.request(administrator, account, { email, path: 'invite' }, 'en');
    await Promise.all(emails.slice(made, made + portion).map(request));
    // No faster than the worker takes them up: what is tested is the outage, not a flood of requests.
    const taken = async () => (await within(['requested', 'checking'])) < portion / 2;
    await until(taken);
  }
  await until(async () => (await within(['stalled'])) === count);
  const stalledAfter = Date.now() - began;
  expect(mailServer.taken).toHaveLength(0);
  const { body: counts } = await support.call('GET', '/onboardings/counts');
  expect(counts).toEqual({ stages: { stalled: count }, reasons: { 'mail-unreachable': count } });

  const where = ['resume', '--where', 'reason=mail-unreachable', '--where', `account=${account}`];
  const tried = await support.cli(...where, '--reason', 'the mail server is back', '--dry-run', '--json');
  expect(JSON.parse(tried.stdout)).toMatchObject({ matched: count, counts: { would: count, done: 0 } });
  expect(await onboardings.countDocuments({ stage: 'stalled' })).toBe(count);

  await mailServer.start();
  const resuming = Date.now();
  const { code, stdout, stderr } = await support.cli(...where, '--reason', 'the mail server is back');
  const resumedAfter = Date.now() - resuming;
  const done = stdout
    .trim()
    .split('\n')
    .filter((line) => /^ONB-\w+ {2}done/.test(line));
  expect({ code, done: done.length, summary: stderr.trim().split('\n').at(-1) }).toEqual({
    code: 0,
    done: count,
    summary: `resume: ${count} done, 0 refused, 0 failed.`,
  });
  // Progress was shown on the way.
  const shown = [...stderr.matchAll(/^(\d+) of \d+$/gm)].map(([, number]) => Number(number));
  expect(shown.length).toBeGreaterThanOrEqual(count / 25);
  expect(shown).toEqual(shown.toSorted((one, other) => one - other));
  expect(shown.at(-1)).toBe(count);

  await until(async () => (await within(['awaiting-first-login'])) === count);
  // A mail whose acknowledgement came too late may arrive twice, but only as the same mail.
  const mails = new Set(
    mailServer.taken
      .filter(({ to }) => to[0]!.startsWith('candidate'))
      .map(({ to, messageId }) => `${to[0]} ${messageId}`),
  );
  expect(mails.size).toBe(emails.length);
  expect(new Set([...mails].map((mail) => mail.split(' ')[0]))).toEqual(new Set(emails));
  const invited = { kind: 'mailed' as const, 'data.mail': 'invitation' };
  for (const entry of [{ kind: 'stalled' as const }, { kind: 'resumed' as const }, invited]) {
    expect([entry, await timeline.countDocuments(entry)]).toEqual([entry, count]);
  }
  process.stdout.write(
    `${count} stalled in ${Math.round(stalledAfter / 1_000)} s, resumed in ${Math.round(resumedAfter / 1_000)} s\n`,
  );
  // Once more: there is nothing left to do.
  expect(await support.cli(...where, '--reason', 'again')).toMatchObject({ code: 0, stdout: '' });
}, 1_800_000);

test('what cannot be done is told for each, and the command’s end tells it', async () => {
  const support = await service.by(await service.makeSupport('sue@example.org'));
  const [first] = (await support.call('GET', '/onboardings?limit=1')).body.items;
  const one = await support.cli('resume', first.ref, '--reason', 'why not', '--dry-run', '--json');
  expect(one.code).toBe(9);
  expect(JSON.parse(one.stdout)).toMatchObject({
    matched: 1,
    items: [{ outcome: 'refused', code: 'onboarding.action-not-allowed', stage: 'awaiting-first-login' }],
  });
  const nobody = await castellan(['resume', '--where', 'reason=internal', '--reason', 'x'], {
    env: { CASTELLAN_URL: service.url, CASTELLAN_TOKEN: 'cst_nonsense' },
  });
  expect(nobody.code).toBe(4);
});
