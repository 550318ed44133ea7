import type { Browser } from 'playwright-core';
import { createSessions } from '../../src/credentials/sessions.ts';
import { type StallReason, stallReasons } from '../../workflows/stages.ts';
import { recordIn } from '../console/records.ts';
import { openSite, type Site } from '../console/site.ts';
import { carryCookie, openBrowser, openChromium, type View } from './looking.ts';

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

const stalled = (reason: StallReason) => ({
  stage: 'stalled' as const,
  facts: {
    path: 'invite',
    stall: { reason, stage: 'inviting', attempt: 2, detail: '550 5.1.1 unknown user', since: new Date() },
    nextAutomaticAction: { kind: 'expiry', at: new Date(Date.now() + 9 * 86_400_000) },
  },
});

/** Where an onboarding can rest, as a phone shows it. */
const rests = [
  { stage: 'awaiting-first-login', facts: { path: 'invite' } },
  { stage: 'awaiting-first-login', facts: { path: 'temporary-password' } },
  { stage: 'awaiting-first-login', facts: { path: null } },
  ...stallReasons.map(stalled),
] as const;

const screens: readonly (View & { readonly height: number })[] = [
  { width: 320, height: 640, locale: 'en', colorScheme: 'light' },
  { width: 320, height: 640, locale: 'fr', colorScheme: 'dark' },
  { width: 390, height: 844, locale: 'fr', colorScheme: 'light' },
];

test.each(screens)(
  'the four answers are on the first screen of a phone, $width × $height in $locale',
  async (screen) => {
    const { width, height, locale } = screen;
    await site.users.updateOne({ userId: 'admin@example.org' }, { $set: { 'preferences.language': locale } });
    const { context } = await openBrowser(browser, screen, site.origin);
    const sessions = createSessions({ connection: site.connection, idleMs: 3_600_000, lifetimeMs: 3_600_000 });
    await carryCookie(context, site.origin, await sessions.open(site.administrator.user, 'full'));
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    const below: string[] = [];
    for (const { stage, facts } of rests) {
      const ref = await recordIn(site, stage, { open: true, ...facts });
      await page.goto(`${site.origin}/onboardings/${ref}`);
      const answers = await page.locator('.answer').evaluateAll((sections) =>
        sections.map((section) => {
          const title = section.querySelector('h2')!;
          const first = section.querySelector('p:not([hidden]), button:not([hidden]), summary')!;
          const { top, bottom } = first.getBoundingClientRect();
          // Of a paragraph that wraps, the first line.
          const line =
            first instanceof HTMLParagraphElement
              ? top + Number.parseFloat(getComputedStyle(first).lineHeight)
              : bottom;
          return { title: title.textContent, bottom: line };
        }),
      );
      expect(answers).toHaveLength(4);
      const reason = 'stall' in facts ? facts.stall.reason : `${stage}, ${facts.path}`;
      below.push(
        ...answers
          .filter(({ bottom }) => bottom > height)
          .map(({ title, bottom }) => `${reason}: ${title} at ${bottom}`),
      );
    }
    expect(below).toEqual([]);
    await context.close();
  },
  120_000,
);
