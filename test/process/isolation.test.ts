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
  for (const { ref } of await onboardings.find({ open: true }).lean()) await world.handleOf(ref).terminate('over');
  await world.close();
  for (const mailer of mailers) mailer.close();
  await dead.close();
});

/** How long it takes an unrelated one, from the request to the rest, in milliseconds: the median of seven. */
async function median(round: string): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 7; turn += 1) {
    const input = { email: `unrelated-${round}-${turn}@example.org`, path: 'invite' as const };
    const start = performance.now();
    const { onboarding } = await world.onboardings.request(administrator, account, input, 'en');
    expect(onboarding.stage).toBe('awaiting-first-login');
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[3]!;
}

test('they do not slow an unrelated one beyond twice its normal time', async () => {
  await median('warm-up');
  const normal = await median('normal');
  const begun = Array.from({ length: stuckCount }, (_, index) =>
    world.onboardings.request(administrator, account, { email: `stuck-${index}@example.org`, path: 'invite' }, 'en'),
  );
  // Past the local try, which is when a dead dependency is known to be dead.
  const { onboardings } = recordModels(world.connection);
  const refs = await eventually(async () => {
    const stuck = await onboardings.find({ addressKey: /^stuck-/ }, { ref: 1 }).lean();
    return stuck.length === stuckCount ? stuck.map(({ ref }) => ref) : null;
  }, 60_000);
  await eventually(async () => {
    const described = await Promise.all(refs.map(async (ref) => world.handleOf(ref).describe()));
    return described.every(({ raw }) => (raw.pendingActivities ?? []).length === 1);
  }, 60_000);
  const beside = await median('beside');
  expect({ normal, beside, ratio: beside / normal }).toMatchObject({ ratio: expect.any(Number) });
  expect(beside).toBeLessThanOrEqual(2 * normal);
  await Promise.all(begun);
}, 180_000);
