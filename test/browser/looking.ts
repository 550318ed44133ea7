import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Locale } from '../../src/language/index.ts';

/** A person's window and what they chose in their system. */
export interface View {
  readonly width: number;
  readonly locale: Locale;
  readonly colorScheme: 'light' | 'dark';
}

/**
 * Four views in which every two of a width, a language and a theme meet (an orthogonal array of strength two): whatever
 * goes wrong for one value, or for two together, goes wrong in one of them. matrix.test.ts looks at all eight.
 */
export const pairwise: readonly View[] = [
  { width: 320, locale: 'en', colorScheme: 'light' },
  { width: 320, locale: 'fr', colorScheme: 'dark' },
  { width: 1280, locale: 'en', colorScheme: 'dark' },
  { width: 1280, locale: 'fr', colorScheme: 'light' },
];

export async function openChromium(): Promise<Browser> {
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  args.push('--disable-component-update', '--disable-sync', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []));
  return chromium.launch({ executablePath: process.env['CHROMIUM_PATH']!, args });
}

/**
 * A person's browser. Whatever its console complains of, a violation of the policy included, is an error of the test,
 * and so is a request to anywhere but the origin.
 * @param mailboxUrl where the person may read mails as well
 */
export async function openBrowser(
  browser: Browser,
  { width, locale, colorScheme }: View,
  origin: string,
  mailboxUrl?: string,
) {
  const places = ['file:', ...(mailboxUrl === undefined ? [] : [mailboxUrl])];
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale, colorScheme });
  const complaints: string[] = [];
  context.on('request', (request) => {
    // A mail's attachment is opened from a file, and a mail in the mailbox, by the person.
    const opened = request.isNavigationRequest() && places.some((place) => request.url().startsWith(place));
    if (!opened && !request.url().startsWith(`${origin}/`)) complaints.push(`loads ${request.url()}`);
  });
  // A page that is refused is an answer that the test wants; what a page needs is never.
  context.on('response', (response) => {
    const what = response.request().resourceType();
    if (response.status() >= 400 && what !== 'document') complaints.push(`${response.status()} ${response.url()}`);
  });
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      const answered = /status of [45]\d\d/.test(message.text()); // told of above
      if (message.type() === 'error' && !answered) complaints.push(`${page.url()}: ${message.text()}`);
    });
  });
  return { context, complaints };
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What axe finds on the page, or in one element of it.
 * @param except rules that are not asked there
 */
export async function violationsOf(page: Page, selector = 'html', except: readonly string[] = []): Promise<string[]> {
  const has = await page.evaluate(() => 'axe' in globalThis);
  if (!has) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    async ([within, runOnly, left]) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(within, {
        runOnly,
        resultTypes: ['violations'],
        rules: Object.fromEntries(left.map((rule) => [rule, { enabled: false }])),
      }),
    [selector, tags, except] as const,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** How many pixels the page is wider than its window, and the elements that stick out. */
export const overflowOf = async (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1,
    );
    return [`${scrollWidth - clientWidth} px`, ...out.map((element) => element.outerHTML.slice(0, 160))];
  });

/** Controls that are too small to hit. */
const smallTargets = async (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea, summary, .button')]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 20)
      .map((element) => element.outerHTML),
  );

/**
 * Nothing that axe finds, nothing wider than the window, every target big enough; dialogues and disclosures too.
 * @param options.axe false leaves axe out, which takes ten times as long as all the rest
 */
export async function findings(page: Page, { axe: asked = true } = {}): Promise<string[]> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  const violations = async (selector?: string) => (asked ? violationsOf(page, selector) : []);
  const found = [...(await violations()), ...(await overflowOf(page)), ...(await smallTargets(page))];
  const dialogs = await page.locator('dialog').count();
  for (let index = 0; index < dialogs; index += 1) {
    const id = await page
      .locator('dialog')
      .nth(index)
      .evaluate((dialog: HTMLDialogElement, at) => {
        dialog.showModal();
        dialog.id ||= `looked-at-${at}`;
        return dialog.id;
      }, index);
    found.push(...(await violations(`#${id}`)), ...(await overflowOf(page)));
    await page.locator(`#${id}`).evaluate((dialog: HTMLDialogElement) => dialog.close());
  }
  return found;
}

/** @throws with everything that is wrong with the page */
export async function look(page: Page): Promise<void> {
  const at = new URL(page.url()).pathname;
  expect({ at, found: await findings(page) }).toEqual({ at, found: [] });
}

/** Presses, waits for the page that answers, and looks at it. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).first().click()]);
  await look(page);
}

/** Signs a browser in by its cookie. */
export const carryCookie = async (context: BrowserContext, origin: string, token: string): Promise<void> =>
  context.addCookies([{ name: 'castellan', value: token, url: origin }]);
