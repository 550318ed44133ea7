import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dictionary } from '../../src/language/index.ts';
import { eventually } from '../support/eventually.ts';
import { openBrowser, openChromium, press } from './looking.ts';
import { openMailedSite } from './mailed-site.ts';
import { enrol, givePassword, openAttachment, signIn, walkToAdd } from './walking.ts';

/** The journey that `npm test` walks too: an administrator at a desk invites, and a candidate on a phone follows. */
test('from the click of an administrator to the member on a phone', async () => {
  const site = await openMailedSite();
  const browser = await openChromium();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-browser-'));
  try {
    const { administration: words, pages } = dictionary('fr');
    const email = 'ana@example.org';
    const desk = { width: 1280, locale: 'fr', colorScheme: 'light' } as const;
    const phone = { width: 320, locale: 'fr', colorScheme: 'dark' } as const;
    const admin = await openBrowser(browser, desk, site.origin);
    const page = await admin.context.newPage();
    await givePassword(site, 'admin@example.org', desk);
    await signIn(page, site, 'admin@example.org', desk);
    await walkToAdd(page, desk);
    await page.getByLabel(words.labels.userId).fill(email);
    await press(page, words.promote.submit);
    await page.getByLabel(words.labels.firstName, { exact: true }).fill('Ana');
    await page.getByLabel(words.labels.lastName, { exact: true }).fill('Silva');
    await page.getByLabel(words.promote.locale).selectOption('fr');
    await page.getByLabel(words.promote.message).fill('Bienvenue, Ana\u00a0!');
    await press(page, words.promote.begin);

    const candidate = await openBrowser(browser, phone, site.origin, site.mailbox.url);
    const letter = await openAttachment(site, folder, candidate.context, email);
    await enrol(letter, site, email, phone);
    await letter.getByRole('button', { name: pages.reader.open }).click();
    await letter.getByText('Bienvenue, Ana\u00a0!').waitFor();
    await eventually(() => site.isMember(email));
    expect([...admin.complaints, ...candidate.complaints]).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
