import { eventually } from '../support/eventually.ts';
import { openSite, type Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(async () => site.close());

const goodPassword = 'glacier violin rhubarb lantern';
type Visitor = ReturnType<Site['visitor']>;

/** Goes through the three tasks of a first login, page by page. */
async function completeFirstLogin(visitor: Visitor, password: string) {
  const list = await visitor.open('/first-login');
  expect(list.text).toMatch(/Next|À faire/);
  const features = await visitor.open(/href="(\/first-login\/features[^"]*)"/.exec(list.html)![1]!);
  const preferences = await visitor.follow(await visitor.submit(features, /features/));
  const choosing = await visitor.follow(
    await visitor.submit(preferences, /preferences/, { language: 'en', timeZone: 'Europe/Paris' }),
  );
  return visitor.follow(
    await visitor.submit(choosing, /first-login\/password/, { password, confirmPassword: password }),
  );
}

test('by invitation: from the administrator’s form to the opened message’s page and the right', async () => {
  const email = 'ana@example.org';
  const admin = await site.signedInAs(site.administrator.user);

  const refused = await admin.follow(await admin.submit(await admin.open('/promote'), /promote/, { email }));
  expect(refused.text).toContain('Unable to add non-existent user.');
  const asked = await admin.submit(refused, /promote/, {
    path: 'invite',
    firstName: 'Ana',
    lastName: 'Silva',
    locale: 'fr',
    message: 'Bienvenue !',
    reason: 'She takes over.',
  });
  expect(asked.location).toMatch(/^\/onboardings\/ONB-\w+\/confirmation$/);
  const begun = await admin.follow(asked);
  expect(begun.text).toContain('It is under way');
  expect(begun.text).toContain('You can close this page.');
  const [, ref] = /(ONB-\w+)/.exec(begun.text)!;
  expect((await admin.open(`/onboardings/${ref}`)).text).toContain('the candidate’s turn');

  const invitation = await site.mailTo(email, /\/m\//);
  expect(invitation.locale).toBe('fr');
  const target = new URL(/https?:\/\/\S+\/m\/\S+/.exec(invitation.text)![0]).pathname;
  const candidate = site.visitor('fr');
  const cover = await candidate.open(target);
  expect(cover.text).toContain('Un message vous attend');
  expect(site.mailServer.sent.filter(({ to }) => to === email)).toHaveLength(1);

  const codePage = await candidate.follow(await candidate.submit(cover, /\/code$/));
  const { text } = await site.mailTo(email, /^\d{8}$/m);
  const code = /^\d{8}$/m.exec(text)![0];
  const reference = /name="reference" value="([0-9A-Z]{6})"/.exec(codePage.html)![1]!;
  expect(text).toContain(reference);
  expect(codePage.text).toContain(reference);

  const bare = await candidate.submit(codePage, /verify/);
  expect(bare.text).toMatch(/Code reçu par courriel\s?: Ceci manque/);
  expect((await candidate.submit(codePage, /verify/, { code: '1234' })).text).toContain('huit chiffres du courriel');

  const names = { firstName: 'Ana', lastName: 'Silva' };
  const wrong = await candidate.submit(codePage, /verify/, { ...names, code: code === '00000000' ? '1' : '00000000' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('Le code');
  expect(wrong.html).toContain('value="Ana"');
  const enrolled = await candidate.submit(wrong, /verify/, { ...names, code: `${code.slice(0, 4)} ${code.slice(4)}` });
  expect(enrolled.location).toBe(`/first-login?to=${encodeURIComponent(target)}`);

  expect((await admin.open(`/onboardings/${ref}`)).text).toContain('The code is entered.');

  const list = await candidate.follow(enrolled);
  expect((await candidate.open('/onboardings')).text).toContain('Votre première connexion');
  expect((await candidate.open(target)).text).toContain('Terminez votre première connexion');
  const features = await candidate.open(
    /href="(\/first-login\/features[^"]*)"/.exec(list.html)![1]!.replaceAll('&amp;', '&'),
  );
  const preferences = await candidate.follow(await candidate.submit(features, /features/));
  const choosing = await candidate.follow(
    await candidate.submit(preferences, /preferences/, { language: 'fr', timeZone: 'Europe/Paris' }),
  );
  const weak = await candidate.submit(choosing, /password/, { password: 'court', confirmPassword: 'court' });
  expect(weak.status).toBe(422);
  expect(weak.html).toMatch(/aria-invalid="true"/);
  const done = await candidate.submit(weak, /password/, { password: goodPassword, confirmPassword: goodPassword });
  expect(done.location).toBe(target);

  const welcome = await candidate.open('/welcome');
  expect([welcome.text.includes('Un message vous attend'), welcome.html.includes(target)]).toEqual([true, true]);
  const reader = await candidate.follow(done);
  expect(reader.text).toContain('Un message de');
  expect(reader.html).toContain(`data-mid="${target.slice(3)}"`);
  expect(reader.html).toMatch(/<script src="\/assets\/reader\.js\?v=[^"]*" defer>/);
  // The right may be given before the page is read, or after.
  expect(reader.text).toMatch(
    /(?:Un courriel vous prévient dès que vous êtes|Vous êtes maintenant) administrateur du compte 1001/,
  );
  await eventually(() => site.isMember(email));
  const later = await candidate.open(target);
  expect(later.text).toContain('Vous êtes maintenant administrateur du compte 1001.');
  expect(later.html).toMatch(/<a class="button" href="\/">Continuer vers Castellan<\/a>/);
  const after = await eventually(async () => {
    const page = await admin.open('/onboardings?q=ana@');
    return page.text.includes('completed') ? page : null;
  });
  expect(after.text).toContain('it is over');
});

test('by temporary password: shown once in the answer, good for the first login only', async () => {
  const email = 'ben@example.org';
  const admin = await site.signedInAs(site.administrator.user);
  const refused = await admin.follow(await admin.submit(await admin.open('/promote'), /promote/, { email }));
  const shown = await admin.submit(refused, /promote/, {
    path: 'temporary-password',
    firstName: 'Ben',
    lastName: 'Okri',
  });
  expect(shown.status).toBe(200);
  expect(shown.headers.get('cache-control')).toBe('no-store');
  const password = /class="secret" id="secret">([^<]+)</.exec(shown.html)![1]!;
  const page = /href="(\/onboardings\/ONB-\w+)"/.exec(shown.html)![1]!;
  const told = await admin.open(page);
  expect(told.html).not.toContain(password);
  expect(told.text).toContain('admin@example.org had a temporary password made.');
  const reloaded = await admin.follow(await admin.again(shown));
  expect(reloaded.text).toContain('The temporary password was already shown');
  expect(reloaded.html).not.toContain(password);
  const notice = await site.mailTo(email, /sign-in/);
  expect(`${notice.text}${notice.html}`).not.toContain(password);

  const candidate = site.visitor();
  const signedIn = await candidate.submit(await candidate.open('/sign-in'), /sign-in/, { userId: email, password });
  expect(signedIn.location).toBe('/first-login');
  const same = await completeFirstLogin(candidate, password);
  expect(same.text).toContain('This is the temporary password');
  const welcome = await candidate.follow(
    await candidate.submit(same, /password/, { password: goodPassword, confirmPassword: goodPassword }),
  );
  expect(welcome.text).toContain('Your first login is complete');
  await eventually(() => site.isMember(email));
});

test('who was added without a name is asked for it at the first sign-in', async () => {
  const email = 'unnamed@example.org';
  const admin = await site.signedInAs(site.administrator.user);
  const refused = await admin.follow(await admin.submit(await admin.open('/promote'), /promote/, { email }));
  const shown = await admin.submit(refused, /promote/, { path: 'temporary-password' });
  const password = /id="secret">([^<]+)</.exec(shown.html)![1]!;
  const candidate = site.visitor();
  const signIn = await candidate.submit(await candidate.open('/sign-in'), /sign-in/, { userId: email, password });
  await candidate.follow(signIn);
  const form = await candidate.follow(
    await candidate.submit(await candidate.open('/first-login/features'), /features/),
  );
  const empty = await candidate.submit(form, /preferences/);
  expect(empty.status).toBe(422);
  expect(empty.text).toMatch(/First name\s?: This is missing/);
  const named = { firstName: 'Nan', lastName: 'Less' };
  expect((await candidate.submit(empty, /preferences/, named)).location).toContain('/first-login/password');
  expect(await site.userOf(email)).toMatchObject(named);
});

test('a new temporary password and a cancellation, each with its reason', async () => {
  const email = 'cleo@example.org';
  const admin = await site.signedInAs(site.administrator.user);
  const refused = await admin.follow(await admin.submit(await admin.open('/promote'), /promote/, { email }));
  const first = await admin.submit(refused, /promote/, {
    path: 'temporary-password',
    firstName: 'Cleo',
    lastName: 'Roy',
  });
  const page = await admin.open(/href="(\/onboardings\/ONB-\w+)"/.exec(first.html)![1]!);
  const unreasoned = await admin.submit(page, /temporary-password$/);
  expect(unreasoned.status).toBe(422);
  expect(unreasoned.html).toMatch(/data-deed="temporary-password" open>\s*<summary>Make a new/);
  const second = await admin.submit(unreasoned, /temporary-password$/, { reason: 'She lost it.' });
  const passwords = [first, second].map(({ html }) => /class="secret" id="secret">([^<]+)</.exec(html)![1]!);
  expect(new Set(passwords).size).toBe(2);
  const candidate = site.visitor();
  const form = await candidate.open('/sign-in');
  expect((await candidate.submit(form, /sign-in/, { userId: email, password: passwords[0]! })).status).toBe(401);

  const cancelled = await admin.follow(await admin.submit(page, /cancel$/, { reason: 'Changed our mind.' }));
  expect(cancelled.text).toContain('Cancelled');
  const ended = await eventually(async () => {
    const { text } = await admin.open(page.path);
    return text.includes('no right was given') && text;
  });
  expect(ended).toContain('Changed our mind.');
  expect((await candidate.submit(form, /sign-in/, { userId: email, password: passwords[1]! })).status).toBe(401);
});

test('an existing user is added at once, and asking again says so', async () => {
  const user = await site.addUser({ userId: 'dora@example.org' });
  const admin = await site.signedInAs(site.administrator.user);
  const added = await admin.follow(
    await admin.submit(await admin.open('/promote'), /promote/, { email: user.userId, reason: 'Deputy.' }),
  );
  expect(added.text).toContain('dora@example.org is an account administrator now.');
  expect(await site.isMember(user.userId)).toBe(true);
  const twice = await admin.submit(await admin.open('/promote'), /promote/, { email: user.userId });
  expect(twice.status).toBe(409);
  expect(twice.text).toContain('member already');
});

test('a forgotten password: the link’s GET changes nothing, its POST works once', async () => {
  const user = await site.addUser({ userId: 'eli@example.org' });
  const visitor = site.visitor();
  const sent = await visitor.follow(
    await visitor.submit(await visitor.open('/forgot-password'), /forgot/, { userId: user.userId }),
  );
  const unknown = await visitor.follow(
    await visitor.submit(await visitor.open('/forgot-password'), /forgot/, { userId: 'nobody@example.org' }),
  );
  expect(unknown.html).toBe(sent.html);
  const { text } = await site.mailTo(user.userId, /password-resets/);
  const { pathname } = new URL(/http\S+password-resets\S+/.exec(text)![0]);
  for (let time = 0; time < 3; time += 1) expect((await visitor.open(pathname)).status).toBe(200);
  const page = await visitor.open(pathname);
  expect(page.headers.get('referrer-policy')).toBe('strict-origin');
  const differing = await visitor.submit(page, /password-resets/, { password: goodPassword, confirmPassword: 'other' });
  expect(differing.text).toContain('The two passwords differ');
  expect(differing.html).not.toContain(goodPassword);
  const set = await visitor.submit(differing, /password-resets/, {
    password: goodPassword,
    confirmPassword: goodPassword,
  });
  const signIn = await visitor.follow(set);
  expect(signIn.text).toContain('Your new password is in force');
  const used = await visitor.submit(page, /password-resets/, { password: goodPassword, confirmPassword: goodPassword });
  expect(used.status).toBe(410);
  const inside = await visitor.submit(signIn, /sign-in/, { userId: user.userId, password: goodPassword });
  expect(inside.location).toBe('/');
});

test('the language chosen for a candidate counts without any name', async () => {
  const email = 'nameless@example.org';
  const admin = await site.signedInAs(site.administrator.user);
  const refused = await admin.follow(await admin.submit(await admin.open('/promote'), /promote/, { email }));
  await admin.submit(refused, /promote/, { path: 'invite', firstName: 'Nour', locale: 'fr' });
  expect((await site.mailTo(email, /\/m\//)).locale).toBe('fr');
});
