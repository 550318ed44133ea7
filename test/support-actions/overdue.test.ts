import { resumeUpdate } from '../../workflows/messages.ts';
import type { Path } from '../../workflows/stages.ts';
import { eventually } from '../support/eventually.ts';
import { account } from '../support/world.ts';
import { startMailServer } from './mail-server.ts';
import { acceptInvitation, becomesAdministrator, openService, type Service, signInFirst } from './service.ts';
import { isMailed, isShownEverywhere } from './shown-everywhere.ts';

/** Days pass on the server that skips time; support gives more, in each way, and the candidates come after all. */
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let service: Service;
let admin: Awaited<ReturnType<Service['by']>>;
let support: Awaited<ReturnType<Service['by']>>;

beforeAll(async () => {
  mailServer = await startMailServer();
  service = await openService({ smtpUrl: mailServer.url, temporal: 'time-skipping' });
  admin = await service.by(await service.world.begin());
  support = await service.by(await service.makeSupport('sam@example.org'));
});
afterAll(async () => {
  await service.close();
  await mailServer.stop();
});

interface Begun {
  readonly email: string;
  readonly ref: string;
}

async function begin(email: string, path: Path): Promise<Begun> {
  const { body } = await admin.call('POST', `/accounts/${account}/onboardings`, { email, path });
  return { email, ref: body.onboarding.ref };
}

/** Lets the candidates' time pass: a mail at each reminder, then the stall. */
async function runOut(begun: readonly Begun[], hours: readonly number[]): Promise<void> {
  for (const [index, each] of hours.entries()) {
    await eventually(() => begun.every(({ email }) => mailServer.inbox(email).length === 1 + index), 30_000);
    await service.world.env.sleep(`${each}h`);
  }
  for (const { ref } of begun)
    await eventually(async () => (await service.world.recordOf(ref)).stall?.reason === 'first-login-overdue', 30_000);
}

async function isTold(begun: readonly Begun[]): Promise<void> {
  for (const { ref } of begun) {
    const stalled = { ref, reason: 'first-login-overdue' } as const;
    await isShownEverywhere(service, support, stalled);
    await isMailed(mailServer.inbox, 'admin@example.org', 'en', stalled);
    const { allowedActions } = (await support.call('GET', `/onboardings/${ref}`)).body;
    expect(allowedActions).toEqual(expect.arrayContaining(['resume', 'resend', 'extend', 'cancel']));
  }
}

/** The first three are resumed, each in its way; where there are more, those by more time and by another mail. */
async function resumeEach([viaApi, viaCli, viaTemporal, extended, resent]: readonly Begun[]): Promise<void> {
  const resumed = await support.call('POST', `/onboardings/${viaApi!.ref}/resume`, { reason: 'was on holiday' });
  expect(resumed.body.onboarding).toMatchObject({ stage: 'awaiting-first-login', stall: null });
  expect(await support.cli('resume', viaCli!.ref, '--reason', 'was ill')).toMatchObject({ code: 0 });
  const handle = service.world.handleOf(viaTemporal!.ref);
  await handle.executeUpdate(resumeUpdate, { args: [{ reason: 'asked for more time' }] });
  const { timeline } = (await support.call('GET', `/onboardings/${viaTemporal!.ref}`)).body;
  expect(timeline.find(({ kind }: { kind: string }) => kind === 'resumed')).toMatchObject({ by: 'Temporal' });
  if (extended) {
    expect(await support.cli('extend', extended.ref, '--reason', 'needs a week')).toMatchObject({ code: 0 });
  }
  if (resent) expect(await support.cli('resend', resent.ref, '--reason', 'lost the mail')).toMatchObject({ code: 0 });
}

test('invited: the deadline passes, each way gives more time, and the first login leads to the right', async () => {
  const names = ['api', 'cli', 'temporal', 'extended', 'resent'];
  const begun: Begun[] = [];
  for (const name of names) begun.push(await begin(`late-${name}@example.org`, 'invite'));
  await runOut(begun, [49, 72, 49]);
  await isTold(begun);
  await resumeEach(begun);
  for (const { email } of begun) {
    await acceptInvitation(service, mailServer.inbox, email);
    await becomesAdministrator(service.world, email);
  }
}, 180_000);

test('with a temporary password: its time passes, each way gives more, and another password leads to the right', async () => {
  const begun: Begun[] = [];
  for (const name of ['api', 'cli', 'temporal']) {
    begun.push(await begin(`tardy-${name}@example.org`, 'temporary-password'));
  }
  await runOut(begun, [25, 24, 25]);
  await isTold(begun);
  await resumeEach(begun);
  for (const { email, ref } of begun) {
    const { body } = await admin.call('POST', `/onboardings/${ref}/temporary-password`, {
      reason: 'the first one died',
    });
    await signInFirst(service, email, body.temporaryPassword);
    await becomesAdministrator(service.world, email);
  }
}, 180_000);
