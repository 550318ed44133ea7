import type { Browser } from 'playwright-core';
import { openSite, type Site } from '../console/site.ts';
import { dictionary } from '../../src/language/index.ts';
import { createSessions } from '../../src/credentials/sessions.ts';
import { carryCookie, openBrowser, openChromium, overflowOf, pairwise, violationsOf } from './looking.ts';

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

/** What axe finds in Swagger UI's own elements, which we cannot change. Everything else is asked there, too. */
const itsOwn: Readonly<Record<string, string>> = {
  'nested-interactive': 'the button that opens a call holds the one that copies its path',
  'scrollable-region-focusable': 'an example scrolls sideways on its own, and no key moves it',
  'select-name': 'the choice of the server, which has a single one, has no label',
};

test.each(pairwise)(
  'the documentation of the API calls it with the session, at $width px in $locale, $colorScheme',
  async (view) => {
    const { context, complaints } = await openBrowser(browser, view, site.origin);
    const sessions = createSessions({ connection: site.connection, idleMs: 3_600_000, lifetimeMs: 3_600_000 });
    await carryCookie(context, site.origin, await sessions.open(site.administrator.user, 'full'));
    const page = await context.newPage();
    const { tokens } = dictionary(view.locale).ownUser;
    await page.goto(`${site.origin}/account/tokens?lang=${view.locale}`);
    await page.getByRole('link', { name: tokens.documentation }).click();
    const call = page.locator('#operations-Directory-getAccounts');
    await call.locator('.opblock-summary-control').click();
    await call.getByRole('button', { name: 'Try it out' }).click();
    await call.getByRole('button', { name: 'Execute' }).click();
    await call.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    expect(await call.locator('.live-responses-table .highlight-code').first().textContent()).toContain('Account 1001');

    for (const part of ['header', 'footer', 'main > h1', 'main > p'])
      expect(await violationsOf(page, part)).toEqual([]);
    expect(await violationsOf(page, '#documentation', Object.keys(itsOwn))).toEqual([]);
    expect(await overflowOf(page)).toEqual([]);
    const background = await page.evaluate(
      () => getComputedStyle(document.querySelector('.swagger-ui')!).backgroundColor,
    );
    expect(background).toBe(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    await page.getByRole('link', { name: 'Castellan', exact: true }).click();
    await page.waitForURL(new RegExp(`^${site.origin}/(accounts)?([?]|$)`));
    expect(complaints).toEqual([]);
    await context.close();
  },
  120_000,
);
