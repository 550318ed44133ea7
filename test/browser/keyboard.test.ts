import type { Browser, Page } from 'playwright-core';
import { envelopeModels } from '../../src/envelopes/models.ts';
import { envelopeWords } from '../../src/envelopes/words.ts';
import { dictionary } from '../../src/language/index.ts';
import { openSite, type Site } from '../console/site.ts';
import { account } from '../support/world.ts';
import { hashPassword } from '../../src/credentials/passwords.ts';
import { eventually } from '../support/eventually.ts';
import { openBrowser, openChromium } from './looking.ts';

/** The whole way by keyboard alone: whatever is pressed has the focus, and the focus can be seen. */
let site: Site;
let browser: Browser;
const password = 'glacier violin rhubarb lantern';
const words = dictionary('en');

beforeAll(async () => {
  site = await openSite();
  browser = await openChromium();
  const passwordHash = await hashPassword(password);
  await site.users.updateOne({ userId: 'admin@example.org' }, { $set: { passwordHash } });
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

interface Focused {
  readonly name: string;
  readonly field: string;
  readonly value: string;
  readonly outlined: boolean;
}

const focused = async (page: Page): Promise<Focused> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement;
    const style = getComputedStyle(element);
    return {
      name: (element.textContent || element.value || '').trim(),
      field: element.name ?? '',
      value: element.value ?? '',
      outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    };
  });

/** Goes on with the Tab key until this has the focus. @throws when the page has no such thing on its way */
async function tabTo(page: Page, wanted: (at: Focused) => boolean): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (!wanted(at)) continue;
    expect(at).toMatchObject({ outlined: true });
    return;
  }
  throw new Error(`the keyboard does not get there on ${page.url()}`);
}

const field = (name: string) => (at: Focused) => at.field === name;
const called = (name: string) => (at: Focused) => at.name === name;

async function type(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(fields)) {
    await tabTo(page, field(name));
    await page.keyboard.insertText(text);
  }
}

async function go(page: Page, key: 'Enter' | 'Space'): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
}

test('an administrator creates a user, who completes the first login', async () => {
  const email = 'kim@example.org';
  const view = { width: 1280, locale: 'en', colorScheme: 'light' } as const;
  const { context, complaints } = await openBrowser(browser, view, site.origin);
  const page = await context.newPage();
  await page.goto(site.origin);
  // The first stop leads past the navigation.
  await page.keyboard.press('Tab');
  expect(await focused(page)).toMatchObject({ name: words.pages.common.skip, outlined: true });
  await type(page, { userId: 'admin@example.org', password });
  await go(page, 'Enter');

  const { sections, groupNames, account } = words.administration;
  for (const name of [sections.accounts, 'Account 1001 (1001)', groupNames['account-administrators']!, account.add]) {
    await tabTo(page, called(name));
    await go(page, 'Enter');
  }
  await type(page, { email });
  await go(page, 'Enter');
  await tabTo(page, field('path'));
  while ((await focused(page)).value !== 'temporary-password') await page.keyboard.press('ArrowDown');
  await type(page, { firstName: 'Kim', lastName: 'Lee' });
  await go(page, 'Enter');
  const temporary = (await page.locator('.secret').textContent())!;
  expect(temporary).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
  await tabTo(page, called(words.pages.common.signOut));
  await go(page, 'Enter');

  await type(page, { userId: email, password: temporary.toLowerCase() });
  await go(page, 'Enter');
  await tabTo(page, called(words.pages.firstLogin.features.task));
  await go(page, 'Enter');
  await tabTo(page, called(words.pages.firstLogin.features.submit));
  await go(page, 'Space');
  await tabTo(page, field('timeZone'));
  await page.keyboard.type('Paris');
  await tabTo(page, called(words.pages.firstLogin.preferences.submit));
  await go(page, 'Space');

  await type(page, { password: 'azertyuiopqsdfgh' });
  await page.locator('[data-part=meter]').getByText('neighbouring keys').waitFor();
  await tabTo(page, called(words.ownUser.meter.show));
  await page.keyboard.press('Space');
  expect(await page.locator('[name=password]').getAttribute('type')).toBe('text');
  expect(await focused(page)).toMatchObject({ name: words.ownUser.meter.hide });
  await page.keyboard.press('Shift+Tab');
  expect(await focused(page)).toMatchObject({ field: 'password' });
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(password);
  await type(page, { confirmPassword: password });
  await go(page, 'Enter');
  await page.getByRole('heading', { name: words.pages.welcome.title }).waitFor();
  await eventually(() => site.isMember(email));
  expect(complaints).toEqual([]);
  await context.close();
}, 180_000);

test('whoever is invited enrols, opens the message, and thinks better of “this is not for me”', async () => {
  const email = 'lou@example.org';
  const input = { email, path: 'invite', message: 'Welcome, Lou', reason: 'test' } as const;
  await site.onboardings.request(site.administrator, account, input, 'en');
  const mail = await site.mailTo(email, /\/m\//);
  const [url, mid] = /https?:\/\/\S+\/m\/([\w-]{22})/.exec(mail.text)!;
  const view = { width: 1280, locale: 'en', colorScheme: 'light' } as const;
  const { context, complaints } = await openBrowser(browser, view, site.origin);
  const page = await context.newPage();
  await page.goto(url);

  const { message, firstLogin, reader } = words.pages;
  await tabTo(page, called(message.send));
  await go(page, 'Enter');
  const { text } = await site.mailTo(email, /^\d{8}$/m);
  await type(page, { code: /^\d{8}$/m.exec(text)![0], firstName: 'Lou', lastName: 'Lee' });
  await go(page, 'Enter');
  await tabTo(page, called(firstLogin.features.task));
  await go(page, 'Enter');
  await tabTo(page, called(firstLogin.features.submit));
  await go(page, 'Space');
  await tabTo(page, called(firstLogin.preferences.submit));
  await go(page, 'Enter');
  await type(page, { password, confirmPassword: password });
  await go(page, 'Enter');
  expect(new URL(page.url()).pathname).toBe(`/m/${mid}`);

  await tabTo(page, called(reader.open));
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText(reader.said.opened).waitFor();
  // A screen reader goes on at the message, which stands in for the button that is gone.
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-part'))).toBe('subject');
  expect(await page.locator('[data-part=text]').textContent()).toBe('Welcome, Lou');

  const { question, button, explanation } = envelopeWords('en').notForMe;
  const dangerous = page.getByRole('button', { name: button });
  await tabTo(page, called(question));
  expect(await dangerous.isVisible()).toBe(false);
  await page.keyboard.press('Enter');
  const sender = await site.users.findOne({ userId: 'admin@example.org' }).lean();
  await page.getByText(explanation(`${sender!.firstName} ${sender!.lastName}`)).waitFor();
  await tabTo(page, called(button));
  await page.keyboard.press('Shift+Tab');
  expect(await focused(page)).toMatchObject({ name: question, outlined: true });
  await page.keyboard.press('Space');
  expect(await dangerous.isVisible()).toBe(false);
  // Closed, the button is off the way again.
  await page.keyboard.press('Tab');
  expect((await focused(page)).name).not.toBe(button);
  const stored = await envelopeModels(site.connection).envelopes.findOne({ mid: mid! }).lean();
  expect(stored).toMatchObject({ state: 'active', releases: 1 });
  expect(complaints).toEqual([]);
  await context.close();
}, 180_000);
