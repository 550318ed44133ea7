import {
  type AuthorityAction,
  createAuthority,
  mayDo,
  type Principal,
  type Role,
  scopeFor,
} from '../../src/directory/authority.ts';
import { audited, codeOf, principalOf, problemOf, type TestDirectory, testDirectory } from '../support/people.ts';

const actions = Object.keys(mayDo) as AuthorityAction[];
const everything: readonly AuthorityAction[] = actions.filter(
  (action) => action !== 'upgrade-request.read' && action !== 'upgrade-request.decide',
);
const supportMay: readonly AuthorityAction[] = [
  'account.read',
  'member.list',
  'user.list',
  'onboarding.start',
  'onboarding.read',
  'onboarding.act',
  'onboarding.approve',
  'upgrade-request.read',
  'upgrade-request.decide',
  'mail-policy.read',
  'audit.read',
];

let world: TestDirectory;
const people = {} as Record<Role | 'stranger' | 'member', Principal>;

beforeAll(async () => {
  world = await testDirectory();
  people.administrator = await world.makeAdministrator('admin', '1001');
  people.support = await world.makeSupport('sam');
  people.user = principalOf(await world.makeUser('uma'));
  people.member = await world.join(await world.makeUser('mel', { createdByAccount: '3003' }), '1001', 'editors');
  people.stranger = await world.makeAdministrator('other', '2002');
});
afterAll(() => world.connection.destroy());

/** Written out by hand, so that a slip in the rule's own table shows. */
const own: Record<keyof typeof people, readonly AuthorityAction[]> = {
  administrator: everything,
  support: supportMay,
  user: ['account.read', 'upgrade-request.make'],
  member: ['account.read', 'upgrade-request.make'],
  stranger: [],
};
const matrix = (Object.keys(own) as (keyof typeof people)[]).flatMap((who) =>
  actions.map((action) => [who, action, own[who].includes(action)] as const),
);

test.each(matrix)('own account 1001: %s, %s: %s', async (who, action, allowed) => {
  const demand = world.authority.demand(people[who], action, '1001');
  if (allowed) await expect(demand).resolves.toBe(who === 'member' ? 'user' : who);
  else {
    expect(await codeOf(demand)).toBe(who === 'stranger' ? 'account.not-found' : 'access.not-account-administrator');
  }
});

const others = (['administrator', 'user', 'support'] as const).flatMap((who) =>
  actions.map((action) => [who, action, who === 'support' && supportMay.includes(action)] as const),
);

test.each(others)('another account 2002: %s, %s: %s', async (who, action, allowed) => {
  const demand = world.authority.demand(people[who], action, '2002');
  if (allowed) await expect(demand).resolves.toBe('support');
  else expect(await codeOf(demand)).toBe(who === 'support' ? 'access.not-account-administrator' : 'account.not-found');
});

test('an account that does not exist answers as another’s does, for support too', async () => {
  const unknown = await problemOf(world.authority.demand(people.administrator, 'account.read', '9999'));
  const foreign = await problemOf(world.authority.demand(people.administrator, 'account.read', '2002'));
  expect([unknown.code, unknown.details]).toEqual([foreign.code, foreign.details]);
  expect(await codeOf(world.authority.demand(people.support, 'account.read', '9999'))).toBe('account.not-found');
});

test.each([
  ['locked', { status: 'locked' }],
  ['disabled', { status: 'disabled' }],
  ['without a complete first login', { firstLoginAt: undefined }],
] as const)('a member who is %s has no right', async (name, facts) => {
  const user = await world.makeUser(`not-${name.split(' ')[0]}`, facts);
  const principal = await world.join(user, '1001');
  expect(await codeOf(world.authority.demand(principal, 'account.read', '1001'))).toBe('account.not-found');
  expect(await world.authority.rolesIn(principal.user, '1001')).toMatchObject({ administrator: false, belongs: false });
});

test.each(actions)('a token without the scope may not %s, whoever its user is', async (action) => {
  const scopes = ['onboardings:read', 'onboardings:write', 'directory:read', 'directory:write', 'codec'];
  const right = everything.includes(action) ? 'administrator' : 'support';
  const token: Principal = { ...people[right], via: 'token', scopes: [scopeFor[action]] };
  await expect(world.authority.demand(token, action, '1001')).resolves.toBe(right);
  const lacking = { ...token, scopes: scopes.filter((scope) => scope !== scopeFor[action]) };
  const problem = await problemOf(world.authority.demand(lacking, action, '1001'));
  expect([problem.code, problem.details.params]).toEqual(['access.scope-missing', { scope: scopeFor[action] }]);
  const refused = (await audited(world.connection, action)).filter(({ outcome }) => outcome === 'refused');
  expect(refused.at(-1)).toMatchObject({ actor: token.user, account: '1001', data: { code: 'access.scope-missing' } });
});

test('a refusal is audited, with the account only where it exists', async () => {
  const principal = { ...people.stranger, requestId: 'refused-here' };
  await codeOf(world.authority.demand(principal, 'user.lock', '1001'));
  await codeOf(world.authority.demand(principal, 'user.lock', '9999'));
  const entries = (await audited(world.connection, 'user.lock')).filter(
    (entry) => entry['requestId'] === 'refused-here',
  );
  expect(entries).toMatchObject([
    { actor: principal.user, outcome: 'refused', account: '1001' },
    { actor: principal.user, outcome: 'refused', account: null },
  ]);
});

test('who is nobody has no roles', async () => {
  const authority = createAuthority({ connection: world.connection });
  const nobody = { administrator: false, support: false, belongs: false };
  expect(await authority.rolesIn('operator:root', '1001')).toEqual(nobody);
  expect(await authority.rolesIn('0123456789abcdef01234567', '1001')).toEqual(nobody);
  expect(await authority.isSupport(people.support.user)).toBe(true);
  expect(await authority.isSupport(people.administrator.user)).toBe(false);
});
