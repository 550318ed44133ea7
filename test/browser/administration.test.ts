import type { Browser, Page } from 'playwright-core';
import { createSessions } from '../../src/credentials/sessions.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { formatMoment, formatShortMoment } from '../../src/language/dates.ts';
import { dictionary } from '../../src/language/index.ts';
import { bulkModels } from '../../src/records/bulk-jobs.ts';
import { recordModels } from '../../src/records/models.ts';
import { addTimelineEntry, bySystem } from '../../src/records/timeline.ts';
import { recordIn } from '../console/records.ts';
import { openSite, type Site } from '../console/site.ts';
import { eventually } from '../support/eventually.ts';
import { carryCookie, look, openBrowser, openChromium, press, type View } from './looking.ts';
import { follow } from './walking.ts';

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

const views: View[] = [
  { width: 320, locale: 'fr', colorScheme: 'dark' },
  { width: 1280, locale: 'en', colorScheme: 'light' },
];
const wide: View = { width: 1280, locale: 'en', colorScheme: 'light' };

/** The administrator's browser, signed in and in the view's language. */
async function openDesk(view: View) {
  const opened = await openBrowser(browser, view, site.origin);
  await site.users.updateOne({ userId: 'admin@example.org' }, { $set: { 'preferences.language': view.locale } });
  const sessions = createSessions({ connection: site.connection, idleMs: 3_600_000, lifetimeMs: 3_600_000 });
  await carryCookie(opened.context, site.origin, await sessions.open(site.administrator.user, 'full'));
  const { administration, onboardings } = dictionary(view.locale);
  return { ...opened, desk: await opened.context.newPage(), words: administration, answers: onboardings.answers };
}

/** Tabs until the focus is on what is named so; no mouse is anywhere near. */
async function tabTo(page: Page, named: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const focused = document.activeElement as HTMLInputElement | null;
      const label = focused?.labels?.[0]?.textContent ?? focused?.textContent ?? '';
      return label.trim();
    });
    if (named.test(name)) return;
  }
  throw new Error(`no focus on ${named} at ${page.url()}`);
}

