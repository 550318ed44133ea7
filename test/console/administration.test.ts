import type { User } from '../../src/directory/models.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { directoryModels } from '../../src/directory/models.ts';
import { recordModels } from '../../src/records/models.ts';
import { findingModel } from '../../src/support/findings.ts';
import { stallReasons } from '../../workflows/stages.ts';
import { eventually } from '../support/eventually.ts';
import { audited } from '../support/people.ts';
import { recordIn } from './records.ts';
import { openSite, type Site } from './site.ts';
import { expectSoundPage, type Seen } from './visitor.ts';

let site: Site;
let staff: User;
beforeAll(async () => {
  site = await openSite();
  staff = await site.addUser({ userId: 'support@example.org', createdByAccount: platformAccount });
  await site.join(staff, platformAccount, supportGroup);
  await directoryModels(site.connection)
    .groups.create([{ account: '1001', name: 'account-administrators', createdAt: new Date() }])
    .catch(() => {});
});
afterAll(async () => site.close());

const password = 'glacier violin rhubarb lantern';
const group = '/accounts/1001/groups/account-administrators';
const linkIn = (page: Seen, address: RegExp) =>
  [...page.html.matchAll(/href="([^"]*)"/g)]
    .map(([, href]) => href!.replaceAll('&amp;', '&'))
    .find((href) => address.test(href))!;

test('the how-to’s way: accounts, the account, its group, Add to Group, and what happens next', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const accounts = await admin.open('/');
  expect(accounts.text).toContain('You are an administrator');
  const account = await admin.open(linkIn(accounts, /^\/accounts\/1001$/));
  expect(account.text).toContain('Account Administrators');
  const members = await admin.open(linkIn(account, /account-administrators$/));
  expect(members.text).toContain('admin@example.org');
  const add = await admin.open(linkIn(members, /\/add$/));
  const refused = await admin.follow(await admin.submit(add, /\/add$/, { email: 'gil@example.org' }));
  expect(refused.status).toBe(200); // loaded again, or come back to, it is only shown again
  expect((await admin.get(refused.path)).text).toContain('Unable to add non-existent user.');
  expect(refused.text).toContain('Unable to add non-existent user.');
  expect(refused.text).toContain('Two ways out');
  expect(refused.html).toContain('value="gil@example.org"');
  const confirmation = await admin.follow(await admin.submit(refused, /\/add$/, { path: 'invite' }));
  for (const part of [
    'It is under way',
    /ONB-\w{8}/,
    'What happens next',
    'What the person must do',
    'When it gives up',
    'You can close this page.',
  ]) {
    expect(confirmation.text).toMatch(part);
  }
  expect(confirmation.html).not.toContain('id="secret"');
});

test('Add User with the how-to’s fields, and its words', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const page = await admin.open(linkIn(await admin.open('/accounts/1001/users'), /users\/add$/));
  const labels = [...page.html.matchAll(/<label[^>]*>([^<]*)</g)].map(([, label]) => label);
  expect(labels).toEqual([
    'User name (e-mail address)',
    'First name',
    'Last name',
    'Password',
    'Confirm password',
    'Enforce password expiration',
  ]);
  const input = { userId: 'hal@example.org', firstName: 'Hal', lastName: 'Ito', password, confirmPassword: password };
  const lasting = await admin.post('/accounts/1001/users/add', input);
  expect(lasting.status).toBe(422);
  expect(lasting.html).not.toContain(password);
  const differing = await admin.submit(page, /add$/, { ...input, confirmPassword: 'other' });
  expect(differing.status).toBe(422);
  const added = await admin.follow(await admin.submit(differing, /add$/, input));
  expect(added.text).toContain('User <hal@example.org> added.');
  expect(added.text).toContain('first login to come');
  const add = await admin.open(linkIn(added, /add\?email=/));
  expect(add.html).toContain('value="hal@example.org"');
  const begun = await admin.follow(await admin.submit(add, /\/add$/));
  expect(begun.text).toContain('what is missing is the first login');
  expect((await admin.submit(page, /add$/, input)).status).toBe(409);
  expect((await admin.open('/accounts/1001/users?added=somebody.else@example.org')).text).not.toContain(
    'somebody.else',
  );
});

