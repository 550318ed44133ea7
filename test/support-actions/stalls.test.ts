import { ApplicationFailure } from '@temporalio/common';
import type { Principal } from '../../src/directory/authority.ts';
import { onboardings as en } from '../../src/language/en/onboardings.ts';
import { onboardings as fr } from '../../src/language/fr/onboardings.ts';
import { approveUpdate, resumeUpdate } from '../../workflows/messages.ts';
import type { StallReason } from '../../workflows/stages.ts';
import { eventually } from '../support/eventually.ts';
import { account } from '../support/world.ts';
import { startMailServer } from './mail-server.ts';
import { acceptInvitation, becomesAdministrator, openService, type Service, signInFirst } from './service.ts';

/**
 * Each stall is caused for real, over HTTP on the real worker, seen in words, mended, and resumed in each of the three
 * ways; then the candidate becomes an administrator.
 */
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let service: Service;
let administrator: Principal;
let support: Awaited<ReturnType<Service['by']>>;
let admin: Awaited<ReturnType<Service['by']>>;
/** Addresses whose envelope cannot be sealed. */
const unsealable = new Set<string>();

beforeAll(async () => {
  mailServer = await startMailServer();
  service = await openService({
    smtpUrl: mailServer.url,
    temporal: 'shared',
    timings: { mailRetry: 2_000 },
    replace: ({ sealEnvelope }) => ({
      sealEnvelope: async (at, deadline) => {
        const { email } = await service.world.recordOf(at.ref);
        if (unsealable.has(email)) throw ApplicationFailure.nonRetryable('the sealing is broken', 'SealingBroken');
        return sealEnvelope(at, deadline);
      },
    }),
  });
  administrator = await service.world.begin();
  admin = await service.by(administrator);
  support = await service.by(await service.makeSupport('sam@example.org'));
});
afterAll(async () => {
  await service.close();
  await mailServer.stop();
});

const ways = ['API', 'command line', 'Temporal'] as const;
type Way = (typeof ways)[number];

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
  const { status, body } = await by.call('POST', `/accounts/${account}/onboardings`, { email, ...(path && { path }) });
  expect([202, 201]).toContain(status);
  return body as { onboarding: { ref: string }; temporaryPassword?: string };
}

const stalls = (ref: string, reason: StallReason) =>
  eventually(async () => {
    const { stage, stall } = await service.world.recordOf(ref);
    return stage === 'stalled' && stall?.reason === reason && stall;
  });

/** The right words, in both languages, over the API and from the command line. */
async function isExplained(ref: string, reason: StallReason, serverWords = ''): Promise<void> {
  for (const [locale, words] of [
    ['en', en.stalls],
    ['fr', fr.stalls],
  ] as const) {
    const { body } = await support.call('GET', `/onboardings/${ref}`, undefined, { 'accept-language': locale });
    expect(body).toMatchObject({ stage: 'stalled', stall: { reason, attempt: expect.any(Number) } });
    expect(body.stall.message).toContain(words[reason]);
    expect(body.stall.message).toContain(serverWords);
    expect(body.allowedActions).toContain('resume');
    const { stdout } = await support.cli('explain', ref, '--lang', locale);
    expect(stdout).toContain(words[reason]);
    expect(stdout).toContain(serverWords);
    expect(stdout).toContain(`castellan resume ${ref} --reason`);
  }
  const listed = await support.cli('list', '--stage', 'stalled', '--reason', reason, '--json');
  expect(JSON.parse(listed.stdout).items.map((item: { ref: string }) => item.ref)).toContain(ref);
}

const slug = (way: Way) => way.toLowerCase().replace(' ', '-');

test.each(ways)('mail-rejected: the server answers 550; resumed by %s', async (way) => {
  const email = `rejected-${slug(way)}@example.org`;
  mailServer.refused.add(email);
  const { onboarding } = await promote(email, 'invite');
  await stalls(onboarding.ref, 'mail-rejected');
  await isExplained(onboarding.ref, 'mail-rejected', 'no such mailbox here');
  mailServer.refused.delete(email);
  await resume(way, onboarding.ref);
  await acceptInvitation(service, mailServer.inbox, email);
  await becomesAdministrator(service.world, email);
});

test('mail-unreachable: the server is gone; resumed in each way', async () => {
  await mailServer.stop();
  const refs = new Map<Way, string>();
  for (const way of ways)
    refs.set(way, (await promote(`unreachable-${slug(way)}@example.org`, 'invite')).onboarding.ref);
  for (const ref of refs.values()) {
    await stalls(ref, 'mail-unreachable');
    await isExplained(ref, 'mail-unreachable', 'ECONNREFUSED');
  }
  // While the server is away, trying again stalls again, and the attempts are counted.
  await resume('API', refs.get('API')!);
  await eventually(async () => (await service.world.recordOf(refs.get('API')!)).stall?.attempt === 2);
  await mailServer.start();
  for (const [way, ref] of refs) {
    await resume(way, ref);
    await acceptInvitation(service, mailServer.inbox, `unreachable-${slug(way)}@example.org`);
    await becomesAdministrator(service.world, `unreachable-${slug(way)}@example.org`);
  }
}, 90_000);

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
  await isExplained(onboarding.ref, 'approval-needed');
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
  await isExplained(onboarding.ref, 'approval-needed');
  expect(await support.cli('approve', onboarding.ref, '--reason', 'my own work')).toMatchObject({ code: 4 });
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
  const { onboarding } = await promote(userId, null);
  await stalls(onboarding.ref, 'candidate-locked');
  await isExplained(onboarding.ref, 'candidate-locked');
  expect((await admin.call('POST', `${user}/unlock`, { reason: 'is back' })).status).toBe(200);
  await resume(way, onboarding.ref);
  await becomesAdministrator(service.world, userId);
});

test.each(ways)('internal: a step that fails for good, mended and resumed by %s', async (way) => {
  const email = `internal-${slug(way)}@example.org`;
  unsealable.add(email);
  const { onboarding } = await promote(email, 'invite');
  await stalls(onboarding.ref, 'internal');
  await isExplained(onboarding.ref, 'internal', 'the sealing is broken');
  unsealable.delete(email);
  await resume(way, onboarding.ref);
  await acceptInvitation(service, mailServer.inbox, email);
  await becomesAdministrator(service.world, email);
});
