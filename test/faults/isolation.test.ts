import { createActivities } from '../../activities/index.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { createMailer } from '../../src/mail/transport.ts';
import { recordModels } from '../../src/records/models.ts';
import { startTcp } from '../mail/smtp.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** Forty-five onboardings hang on a mail server that takes connections and says nothing; others go their way. */
const stuckCount = 45;
let world: World;
let administrator: Principal;
let dead: Awaited<ReturnType<typeof startTcp>>;
let mailers: ReturnType<typeof createMailer>[];

beforeAll(async () => {
  dead = await startTcp(() => {});
  const settings = { smtpUrl: dead.url, from: 'Castellan <castellan@castellan.test>' };
  mailers = [createMailer(settings), createMailer({ ...settings })];
  world = await openWorld({
    temporal: 'shared',
    replace: (dependencies) => {
      const { quick, patient } = dependencies.mailers;
      const routed = (whole: typeof quick, hanging: typeof quick): typeof quick => ({
        send: async (mail) => (mail.to.startsWith('stuck') ? hanging.send(mail) : whole.send(mail)),
      });
      return createActivities({
        ...dependencies,
        mailers: { quick: routed(quick, mailers[0]!), patient: routed(patient, mailers[1]!) },
      });
    },
  });
  administrator = await world.begin();
});
afterAll(async () => {
  const { onboardings } = recordModels(world.connection);
  for (const { ref } of await onboardings.find({ open: true }).lean()) {
    await world
      .handleOf(ref)
      .terminate('over')
      .catch(() => {});
  }
  await world.close();
  for (const mailer of mailers) mailer.close();
  await dead.close();
});

const eventsOf = async (ref: string): Promise<number> => (await world.handleOf(ref).fetchHistory()).events!.length;

/** An unrelated one, from the request to the rest: what it costs in events, retried or late workflow tasks included. */
async function unrelated(name: string): Promise<number> {
  const input = { email: `${name}@example.org`, path: 'invite' as const };
  const { ref } = (await world.onboardings.request(administrator, account, input, 'en')).onboarding;
  await eventually(async () => (await world.recordOf(ref)).stage === 'awaiting-first-login');
  return eventsOf(ref);
}

test('they hold no workflow-task slot: their histories stay flat, and an unrelated one goes its usual way', async () => {
  const usual = await unrelated('usual');
  const begun = Array.from({ length: stuckCount }, (_, index) =>
    world.onboardings.request(administrator, account, { email: `stuck-${index}@example.org`, path: 'invite' }, 'en'),
  );
  const { onboardings } = recordModels(world.connection);
  const refs = await eventually(async () => {
    const stuck = await onboardings.find({ addressKey: { $regex: '^stuck-' } }, { ref: 1 }).lean();
    return stuck.length === stuckCount ? stuck.map(({ ref }) => ref) : null;
  }, 60_000);
  // Past the local try: from here on each is one pending activity, and no workflow task waits for it.
  await eventually(async () => {
    const described = await Promise.all(refs.map(async (ref) => world.handleOf(ref).describe()));
    return described.every(({ raw }) => raw.pendingActivities?.length === 1 && !raw.pendingWorkflowTask);
  }, 90_000);
  const before = await Promise.all(refs.map(eventsOf));

  for (let turn = 0; turn < 5; turn += 1) expect(await unrelated(`beside-${turn}`)).toBe(usual);

  expect(await Promise.all(refs.map(eventsOf))).toEqual(before);
  await Promise.all(begun);
}, 240_000);
