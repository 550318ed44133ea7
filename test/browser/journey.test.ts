import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { dictionary } from '../../src/language/index.ts';
import { recordModels } from '../../src/records/models.ts';
import { eventually } from '../support/eventually.ts';
import { look, openBrowser, openChromium, pairwise, press } from './looking.ts';
import { type MailedSite, openMailedSite } from './mailed-site.ts';
import { completeFirstLogin, enrol, follow, givePassword, openAttachment, signIn, walkToAdd } from './walking.ts';

/**
 * The whole of each way in a real browser, from the administrator's sign-in to the member, with every page on it looked
 * at by axe and measured for overflow. The four views let every two values of width, language and theme meet each way.
 */
let site: MailedSite;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  site = await openMailedSite();
  folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-browser-'));
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(pairwise)(
  'an existing user, at $width px in $locale, $colorScheme',
  async (view) => {
    const user = await site.addUser({ userId: `dora.${view.width}.${view.locale}@example.org` });
    const { administration: words } = dictionary(view.locale);
    const { context, complaints } = await openBrowser(browser, view, site.origin);
    const desk = await context.newPage();
    await givePassword(site, 'admin@example.org', view);
    await signIn(desk, site, 'admin@example.org', view);
    await walkToAdd(desk, view);
    await desk.getByLabel(words.labels.userId).fill(user.userId);
    await press(desk, words.promote.submit);
    expect(await desk.getByRole('heading', { level: 1 }).textContent()).toBe(words.confirmation.added);
    expect(await site.isMember(user.userId)).toBe(true);
    await desk.emulateMedia({ media: 'print' });
    expect(await desk.locator('header.top').isVisible()).toBe(false);
    const reference = desk.getByText(/ONB-\w{8}/).first();
    expect(await reference.isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  },
  120_000,
);

test.each(pairwise)(
  'by invitation, at $width px in $locale, $colorScheme',
  async (view) => {
    const { locale } = view;
    const { pages: words, administration: desks, onboardings } = dictionary(locale);
    const email = `ana.${view.width}.${locale}@example.org`;
    const text = 'Welcome <b>Ana</b> ☕\nYours, Pat';

    const admin = await openBrowser(browser, view, site.origin);
    const desk = await admin.context.newPage();
    await givePassword(site, 'admin@example.org', view);
    await signIn(desk, site, 'admin@example.org', view);
    await walkToAdd(desk, view);
    await desk.getByLabel(desks.labels.userId).fill(email);
    await press(desk, desks.promote.submit);
    expect(await desk.getByRole('alert').textContent()).toMatch(/non-existent user|utilisateur inexistant/);
    await desk.getByLabel(words.common.labels.firstName, { exact: true }).fill('Ana');
    await desk.getByLabel(words.common.labels.lastName, { exact: true }).fill('Silva');
    await desk.getByLabel(desks.promote.locale).selectOption(locale);
    await desk.getByLabel(desks.promote.message).fill(text);
    await press(desk, desks.promote.begin);
    await desk.getByRole('heading', { name: desks.confirmation.begun }).waitFor();
    await follow(desk, desks.confirmation.follow);

    const candidate = await openBrowser(browser, view, site.origin, site.mailbox.url);
    const page = await openAttachment(site, folder, candidate.context, email);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(words.message.title);
    await enrol(page, site, email, view);
    await page.getByRole('button', { name: words.reader.open }).click();
    await page.getByRole('status').getByText(words.reader.said.opened).waitFor();
    expect(await page.locator('[data-part=text]').textContent()).toBe(text);
    await look(page);
    await eventually(async () => {
      const record = await recordModels(site.connection).onboardings.findOne({ email }).lean();
      return record?.stage === 'completed';
    });
    expect(await site.isMember(email)).toBe(true);

    // The administrator's page, open all the time, says so by itself.
    await desk.locator('.tag').getByText(onboardings.stages.completed).waitFor();
    await look(desk);
    expect([...admin.complaints, ...candidate.complaints]).toEqual([]);
    await admin.context.close();
    await candidate.context.close();
  },
  180_000,
);

test.each(pairwise)(
  'by temporary password, at $width px in $locale, $colorScheme',
  async (view) => {
    const email = `ben.${view.width}.${view.locale}@example.org`;
    const { administration: words } = dictionary(view.locale);
    const { context, complaints } = await openBrowser(browser, view, site.origin);
    const desk = await context.newPage();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.origin });
    await givePassword(site, 'admin@example.org', view);
    await signIn(desk, site, 'admin@example.org', view);
    await walkToAdd(desk, view);
    await desk.getByLabel(words.labels.userId).fill(email);
    await press(desk, words.promote.submit);
    await desk.getByLabel(words.promote.temporaryPassword).check();
    await desk.getByLabel(words.labels.firstName, { exact: true }).fill('Ben');
    await desk.getByLabel(words.labels.lastName, { exact: true }).fill('Okri');
    await press(desk, words.promote.begin);
    const secret = (await desk.locator('.secret').textContent())!;
    await desk.getByRole('button', { name: words.confirmation.copy, exact: true }).click();
    await desk.getByRole('button', { name: words.confirmation.copied }).waitFor();
    expect(await desk.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    desk.on('dialog', (dialog) => void dialog.accept());
    await desk.reload();
    await desk.getByText(words.confirmation.shownTitle).waitFor();
    expect(await desk.content()).not.toContain(secret);
    await look(desk);

    const followed = await context.newPage();
    await followed.goto(`${site.origin}/onboardings?q=${encodeURIComponent(email)}`);
    await follow(followed, email);
    await followed.locator('[data-live=state]', { hasText: words.onboarding.live.live }).waitFor();
    await followed.evaluate(() => Object.assign(globalThis, { unloaded: false }));

    const candidate = await openBrowser(browser, view, site.origin);
    const page = await candidate.context.newPage();
    await signIn(page, site, email, view, secret);
    await completeFirstLogin(page, view);
    await eventually(() => site.isMember(email));
    // What is told after the ending arrives too, on the page as it was.
    const { timeline } = dictionary(view.locale).onboardings;
    for (const whom of ['initiator', 'candidate']) {
      const told = timeline.mailed('', { mail: 'completion', key: `of.${whom}` });
      await followed.locator('.timeline li', { hasText: told }).waitFor();
    }
    await followed.locator('[data-now=happened]', { hasText: timeline.completed() }).waitFor();
    expect(await followed.evaluate(() => (globalThis as { unloaded?: boolean }).unloaded)).toBe(false);
    expect([...complaints, ...candidate.complaints]).toEqual([]);
    await context.close();
    await candidate.context.close();
  },
  180_000,
);

