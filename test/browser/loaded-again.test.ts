import { jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createSessions } from '../../src/credentials/sessions.ts';
import { dictionary } from '../../src/language/index.ts';
import { Problem } from '../../src/problems.ts';
import { openSite, type Site } from '../console/site.ts';
import { carryCookie, openBrowser, openChromium, press } from './looking.ts';

/** What a person meets who loads a form's answer again, or comes back to it: never the question whether to send it again. */
let site: Site;
let browser: Browser;
beforeAll(async () => {
  site = await openSite();
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

const { administration: words, ownUser, pages } = dictionary('en');
const add = '/accounts/1001/groups/account-administrators/add';

/** The administrator's window, and how many forms it sent. */
async function openDesk() {
  const view = { width: 1280, locale: 'en', colorScheme: 'light' } as const;
  const { context, complaints } = await openBrowser(browser, view, site.origin);
  const sessions = createSessions({ connection: site.connection, idleMs: 3_600_000, lifetimeMs: 3_600_000 });
  await carryCookie(context, site.origin, await sessions.open(site.administrator.user, 'full'));
  const desk = await context.newPage();
  let sent = 0;
  desk.on('request', (request) => (sent += Number(request.method() === 'POST')));
  return { context, complaints, desk, sent: () => sent };
}

const alert = (page: Page) => page.getByRole('alert');

test('the two ways out are a page: loaded again, it is there as it was; come back to, it leads to what was begun', async () => {
  const { context, complaints, desk, sent } = await openDesk();
  await desk.goto(site.origin + add);
  await desk.getByLabel(words.labels.userId).fill('ways@example.org');
  await press(desk, words.promote.submit);
  const there = async () => {
    expect(await alert(desk).textContent()).toContain('Unable to add non-existent user.');
    expect(await desk.getByLabel(words.labels.userId).inputValue()).toBe('ways@example.org');
  };
  await there();
  await desk.reload();
  await there();
  await press(desk, words.promote.begin);
  await desk.goBack();
  expect(new URL(desk.url()).pathname).toMatch(/^\/onboardings\/ONB-\w+$/);
  expect([sent(), complaints]).toEqual([2, []]);
  await context.close();
});

test('a form that came back is empty when it is loaded again, and was sent once', async () => {
  const { context, desk, sent } = await openDesk();
  await desk.goto(site.origin + add);
  await desk.getByLabel(words.labels.userId).fill('a,b@x');
  await press(desk, words.promote.submit);
  expect(await alert(desk).count()).toBe(1);
  await desk.goto(`${site.origin}/account`);
  await desk.goBack();
  await desk.reload();
  expect([await alert(desk).count(), await desk.getByLabel(words.labels.userId).inputValue()]).toEqual([0, '']);
  expect([new URL(desk.url()).pathname, sent()]).toEqual([add, 1]);
  await context.clearCookies();
  await desk.goto(`${site.origin}/sign-in`);
  await press(desk, pages.signIn.submit);
  expect(await alert(desk).count()).toBe(1);
  await desk.reload();
  expect([await alert(desk).count(), sent()]).toEqual([0, 2]);
  await context.close();
});

test('a form that could not be carried out is sent again, as it was, when its answer is loaded again', async () => {
  const { context, desk, sent } = await openDesk();
  await desk.goto(site.origin + add);
  await desk.getByLabel(words.labels.userId).fill('again@example.org');
  await desk.getByLabel(words.promote.reason).fill('Takes over from Ben.');
  const away = new Problem('service.directory-unavailable');
  const failing = jest.spyOn(site.services.onboardings, 'request').mockRejectedValue(away);
  await press(desk, words.promote.submit);
  await desk.getByText(pages.problem.nothingLost).waitFor();
  await desk.reload();
  await desk.getByText(pages.problem.nothingLost).waitFor();
  expect([new URL(desk.url()).pathname, sent()]).toEqual([add, 2]);
  failing.mockRestore();
  await desk.reload();
  expect(await alert(desk).textContent()).toContain('Unable to add non-existent user.');
  await context.close();
});

test('what is shown once is not shown again: the page says so, and offers a new one', async () => {
  const { context, complaints, desk, sent } = await openDesk();
  await desk.goto(`${site.origin}${add}?email=once@example.org`);
  await press(desk, words.promote.submit);
  await desk.getByLabel(words.promote.temporaryPassword).check();
  await press(desk, words.promote.begin);
  const secret = await desk.locator('#secret').textContent();
  await desk.reload();
  await desk.getByRole('heading', { name: words.confirmation.shownTitle }).waitFor();
  expect(await desk.content()).not.toContain(secret);

  await desk.goto(`${site.origin}/account/tokens`);
  await desk.getByLabel(ownUser.tokens.labels.name).fill('Import');
  await desk.getByLabel(ownUser.tokens.scopes['directory:read']).check();
  await press(desk, ownUser.tokens.make);
  await desk.locator('#token').waitFor();
  await desk.reload();
  await desk.getByText(ownUser.tokens.gone).waitFor();

  expect([sent(), complaints]).toEqual([3, []]);
  await context.close();
});
