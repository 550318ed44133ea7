import type { Browser } from 'playwright-core';
import { dictionary } from '../../src/language/index.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { openSite, type Site } from '../console/site.ts';
import { eventually } from '../support/eventually.ts';
import { openBrowser, openChromium, pairwise } from './looking.ts';
import { decide, follow, givePassword, signIn } from './walking.ts';

/** The how-to's "contact support": whoever is no administrator asks, support starts it, an administrator approves. */
let site: Site;
let browser: Browser;
beforeAll(async () => {
  site = await openSite();
  browser = await openChromium();
  const helper = await site.addUser({ userId: 'support@example.org', createdByAccount: platformAccount });
  await site.join(helper, platformAccount, supportGroup);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test.each(pairwise)(
  'an upgrade is asked for, started by support and approved, at $width px in $locale, $colorScheme',
  async (view) => {
    const { ownUser, administration: words } = dictionary(view.locale);
    const { userId } = await site.addUser({ userId: `eve.${view.width}.${view.locale}@example.org` });
    const people = [userId, 'support@example.org', 'admin@example.org'] as const;
    const [eve, support, admin] = await Promise.all(
      people.map(async (person) => {
        await givePassword(site, person, view);
        const { context, complaints } = await openBrowser(browser, view, site.origin);
        const page = await context.newPage();
        await signIn(page, site, person, view);
        return { context, complaints, page };
      }),
    );

    await follow(eve!.page, words.sections.account, 'header');
    await follow(eve!.page, ownUser.upgrade.ask('Account 1001 (1001)'));
    await decide(eve!.page, words.account.upgrade, 'I look after our mail now.', view);
    await eve!.page.getByRole('heading', { name: words.account.upgradeDone }).waitFor();

    await follow(support!.page, words.sections.support, 'header');
    await support!.page.getByText('I look after our mail now.').waitFor();
    await decide(support!.page, words.support.start, 'She is who she says.', view);
    await support!.page.getByText(words.support.done['started']!).waitFor();

    await follow(admin!.page, words.sections.onboardings, 'header');
    await follow(admin!.page, userId);
    await decide(admin!.page, words.onboarding.deeds.approve.label, 'I know her.', view);
    await eventually(() => site.isMember(userId));
    for (const { context, complaints } of [eve!, support!, admin!]) {
      expect(complaints).toEqual([]);
      await context.close();
    }
  },
  180_000,
);