test('Add User says everything that is wrong at once, each at its field and above with a link to it', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const wrong = {
    userId: 'hal',
    firstName: '',
    lastName: 'abc\u202egnp.exe',
    password: 'short',
    confirmPassword: 'other',
  };
  const page = await admin.post('/accounts/1001/users/add', wrong);
  expect([page.status, page.text.includes('Something is not right yet.')]).toEqual([422, true]);
  const fields = ['userId', 'firstName', 'lastName', 'password', 'confirmPassword', 'enforcePasswordExpiration'];
  for (const field of fields) {
    expect(page.html).toContain(`<li><a href="#${field}">`);
    expect(page.html).toContain(`class="problem" id="${field}-error"`);
  }
  expectSoundPage(page, 'en');
  const add = await admin.open('/accounts/1001/users/add');
  const good = { userId: 'ivo@example.org', firstName: 'Ivo', lastName: 'Ito', password };
  const differing = await admin.submit(add, /add$/, { ...good, confirmPassword: `${password}s` });
  expect(differing.html).toContain('<h2>The two passwords differ.</h2>');
  expect(differing.text).not.toContain('This password cannot be used.');
});

test('a user whose first login is to come gets a new temporary password, shown once', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const add = await admin.open('/accounts/1001/users/add');
  const names = { userId: 'lou@example.org', firstName: 'Lou', lastName: 'Ray', password, confirmPassword: password };
  await admin.submit(add, /add$/, names);
  const refused = await admin.follow(
    await admin.submit(await admin.open(`${group}/add`), /add$/, { email: 'lou@example.org' }),
  );
  const ref = /ONB-\w+/.exec((await admin.follow(refused)).text)![0];

  const users = await admin.open('/accounts/1001/users?q=lou@');
  expect((await admin.submit(users, /users\/temporary-password$/)).status).toBe(422);
  const shown = await admin.submit(users, /users\/temporary-password$/, { reason: 'The first one is lost.' });
  expect([shown.status, shown.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const secret = /id="secret">([^<]+)</.exec(shown.html)![1]!;
  const again = await admin.follow(await admin.again(shown));
  expect(again.text).toContain('already shown');
  expect(again.html).not.toContain(secret);

  const signIn = async (given: string) => {
    const visitor = site.visitor();
    return visitor.submit(await visitor.open('/sign-in'), /sign-in/, { userId: 'lou@example.org', password: given });
  };
  expect((await signIn(password)).status).toBe(401);
  expect((await signIn(secret)).location).toContain('/first-login');

  // The onboarding that waits for this login tells of it, and offers the same.
  const page = await admin.open(`/onboardings/${ref}`);
  expect(page.text).toContain('had a temporary password made');
  const fromThere = await admin.submit(page, /temporary-password$/, { reason: 'Lost again.' });
  expect(fromThere.html).toContain('id="secret"');

  const done = await site.addUser({ userId: 'max@example.org' });
  const list = await admin.open('/accounts/1001/users?q=max@');
  expect(list.html).not.toContain('users/temporary-password');
  const late = await admin.post('/accounts/1001/users/temporary-password', { userId: done.userId, reason: 'x' });
  expect([late.status, late.html.includes('id="secret"')]).toEqual([409, false]);
  const proved = await site.addUser({ userId: 'kay@example.org', addressProvedAt: new Date() });
  await site.users.updateOne({ _id: proved._id }, { $unset: { firstLoginAt: 1 } });
  const alone = await admin.open('/accounts/1001/users?q=kay@');
  expect([alone.text.includes('address proved by a code'), alone.html.includes('users/temporary-password')]).toEqual([
    true,
    false,
  ]);
  const forged = await admin.post('/accounts/1001/users/temporary-password', { userId: proved.userId, reason: 'x' });
  expect([forged.status, forged.text.includes('Have the invitation sent again')]).toEqual([409, true]);
  const elsewhere = await site.addUser({ userId: 'far@example.org', createdByAccount: '9999' });
  await site.users.updateOne({ _id: elsewhere._id }, { $unset: { firstLoginAt: 1 } });
  const foreign = { userId: elsewhere.userId, reason: 'x' };
  expect((await admin.post('/accounts/1001/users/temporary-password', foreign)).status).toBe(404);
  const support = await site.signedInAs(staff);
  expect((await support.post('/accounts/1001/users/temporary-password', foreign)).status).toBe(403);
});

test('support is offered the invitation alone, and told of the approval that comes before the grant', async () => {
  const support = await site.signedInAs(staff);
  const add = await support.open(`${group}/add`);
  const reason = 'They asked by phone.';
  const unexplained = await support.submit(add, /\/add$/, { email: 'moe@example.org' });
  expect(unexplained.text).toContain('Reason : This is missing.');
  const refused = await support.follow(await support.submit(unexplained, /\/add$/, { reason }));
  expect(refused.text).toContain('The invitation leads to a user.');
  expect(refused.html).not.toContain('value="temporary-password"');
  const begun = await support.follow(await support.submit(refused, /\/add$/, { path: 'invite', reason }));
  expect(begun.text).toContain('until somebody other than you approves: an administrator of account 1001');
  expect(begun.text).not.toContain('the right is given automatically');
  const path = linkIn(begun, /^\/onboardings\/ONB-\w+$/);
  await site.mailTo('moe@example.org', /\/m\//);
  const page = await eventually(async () => {
    const seen = await support.open(path);
    return seen.text.includes('the candidate’s turn') ? seen : null;
  });
  expect(page.text).toContain('After the first login it asks for an approval');
});

test('after a try with another address, only what is true of that one is said', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const refused = await admin.follow(
    await admin.submit(await admin.open(`${group}/add`), /\/add$/, { email: 'nobody@example.org' }),
  );
  expect(refused.text).toContain('Nobody has the address nobody@example.org yet.');
  const member = await admin.submit(refused, /\/add$/, { email: 'admin@example.org', path: 'invite' });
  expect(member.text).toContain('This user is a member already.');
  const invalid = await admin.submit(refused, /\/add$/, { email: 'a,b@x', path: 'invite' });
  expect([member.status, invalid.status]).toEqual([409, 422]);
  for (const page of [member, invalid]) expect(page.text).not.toContain('Nobody has the address');
});

test('an address that is a member’s is no correction, and a form says once what is wrong with it', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const form = await admin.open(`${group}/add`);
  const empty = await admin.submit(form, /\/add$/, { email: '' });
  expect(empty.text.split('Enter an e-mail address.')).toHaveLength(3);
  expect((await admin.submit(form, /\/add$/, { email: 'a@b.example, c@d.example' })).text).toContain(
    'Enter one address only.',
  );
  const invalid = await admin.submit(form, /\/add$/, { email: 'ota' });
  expect(invalid.text.split('Write it as name@example.org.')).toHaveLength(3);

  const refused = await admin.follow(await admin.submit(form, /\/add$/, { email: 'ota@example.org' }));
  const begun = await admin.follow(await admin.submit(refused, /\/add$/, { path: 'invite' }));
  const path = linkIn(begun, /^\/onboardings\/ONB-\w+$/);
  await site.mailTo('ota@example.org', /\/m\//);
  const page = await eventually(async () => {
    const seen = await admin.open(path);
    return seen.text.includes('the candidate’s turn') ? seen : null;
  });
  const correction = { email: 'admin@example.org', reason: 'Typo.' };
  const member = await admin.submit(page, /correct-email$/, correction);
  expect([member.status, member.text.includes('This user is a member already.')]).toEqual([409, true]);
  expect(await site.recordOf(path.split('/').at(-1)!)).toMatchObject({ email: 'ota@example.org' });
});

test('members are removed, but never the last administrator', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const alone = await admin.submit(await admin.open(group), /remove$/);
  expect(alone.status).toBe(409);
  expect(alone.text).toMatch(/last/i);
  const other = await site.addUser({ userId: 'ida@example.org' });
  await site.join(other);
  const removed = await admin.follow(await admin.post(`${group}/remove`, { userId: other.userId }));
  expect(removed.text).toContain('The member was removed');
  expect(await site.isMember(other.userId)).toBe(false);
});

