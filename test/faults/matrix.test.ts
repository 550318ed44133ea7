import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type StartedMailbox, startMailbox } from '../../src/embedded/mailbox/mailbox.ts';
import { mailSamples, sampleNames } from '../../src/mail/samples.ts';
import { openSite, type Site } from '../console/site.ts';
import { createVisitor } from '../console/visitor.ts';
import { carryCookie, findings, openBrowser, openChromium, type View } from '../browser/looking.ts';
import { pagesOf, type Persona, personasOf } from '../browser/personas.ts';

/** Every page of everybody, in every view: axe finds nothing, nothing sticks out, nothing is heavy or from elsewhere. */
let site: Site;
let browser: Browser;
let mailbox: StartedMailbox;
let folder: string;
let tours: readonly (Persona & { all: readonly string[] })[];
/** Bytes of each style and script, by address: fetched once, as a browser does. */
const weights = new Map<string, number>();
const heaviest = 60 * 1024;

beforeAll(async () => {
  site = await openSite();
  browser = await openChromium();
  folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-matrix-'));
  mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, folder });
  tours = await Promise.all(
    (await personasOf(site)).map(async (persona) => {
      const visitor = createVisitor(site.origin);
      if (persona.token) visitor.carry(`castellan=${persona.token}`);
      const all = await pagesOf(persona, async (place) => {
        const { html } = await visitor.open(place);
        return [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href!);
      });
      return { ...persona, all };
    }),
  );
}, 120_000);
afterAll(async () => {
  await browser.close();
  await mailbox.stop();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page's own HTML, CSS and script together. */
async function weightOf(page: Page, html: string): Promise<number> {
  const parts = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script[src], link[rel=stylesheet]')].map(
      (element) => ('src' in element ? element.src : element.href),
    ),
  );
  let sum = Buffer.byteLength(html);
  for (const part of parts) {
    if (!weights.has(part)) weights.set(part, (await (await fetch(part)).arrayBuffer()).byteLength);
    sum += weights.get(part)!;
  }
  return sum;
}

async function walk({ all, token }: (typeof tours)[number], view: View): Promise<string[]> {
  const { context, complaints } = await openBrowser(browser, view, site.origin);
  if (token) await carryCookie(context, site.origin, token);
  const page = await context.newPage();
  const wrong: string[] = [];
  for (const place of all) {
    const address = new URL(place, site.origin);
    address.searchParams.set('lang', view.locale);
    const response = (await page.goto(address.href))!;
    for (const finding of await findings(page)) wrong.push(`${place}: ${finding}`);
    const weight = await weightOf(page, await response.text());
    if (weight > heaviest) wrong.push(`${place}: weighs ${weight} bytes`);
  }
  await context.close();
  return [...wrong, ...complaints];
}

const views: View[] = [320, 1280].flatMap((width) =>
  (['en', 'fr'] as const).flatMap((locale) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ width, locale, colorScheme })),
  ),
);

test.each(views)(
  'pages at $width px in $locale, $colorScheme',
  async (view) => {
    // A window for each of two halves: a browser draws one while the other is looked at.
    const queue = [...tours];
    const wrong: string[] = [];
    const work = async () => {
      for (let tour = queue.shift(); tour !== undefined; tour = queue.shift()) wrong.push(...(await walk(tour, view)));
    };
    await Promise.all([work(), work()]);
    expect(wrong).toEqual([]);
  },
  600_000,
);

test.each(views)('mails and the mailbox at $width px in $locale, $colorScheme', async (view) => {
  const origin = new URL(mailbox.url).origin;
  const { context, complaints } = await openBrowser(browser, view, origin);
  const page = await context.newPage();
  const samples = mailSamples('https://castellan.example');
  const wrong: string[] = [];
  for (const name of sampleNames) {
    await page.setContent(samples[name](view.locale).html);
    for (const finding of await findings(page)) wrong.push(`${name}: ${finding}`);
  }
  await context.setExtraHTTPHeaders({ 'accept-language': view.locale });
  for (const place of ['', '/preview', '/preview/invitation/fr']) {
    await page.goto(`${mailbox.url}${place}`);
    for (const finding of await findings(page)) wrong.push(`${place}: ${finding}`);
  }
  expect([...wrong, ...complaints]).toEqual([]);
  await context.close();
});
