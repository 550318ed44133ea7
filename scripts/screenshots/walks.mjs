import { desk, password, phone, until } from './studio.mjs';

const group = '/accounts/1001/groups/account-administrators';
const ana = { email: 'ana.silva@example.org', firstName: 'Ana', lastName: 'Silva' };
const ben = { email: 'ben.okri@example.org', firstName: 'Ben', lastName: 'Okri' };
const cleo = { userId: 'cleo.roy@example.org', firstName: 'Cleo', lastName: 'Roy' };
const dora = { userId: 'dora.lind@example.org', firstName: 'Dora', lastName: 'Lind' };
const given = 'basket thunder 7 marble';

/** The walks that bring every page about, in an order in which each finds what it needs. */
export async function walkEverywhere({ visitor, product, failures }) {
  const { administrator, support, mailboxUrl } = product.addresses;
  const refIn = async ({ page }) => /ONB-\w+/.exec(await page.content())[0];
  const admin = await visitor(desk);

  async function addUser({ userId, firstName, lastName }) {
    await admin.go('/accounts/1001/users/add');
    await admin.fill({ userId, firstName, lastName, password: given, confirmPassword: given });
  }

  async function beginOnboarding({ email, firstName, lastName }, path) {
    await admin.go(`${group}/add`);
    await admin.fill({ email });
    await admin.send();
    await admin.page.locator(`input[name=path][value=${path}]`).check();
    await admin.fill({ firstName, lastName });
  }

  const completed = (ref) =>
    until('the right is given', async () => {
      await admin.go(`/onboardings/${ref}`);
      return (await admin.page.locator('.tag.good').count()) > 0;
    });

  // Users → Add User, and the first sign-in with the password that was given.
  await admin.go('/sign-in');
  await admin.shot('01-sign-in');
  await admin.signIn(administrator);
  for (const person of [dora, cleo]) {
    await admin.go('/accounts/1001/users');
    if (person === cleo) await admin.shot('27-users');
    await addUser(person);
    if (person === cleo) await admin.shot('28-add-user');
    await admin.send();
    let word = given;
    if (person === cleo) {
      await admin.shot('29-user-added');
      await admin.submit('main .notice a.button');
      await admin.shot('34-add-to-group-later');
      await admin.go('/accounts/1001/users');
      await admin.open('temporary-password', cleo.userId);
      await admin.decide('The first one was lost.');
      await admin.shot('30-new-temporary-password');
      word = await admin.page.locator('.secret').textContent();
    }
    const newcomer = await visitor(desk);
    await newcomer.signIn({ userId: person.userId, password: word });
    await newcomer.completeFirstLogin();
    await newcomer.context.close();
  }

  // Add to Group.
  for (const [place, name] of [
    ['/accounts', '02-accounts'],
    ['/accounts/1001', '03-account-groups'],
    [group, '04-account-administrators'],
  ]) {
    await admin.go(place);
    await admin.shot(name);
  }
  await admin.go(`${group}/add`);
  await admin.fill({ email: dora.userId });
  await admin.shot('05-add-to-group');
  await admin.send();
  await admin.shot('06-existing-user-added');
  await beginOnboarding(ana, 'invite');
  await admin.fill({ message: 'Welcome, Ana!\n\nPlease look after our account with me.' });
  await admin.shot('07-two-ways-out', 2_000);
  await admin.send();
  await admin.shot('10-invited');
  const invited = await refIn(admin);
  const letter = await product.mailTo(ana.email, /\/m\//);
  const mid = /\/m\/([\w-]{22})/.exec(letter.text)[1];
  await admin.go(`/onboardings/${invited}`);
  await admin.shot('11-onboarding-waits');

  // The second way out, to the new member.
  await beginOnboarding(ben, 'temporary-password');
  await admin.shot('24-second-way', 2_000);
  await admin.send();
  await admin.shot('25-temporary-password', 2_000);
  const word = await admin.page.locator('.secret').textContent();
  const second = await refIn(admin);
  admin.page.on('dialog', (dialog) => dialog.accept());
  await admin.page.reload();
  await admin.shot('26-already-shown');
  const newcomer = await visitor(desk);
  await newcomer.signIn({ userId: ben.email, password: word });
  await newcomer.shot('31-first-login');
  await newcomer.completeFirstLogin();
  await newcomer.shot('32-welcome');
  await completed(second);
  await admin.go(group);
  await admin.shot('33-member');

  // The candidate, on a phone.
  const small = { hasTouch: true, isMobile: true, deviceScaleFactor: 1 };
  const candidate = await visitor(phone, small);
  await candidate.openFile(letter.attachments[0]);
  await candidate.shot('12-phone-attachment');
  await candidate.go(`/m/${mid}`);
  await candidate.shot('12-phone-message-waits');
  await candidate.submit('main form button');
  const code = /^\d{8}$/m.exec((await product.mailTo(ana.email, /^\d{8}$/m)).text)[0];
  await candidate.fill({ code, firstName: ana.firstName, lastName: ana.lastName });
  await candidate.shot('13-phone-code');
  await candidate.submit('main form button');
  await candidate.shot('14-phone-first-login');
  await candidate.submit('main .buttons a');
  await candidate.shot('15-phone-features');
  await candidate.submit('main form button');
  await candidate.shot('16-phone-preferences');
  await candidate.submit('main form button');
  await candidate.fill({ password: 'azertyuiopqsdfgh' });
  await candidate.page.locator('[data-part=meter]:visible').waitFor();
  await candidate.shot('17-phone-password');
  await candidate.fill({ password, confirmPassword: password });
  await candidate.send();
  await candidate.shot('18-phone-message-sealed');
  await candidate.page.locator('[data-part=open]').click();
  await candidate.page.locator('[data-part=message]:visible').waitFor();
  await candidate.shot('19-phone-message-open');
  await completed(invited);
  await admin.shot('20-onboarding-completed');
  await admin.go(group);
  await admin.shot('21-member');

  // Somebody who is no administrator asks for an upgrade.
  const plain = await visitor(desk);
  await plain.signIn({ userId: cleo.userId, password });
  await plain.go('/accounts/1001/users');
  await plain.shot('70-forbidden');
  await plain.go('/accounts/1001');
  await plain.shot('35-ask-for-upgrade');
  await plain.open('upgrade');
  await plain.page.locator('dialog[open] [name=reason]').fill('I look after our mail from May on.');
  await plain.shot('36-upgrade-reason');
  await plain.submit('dialog[open] form button:not([type=button])');
  await plain.shot('37-upgrade-asked');

  // One whose invitation comes back.
  const lost = { email: 'eve.mora@example.org', firstName: 'Eve', lastName: 'Mora' };
  await beginOnboarding(lost, 'invite');
  await admin.send();
  const stalled = await refIn(admin);
  await product.bounce(await product.mailTo(lost.email, /\/m\//));
  await until('it stalls', async () => {
    await admin.go(`/onboardings/${stalled}`);
    return (await admin.page.locator('.tag.warn').count()) > 0;
  });
  await admin.shot('46-onboarding-stalled');
  await admin.open('correct-email');
  await admin.shot('47-reason-dialogue');

  const helper = await visitor(desk);
  await helper.signIn(support);
  await helper.go('/support');
  await helper.shot('38-support');
  await helper.open('start-');
  await helper.page.locator('dialog[open] [name=reason]').fill('Her request is confirmed by phone.');
  await helper.shot('39-support-decides');
  await helper.submit('dialog[open] form button:not([type=button])');
  await admin.go(`/onboardings?q=${encodeURIComponent(cleo.userId)}`);
  const upgrade = await refIn(admin);
  await until('an approval is needed', async () => {
    await admin.go(`/onboardings/${upgrade}`);
    return (await admin.page.locator('button[data-deed=approve]:visible').count()) > 0;
  });
  await admin.shot('40-approval-needed');
  await admin.go('/onboardings');
  await admin.shot('45-onboardings');

  // Deciding about people.
  await admin.go(group);
  await admin.open('remove', ana.email);
  await admin.shot('50-remove-member');
  await admin.go('/accounts/1001/users');
  await admin.open('lock', cleo.userId);
  await admin.shot('51-lock-user');
  await admin.go('/accounts/1001/mailing');
  await admin.shot('53-mailing');

  // The same elsewhere.
  const mobile = await visitor(phone, small);
  await mobile.signIn(administrator);
  await mobile.go(`/onboardings/${stalled}`);
  await mobile.shot('48-phone-onboarding');
  const dark = await visitor(desk, { colorScheme: 'dark', locale: 'fr' });
  await dark.signIn(administrator);
  await dark.go(`/onboardings/${stalled}?lang=fr`);
  await dark.shot('49-onboarding-fr-dark');
  await dark.go(`${group}?lang=fr`);
  await dark.shot('52-members-fr-dark');
  await dark.go('/docs/api');
  await dark.page.locator('.opblock').first().waitFor();
  await dark.shot('81-api-documentation-dark');

  // Support finds the one that stalled, and has it go on.
  await helper.go('/support');
  await helper.shot('41-support-finds');
  await helper.go(`/onboardings/${stalled}`);
  await helper.shot('42-support-sees-why');
  await helper.open('resume');
  await helper.page.locator('dialog[open] [name=reason]').fill('The mailbox takes mail again.');
  await helper.shot('43-support-resumes');
  await helper.submit('dialog[open] form button:not([type=button])');
  await helper.shot('44-resumed');

  // A message that reached somebody else.
  const stranger = { email: 'ira.moss@example.org', firstName: 'Ira', lastName: 'Moss' };
  await beginOnboarding(stranger, 'invite');
  await admin.send();
  const reader = await visitor(desk);
  await reader.go(/\/m\/[\w-]{22}/.exec((await product.mailTo(stranger.email, /\/m\//)).text)[0]);
  await reader.submit('main form button');
  const mailed = /^\d{8}$/m.exec((await product.mailTo(stranger.email, /^\d{8}$/m)).text)[0];
  await reader.fill({ code: mailed, firstName: stranger.firstName, lastName: stranger.lastName });
  await reader.submit('main form button');
  await reader.completeFirstLogin();
  await reader.page.locator('[data-part=open]').click();
  const closed = reader.page.url();
  await reader.page.locator('[data-part=message] summary').click();
  await reader.submit('[data-part=message] form button');
  await reader.shot('22-not-for-me');
  await reader.go(closed);
  await reader.shot('23-message-closed');

  await inviteMany(admin);
  await seeOwnUser({ admin, plain, product, visitor });

  // When something is in the way, and what else there is.
  for (const [place, name] of [
    ['/nowhere', '71-not-found'],
    [`${failures.origin}/500`, '72-internal-error'],
    [`${failures.origin}/503`, '73-unavailable'],
    ['/problems/user.non-existent', '74-problem-explained'],
    ['/docs/api', '80-api-documentation'],
    ['/runbook', '82-runbook'],
    ['/runbook/mail-rejected', '82-runbook-topic'],
    [mailboxUrl, '83-mailbox'],
    [`${mailboxUrl}/preview`, '84-mail-previews'],
  ]) {
    await admin.go(place);
    if (place === '/docs/api') await admin.page.locator('.opblock').first().waitFor();
    await admin.shot(name, 800);
  }
}

async function inviteMany(admin) {
  const names = ['Fay Chen', 'Gil Costa', 'Hana Sato', 'Ivo Novak', 'Jo Berg', 'Kai Roux', 'Lea Voss', 'Mio Tanaka'];
  const people = names.map((name) => {
    const [first, last] = name.split(' ');
    return `${first}.${last}@example.org`.toLowerCase().concat(`;${first};${last};${first < 'I' ? 'en' : 'fr'}`);
  });
  const lines = ['address;first name;last name;language', ...people, ana.email, people[0], 'no address'];
  await admin.go('/accounts/1001/bulk');
  await admin.fill({ lines: lines.join('\n') });
  await admin.shot('55-invite-many');
  await admin.send();
  await admin.shot('56-verdicts');
  // Not kept up to date until the picture of a list under way is taken.
  await admin.page.route('**/now*', (route) => route.abort());
  await admin.send();
  await admin.shot('57-progress');
  await admin.page.unroute('**/now*');
  await until('the list is done', async () =>
    admin.page.evaluate(() => {
      const bar = document.querySelector('progress');
      return bar !== null && bar.value === bar.max;
    }),
  );
  await admin.shot('58-result');
}

async function seeOwnUser({ admin, plain, product, visitor }) {
  for (const [place, name] of [
    ['/account', '60-your-user'],
    ['/account/password', '61-change-password'],
    ['/account/sign-ins', '62-sign-ins'],
    ['/account/tokens', '63-api-tokens'],
    ['/not-me', '68-not-me'],
  ]) {
    await admin.go(place);
    await admin.shot(name);
  }
  await plain.go('/account/tokens');
  await plain.fill({ name: 'Nightly import' });
  await plain.page.locator('[name="directory:read"]').check();
  await plain.submit('form[action*="/tokens/new"] button');
  await plain.shot('64-token-made');
  const forgetful = await visitor(desk);
  await forgetful.go('/forgot-password');
  await forgetful.fill({ userId: cleo.userId });
  await forgetful.shot('65-forgot-password');
  await forgetful.send();
  await forgetful.shot('66-look-into-your-mailbox');
  const { text } = await product.mailTo(cleo.userId, /\/password-resets\//);
  await forgetful.go(/\/password-resets\/[\w-]+/.exec(text)[0]);
  await forgetful.shot('67-new-password');
}

/** Every mail in both languages, and one in the dark. */
export async function showMails({ visitor, samples, names }) {
  for (const name of names) {
    for (const locale of ['en', 'fr']) {
      const { page, shot, context } = await visitor({ width: 680, height: 600 });
      await page.setContent(samples[name](locale).html);
      await shot(`mail-${name}-${locale}`);
      await context.close();
    }
  }
  const small = await visitor(phone, { colorScheme: 'dark' });
  await small.page.setContent(samples.invitation('fr').html);
  await small.shot('mail-invitation-fr-dark-phone');
}