test('a user is locked and unlocked, each with a reason', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const user = await site.addUser({ userId: 'jo@example.org' });
  const visitor = await site.signedInAs(user);
  const page = await admin.open('/accounts/1001/users?q=jo@');
  const unreasoned = await admin.submit(page, /lock$/);
  expect(unreasoned.status).toBe(422);
  expect(unreasoned.html).toMatch(/data-deed="lock-\d+" open/);
  const locked = await admin.follow(await admin.submit(page, /lock$/, { reason: 'Left the company.' }));
  expect(locked.text).toContain('The user is locked');
  expect((await visitor.open('/accounts')).path).toContain('/sign-in');
  const again = await admin.open('/accounts/1001/users?q=jo@');
  expect(again.text).toContain('locked');
  const own = await admin.open('/accounts/1001/users?q=admin@');
  expect([own.text.includes('admin@example.org'), own.html.includes('users/lock')]).toEqual([true, false]);
  const self = await admin.post('/accounts/1001/users/lock', { userId: 'admin@example.org', reason: 'Try.' });
  expect([self.status, self.text.includes('You cannot lock yourself.')]).toEqual([409, true]);
  const unlocked = await admin.follow(await admin.submit(again, /unlock$/, { reason: 'Came back.' }));
  expect(unlocked.text).toContain('can sign in again');
});