test.each(pairwise)(
  'Add User, the first login, later Add to Group, at $width px in $locale, $colorScheme',
  async (view) => {
    const email = `cleo.${view.width}.${view.locale}@example.org`;
    const { administration: words, messages } = dictionary(view.locale);
    const { context, complaints } = await openBrowser(browser, view, site.origin);
    const desk = await context.newPage();
    await givePassword(site, 'admin@example.org', view);
    await signIn(desk, site, 'admin@example.org', view);
    await follow(desk, words.sections.accounts, 'header');
    await follow(desk, /\(1001\)$/);
    await follow(desk, words.account.tabs.users);
    await follow(desk, words.users.add);
    await desk.getByLabel(words.labels.userName).fill(email);
    await desk.getByLabel(words.labels.firstName, { exact: true }).fill('Cleo');
    await desk.getByLabel(words.labels.lastName, { exact: true }).fill('Roy');
    const given = 'basket thunder 7 marble';
    await desk.getByLabel(words.labels.password, { exact: true }).fill(given);
    await desk.getByLabel(words.labels.confirmPassword).fill(given);
    expect(await desk.getByLabel(words.users.expiration).isChecked()).toBe(true);
    await press(desk, words.users.save);
    await desk.getByText(messages['user.added'].replace('{userId}', email)).waitFor();

    const candidate = await openBrowser(browser, view, site.origin);
    const page = await candidate.context.newPage();
    await signIn(page, site, email, view, given);
    await completeFirstLogin(page, view);
    expect(await site.isMember(email)).toBe(false);

    await walkToAdd(desk, view);
    await desk.getByLabel(words.labels.userId).fill(email);
    await press(desk, words.promote.submit);
    expect(await desk.getByRole('heading', { level: 1 }).textContent()).toBe(words.confirmation.added);
    expect(await site.isMember(email)).toBe(true);
    expect([...complaints, ...candidate.complaints]).toEqual([]);
    await context.close();
    await candidate.context.close();
  },
  180_000,
);

test('by temporary password, with script switched off, from the first page by its links', async () => {
  const { pages: words, administration: desks } = dictionary('en');
  const email = 'ben@example.org';
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' });
  const page = await context.newPage();
  const loaded = async (click: Promise<void>) => Promise.all([page.waitForEvent('load'), click]);
  const go = async (name: string) => loaded(page.getByRole('button', { name, exact: true }).first().click());
  const to = async (name: string | RegExp, within = 'main') =>
    loaded(page.locator(within).getByRole('link', { name }).first().click());

  await givePassword(site, 'admin@example.org', { locale: 'en' });
  await page.goto(site.origin);
  await page.getByLabel(words.common.labels.userId).fill('admin@example.org');
  await page.getByLabel(words.common.labels.password, { exact: true }).fill('glacier violin rhubarb lantern');
  await go(words.signIn.submit);
  await to(desks.sections.accounts, 'header');
  await to(/\(1001\)$/);
  await to(desks.groupNames['account-administrators']!);
  await to(desks.account.add);
  await page.getByLabel(desks.labels.userId).fill(email);
  await go(desks.promote.submit);
  await page.getByLabel(desks.promote.temporaryPassword).check();
  await page.getByLabel(words.common.labels.firstName, { exact: true }).fill('Ben');
  await page.getByLabel(words.common.labels.lastName, { exact: true }).fill('Okri');
  await go(desks.promote.begin);
  const temporary = (await page.locator('.secret').textContent())!;
  await go(words.common.signOut);

  await page.getByLabel(words.common.labels.userId).fill(email);
  await page.getByLabel(words.common.labels.password, { exact: true }).fill(temporary);
  await go(words.signIn.submit);
  await to(words.firstLogin.goOn);
  await go(words.firstLogin.features.submit);
  await go(words.firstLogin.preferences.submit);
  await page.getByLabel(words.newPassword.labels.password).fill('saddle comet pewter orchard');
  await page.getByLabel(words.newPassword.labels.confirmPassword).fill('saddle comet pewter orchard');
  await go(words.firstLogin['permanent-password'].submit);
  await page.getByText(words.welcome.title).first().waitFor();
  await eventually(() => site.isMember(email));
  await context.close();
}, 120_000);
