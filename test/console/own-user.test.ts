import type { Actor } from '../../src/directory/actors.ts';
import { hashPassword } from '../../src/credentials/passwords.ts';
import { readablePassword } from '../../src/credentials/temporary-passwords.ts';
import { requiredActions, type User } from '../../src/directory/models.ts';
import { clockOf } from '../../src/records/people.ts';
import { recordIn } from './records.ts';
import { openSite, type Site } from './site.ts';

const former = 'glacier violin rhubarb lantern';
const next = 'saddle comet pewter orchard';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(async () => site.close());

async function somebody(name: string) {
  const user = await site.addUser({ userId: `${name}@example.org`, passwordHash: await hashPassword(former) });
  await site.join(user);
  return { user, visitor: await site.signedInAs(user) };
}

test('preferences are saved, go on in the chosen language, and every moment is told by the chosen clock', async () => {
  const { visitor } = await somebody('ann');
  const ref = await recordIn(site, 'awaiting-first-login', {
    nextAutomaticAction: { kind: 'reminder', at: new Date('2027-01-15T12:30:00Z') },
  });
  expect((await visitor.get(`/onboardings/${ref}`)).text).toContain('12:30 UTC');
  const page = await visitor.get('/account');
  expect(page.html).toContain('<optgroup label="Europe"><option value="Europe/Amsterdam">Amsterdam</option>');
  const given = { language: 'fr', timeZone: 'Asia/Tokyo' };
  const saved = await visitor.follow(await visitor.submit(page, /preferences/, given));
  expect(saved.html).toContain('<html lang="fr"');
  expect(saved.text).toContain('Vos préférences sont enregistrées.');
  expect((await visitor.get(`/onboardings/${ref}?lang=en`)).text).toContain('21:30 GMT+9');
  const refused = await visitor.post('/account/preferences', { language: 'fr', timeZone: 'Mars/Olympus' });
  expect([refused.status, refused.html.includes('href="#timeZone"')]).toEqual([422, true]);
});