test('a form without a reason changes nothing, and trying is on record, as for the API', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const helper = await site.signedInAs(staff);
  const { onboarding } = await site.onboardings.request(
    site.administrator,
    '1001',
    { email: 'unreasoned@example.org', path: 'invite' },
    'en',
  );
  const { ref } = onboarding;
  const user = await site.addUser({ userId: 'unreasoned-too@example.org', createdByAccount: '1001' });
  const { userId } = user;
  const [who, helping, asking] = [site.administrator.user, String(staff._id), String(user._id)];
  const forms: [typeof admin, string, string, string, Record<string, string>, object][] = [
    [admin, who, `/onboardings/${ref}/extend`, 'onboarding.extend', {}, { ref, account: '1001' }],
    [admin, who, `/onboardings/${ref}/cancel`, 'onboarding.cancel', {}, { ref, account: '1001' }],
    [helper, helping, `/onboardings/${ref}/temporary-password`, 'temporary-password.make', {}, { ref }],
    [admin, who, `/onboardings/${ref}/envelope/recall`, 'envelope.recall', {}, { ref, account: '1001' }],
    [admin, who, '/accounts/1001/users/lock', 'user.lock', { userId }, { account: '1001' }],
    [admin, who, '/accounts/1001/users/unlock', 'user.unlock', { userId }, { account: '1001' }],
    [admin, who, '/accounts/1001/users/temporary-password', 'temporary-password.make', { userId }, {}],
    [await site.signedInAs(user), asking, '/accounts/1001/upgrade', 'upgrade-request.make', {}, { account: '1001' }],
    [helper, helping, `/support/requests/${'0'.repeat(24)}/start`, 'upgrade-request.start', {}, {}],
    [helper, helping, `/support/requests/${'0'.repeat(24)}/decline`, 'upgrade-request.decline', {}, {}],
  ];
  const before = await site.recordOf(ref);
  for (const [visitor, actor, path, action, fields, about] of forms) {
    expect([path, (await visitor.post(path, { ...fields, reason: ' ' })).status]).toEqual([path, 422]);
    const entries = (await audited(site.connection, action)).filter((entry) => entry['actor'] === actor);
    expect(entries.at(-1)).toMatchObject({ outcome: 'refused', data: { code: 'reason-missing' }, ...about });
  }
  expect(await site.recordOf(ref)).toEqual(before);
});

