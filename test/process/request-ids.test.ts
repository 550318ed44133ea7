import type { Principal } from '../../src/directory/authority.ts';
import { createLog } from '../../src/log.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { resumeUpdate } from '../../workflows/messages.ts';
import { MailRejected } from '../../src/mail/failures.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** The worker's log names the HTTP request that a step is taken for, so that both logs can be read together. */
let world: World;
let administrator: Principal;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  const log = createLog('info', { write: (line: string) => void lines.push(JSON.parse(line)) });
  world = await openWorld({ temporal: 'shared', log });
  administrator = await world.begin();
});
afterAll(() => world.close());

const by = (requestId: string): Principal => ({ ...administrator, requestId });
const request = async (requestId: string, email: string) =>
  (await world.onboardings.request(by(requestId), account, { email, path: 'temporary-password' }, 'en')).onboarding.ref;
/** The steps that were taken for each request; `by itself` where for none. */
const stepsOf = (ref: string) => {
  const steps: Record<string, unknown[]> = {};
  for (const { ref: of, activity, requestId = 'by itself' } of lines)
    if (of === ref) (steps[String(requestId)] ??= []).push(activity);
  return steps;
};

test('the one that asked, the one that decided, the one that completed the login; none where nobody asked', async () => {
  const email = 'followed@example.org';
  const ref = await request('request-asks', email);
  const begun = stepsOf(ref);
  expect(Object.keys(begun)).toEqual(['request-asks']);

  await world.onboardings.act(by('request-extends'), ref, 'extend', { reason: 'on holiday', hours: 24 }, 'en');
  expect(stepsOf(ref)).toEqual({ ...begun, 'request-extends': ['recordDecision'] });

  await world.completeFirstLogin(email);
  const user = String((await world.userOf(email))!._id);
  const message = { kind: 'first-login', user, request: 'request-signs-in' } as const;
  await outboxModel(world.connection).create([{ message, dueAt: new Date(), createdAt: new Date() }]);
  await world.drainOutbox();
  await world.handleOf(ref).result();
  expect(stepsOf(ref)).toEqual({
    ...begun,
    'request-extends': ['recordDecision'],
    'request-signs-in': ['grant', 'mailNotices'],
  });
});

test('a decision through Temporal is for no request, and one that brings what is no id of a request is refused', async () => {
  world.mailServer.fails = () => new MailRejected(550, 'no such user');
  const { onboarding } = await world.onboardings.request(
    by('request-invites'),
    account,
    { email: 'stalls@example.org', path: 'invite' },
    'en',
  );
  await eventually(async () => (await world.recordOf(onboarding.ref)).stage === 'stalled');
  world.mailServer.fails = null;
  const resume = (decision: object) =>
    world.handleOf(onboarding.ref).executeUpdate(resumeUpdate, { args: [{ reason: 'accepted now', ...decision }] });
  await expect(resume({ request: 'ana@example.org "quoted"' })).rejects.toMatchObject({ cause: { type: 'malformed' } });
  await resume({});
  expect(stepsOf(onboarding.ref)['by itself']).toEqual(['recordDecision', 'sealEnvelope', 'mailInvitation']);
  expect(JSON.stringify(lines)).not.toContain('quoted');
});
