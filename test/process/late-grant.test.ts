import type { Connection } from 'mongoose';
import { createActivities } from '../../activities/index.ts';
import { connectDatabase } from '../../src/database/connect.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { startProxy } from '../support/proxy.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** A grant that a stalled network held back must not come through after somebody has cancelled. */
let world: World;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let throughProxy: Connection | undefined;
let administrator: Principal;
const attempts: Promise<unknown>[] = [];
/** Where a cancel and a grant cross: the grant waits for the cancel to begin, and that one for the grant to be done. */
let crossing: { readonly cancelBegun: Gate; readonly granted: Gate } | null = null;

beforeAll(async () => {
  const uri = new URL(process.env['CASTELLAN_TEST_MONGODB']!);
  proxy = await startProxy({ host: uri.hostname, port: Number(uri.port) });
  world = await openWorld({
    replace: (dependencies) => ({
      async close(at, facts) {
        crossing?.cancelBegun.open();
        await crossing?.granted.passed;
        return createActivities(dependencies).close(at, facts);
      },
      async grant(at) {
        if (crossing) {
          await crossing.cancelBegun.passed;
          const answer = await createActivities(dependencies).grant(at);
          crossing.granted.open();
          return answer;
        }
        throughProxy ??= await connectDatabase(proxied(dependencies.connection));
        const attempt = createActivities({ ...dependencies, connection: throughProxy }).grant(at);
        attempts.push(attempt.catch((error: unknown) => error));
        return attempt;
      },
    }),
  });
  administrator = await world.begin();
});
afterAll(async () => {
  proxy.release();
  await throughProxy?.destroy();
  await world.close();
  await proxy.close();
});

interface Gate {
  readonly passed: Promise<void>;
  readonly open: () => void;
}

function gate(): Gate {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

/** A direct connection: otherwise the driver would learn the server's own address and go round the proxy. */
const proxied = (connection: Connection): string =>
  `mongodb://127.0.0.1:${proxy.port}/${connection.name}?directConnection=true&retryWrites=false`;

test('a grant held back in the network and let go after a cancel grants nothing', async () => {
  const email = 'held@example.org';
  const warmUp = await world.addUser();
  await world.onboardings.request(administrator, account, { email: warmUp.userId }, 'en');
  expect(await world.isMember(warmUp.userId)).toBe(true);

  const { onboarding } = await world.onboardings.request(
    administrator,
    account,
    { email, path: 'temporary-password' },
    'en',
  );
  await world.completeFirstLogin(email);
  const before = attempts.length;
  proxy.hold();
  await world.handleOf(onboarding.ref).signal(firstLoginSignal);
  await eventually(() => attempts.length > before);

  await world.onboardings.act(administrator, onboarding.ref, 'cancel', { reason: 'not this one' }, 'en');
  await eventually(async () => (await world.recordOf(onboarding.ref)).stage === 'cancelled');
  proxy.release();
  const outcomes = await Promise.all(attempts.slice(before));

  expect(outcomes.length).toBeGreaterThan(0);
  for (const outcome of outcomes) expect(outcome).not.toBe('granted');
  expect(outcomes).toContainEqual(expect.objectContaining({ type: 'overtaken' }));
  expect(await world.isMember(email)).toBe(false);
  expect(await world.handleOf(onboarding.ref).result()).toBe('cancelled');
});

test('a cancel that the grant overtakes is told so, and takes nothing back', async () => {
  const email = 'overtaking@example.org';
  const request = { email, path: 'temporary-password' } as const;
  const { ref } = (await world.onboardings.request(administrator, account, request, 'en')).onboarding;
  await world.completeFirstLogin(email);
  crossing = { cancelBegun: gate(), granted: gate() };
  try {
    await world.handleOf(ref).signal(firstLoginSignal);
    const cancelled = world.onboardings.act(administrator, ref, 'cancel', { reason: 'not this one' }, 'en');
    await expect(cancelled).rejects.toMatchObject({
      code: 'onboarding.ended-before',
      status: 409,
      details: { nextActions: [{ rel: 'onboarding', href: `/api/v1/onboardings/${ref}` }] },
    });
  } finally {
    crossing = null;
  }
  expect(await world.handleOf(ref).result()).toBe('completed');
  expect(await world.isMember(email)).toBe(true);
});
