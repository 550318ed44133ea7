import type { Principal } from '../../src/directory/authority.ts';
import { administratorsGroup } from '../../src/directory/groups.ts';
import { directoryModels } from '../../src/directory/models.ts';
import type { Locale } from '../../src/language/index.ts';
import { approveUpdate, resumeUpdate } from '../../workflows/messages.ts';
import type { StallReason } from '../../workflows/stages.ts';
import { eventually } from '../support/eventually.ts';
import { account } from '../support/world.ts';
import { startMailServer } from './mail-server.ts';
import { acceptInvitation, becomesAdministrator, enrol, openService, type Service, signInFirst } from './service.ts';
import { isMailed, isShownEverywhere, sameCommandsInTemporal } from './shown-everywhere.ts';

/**
 * Each stall is caused for real, over HTTP on the real worker, seen in words, mended, and resumed in each of the three
 * ways; then the candidate becomes an administrator.
 */
const ways = ['API', 'command line', 'Temporal'] as const;
type Way = (typeof ways)[number];
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let service: Service;
let administrator: Principal;
let support: Awaited<ReturnType<Service['by']>>;
let admin: Awaited<ReturnType<Service['by']>>;
/** Who asks, in either language, so that the mails are read in both. */
let asking: Record<Way, { by: Awaited<ReturnType<Service['by']>>; userId: string; locale: Locale }>;

beforeAll(async () => {
  mailServer = await startMailServer();
  service = await openService({
    smtpUrl: mailServer.url,
    temporal: 'shared',
    timings: { mailRetry: 2_000 },
  });
  administrator = await service.world.begin();
  admin = await service.by(administrator);
  support = await service.by(await service.makeSupport('sam@example.org'));
  const preferences = { language: 'fr' as const, timeZone: 'Europe/Paris', notifyNewMessages: true };
  const odile = await service.world.addUser({ userId: 'odile@example.org', preferences });
  await service.world.join(odile);
  const english = { by: admin, userId: 'admin@example.org', locale: 'en' as const };
  const french = { by: await service.by({ user: String(odile._id) }), userId: odile.userId, locale: 'fr' as const };
  asking = { API: english, 'command line': french, Temporal: english };
});
afterAll(async () => {
  await service.close();
  await mailServer.stop();
});

/** Support resumes; through Temporal it is whoever has a client. */
async function resume(way: Way, ref: string): Promise<void> {
  if (way === 'API') {
    const { status, body } = await support.call('POST', `/onboardings/${ref}/resume`, { reason: 'mended' });
    expect([status, body.code]).toEqual([200, undefined]);
  } else if (way === 'command line') {
    expect(await support.cli('resume', ref, '--reason', 'mended')).toMatchObject({ code: 0 });
  } else {
    await service.world.handleOf(ref).executeUpdate(resumeUpdate, { args: [{ reason: 'mended' }] });
  }
}

async function promote(email: string, path: 'invite' | 'temporary-password' | null, by = admin) {
  const { status, body } = await by.call('POST', `/accounts/${account}/onboardings`, {
    email,
    reason: 'asked for',
    ...(path && { path }),
  });
  expect([202, 201]).toContain(status);
  return body as { onboarding: { ref: string }; temporaryPassword?: string };
}

const stalls = (ref: string, reason: StallReason) =>
  eventually(async () => {
    const { stage, stall } = await service.world.recordOf(ref);
    return stage === 'stalled' && stall?.reason === reason && stall;
  });

const slug = (way: Way) => way.toLowerCase().replace(' ', '-');

test.each(ways)('mail-rejected: the server answers 550; resumed by %s', async (way) => {
  const email = `rejected-${slug(way)}@example.org`;
  mailServer.refused.add(email);
  const { by, userId, locale } = asking[way];
  const { onboarding } = await promote(email, 'invite', by);
  await stalls(onboarding.ref, 'mail-rejected');
  const stalled = { ref: onboarding.ref, reason: 'mail-rejected', detail: 'no such mailbox here' } as const;
  await isShownEverywhere(service, support, stalled);
  await isMailed(mailServer.inbox, userId, locale, stalled);
  mailServer.refused.delete(email);
  await resume(way, onboarding.ref);
  await acceptInvitation(service, mailServer.inbox, email);
  await becomesAdministrator(service.world, email);
});

test('mail-unreachable: the server is gone; resumed in each way', async () => {
  await mailServer.stop();
  const refs = new Map<Way, string>();
  for (const way of ways)
    refs.set(way, (await promote(`unreachable-${slug(way)}@example.org`, 'invite', asking[way].by)).onboarding.ref);
  const told = (ref: string) => ({ ref, reason: 'mail-unreachable', detail: 'ECONNREFUSED' }) as const;
  for (const ref of refs.values()) {
    await stalls(ref, 'mail-unreachable');
    await isShownEverywhere(service, support, told(ref));
  }
  // While the server is away, trying again stalls again, and the attempts are counted.
  await resume('API', refs.get('API')!);
  await eventually(async () => (await service.world.recordOf(refs.get('API')!)).stall?.attempt === 2);
  await mailServer.start();
  for (const [way, ref] of refs) {
    // What was to be told waited for the mail server as well.
    await isMailed(mailServer.inbox, asking[way].userId, asking[way].locale, told(ref));
    await resume(way, ref);
    await acceptInvitation(service, mailServer.inbox, `unreachable-${slug(way)}@example.org`);
    await becomesAdministrator(service.world, `unreachable-${slug(way)}@example.org`);
  }
}, 150_000);

