import { onboardings as en } from '../../src/language/en/onboardings.ts';
import { onboardings as fr } from '../../src/language/fr/onboardings.ts';
import { resumeUpdate } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account } from '../support/world.ts';
import { startMailServer } from './mail-server.ts';
import { acceptInvitation, becomesAdministrator, openService, type Service } from './service.ts';

/** Seven days pass on the server that skips time; support gives more, in each way, and the candidates come after all. */
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let service: Service;

beforeAll(async () => {
  mailServer = await startMailServer();
  service = await openService({ smtpUrl: mailServer.url, temporal: 'time-skipping' });
});
afterAll(async () => {
  await service.close();
  await mailServer.stop();
});

test('first-login-overdue: the deadline passes, support gives more time, and the first login leads to the right', async () => {
  const { world } = service;
  const admin = await service.by(await world.begin());
  const support = await service.by(await service.makeSupport('sam@example.org'));
  const emails = ['late-api', 'late-cli', 'late-temporal'].map((name) => `${name}@example.org`);
  const refs: string[] = [];
  for (const email of emails) {
    const { body } = await admin.call('POST', `/accounts/${account}/onboardings`, { email, path: 'invite' });
    refs.push(body.onboarding.ref);
  }
  const reminded = (count: number) =>
    eventually(() => emails.every((email) => mailServer.inbox(email).length === 1 + count), 30_000);
  await world.env.sleep('49h');
  await reminded(1);
  await world.env.sleep('72h');
  await reminded(2);
  await world.env.sleep('49h');
  for (const ref of refs) {
    await eventually(async () => (await world.recordOf(ref)).stall?.reason === 'first-login-overdue');
    for (const [locale, words] of [
      ['en', en.stalls],
      ['fr', fr.stalls],
    ] as const) {
      const { body } = await support.call('GET', `/onboardings/${ref}`, undefined, { 'accept-language': locale });
      expect(body.stall).toMatchObject({ reason: 'first-login-overdue', message: words['first-login-overdue'] });
      expect(body.allowedActions).toEqual(expect.arrayContaining(['resume', 'resend', 'extend', 'cancel']));
      expect((await support.cli('explain', ref, '--lang', locale)).stdout).toContain(words['first-login-overdue']);
    }
  }

  const [viaApi, viaCli, viaTemporal] = refs as [string, string, string];
  const extended = await support.call('POST', `/onboardings/${viaApi}/extend`, { reason: 'was on holiday' });
  expect(extended.body.onboarding).toMatchObject({ stage: 'awaiting-first-login', stall: null });
  expect(await support.cli('resend', viaCli, '--reason', 'lost the mail')).toMatchObject({ code: 0 });
  await world.handleOf(viaTemporal).executeUpdate(resumeUpdate, { args: [{ reason: 'asked for more time' }] });
  for (const email of emails) {
    await acceptInvitation(service, mailServer.inbox, email);
    await becomesAdministrator(world, email);
  }
  const { timeline } = (await support.call('GET', `/onboardings/${viaTemporal}`)).body;
  expect(timeline.find(({ kind }: { kind: string }) => kind === 'resumed')).toMatchObject({ by: 'Temporal' });
}, 120_000);