test('who is no administrator asks for an upgrade; support starts it, and it stops until somebody approves', async () => {
  const user = await site.addUser({ userId: 'kai@example.org' });
  const visitor = await site.signedInAs(user);
  const account = await visitor.open('/accounts/1001');
  expect(account.text).toContain('You are not an administrator of this account');
  expect((await visitor.open(group)).status).toBe(403);
  expect((await visitor.submit(account, /upgrade$/)).status).toBe(422);
  const asked = await visitor.follow(await visitor.submit(account, /upgrade$/, { reason: 'I stand in for Pat.' }));
  expect(asked.text).toContain('Your request is with support');
  expect((await visitor.open('/account')).text).toContain('Support has not decided yet');
  const again = await visitor.open('/accounts/1001');
  expect(again.text).toMatch(/You asked .*Support has not decided yet.*I stand in for Pat\./);
  expect(again.text).toContain('Add to your request');
  await visitor.follow(await visitor.submit(again, /upgrade$/, { reason: 'Pat is away from Monday.' }));
  expect((await visitor.open('/support')).status).toBe(403);

  const support = await site.signedInAs(staff);
  const queue = await support.open('/support');
  expect(queue.text).toContain('kai@example.org, account 1001');
  expect(queue.text).toContain('I stand in for Pat.');
  expect(queue.text).toContain('Pat is away from Monday.');
  const started = await support.follow(await support.submit(queue, /start$/, { reason: 'Known person.' }));
  expect(started.text).toContain('it stops before the grant');
  const waiting = await eventually(async () => {
    const page = await support.open('/support?reason=approval-needed');
    return page.text.includes('approval needed') && page.text.includes('kai@example.org') ? page : null;
  });
  const path = linkIn(waiting, /^\/onboardings\/ONB/);

  const admin = await site.signedInAs(site.administrator.user);
  expect((await admin.open('/accounts')).text).toContain('kai@example.org');
  const onboarding = await admin.open(path);
  expect(onboarding.text).toMatch(
    /kai@example\.org asked support for this I stand in for Pat\. ?Pat is away from Monday\./,
  );
  expect((await visitor.open('/accounts/1001')).text).toMatch(/Support started it .*I stand in for Pat\./);
  expect((await visitor.open('/accounts/1001')).html).not.toContain('/accounts/1001/upgrade');
  const approved = await admin.follow(await admin.submit(onboarding, /approve$/, { reason: 'Right.' }));
  expect(approved.text).toMatch(/Approved|is an account administrator/);
  await eventually(() => site.isMember(user.userId));
});

test('support’s queue of requests is paged, and who was declined reads why', async () => {
  const asking = await Promise.all(
    Array.from({ length: 11 }, (_, index) => site.addUser({ userId: `asks-${index}@example.org` })),
  );
  for (const user of asking) {
    const principal = { ...site.administrator, user: String(user._id), userId: user.userId };
    await site.services.upgradeRequests.make(principal, '1001', `Needs it, says ${user.userId}`);
  }
  const support = await site.signedInAs(staff);
  const first = await support.open('/support');
  const second = await support.open(linkIn(first, /[?&]requests=/));
  const listed = (page: Seen) => [...page.text.matchAll(/asks-\d+@example\.org, account/g)].map(([who]) => who);
  expect(listed(first)).toHaveLength(10);
  expect(new Set([...listed(first), ...listed(second)]).size).toBe(11);
  await support.follow(await support.submit(first, /decline$/, { reason: 'Ask Pat.' }));
  const page = await (await site.signedInAs(asking[0]!)).open('/account');
  expect(page.text).toContain('Support declined it');
  expect(page.text).toContain('Ask Pat.');

  const next = await support.open('/support');
  const who = /asks-\d+@example\.org(?=, account)/.exec(next.text)![0];
  await support.follow(await support.submit(next, /start$/, { reason: 'Known person.' }));
  const theirs = await site.signedInAs(asking.find(({ userId }) => userId === who)!);
  expect((await theirs.open('/account')).text).toContain('Support started it');
  const { ref } = (await recordModels(site.connection).onboardings.findOne({ addressKey: who }).lean())!;
  await site.services.onboardings.act(site.administrator, ref, 'cancel', { reason: 'Not needed.' }, 'en');
  const afterwards = await theirs.open('/account');
  expect(afterwards.text).not.toContain('Support started it');
  expect(afterwards.text).toContain('Do you need to be an account administrator?');
});

