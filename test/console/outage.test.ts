import { jest } from '@jest/globals';
import { connectDatabase } from '../../src/database/connect.ts';
import { dictionary, type Locale, locales } from '../../src/language/index.ts';
import { Problem } from '../../src/problems.ts';
import { recordModels } from '../../src/records/models.ts';
import { startAwayProxy } from '../support/away-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { testDatabaseUri } from '../support/servers.ts';
import { openSite, type Site } from './site.ts';
import { expectSoundPage, type Seen } from './visitor.ts';

/** What people read when it is not for them, when we failed, and when the database is really away. */
let site: Site;
let proxy: Awaited<ReturnType<typeof startAwayProxy>>;

beforeAll(async () => {
  const uri = new URL(testDatabaseUri());
  proxy = await startAwayProxy({ host: uri.hostname, port: Number(uri.port) });
  uri.host = `127.0.0.1:${proxy.port}`;
  site = await openSite({ connect: async () => connectDatabase(uri.href) });
});
afterAll(async () => {
  proxy.setAway(false);
  await site.close();
  proxy.close();
});

function expectSaid(page: Seen, locale: Locale, status: number, ...texts: string[]) {
  expect({ path: page.path, status: page.status }).toEqual({ path: page.path, status });
  expectSoundPage(page, locale);
  const { problem: words } = dictionary(locale).pages;
  for (const text of [...texts, words.reference, words.more]) expect(page.text).toContain(text);
}

describe.each(locales)('in %s', (locale) => {
  const { problems, pages, administration } = dictionary(locale);

  test('a page that is not theirs says whom to ask, and leads to the request for an upgrade', async () => {
    const plain = await site.addUser();
    const visitor = await site.signedInAs(plain);
    const page = await visitor.get(`/accounts/1001/users?lang=${locale}`);
    const { title, why, next } = problems['access.not-account-administrator'];
    expectSaid(page, locale, 403, title, why, next);
    expect(page.html).toContain(`href="/account?lang=${locale}"`);
  });

  test('an error of ours says so, and lets one try again', async () => {
    const visitor = await site.signedInAs(site.administrator.user);
    const broken = jest.spyOn(site.services.directory, 'listAccounts').mockRejectedValue(new Error('a secret detail'));
    try {
      const page = await visitor.get(`/accounts?lang=${locale}`);
      const { title, why, next } = problems['service.internal'];
      expectSaid(page, locale, 500, title, why, next, pages.problem.again);
      expect(page.html).not.toContain('secret detail');
    } finally {
      broken.mockRestore();
    }
  });

  test('MongoDB away: nothing was lost, and what was sent can be sent again', async () => {
    const email = `late.${locale}@example.org`;
    const visitor = await site.signedInAs(site.administrator.user);
    const given = `?lang=${locale}`;
    const form = await visitor.get(`/promote${given}`);
    const fields = { email, path: 'invite', firstName: 'Ana', lastName: 'Silva' };
    const asked = await visitor.follow(await visitor.submit(form, /promote/, { email }));
    proxy.setAway(true);
    try {
      const { title, why, next } = problems['service.directory-unavailable'];
      const texts = [title, why, next, pages.problem.nothingLost] as const;
      const reading = await visitor.get(`/accounts${given}`);
      expectSaid(reading, locale, 503, ...texts, pages.problem.unavailable, pages.problem.again);
      expect(reading.headers.get('retry-after')).toBe('2');
      const sending = await visitor.submit(asked, /promote/, fields);
      expectSaid(sending, locale, 503, ...texts, pages.problem.unavailablePost);
      expect(sending.html).not.toContain('data-again');
      const signingIn = await site.visitor().post(`/sign-in${given}`, { userId: 'x@example.org', password: 'y' });
      expectSaid(signingIn, locale, 503, ...texts, pages.problem.unavailablePost);
    } finally {
      proxy.setAway(false);
    }

    const sentAgain = await eventually(async () => {
      const answer = await visitor.submit(asked, /promote/, fields);
      return answer.status === 503 ? null : visitor.follow(answer);
    });
    expect(sentAgain.text).toContain(administration.confirmation.begun);
    expect(await recordModels(site.connection).onboardings.countDocuments({ email })).toBe(1);
  });
});

test('an answer that says to send the form again sends it again when it is loaded again; any other leads elsewhere', async () => {
  const visitor = await site.signedInAs(site.administrator.user);
  const end = async () => visitor.post('/account/sign-ins', { id: 'f'.repeat(24) });
  const again = async (work: () => Promise<Seen>) => {
    const { status, html } = await work();
    return [status, html.includes('data-again="/')];
  };
  expect(await again(end)).toEqual([404, true]);
  const { sessions } = site.services.credentials;
  for (const [error, status] of [
    [new Error('broken'), 500],
    [new Problem('rate.limited', { params: { seconds: 60 } }), 429],
  ] as const) {
    const refusing = jest.spyOn(sessions, 'revoke').mockRejectedValue(error);
    try {
      expect(await again(end)).toEqual([status, false]);
    } finally {
      refusing.mockRestore();
    }
  }
});

test.each(locales)('no worker polls: pages say so, and what is asked for is kept, in %s', async (locale) => {
  const { alerts, confirmation } = dictionary(locale).administration;
  const { title, text } = alerts['no-worker']!;
  const unattended = await openSite({ polled: false });
  try {
    const admin = await unattended.signedInAs(unattended.administrator.user);
    const group = '/accounts/1001/groups/account-administrators';
    for (const path of ['/accounts', '/accounts/1001', group, '/accounts/1001/bulk', '/onboardings']) {
      const page = await admin.get(`${path}?lang=${locale}`);
      expect({ path, said: page.text.includes(`${title} ${text}`) }).toEqual({ path, said: true });
      expectSoundPage(page, locale);
    }
    const asked = { account: '1001', email: 'kept@example.org', path: 'invite' };
    const begun = await admin.follow(await admin.post(`/promote?lang=${locale}`, asked));
    for (const said of [title, confirmation.begun]) expect(begun.text).toContain(said);
    const { onboardings } = recordModels(unattended.connection);
    expect(await onboardings.findOne({ email: asked.email }).lean()).toMatchObject({ stage: 'requested', open: true });
  } finally {
    await unattended.close();
  }
});
