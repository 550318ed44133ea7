import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Browser, Page } from 'playwright-core';
import { startMailbox } from '../../src/embedded/mailbox/mailbox.ts';
import { mailboxDictionary } from '../../src/embedded/mailbox/words.ts';
import { envelopeWords } from '../../src/envelopes/words.ts';
import { dictionary } from '../../src/language/index.ts';
import { mailSamples, sampleNames } from '../../src/mail/samples.ts';
import { openSite, type Site } from '../console/site.ts';
import { createVisitor } from '../console/visitor.ts';
import { carryCookie, openBrowser, openChromium, overflowOf } from './looking.ts';
import { pagesOf, personasOf } from './personas.ts';
import { pseudo, speakPseudo } from './pseudo.ts';

/**
 * The pages in a language that nobody speaks, with longer words, on the narrowest phone: whatever can be read did not
 * come from the dictionary, and whatever sticks out would stick out in some language.
 */
let site: Site;
let browser: Browser;
beforeAll(async () => {
  speakPseudo(dictionary('fr'), envelopeWords('fr'), mailboxDictionary.fr);
  site = await openSite();
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** What is nobody's to translate: names, addresses, references, codes, and what Intl and src/language/dates.ts say of dates. */
const untranslatable = [
  /Castellan|English|Français|Temporal|UTC|HTTP|text\/html/g,
  /Account \w+|Acme Insurance|Acme|(?:Ask )?Bob Martin|Pat Person\d*|Person\d+|Pat\b|Nightly import|Import|Ana Silva|nobody|I look after this account now/g,
  /\S+@\S+|(?:ONB|BLK)-\w+|cst_[\w-]+|[\w.]+\.[\w.-]+|[0-9a-f]{8}-[0-9a-f-]+|K7Q2ZZ|platform/g,
  /https?:\S+|\/\S+/g,
  new RegExp(`(?<!\\p{L})(?:${monthsAndDays().join('|').replaceAll('.', '\\.')})(?!\\p{L})`, 'giu'),
  /\b(?:il y a|dans|cette|hier|demain|avant-hier|après-demain|aujourd|hui|jours?|heures?|minutes?|minute-ci|à|l’instant|moins|d’une)(?=\P{L}|$)/giu,
  /\b(?:Chrome|Firefox|Linux)\b|550 unknown|account-administrators|\btest\b/g,
];

function monthsAndDays(): string[] {
  const say = (options: Intl.DateTimeFormatOptions, date: Date) =>
    new Intl.DateTimeFormat('fr', { ...options, timeZone: 'UTC' }).format(date);
  return Array.from({ length: 12 }, (_, index) => [
    ...(['long', 'short'] as const).flatMap((width) => [
      say({ month: width }, new Date(Date.UTC(2026, index, 1))),
      say({ weekday: width }, new Date(Date.UTC(2026, 0, 1 + index))),
    ]),
  ]).flat();
}

/** Everything that a person reads or hears, but for foreign names. */
const textsOf = async (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts: string[] = [document.title];
    // .prose is a document of its own, the runbook, and no matter of the dictionary.
    const skipped =
      'script, style, noscript, code, pre, .prose, [data-guess], .secret, [lang]:not(html, body, body > .page), .message, .mono';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.closest(skipped)) texts.push(node.textContent ?? '');
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
      if (element.closest(skipped)) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) texts.push(element.getAttribute(name) ?? '');
    }
    return texts;
  });

function readable(text: string): string | null {
  const rest = untranslatable.reduce((left, pattern) => left.replace(pattern, ' '), text);
  return (
    /\p{Script=Latin}*[a-z]{3,}/iu.exec(rest.replace(/[^\x20-\x7e]+[a-z]*|[a-z]*[^\x20-\x7e]+/giu, ' '))?.[0] ?? null
  );
}

