import mongoose from 'mongoose';
import { createActivities } from '../../activities/index.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** A step that mails reads and writes MongoDB, too: an outage of MongoDB that outlasts a mail's patience is no stall. */
let world: World;
let administrator: Principal;
let away = false;
let tries = 0;

beforeAll(async () => {
  world = await openWorld({
    replace: (dependencies) => {
      const refused = new mongoose.mongo.MongoNetworkError('connection refused');
      const connection = new Proxy(dependencies.connection, {
        get: (target, name) => {
          if (!away || (name !== 'withSession' && name !== 'models')) return Reflect.get(target, name);
          tries += 1;
          throw refused;
        },
      });
      return { remind: createActivities({ ...dependencies, connection }).remind };
    },
  });
  administrator = await world.begin();
});
afterAll(() => world.close());

test('a reminder waits for MongoDB as long as it takes, is sent then, and nothing stalls', async () => {
  const email = 'patient@example.org';
  const invitation = { email, path: 'invite' as const };
  const { ref } = (await world.onboardings.request(administrator, account, invitation, 'en')).onboarding;
  away = true;
  await world.env.sleep('53h');
  expect(tries).toBeGreaterThan(10);
  expect((await world.recordOf(ref)).stall).toBeNull();
  away = false;
  await world.env.sleep('15m');
  await eventually(async () => (await world.kindsOf(ref)).includes('reminded'));
  expect(await world.kindsOf(ref)).not.toContain('stalled');
  expect((await world.recordOf(ref)).stage).toBe('awaiting-first-login');
});
