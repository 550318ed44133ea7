import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { codeIn } from '../../src/cli/demo/mailbox.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { recordModels } from '../../src/records/models.ts';
import type { Stage } from '../../workflows/stages.ts';
import { startMailServer } from '../support-actions/mail-server.ts';
import { openService, permanentPassword, type Service } from '../support-actions/service.ts';
import { eventually } from '../support/eventually.ts';
import { account } from '../support/world.ts';

/**
 * One outage of the mail server stalls many onboardings; one command resumes them all, and every candidate becomes an
 * administrator, once. A thousand by hand, `npm run test:faults`: too long a wait for every run.
 */
const count = Number(process.env['STALLED'] ?? 100);
const emails = Array.from({ length: count }, (_, index) => `candidate${index}@example.org`);
/** In milliseconds: on a busy machine each costs a second. */
const patience = 1_200_000 + 1_200 * count;
const launcher = path.resolve(import.meta.dirname, '../../bin/castellan.js');
const where = ['resume', '--where', 'reason=mail-unreachable', '--where', `account=${account}`];
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let service: Service;
let administrator: Principal;
let support: Awaited<ReturnType<Service['by']>>;

beforeAll(async () => {
  // Code mails are read; a thousand attachments are not.
  mailServer = await startMailServer({ parseUpTo: 30_000 });
  // Long enough for a thousand mails at once: what is only late must not stall again.
  service = await openService({ smtpUrl: mailServer.url, temporal: 'shared', timings: { mailRetry: 30_000 } });
  administrator = await service.world.begin();
  support = await service.by(await service.makeSupport('sam@example.org'));
}, 120_000);
afterAll(async () => {
  await service?.close();
  await mailServer?.stop();
});

/** Asks less often than other tests do: counting among a thousand is work that the worker needs. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(Math.max(500, 3 * count));
}

const within = (stage: Stage): Promise<number> =>
  recordModels(service.world.connection).onboardings.countDocuments({ stage });

/** The command as a person runs it, in a process of its own. */
async function castellan(...args: string[]) {
  const env = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    CASTELLAN_URL: service.url,
    CASTELLAN_TOKEN: support.token,
  };
  const child = spawn(process.execPath, [launcher, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number, stdout, stderr };
}

/** A candidate's side: the code that is mailed, the user, the first login; everything but the browser. */
async function signInFirst(email: string): Promise<void> {
  const { enrolments, credentials, firstLogin } = service.services;
  // By an index: without one each of a thousand would be looked for among a thousand.
  const sought = { addressKey: email, open: true };
  const { mid = '' } = (await recordModels(service.world.connection).onboardings.findOne(sought).lean())!;
  await enrolments.requestCode({ mid });
  const code = await eventually(() => mailServer.inbox(email).map(codeIn).find(Boolean), 60_000);
  const { token } = await enrolments.verify({ mid, code, firstName: 'Inès', lastName: 'Ferreira' });
  const { user, sessionId } = (await credentials.sessions.read(token))!;
  const outcome = await firstLogin.submit(
    { user, sessionId, locale: 'en', requestId: 'test' },
    {
      features: { seen: true },
      preferences: { language: 'en', timeZone: 'Europe/Paris', notifyNewMessages: true },
      password: permanentPassword,
      confirmPassword: permanentPassword,
    },
  );
  expect(outcome.status).toBe('signed-in');
}

/** So many at a time. */
async function inParallel(width: number, work: (email: string) => Promise<void>): Promise<void> {
  const queue = [...emails];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let email = queue.shift(); email !== undefined; email = queue.shift()) await work(email);
    }),
  );
}

/** Invited by a list, while the mail server is away. */
async function stallThemAll(): Promise<void> {
  await mailServer.stop();
  const { bulk } = service.services;
  const invitations = emails.map((email) => ({
    email,
    firstName: 'Inès',
    lastName: 'Ferreira',
    locale: 'en' as const,
  }));
  const { job } = await bulk.draft(administrator, account, { invitations }, 'en');
  await bulk.start(administrator, account, job);
  await until(async () => (await within('stalled')) === count);
  expect(mailServer.taken).toHaveLength(0);
  const { body: counts } = await support.call('GET', '/onboardings/counts');
  expect(counts).toEqual({ stages: { stalled: count }, reasons: { 'mail-unreachable': count } });
}

