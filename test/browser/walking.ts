import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { hashPassword } from '../../src/credentials/passwords.ts';
import { dictionary } from '../../src/language/index.ts';
import type { Site } from '../console/site.ts';
import { eventually } from '../support/eventually.ts';
import { issue } from '../support/issued.ts';
import { look, press, type View } from './looking.ts';
import type { MailedSite } from './mailed-site.ts';

/** How people get about: from the first page, by links, fields and buttons that they can read. */
export const password = 'glacier violin rhubarb lantern';

/** Lets a user sign in with the password above, and sees the pages in this language. */
export async function givePassword(site: Site, userId: string, { locale }: Pick<View, 'locale'>): Promise<void> {
  issue(password);
  const facts = { passwordHash: await hashPassword(password), 'preferences.language': locale };
  await site.users.updateOne({ userId }, { $set: facts });
}

export async function signIn(page: Page, site: Site, userId: string, { locale }: View, word = password) {
  const { common, signIn: words } = dictionary(locale).pages;
  await page.goto(site.origin);
  await page.getByLabel(common.labels.userId).fill(userId);
  await page.getByLabel(common.labels.password, { exact: true }).fill(word);
  await press(page, words.submit);
}

/** Follows a link of the page, and looks at where it leads. */
export async function follow(page: Page, name: string | RegExp, within = 'main'): Promise<void> {
  const named = page.locator(within).getByRole('link', { name }).first();
  await Promise.all([page.waitForEvent('load'), named.click()]);
  await look(page);
}

/** From any page to the form of the how-to: Accounts, the account, Groups, Account Administrators, Add to Group. */
export async function walkToAdd(page: Page, { locale }: View): Promise<void> {
  const { administration: words } = dictionary(locale);
  await follow(page, words.sections.accounts, 'header');
  await follow(page, /\(1001\)$/);
  await follow(page, words.groupNames['account-administrators']!);
  await follow(page, words.account.add);
}

/** Opens a decision's dialogue, gives the reason, and confirms. */
export async function decide(page: Page, label: string, reason: string, { locale }: View): Promise<void> {
  const { labels } = dictionary(locale).administration;
  for (const more of await page.locator('details.more:not([open]) > summary:visible').all()) await more.click();
  await page.locator('main').getByRole('button', { name: label }).first().click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel(labels.reason).fill(reason);
  await Promise.all([page.waitForEvent('load'), dialog.getByRole('button', { name: label }).click()]);
  await look(page);
}

/** The three tasks of a first login, as fast as they go. */
export async function completeFirstLogin(page: Page, { locale }: Pick<View, 'locale'>): Promise<void> {
  const { pages, ownUser } = dictionary(locale);
  const { firstLogin, newPassword } = pages;
  await follow(page, firstLogin.goOn);
  await press(page, firstLogin.features.submit);
  await page.getByLabel(ownUser.preferences.labels.timeZone).selectOption('Europe/Paris');
  await press(page, firstLogin.preferences.submit);
  await page.getByLabel(newPassword.labels.password, { exact: true }).fill(password);
  await page.getByLabel(newPassword.labels.confirmPassword).fill(password);
  await press(page, firstLogin['permanent-password'].submit);
}

/** In the mailbox's page, the newest mail to an address as soon as it holds this. */
async function openMail(context: BrowserContext, { mailbox }: MailedSite, email: string, holding: RegExp) {
  const page = await context.newPage();
  await eventually(async () => {
    await page.goto(`${mailbox.url}?to=${encodeURIComponent(email)}`);
    const newest = page.locator('ul.mails a').first();
    if ((await newest.count()) === 0) return false;
    await Promise.all([page.waitForEvent('load'), newest.click()]);
    return holding.test(await page.locator('pre').first().innerText());
  });
  return page;
}

/** From the file that came with the mail to the page that asks for the code. @param folder where it is kept */
export async function openAttachment(site: MailedSite, folder: string, context: BrowserContext, email: string) {
  const letter = await openMail(context, site, email, /\/m\//);
  const saved = letter.locator('a[download]');
  const answer = await letter.request.get(new URL((await saved.getAttribute('href'))!, letter.url()).href);
  const file = path.join(folder, (await saved.getAttribute('download'))!);
  writeFileSync(file, await answer.body());
  await letter.goto(pathToFileURL(file).href);
  await look(letter);
  const opening = context.waitForEvent('page');
  await letter.getByRole('button').click();
  const page = await opening;
  await page.waitForLoadState();
  await look(page);
  return page;
}

/** The mailed code and the name, and then the first login. */
export async function enrol(page: Page, site: MailedSite, email: string, view: Pick<View, 'locale'>): Promise<void> {
  const { message, common } = dictionary(view.locale).pages;
  await press(page, message.send);
  const mail = await openMail(page.context(), site, email, /^\d{8}$/m);
  await page.getByLabel(message.code).fill(/^\d{8}$/m.exec(await mail.locator('pre').first().innerText())![0]);
  await mail.close();
  await page.getByLabel(common.labels.firstName, { exact: true }).fill('Ana');
  await page.getByLabel(common.labels.lastName, { exact: true }).fill('Silva');
  await press(page, message.verify);
  await completeFirstLogin(page, view);
}