test('mails tell times by the candidate’s own clock once it is chosen, else by that of who answers for them', async () => {
  const preferences = { language: 'en' as const, timeZone: 'Asia/Tokyo', notifyNewMessages: true };
  const tokyo = await site.addUser({ userId: 'tomo@example.org', preferences });
  await site.join(tokyo);
  const email = 'leo@example.org';
  const request = { email, path: 'invite' as const };
  await site.services.onboardings.request(site.principalOf(tokyo), '1001', request, 'en');
  const { text, attachments } = await site.mailTo(email, /\/m\//);
  expect(text).toMatch(/\d\d:\d\d GMT\+9/);
  expect(String(attachments![0]!.content)).toMatch(/\d\d:\d\d GMT\+9/);

  const sponsor = { kind: 'user', user: String(tokyo._id), role: 'administrator' } as const;
  const clock = async (addressKey: string, of: Actor = sponsor) =>
    clockOf(site.connection, { addressKey, sponsor: of });
  const paris = { ...preferences, timeZone: 'Europe/Paris' };
  await site.addUser({ userId: 'paul@example.org', preferences: paris });
  await site.addUser({ userId: 'new@example.org', preferences: paris, requiredActions: ['preferences'] });
  expect(await clock('paul@example.org')).toBe('Europe/Paris');
  expect(await clock('new@example.org')).toBe('Asia/Tokyo');
  expect(await clock('nobody@example.org', { kind: 'operator', name: 'root', role: 'operator' })).toBe('UTC');
});

test('a new password takes the present one and ends the other sign-ins', async () => {
  const { user, visitor } = await somebody('ben');
  const elsewhere = await site.signedInAs(user);
  const page = await visitor.get('/account/password');
  const wrong = await visitor.submit(page, /password/, {
    currentPassword: 'no',
    password: next,
    confirmPassword: next,
  });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('This is not your present password.');
  expect(wrong.html).not.toContain(next);
  const fields = { currentPassword: former, password: next, confirmPassword: next };
  const done = await visitor.follow(await visitor.submit(wrong, /password/, fields));
  expect(done.text).toContain('Your new password is in force');
  expect((await elsewhere.get('/account')).location).toMatch(/^\/sign-in/);
  // A form that was open there: nothing of it is kept, and that is said where the person comes out.
  const late = await elsewhere.follow(await elsewhere.post('/account/preferences', { language: 'fr' }));
  expect(late.path).toMatch(/^\/sign-in\?to=%2Faccount/);
  expect(late.text).toContain('what you sent was not saved');
});

test('a right password whose time is over is no guess: however often it is typed, nobody is locked out', async () => {
  const password = readablePassword();
  const past = new Date(Date.now() - 1);
  const temporaryPassword = { hash: await hashPassword(password), madeAt: past, expiresAt: past };
  const pending: Partial<User> = { requiredActions: [...requiredActions], temporaryPassword };
  const user = await site.addUser({ userId: 'late@example.org', ...pending });
  await site.users.updateOne({ _id: user._id }, { $unset: { firstLoginAt: 1 } });
  const { userId } = user;
  const visitor = site.visitor();
  const form = await visitor.open('/sign-in');
  for (let tries = 0; tries < 12; tries += 1)
    expect((await visitor.submit(form, /sign-in/, { userId, password })).status).toBe(403);
});

test('sign-ins can be ended one by one and all at once', async () => {
  const { user, visitor } = await somebody('cleo');
  const others = [await site.signedInAs(user), await site.signedInAs(user), await site.signedInAs(user)];
  const ended = await visitor.follow(await visitor.submit(await visitor.get('/account/sign-ins'), /sign-ins/));
  expect(ended.text).toContain('The sign-in has ended.');
  const left = await visitor.follow(await visitor.post('/account/sign-ins', { others: 'yes' }));
  expect(left.text).toContain('You are signed in nowhere else.');
  for (const other of others) expect((await other.get('/account')).status).toBe(303);
  expect((await visitor.post('/account/sign-ins', { id: 'a'.repeat(64) })).status).toBe(404);
});

test('a token is in the answer that made it and nowhere else', async () => {
  const { visitor } = await somebody('dora');
  const page = await visitor.get('/account/tokens');
  const refused = await visitor.submit(page, /tokens\/new/, { name: 'Import' });
  expect([refused.status, refused.text.includes('Choose at least one thing')]).toEqual([422, true]);
  const made = await visitor.submit(refused, /tokens\/new/, { 'directory:read': 'yes' });
  const token = /id="token">(cst_[\w-]+)</.exec(made.html)![1]!;
  // Loading the answer again sends the form again: no second token comes of it.
  const reloaded = await visitor.follow(await visitor.again(made));
  expect(reloaded.text).toContain('shown only once');
  expect(reloaded.html.match(/name="id"/g)).toHaveLength(1);
  const listed = await visitor.open('/account/tokens/new');
  expect(listed.text).toContain('shown only once');
  expect(listed.html).not.toContain(token);
  const headers = { authorization: `Bearer ${token}` };
  expect((await site.visitor().ask('/api/v1/accounts', { headers })).status).toBe(200);
  const revoked = await visitor.follow(await visitor.submit(listed, /tokens$/));
  expect(revoked.text).toContain('no longer works');
  expect((await site.visitor().ask('/api/v1/accounts', { headers })).status).toBe(401);
});

test('whoever is no administrator is told how to become one', async () => {
  const plain = await site.addUser({ userId: 'plain@example.org' });
  const page = await (await site.signedInAs(plain)).get('/account');
  expect(page.text).toContain('Do you need to be an account administrator?');
  expect(page.html).toContain('href="/accounts/1001"');
});

test('“this was not me” leads to a mailed link, which ends everything, and who is signed in to what they can end too', async () => {
  const { visitor } = await somebody('eli');
  const { html } = await visitor.get('/not-me');
  for (const path of ['/forgot-password', '/account/password', '/account/tokens', '/account/sign-ins'])
    expect(html).toContain(`href="${path}"`);
  expect((await site.visitor().get('/not-me')).html).toContain('href="/forgot-password"');
});