test('every decision on an onboarding: other way, right address, more time', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const refused = await admin.follow(
    await admin.submit(await admin.open(`${group}/add`), /add$/, { email: 'lee@exmple.org' }),
  );
  const names = { firstName: 'Lee', lastName: 'Park' };
  const begun = await admin.follow(await admin.submit(refused, /add$/, { path: 'invite', ...names }));
  const path = linkIn(begun, /^\/onboardings\/ONB-\w+$/);
  await site.mailTo('lee@exmple.org', /\/m\//);
  await eventually(async () => (await admin.open(path)).text.includes('the candidate’s turn'));

  const page = await admin.open(path);
  const wrong = await admin.submit(page, /correct-email$/, { email: 'lee', reason: 'Typo.' });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toMatch(/data-deed="correct-email" open/);
  const corrected = await admin.follow(
    await admin.submit(page, /correct-email$/, { email: 'lee@example.org', reason: 'Typo.' }),
  );
  expect(corrected.text).toContain('Address corrected');
  await site.mailTo('lee@example.org', /\/m\//);
  await eventually(async () => (await admin.open(path)).text.includes('the candidate’s turn'));

  const deadline = async () =>
    (await recordModels(site.connection).onboardings.findOne({ ref: path.split('/').at(-1)! }))!.deadline!;
  const before = await deadline();
  const form = await admin.open(path);
  const sent = await admin.submit(form, /extend$/, { hours: '72', reason: 'On leave.' });
  expect((await admin.follow(sent)).text).toContain('More time given');
  expect((await deadline()).getTime()).toBe(before.getTime() + 72 * 3_600_000);
  // Sent twice is decided once; the same form filled in otherwise is no repetition.
  expect((await admin.follow(await admin.again(sent))).text).toContain('More time given');
  const otherwise = await admin.submit(form, /extend$/, { hours: '24', reason: 'On leave.' });
  expect([otherwise.status, otherwise.text.includes('This form was sent before.')]).toEqual([422, true]);
  expect(otherwise.text).not.toContain('Idempotency');
  expect((await deadline()).getTime()).toBe(before.getTime() + 72 * 3_600_000);
  const switched = await admin.follow(
    await admin.submit(await admin.open(path), /switch-path$/, { reason: 'No mail there.' }),
  );
  expect(switched.text).toMatch(/The other way is taken|Temporary password/);
  await eventually(async () => (await admin.open(path)).text.includes('Make a new temporary password'));
});

test('what an onboarding would say now, for the page’s script', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const user = await site.addUser({ userId: 'mia@example.org' });
  const added = await admin.follow(
    await admin.submit(await admin.open(`${group}/add`), /add$/, { email: user.userId }),
  );
  const path = linkIn(added, /^\/onboardings\/ONB-\w+$/);
  const now = JSON.parse((await admin.get(`${path}/now?lang=fr`)).html) as Record<string, unknown>;
  expect(now).toMatchObject({
    settled: false,
    shown: ['none'],
    texts: { stage: 'terminée' },
    tones: { stage: 'good' },
  });
  const stranger = await site.signedInAs(await site.addUser({ createdByAccount: '9999' }));
  expect((await stranger.get(`${path}/now`)).status).toBe(404);
});

/** Stalled ones of each reason, put straight into the records. */
async function stallOneOfEach(): Promise<void> {
  const actor = { kind: 'user' as const, user: site.administrator.user, name: 'admin@example.org' };
  for (const [index, reason] of stallReasons.entries()) {
    const ref = `ONB-ST000${index}`;
    await recordModels(site.connection).onboardings.updateOne(
      { ref },
      {
        $set: {
          account: '1001',
          group: 'account-administrators',
          email: `${reason}@example.org`,
          addressKey: `${reason}@example.org`,
          path: 'invite',
          requestedPath: 'invite',
          stage: 'stalled',
          open: true,
          revision: 1,
          seq: 0,
          stall: {
            reason,
            stage: 'inviting',
            attempt: 2,
            detail: '<b>550</b>',
            since: new Date(Date.now() - 3_600_000),
          },
          initiator: actor,
          sponsor: actor,
          candidate: { firstName: 'A', lastName: 'B', locale: 'en' },
          workflow: { id: `promote-to-admin/${ref}`, runId: null },
        },
      },
      { upsert: true },
    );
  }
}

