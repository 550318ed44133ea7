import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hashPassword } from '../../src/credentials/passwords.ts';
import type { Locale } from '../../src/language/index.ts';
import { dictionary } from '../../src/language/index.ts';
import { recordModels } from '../../src/records/models.ts';
import { openSite, type Site } from '../console/site.ts';
import { eventually } from '../support/eventually.ts';
import { look, openBrowser, openChromium, press, type View } from './looking.ts';

/** The whole way in a real browser, with every page looked at by axe and measured for overflow. */
let site: Site;
let browser: Browser;
let folder: string;
const password = 'glacier violin rhubarb lantern';

beforeAll(async () => {
  site = await openSite();
  folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-browser-'));
  browser = await openChromium();
  const passwordHash = await hashPassword(password);
  await site.users.updateOne({ userId: 'admin@example.org' }, { $set: { passwordHash } });
});
afterAll(async () => {
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function signIn(page: Page, userId: string, locale: Locale) {
  const { common, signIn: words } = dictionary(locale).pages;
  await page.goto(`${site.origin}/sign-in`);
  await look(page);
  await page.getByLabel(common.labels.userId).fill(userId);
  await page.getByLabel(common.labels.password, { exact: true }).fill(password);
  await press(page, words.submit);
}

/** From the mail’s file to the code’s page. */
async function openAttachment(context: BrowserContext, email: string, locale: Locale): Promise<Page> {
  const mail = await site.mailTo(email, /\/m\//);
  const [attachment] = mail.attachments!;
  const file = path.join(folder, attachment!.filename);
  writeFileSync(file, attachment!.content);
  const letter = await context.newPage();
  await letter.goto(pathToFileURL(file).href);
  await look(letter);
  const opening = context.waitForEvent('page');
  await letter.getByRole('button').click();
  const page = await opening;
  await page.waitForLoadState();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(dictionary(locale).pages.message.title);
  await look(page);
  return page;
}

test.each<View>([
  { width: 320, locale: 'fr', colorScheme: 'dark' },
  { width: 1280, locale: 'en', colorScheme: 'light' },
])(
  'by invitation at $width px in $locale, $colorScheme',
  async (view) => {
    const { locale } = view;
    const { pages: words, administration: desks } = dictionary(locale);
    const email = `ana.${view.width}@example.org`;
    const text = 'Welcome <b>Ana</b> ☕\nYours, Pat';

    const admin = await openBrowser(browser, view, site.origin);
    const desk = await admin.context.newPage();
    await signIn(desk, 'admin@example.org', locale);
    await desk.goto(`${site.origin}/promote?lang=${locale}`);
    await look(desk);
    await desk.getByLabel(desks.labels.userId).fill(email);
    await press(desk, desks.promote.submit);
    expect(await desk.getByRole('alert').textContent()).toMatch(/non-existent user|utilisateur inexistant/);
    await desk.getByLabel(words.common.labels.firstName, { exact: true }).fill('Ana');
    await desk.getByLabel(words.common.labels.lastName, { exact: true }).fill('Silva');
    await desk.getByLabel(desks.promote.locale).selectOption(locale);
    await desk.getByLabel(desks.promote.message).fill(text);
    await press(desk, desks.promote.begin);
    await desk.getByRole('heading', { name: desks.confirmation.begun }).waitFor();
    await Promise.all([desk.waitForEvent('load'), desk.getByRole('link', { name: desks.confirmation.follow }).click()]);
    await look(desk);

    const candidate = await openBrowser(browser, view, site.origin);
    const page = await openAttachment(candidate.context, email, locale);
    await press(page, words.message.send);
    const { text: codeMail } = await site.mailTo(email, /^\d{8}$/m);
    await page.getByLabel(words.message.code).fill('1');
    await press(page, words.message.verify);
    await page.getByLabel(words.message.code).fill(/^\d{8}$/m.exec(codeMail)![0]);
    await page.getByLabel(words.common.labels.firstName, { exact: true }).fill('Ana');
    await page.getByLabel(words.common.labels.lastName, { exact: true }).fill('Silva');
    await press(page, words.message.verify);
    const { firstLogin } = words;
    await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: firstLogin.goOn }).click()]);
    await look(page);
    await press(page, firstLogin.features.submit);
    await page.getByLabel(dictionary(locale).ownUser.preferences.labels.timeZone).selectOption('Europe/Paris');
    await press(page, firstLogin.preferences.submit);
    await page.getByLabel(words.newPassword.labels.password).fill('court');
    await press(page, firstLogin['permanent-password'].submit);
    await page.getByLabel(words.newPassword.labels.password).fill(password);
    await page.getByLabel(words.newPassword.labels.confirmPassword).fill(password);
    await press(page, firstLogin['permanent-password'].submit);

    await page.getByRole('button', { name: words.reader.open }).click();
    await page.getByRole('status').getByText(words.reader.said.opened).waitFor();
    expect(await page.locator('[data-part=text]').textContent()).toBe(text);
    await look(page);
    await eventually(async () => {
      const record = await recordModels(site.connection).onboardings.findOne({ email }).lean();
      return record?.stage === 'completed';
    });
    expect(await site.isMember(email)).toBe(true);

    await page.goto(`${site.origin}/onboardings?q=${encodeURIComponent(email)}`);
    await page.locator('.tag').getByText(dictionary(locale).onboardings.stages.completed).waitFor();
    await look(page);
    for (const place of ['/account', '/promote', '/welcome', '/not-me', '/problems/user.non-existent', '/nowhere']) {
      await page.goto(`${site.origin}${place}`);
      await look(page);
    }
    expect([...admin.complaints, ...candidate.complaints]).toEqual([]);
    await admin.context.close();
    await candidate.context.close();
  },
  180_000,
);

test('by temporary password, with script switched off', async () => {
  const { pages: words, administration: desks } = dictionary('en');
  const email = 'ben@example.org';
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' });
  const page = await context.newPage();
  const go = async (name: string) =>
    Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).first().click()]);

  await page.goto(`${site.origin}/sign-in?lang=en`);
  await page.getByLabel(words.common.labels.userId).fill('admin@example.org');
  await page.getByLabel(words.common.labels.password, { exact: true }).fill(password);
  await go(words.signIn.submit);
  await page.goto(`${site.origin}/promote`);
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
  await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: words.firstLogin.goOn }).click()]);
  await go(words.firstLogin.features.submit);
  await go(words.firstLogin.preferences.submit);
  await page.getByLabel(words.newPassword.labels.password).fill(password);
  await page.getByLabel(words.newPassword.labels.confirmPassword).fill(password);
  await go(words.firstLogin['permanent-password'].submit);
  await page.getByText(words.welcome.title).first().waitFor();
  await eventually(() => site.isMember(email));
  await context.close();
}, 120_000);
