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

beforeAll(async () => {
  const uri = new URL(process.env['CASTELLAN_TEST_MONGODB']!);
  proxy = await startProxy({ host: uri.hostname, port: Number(uri.port) });
  world = await openWorld({
    replace: (dependencies) => ({
      async grant(at) {
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