/** What sticks out of the page, and of each dialogue of it once it is open. */
async function widerThan(page: Page): Promise<string[]> {
  const wider = await overflowOf(page);
  for (const dialog of await page.locator('dialog').all()) {
    await dialog.evaluate((element: HTMLDialogElement) => element.showModal());
    wider.push(
      ...(await overflowOf(page)),
      ...(await dialog.evaluate(({ scrollWidth, clientWidth, textContent }) =>
        scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px in the dialogue ${textContent.trim()}`] : [],
      )),
    );
    await dialog.evaluate((element: HTMLDialogElement) => element.close());
  }
  return wider;
}

async function looked(page: Page, at: string): Promise<string[]> {
  const words = [...new Set((await textsOf(page)).map(readable))].filter((word) => word !== null);
  const wider = await widerThan(page);
  return [...words.map((word) => `${at}: “${word}” is not translated`), ...wider.map((finding) => `${at}: ${finding}`)];
}

test('the pseudo-language marks and lengthens words, and leaves what is put in', () => {
  expect(pseudo('Add {name} now')).toMatch(/^\P{ASCII}{5} \{name\} \P{ASCII}{5}$/u);
  expect(readable('Add to Group')).toBe('Add');
  expect(readable(pseudo('Add to Group'))).toBeNull();
});

test('no page shows a text that is not translated, and nothing sticks out of 320 px', async () => {
  const wrong: string[] = [];
  for (const persona of await personasOf(site)) {
    const visitor = createVisitor(site.origin);
    if (persona.token) visitor.carry(`castellan=${persona.token}`);
    const pages = await pagesOf(persona, async (place) => {
      const { html } = await visitor.open(place);
      return [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href!);
    });
    const { context } = await openBrowser(browser, { width: 320, locale: 'fr', colorScheme: 'light' }, site.origin);
    if (persona.token) await carryCookie(context, site.origin, persona.token);
    const page = await context.newPage();
    const open = async (place: string) => {
      const address = new URL(place, site.origin);
      address.searchParams.set('lang', 'fr');
      await page.goto(address.href);
    };
    for (const place of pages) {
      await open(place);
      wrong.push(...(await looked(page, place)));
    }
    for (const { name, at, send } of persona.answers ?? []) {
      await open(at);
      await send(page);
      wrong.push(...(await looked(page, `${at} (${name})`)));
    }
    await context.close();
  }
  expect(wrong).toEqual([]);
}, 600_000);

test('neither does the frame of the API’s documentation, which is in English itself', async () => {
  const view = { width: 320, locale: 'fr', colorScheme: 'light' } as const;
  const { context } = await openBrowser(browser, view, site.origin);
  const page = await context.newPage();
  await page.goto(`${site.origin}/docs/api?lang=fr`);
  await page.locator('.swagger-ui .opblock').first().waitFor();
  expect(await looked(page, '/docs/api')).toEqual([]);
  await context.close();
}, 120_000);

test('nor the embedded mailbox', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-pseudo-'));
  const mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, folder });
  const { origin } = new URL(mailbox.url);
  const { subject, text, html } = mailSamples('https://castellan.example').invitation('fr');
  const attachments = [{ filename: 'a.html', content: 'a', contentType: 'text/html' }];
  const mail = { from: 'castellan@example.org', to: 'ana@example.org', subject, text, html, attachments };
  await createTransport(mailbox.smtpUrl).sendMail(mail);
  const { context } = await openBrowser(browser, { width: 320, locale: 'fr', colorScheme: 'light' }, origin);
  const page = await context.newPage();
  await page.goto(mailbox.url);
  const letter = await page.locator('ul.mails a').first().getAttribute('href');
  const wrong: string[] = [];
  for (const place of [letter!, ...['', '?to=nobody@example.org', '/preview', '/preview/invitation/fr', '/none']]) {
    await page.goto(place === letter ? origin + place : mailbox.url + place);
    wrong.push(...(await looked(page, place)));
  }
  expect(wrong).toEqual([]);
  await context.close();
  await mailbox.stop();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

test('no mail either', async () => {
  const samples = mailSamples('https://castellan.example');
  const page = await browser.newPage({ viewport: { width: 320, height: 800 } });
  const wrong: string[] = [];
  for (const name of sampleNames) {
    await page.setContent(samples[name]('fr').html);
    wrong.push(...(await looked(page, name)));
  }
  expect(wrong).toEqual([]);
  await page.close();
});
