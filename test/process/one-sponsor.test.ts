import type { Principal } from '../../src/directory/authority.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** Many promotions rest on one sponsor; only the grant holds on to whom it rests on. */
let world: World;
let administrator: Principal;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
});
afterAll(() => world.close());

const reliedUpon = async () => {
  const user = await world.users.findById(administrator.user).lean();
  const member = await world.members.findOne({ user: administrator.user }).lean();
  return [user!.reliedUpon, member!.reliedUpon];
};

test('until the grant none of them writes to the sponsor, so that they cannot get into each other’s way', async () => {
  const ask = (email: string) => world.onboardings.request(administrator, account, { email, path: 'invite' }, 'en');
  const before = await reliedUpon();
  const asked = await Promise.all(Array.from({ length: 5 }, (_, index) => ask(`new-${index}@example.org`)));
  for (const { onboarding } of asked) {
    await eventually(async () => (await world.recordOf(onboarding.ref)).stage === 'awaiting-first-login');
    await world.handleOf(onboarding.ref).terminate('over');
  }
  expect(await reliedUpon()).toEqual(before);

  const { userId } = await world.addUser();
  await world.onboardings.request(administrator, account, { email: userId }, 'en');
  await eventually(() => world.isMember(userId));
  expect(await reliedUpon()).toEqual(before.map((count) => count + 1));
});