async function enter(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

test('by keyboard alone: from the accounts to the invitation, and to its cancellation in a dialogue', async () => {
  const email = 'kim@example.org';
  const { desk, words, answers, complaints, context } = await openDesk(wide);
  await desk.goto(`${site.origin}/`);
  await desk.keyboard.press('Tab');
  expect(await desk.evaluate(() => document.activeElement?.className)).toBe('skip');
  await desk.keyboard.press('Enter');
  await tabTo(desk, /\(1001\)$/);
  await enter(desk);
  await tabTo(desk, /^Account Administrators$/);
  await enter(desk);
  await tabTo(desk, /^Add to Group$/);
  await enter(desk);
  await tabTo(desk, /^User ID/);
  await desk.keyboard.type(email);
  await enter(desk);
  expect(await desk.getByRole('alert').textContent()).toContain('Unable to add non-existent user.');
  await tabTo(desk, /^Invite by encrypted message$/);
  await tabTo(desk, /^First name$/);
  await desk.keyboard.type('Kim');
  await tabTo(desk, /^Last name$/);
  await desk.keyboard.type('Oh');
  await tabTo(desk, /^Begin$/);
  await enter(desk);
  await tabTo(desk, new RegExp(`^${words.confirmation.follow}$`));
  await enter(desk);
  await desk.getByText(answers.turns.candidate).waitFor();
  await tabTo(desk, /^More$/);
  await desk.keyboard.press('Enter');
  await tabTo(desk, /^Cancel this onboarding$/);
  await desk.keyboard.press('Enter');
  expect(await desk.locator('dialog[open]').count()).toBe(1);
  await desk.keyboard.press('Escape');
  expect(await desk.locator('dialog[open]').count()).toBe(0);
  expect(await desk.evaluate(() => document.activeElement?.textContent)).toBe('Cancel this onboarding');
  await desk.keyboard.press('Enter');
  await tabTo(desk, /^Reason$/);
  await desk.keyboard.type('Only a test.');
  await enter(desk);
  await desk.getByText(words.onboarding.said['cancel']!.title).first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
}, 120_000);

test('a list that shows problems only says that there are more by now, and shows them', async () => {
  const { desk, words, context, complaints } = await openDesk(wide);
  const invitations = [{ email: 'first@example.org' }, { email: 'second@example.org' }];
  const { job } = await site.services.bulk.draft(site.administrator, '1001', { invitations }, 'en');
  const { jobs, lines } = bulkModels(site.connection);
  const refuse = async (line: number) =>
    lines.updateOne({ job, line }, { $set: { outcome: 'refused', code: 'member.exists' } });
  await refuse(1);
  await jobs.updateOne({ job }, { $set: { state: 'running' } });
  await desk.goto(`${site.origin}/accounts/1001/bulk/${job}?only=problems`);
  const rows = desk.locator('table.table tbody tr');
  const more = desk.getByRole('link', { name: words.bulk.moreOf });
  await desk.waitForResponse(/\/now\?/);
  expect([await rows.count(), await more.isVisible()]).toEqual([1, false]);
  await refuse(2);
  await follow(desk, words.bulk.moreOf);
  await rows.getByText('second@example.org').waitFor();
  expect([await rows.count(), await more.isVisible()]).toEqual([2, false]);
  expect(complaints).toEqual([]);
  await context.close();
});

test('how long ago something happened stays true while the page is open; when it was stands beside it', async () => {
  const ref = await recordIn(site, 'awaiting-first-login');
  const { desk, context, complaints } = await openDesk(wide);
  await desk.clock.install();
  await desk.goto(`${site.origin}/onboardings/${ref}`);
  const line = desk.locator('.timeline li').first();
  const time = line.locator('time[data-ago]');
  const at = new Date((await time.getAttribute('datetime'))!);
  expect(await time.textContent()).toBe('just now');
  expect(await time.getAttribute('title')).toBe(formatMoment(at, 'en'));
  expect(await line.textContent()).toContain(formatShortMoment(at, 'en'));
  await desk.clock.fastForward('03:00:30');
  await time.getByText('3 hours ago').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('the timeline lives on over a restart of the server and a lost network, without a reload or a repetition', async () => {
  const email = 'tim@example.org';
  const { desk, words, answers, context } = await openDesk(wide);
  await desk.goto(`${site.origin}/accounts/1001/groups/account-administrators/add`);
  await desk.getByLabel(words.labels.userId).fill(email);
  await press(desk, words.promote.submit);
  await press(desk, words.promote.begin);
  await follow(desk, words.confirmation.follow);
  const ref = /ONB-\w+/.exec(desk.url())![0];
  await desk.getByText(answers.turns.candidate).waitFor();
  await desk.locator('[data-live=state]', { hasText: words.onboarding.live.live }).waitFor();
  await desk.evaluate(() => Object.assign(globalThis, { unloaded: false }));
  const { timeline } = recordModels(site.connection);
  const write = async () =>
    inTransaction(site.connection, async (session) =>
      addTimelineEntry(site.connection, session, ref, { kind: 'reminded', by: bySystem }),
    );
  const settled = async () => {
    const count = await timeline.countDocuments({ ref });
    await eventually(async () => (await desk.locator('.timeline li').count()) === count);
  };

  await write();
  await settled();
  await site.vanish();
  await desk.locator('[data-live=state]', { hasText: words.onboarding.live.lost }).waitFor();
  await write();
  await write();
  await site.serve();
  await settled();
  await desk.locator('[data-live=state]', { hasText: words.onboarding.live.live }).waitFor();

  // A connection that is open lives on without a network, as far as Chromium goes: it has to be cut.
  await context.setOffline(true);
  await site.vanish();
  await desk.locator('[data-live=state]', { hasText: words.onboarding.live.lost }).waitFor();
  await site.serve();
  await write();
  await context.setOffline(false);
  await settled();

  const texts = await desk.locator('.timeline li').allTextContents();
  const grown = await desk
    .locator('.timeline li[data-seq]')
    .evaluateAll((items) => items.map((item) => Number((item as HTMLElement).dataset['seq'])));
  expect(grown).toEqual([...new Set(grown)].sort((one, other) => one - other));
  expect(texts.filter((text) => text.includes('reminded by mail'))).toHaveLength(4);

  await site.services.onboardings.act(site.administrator, ref, 'cancel', { reason: 'It is over.' }, 'en');
  await desk.locator('.answers').getByText(answers.waits.cancelled).waitFor();
  await desk.getByText(words.onboarding.possibleNothing).waitFor();
  expect(await desk.getByRole('button', { name: words.onboarding.deeds.cancel.label }).isVisible()).toBe(false);
  expect(await desk.evaluate(() => (globalThis as { unloaded?: boolean }).unloaded)).toBe(false);
  await context.close();
}, 180_000);

/** Lets a file fall on an element, as from the system's own window. */
async function drop(page: Page, selector: string, buffer: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    (bytes) => {
      const carried = new DataTransfer();
      carried.items.add(new File([new Uint8Array(bytes)], 'people.csv', { type: 'text/csv' }));
      return carried;
    },
    [...buffer],
  );
  await page.dispatchEvent(selector, 'dragover', { dataTransfer });
  await page.dispatchEvent(selector, 'drop', { dataTransfer });
}

test.each(views)(
  'inviting many: a file, the check, live progress, at $width px in $locale, $colorScheme',
  async (view) => {
    const { desk, words, complaints, context } = await openDesk(view);
    await desk.goto(`${site.origin}/accounts/1001/bulk`);
    await look(desk);
    const member = await site.addUser({ userId: `member.${view.width}@example.org` });
    const rows = Array.from(
      { length: 7 },
      (_, index) => `many.${view.width}.${index}@example.org;Zoé;C\x9cur${index};fr`,
    );
    const text = ['adresse;prénom', ...rows, member.userId, 'nobody'].join('\r\n');
    const buffer = Buffer.from(text, 'latin1'); // as a French Excel writes it
    await desk.getByLabel(words.bulk.file).setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
    const lines = desk.getByLabel(words.bulk.lines);
    await eventually(async () => (await lines.inputValue()).includes('nobody'));
    // Dropped, on the lines or beside them, it is the same.
    for (const place of ['textarea[data-lines]', '[data-drop]']) {
      await lines.fill('');
      await drop(desk, place, buffer);
      await eventually(async () => (await lines.inputValue()).includes('Cœur0'));
    }
    await press(desk, words.bulk.check);
    await site.join(member); // in the meantime, by somebody else
    await desk.getByText('Zoé Cœur0').waitFor();
    await press(desk, words.bulk.start('8'));
    await desk.getByRole('heading', { level: 1, name: words.bulk.doneTitle }).waitFor({ timeout: 60_000 });
    expect(await desk.locator('[data-now=begun]').textContent()).toBe('7');
    // Of every line what became of it, without loading the page again.
    expect(await desk.locator('td a:visible').allTextContents()).toEqual(Array(7).fill(expect.stringMatching(/^ONB-/)));
    const refused = desk.locator('tr', { hasText: member.userId });
    expect(await refused.locator('.tag').textContent()).toBe(words.bulk.outcomes.refused);
    expect(await refused.locator('[data-now^=why]').textContent()).toMatch(/nothing to add|rien à ajouter|n’y a rien/);
    await look(desk);
    const [download] = await Promise.all([
      desk.waitForEvent('download'),
      desk.getByRole('link', { name: words.bulk.download }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^BLK-\w+\.csv$/);
    expect(complaints).toEqual([]);
    await context.close();
  },
  180_000,
);

test('pages that are kept up to date say so when the sign-in has ended, and ask for nothing more', async () => {
  const { desk, words, context } = await openDesk(wide);
  const { signIn } = dictionary('en').pages;
  const ref = await recordIn(site, 'awaiting-first-login');
  const { job } = await site.services.bulk.draft(
    site.administrator,
    '1001',
    { invitations: [{ email: 'late@example.org' }] },
    'en',
  );
  await bulkModels(site.connection).jobs.updateOne({ job }, { $set: { state: 'running' } });
  const timeline = await context.newPage();
  for (const page of [desk, timeline]) await page.clock.install();
  await timeline.goto(`${site.origin}/onboardings/${ref}`);
  await timeline.locator('[data-live=state]', { hasText: words.onboarding.live.live }).waitFor();
  await desk.goto(`${site.origin}/accounts/1001/bulk/${job}`);
  await desk.getByText(words.bulk.runningTitle).waitFor();
  await site.connection.collection('sessions').deleteMany({});
  await site.vanish();
  await site.serve();
  for (const page of [desk, timeline]) {
    await page.getByRole('alert').getByRole('link', { name: signIn.again }).waitFor();
    await look(page);
    let asked = 0;
    page.on('request', () => (asked += 1));
    await page.clock.runFor(60_000);
    expect(asked).toBe(0);
  }
  await Promise.all([desk.waitForEvent('load'), desk.getByRole('link', { name: signIn.again }).click()]);
  expect(new URL(desk.url()).searchParams.get('to')).toBe(`/accounts/1001/bulk/${job}`);
  await context.close();
}, 120_000);