/** One command tells what it would resume, then resumes them all, and shows how far it is. */
async function resumeThemAll(): Promise<void> {
  const tried = await castellan(...where, '--reason', 'the mail server is back', '--dry-run', '--json');
  expect(JSON.parse(tried.stdout)).toMatchObject({ matched: count, counts: { would: count, done: 0 } });
  expect(await within('stalled')).toBe(count);

  await mailServer.start();
  const { code, stdout, stderr } = await castellan(...where, '--reason', 'the mail server is back');
  const done = stdout.split('\n').filter((line) => /^ONB-\w+ {2}done/.test(line));
  expect({ code, done: new Set(done).size, summary: stderr.trim().split('\n').at(-1) }).toEqual({
    code: 0,
    done: count,
    summary: `resume: ${count} done, 0 refused, 0 failed.`,
  });
  const shown = [...stderr.matchAll(/^(\d+) of \d+$/gm)].map(([, number]) => Number(number));
  expect(shown.length).toBeGreaterThanOrEqual(count / 25);
  expect(shown).toEqual(shown.toSorted((one, other) => one - other));
  expect(shown.at(-1)).toBe(count);

  await until(async () => (await within('awaiting-first-login')) === count);
  // A mail whose acknowledgement came too late may arrive twice, but only as the same mail.
  const toCandidates = mailServer.taken.filter(({ to }) => to[0]!.startsWith('candidate'));
  const mails = new Set(toCandidates.map(({ to, messageId }) => `${to[0]} ${messageId}`));
  expect(mails.size).toBe(count);
  expect(new Set(toCandidates.map(({ to }) => to[0]))).toEqual(new Set(emails));
  // Once more: there is nothing left to do.
  expect(await castellan(...where, '--reason', 'again')).toMatchObject({ code: 0, stdout: '' });
}

/** Every candidate signs in, and each onboarding is completed once. */
async function completeThemAll(): Promise<void> {
  await inParallel(8, signInFirst);
  await until(async () => (await within('completed')) === count);
  const { timeline } = recordModels(service.world.connection);
  const once = [
    'stalled',
    'resumed',
    'envelope-sealed',
    'enrolled',
    'first-login',
    'added-to-group',
    'completed',
  ] as const;
  for (const kind of once) {
    expect([kind, await timeline.countDocuments({ kind })]).toEqual([kind, count]);
    expect([kind, (await timeline.distinct('ref', { kind })).length]).toEqual([kind, count]);
  }
  expect(await timeline.countDocuments({ kind: 'mailed', 'data.mail': 'invitation' })).toBe(count);
  const { members } = service.world;
  const added = await members.find({ account, ref: { $exists: true } }).lean();
  expect(added).toHaveLength(count);
  expect(new Set(added.map(({ user }) => String(user))).size).toBe(count);
  expect(new Set(added.map(({ ref }) => ref)).size).toBe(count);
}

test(
  `${count} onboardings stalled by one outage are resumed by one command, each completing once`,
  async () => {
    const began = Date.now();
    for (const part of [stallThemAll, resumeThemAll, completeThemAll]) {
      await part();
      process.stdout.write(`${part.name}: after ${Math.round((Date.now() - began) / 1_000)} s\n`);
    }
  },
  patience,
);

test('what cannot be done is told for each, and the command’s end tells it', async () => {
  const [first] = (await support.call('GET', '/onboardings?limit=1')).body.items;
  const one = await castellan('resume', first.ref, '--reason', 'why not', '--dry-run', '--json');
  expect(one.code).toBe(9);
  expect(JSON.parse(one.stdout)).toMatchObject({
    matched: 1,
    items: [{ outcome: 'refused', code: 'onboarding.action-not-allowed', stage: 'completed' }],
  });
});