describe('every administrators’ page', () => {
  beforeAll(stallOneOfEach);

  test.each(['en', 'fr'] as const)('is sound in %s', async (locale) => {
    const admin = await site.signedInAs(site.administrator.user);
    const support = await site.signedInAs(staff);
    const given = `lang=${locale}`;
    const awaiting = await recordIn(site, 'awaiting-first-login', { open: true, path: 'temporary-password' });
    const sound = (page: Seen, status = 200) => {
      expect({ path: page.path, status: page.status }).toEqual({ path: page.path, status });
      expectSoundPage(page, locale);
    };
    for (const visitor of [admin, support]) {
      for (const path of [
        '/accounts',
        '/accounts/1001',
        group,
        '/accounts/1001/users',
        '/accounts/1001/users?q=nobody.at.all',
        '/onboardings',
        '/onboardings?q=nobody.at.all',
        '/onboardings?stage=stalled',
        '/promote',
        `${group}/add`,
        `/onboardings/${awaiting}/confirmation?said=shown`,
      ]) {
        sound(await visitor.get(`${path}${path.includes('?') ? '&' : '?'}${given}`));
      }
      for (const [index] of stallReasons.entries()) {
        sound(await visitor.get(`/onboardings/ONB-ST000${index}?${given}`), 200);
      }
      sound(await visitor.get(`/accounts/1001/bulk?${given}`), 200);
    }
    sound(await admin.get(`/accounts/1001/users/add?${given}`));
    sound(await admin.post(`/accounts/1001/users/add?${given}`, {}), 422);
    sound(await admin.post(`/accounts/1001/users/lock?${given}`, { userId: 'x', reason: '' }), 422);
    sound(await admin.post(`${group}/add?${given}`, { email: 'x' }), 422);
    const asked = await admin.post(`${group}/add?${given}`, { email: `x.${locale}@example.org` });
    sound(await admin.follow(asked), 200);
    sound(await admin.post(`/onboardings/ONB-ST0000/resume?${given}`, { reason: '' }), 422);
    sound(await admin.post(`/accounts/1001/bulk?${given}`, { lines: '' }), 422);
    sound(await admin.get(`/accounts/9999?${given}`), 404);
    for (const query of ['', 'reason=internal&', 'reason=internal&age=P7D&', 'stage=completed&q=nobody&']) {
      sound(await support.get(`/support?${query}${given}`));
    }
    for (const list of ['/onboardings', '/support']) {
      sound(await support.get(`${list}?account=nowhere&${given}`), 404);
    }
  });

  test('finds by reason, age, account and text, counts by reason, and keeps the choice in the address', async () => {
    const admin = await site.signedInAs(site.administrator.user);
    const support = await site.signedInAs(staff);
    for (const [visitor, list] of [
      [admin, '/onboardings'],
      [support, '/support'],
    ] as const) {
      const page = await visitor.open(`${list}?reason=mail-rejected&account=1001&q=mail&age=&stage=`);
      const found = [...page.text.matchAll(/[\w-]+@example\.org(?= ONB-)/g)].map(([email]) => email);
      expect([list, found]).toEqual([list, ['mail-rejected@example.org']]);
      for (const field of ['q', 'stage', 'reason', 'age']) expect(page.html).toContain(`name="${field}"`);
      expect(page.html).toContain('<option value="mail-rejected" selected>');
      const french = linkIn(page, /lang=fr/);
      expect(french).toMatch(/reason=mail-rejected/);
      expect(french).toMatch(/q=mail/);
      expect(page.text).toMatch(/mail rejected 1 mail server unreachable 1/);
      const other = await visitor.open(linkIn(page, /reason=mail-unreachable/));
      expect(other.text).toContain('mail-unreachable@example.org ONB-');
      expect(other.text).not.toContain('mail-rejected@example.org ONB-');
      expect((await visitor.open(`${list}?reason=mail-rejected&age=P7D`)).text).toContain('Nothing matches');
    }
    await recordIn(site, 'awaiting-first-login', { open: true });
    const waiting = await support.open('/support?stage=awaiting-first-login');
    expect(waiting.text).toContain('awaiting-first-login@example.org');
    expect(waiting.text).not.toContain('internal@example.org');
  });

  test('everything that waits for a human is one click from support’s page, the most urgent first', async () => {
    const since = new Date();
    const kept = { since, seenAt: since, seen: 1 };
    // A dozen mails that are stuck for longer hide nothing graver.
    const stuck = Array.from({ length: 12 }, (_, index) => ({
      ...{ _id: `outbox-stuck:${index}`, kind: 'outbox-stuck' as const, ref: null, detail: 'mail' as const },
      ...{ since: new Date(since.getTime() - 3_600_000), seenAt: since, seen: 10 },
    }));
    await findingModel(site.connection).create([
      ...stuck,
      { _id: 'record-disagrees:1', kind: 'record-disagrees', ref: 'ONB-ST0000', detail: 'workflow-missing', ...kept },
    ]);
    const support = await site.signedInAs(staff);
    const page = await support.open('/support');
    const inOrder = (parts: readonly string[]) => {
      const places = parts.map((part) => page.html.indexOf(part));
      expect([parts, places]).toEqual([parts, places.filter((at) => at >= 0).sort((one, other) => one - other)]);
    };
    inOrder(['href="/onboardings/ONB-ST0000"', 'href="/runbook/record-disagrees"', 'href="/runbook/outbox-stuck"']);
    const urgent = ['internal', 'approval-needed', 'candidate-locked', 'mail-rejected', 'mail-unreachable'];
    inOrder(urgent.map((reason) => `>${reason}@example.org</a>`));
    expect(page.text).toContain('13 unable to go on');
    for (const part of ['#findings', '#requests']) expect(page.html).toMatch(new RegExp(`href="[^"]*${part}"`));
    expect(page.html).toMatch(/id="requests"[\s\S]*asks-\d+@example\.org[\s\S]*\/support\/requests\/\w+\/start/);
    for (const [, href] of page.html.matchAll(/href="(\/(?:onboardings|runbook|support)[^"#]*)/g)) {
      expect([href, (await support.open(href!.replaceAll('&amp;', '&'))).status]).toEqual([href, 200]);
    }
  });

  test('reaches each account where there are more than anybody chooses from', async () => {
    const { accounts } = directoryModels(site.connection);
    const numbers = Array.from({ length: 101 }, (_, index) => `many-${String(index).padStart(3, '0')}`);
    await accounts.insertMany(numbers.map((number) => ({ number, name: number, createdAt: new Date() })));
    await recordIn(site, 'inviting', { account: 'many-100', open: true });
    const support = await site.signedInAs(staff);
    const page = await support.open('/onboardings?account=many-100');
    expect(page.html).toMatch(/<input type="text" [^>]*name="account"[^>]*value="many-100"/);
    expect(page.text).toContain('inviting@example.org');
    const wrong = await support.open('/onboardings?account=nowhere');
    expect(wrong.html).toMatch(/name="account"[^>]*aria-invalid="true"/);
    await accounts.deleteMany({ number: { $in: numbers } });
  });

  test('tells the three kinds of nothing apart', async () => {
    const fresh = await site.addUser({ userId: 'new@example.org', createdByAccount: '3003' });
    await site.addAccount('3003');
    await site.join(fresh, '3003');
    const visitor = await site.signedInAs(fresh);
    expect((await visitor.open('/onboardings')).text).toContain('Nobody has been added here yet.');
    expect((await visitor.open('/onboardings?q=zz')).text).toContain('Nothing matches this search.');
    expect((await visitor.open('/accounts')).text).toContain('Nothing needs you at the moment.');
    const stranger = await site.signedInAs(await site.addUser({ createdByAccount: '9999' }));
    expect((await stranger.open('/onboardings')).text).toContain('You are not an administrator of any account');
  });

  test('shows whatever people are called as text', async () => {
    const hostile = '<img src=x onerror=alert(1)>"\'\u202e\n🏰';
    const long = 'n'.repeat(100);
    const user = await site.addUser({ firstName: hostile, lastName: long, userId: 'eve@example.org' });
    await site.join(user);
    await recordModels(site.connection).onboardings.updateOne(
      { ref: 'ONB-ST0001' },
      { $set: { email: `"${hostile}"@example.org` } },
    );
    const admin = await site.signedInAs(site.administrator.user);
    for (const path of [group, '/accounts/1001/users?q=eve', '/onboardings', '/onboardings/ONB-ST0001', '/accounts']) {
      const page = await admin.get(path);
      expect(page.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
      expect(page.html).not.toMatch(/<img src=x|\u202e|<b>550/);
      expectSoundPage(page, 'en');
    }
  });
});
