import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type StartedMailbox, startMailbox } from '../../src/embedded/mailbox/mailbox.ts';
import { type Locale, locales } from '../../src/language/index.ts';
import { mailSamples, sampleNames } from '../../src/mail/samples.ts';
import { openSite, type Site } from '../console/site.ts';
import { createVisitor } from '../console/visitor.ts';
import { carryCookie, findings, openBrowser, openChromium } from './looking.ts';
import { pagesOf, type Persona, personasOf } from './personas.ts';

/**
 * Every page of everybody, at 320 and 1280 px, in both languages, light and dark: nothing sticks out, nothing is heavy
 * or from elsewhere, the console is silent, and axe finds nothing. A page is loaded once in each language; window and
 * theme change under it, as they do for a person who turns a phone. axe looks once in each theme.
 */
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

/** What is wrong with the open page in any of its four views. */
async function lookAround(page: Page, locale: Locale, at: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      // Without motion: half-way between two themes a colour is neither of them.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const axe = locale === 'en' ? width === 1280 && colorScheme === 'light' : width === 320 && colorScheme === 'dark';
      for (const finding of await findings(page, { axe })) wrong.push(`${at}, ${width} ${colorScheme}: ${finding}`);
    }
  }
  return wrong;
}

async function walk({ all, answers = [], token }: (typeof tours)[number], locale: Locale): Promise<string[]> {
  const view = { width: 1280, locale, colorScheme: 'light' } as const;
  const { context, complaints } = await openBrowser(browser, view, site.origin);
  if (token) await carryCookie(context, site.origin, token);
  const page = await context.newPage();
  const wrong: string[] = [];
  const open = async (place: string) => {
    const address = new URL(place, site.origin);
    address.searchParams.set('lang', locale);
    return (await page.goto(address.href))!;
  };
  for (const place of all) {
    const response = await open(place);
    wrong.push(...(await lookAround(page, locale, place)));
    const weight = await weightOf(page, await response.text());
    if (weight > heaviest) wrong.push(`${place}: weighs ${weight} bytes`);
  }
  for (const { name, at, send } of answers) {
    await open(at);
    await send(page);
    wrong.push(...(await lookAround(page, locale, `${at} (${name})`)));
    const weight = await weightOf(page, await page.content());
    if (weight > heaviest) wrong.push(`${at} (${name}): weighs ${weight} bytes`);
  }
  await context.close();
  return [...wrong, ...complaints];
}

test.each(locales)(
  'every page in %s',
  async (locale) => {
    // Two windows: a browser draws one while the other is looked at.
    const queue = [...tours].sort((one, other) => other.all.length - one.all.length);
    const wrong: string[] = [];
    const work = async () => {
      for (let tour = queue.shift(); tour !== undefined; tour = queue.shift())
        wrong.push(...(await walk(tour, locale)));
    };
    await Promise.all([work(), work()]);
    expect(wrong).toEqual([]);
  },
  900_000,
);

test.each(locales)(
  'every mail, the mailbox and its previews in %s',
  async (locale) => {
    const view = { width: 1280, locale, colorScheme: 'light' } as const;
    const { context, complaints } = await openBrowser(browser, view, new URL(mailbox.url).origin);
    const page = await context.newPage();
    const samples = mailSamples('https://castellan.example');
    const wrong: string[] = [];
    for (const name of sampleNames) {
      await page.setContent(samples[name](locale).html);
      wrong.push(...(await lookAround(page, locale, name)));
    }
    await context.setExtraHTTPHeaders({ 'accept-language': locale });
    for (const place of ['', '/preview', `/preview/invitation/${locale}`]) {
      await page.goto(`${mailbox.url}${place}`);
      wrong.push(...(await lookAround(page, locale, place)));
    }
    expect([...wrong, ...complaints]).toEqual([]);
    await context.close();
  },
  300_000,
);