test.each(ways)('approval-needed: the sponsor is no administrator any more; resumed by %s', async (way) => {
  const email = `sponsored-${slug(way)}@example.org`;
  const sponsor = await service.world.addUser({ userId: `sponsor-${slug(way)}@example.org` });
  await service.world.join(sponsor);
  const sponsoring = await service.by({ user: String(sponsor._id) });
  const { onboarding, temporaryPassword } = await promote(email, 'temporary-password', sponsoring);
  const members = `/accounts/${account}/groups/account-administrators/members`;
  expect((await admin.call('DELETE', `${members}/${sponsor.userId}`)).status).toBe(204);
  await signInFirst(service, email, temporaryPassword!);
  await stalls(onboarding.ref, 'approval-needed');
  const stalled = { ref: onboarding.ref, reason: 'approval-needed' } as const;
  await isShownEverywhere(service, support, stalled);
  await isMailed(mailServer.inbox, sponsor.userId, 'en', stalled);
  // A forged approval grants nothing.
  const forged = service.world.handleOf(onboarding.ref).executeUpdate(approveUpdate, { args: [{ id: 'forged' }] });
  await expect(forged).rejects.toMatchObject({ cause: { type: 'decision-unknown' } });
  expect(await service.world.isMember(email)).toBe(false);
  expect((await admin.call('POST', members, { userId: sponsor.userId })).status).toBe(201);
  await resume(way, onboarding.ref);
  await becomesAdministrator(service.world, email);
});

test.each(['API', 'command line'] as const)('approval-needed: support took a hand; approved by %s', async (way) => {
  const email = `handled-${slug(way)}@example.org`;
  const { onboarding } = await promote(`typo-${slug(way)}@example.org`, 'invite');
  const corrected = await support.cli('correct-email', onboarding.ref, '--email', email, '--reason', 'it had a typo');
  expect(corrected.code).toBe(0);
  await acceptInvitation(service, mailServer.inbox, email);
  await stalls(onboarding.ref, 'approval-needed');
  await isShownEverywhere(service, support, { ref: onboarding.ref, reason: 'approval-needed', helps: 'approve' });
  expect(await support.cli('approve', onboarding.ref, '--reason', 'my own work')).toMatchObject({ code: 4 });
  // Through Temporal itself a forged approval grants nothing either, and trying again stalls again.
  const handle = service.world.handleOf(onboarding.ref);
  const forged = handle.executeUpdate(approveUpdate, { args: [{ id: 'forged' }] });
  await expect(forged).rejects.toMatchObject({ cause: { type: 'decision-unknown' } });
  await handle.executeUpdate(resumeUpdate, { args: [{ reason: 'once more' }] });
  expect(await stalls(onboarding.ref, 'approval-needed')).toMatchObject({ attempt: 2 });
  expect(await service.world.isMember(email)).toBe(false);
  if (way === 'API') {
    const { status } = await admin.call('POST', `/onboardings/${onboarding.ref}/approve`, { reason: 'I know her' });
    expect(status).toBe(200);
  } else {
    expect(await admin.cli('approve', onboarding.ref, '--reason', 'I know her')).toMatchObject({ code: 0 });
  }
  await becomesAdministrator(service.world, email);
});

test.each(ways)('candidate-locked: unlocked, and resumed by %s', async (way) => {
  const { userId } = await service.world.addUser({ userId: `locked-${slug(way)}@example.org` });
  const user = `/accounts/${account}/users/${userId}`;
  expect((await admin.call('POST', `${user}/lock`, { reason: 'on leave' })).status).toBe(200);
  const { onboarding } = await promote(userId, null, asking[way].by);
  await stalls(onboarding.ref, 'candidate-locked');
  const stalled = { ref: onboarding.ref, reason: 'candidate-locked' } as const;
  await isShownEverywhere(service, support, stalled);
  await isMailed(mailServer.inbox, asking[way].userId, asking[way].locale, stalled);
  expect((await admin.call('POST', `${user}/unlock`, { reason: 'is back' })).status).toBe(200);
  await resume(way, onboarding.ref);
  await becomesAdministrator(service.world, userId);
});

test.each(ways)('internal: the account has lost its group; mended and resumed by %s', async (way) => {
  const { userId } = await service.world.addUser({ userId: `internal-${slug(way)}@example.org` });
  const { groups } = directoryModels(service.world.connection);
  const group = (await groups.findOneAndDelete({ account, name: administratorsGroup }).lean())!;
  const { onboarding } = await promote(userId, null, asking[way].by);
  await stalls(onboarding.ref, 'internal');
  const detail = `the account has no group ${administratorsGroup}`;
  const stalled = { ref: onboarding.ref, reason: 'internal', detail } as const;
  await isShownEverywhere(service, support, stalled);
  await isMailed(mailServer.inbox, asking[way].userId, asking[way].locale, stalled);
  // While it is not mended, trying again stalls again.
  await resume('API', onboarding.ref);
  await eventually(async () => (await service.world.recordOf(onboarding.ref)).stall?.attempt === 2);
  await groups.create([group]);
  await resume(way, onboarding.ref);
  await becomesAdministrator(service.world, userId);
});

test('the Temporal Web UI names what is allowed: an address is corrected until the mailed code was entered', async () => {
  const email = 'enrolling@example.org';
  const { onboarding } = await promote(email, 'invite');
  await sameCommandsInTemporal(service, onboarding.ref);
  await enrol(service, mailServer.inbox, email);
  const { body } = await admin.call('POST', `/onboardings/${onboarding.ref}/resend`, { reason: 'a second device' });
  expect(body.onboarding.allowedActions).not.toContain('correct-email');
  await sameCommandsInTemporal(service, onboarding.ref);
  // The other path makes the address one to correct again, and none of it names what the API refuses.
  await admin.call('POST', `/onboardings/${onboarding.ref}/switch-path`, { reason: 'no mail any more' });
  await sameCommandsInTemporal(service, onboarding.ref);
});
