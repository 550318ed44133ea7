import { jest } from '@jest/globals';
import mongoose from 'mongoose';
import { createSessions } from '../../src/credentials/sessions.ts';
import { envelopeLimit } from '../../src/envelopes/sealing.ts';
import { openSite, type Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(async () => site.close());

const mid = 'A'.repeat(22);

describe('language', () => {
  test.each([
    ['fr-CA,fr;q=0.9,en;q=0.5', '/sign-in', 'fr'],
    ['de', '/sign-in', 'en'],
    ['fr', '/sign-in?lang=en', 'en'],
    ['en', '/sign-in?lang=fr', 'fr'],
    ['en', '/sign-in?lang=xx', 'en'],
  ])('Accept-Language %s at %s gives %s', async (accepted, path, locale) => {
    const page = await site.visitor(accepted).get(path);
    expect(page.html).toContain(`<html lang="${locale}"`);
  });

  test('a user’s preference comes before the browser’s, the address before both', async () => {
    const user = await site.addUser({ preferences: { language: 'fr', timeZone: 'UTC', notifyNewMessages: true } });
    const visitor = await site.signedInAs(user, 'en');
    expect((await visitor.get('/account')).html).toContain('<html lang="fr"');
    const chosen = await visitor.get('/account?lang=en');
    expect(chosen.html).toContain('<html lang="en"');
    expect(chosen.html).toContain('href="/onboardings?lang=en"');
    expect(chosen.html).toContain('href="/account?lang=fr" lang="fr"');
  });
});

describe('who may see what', () => {
  test.each(['/', '/onboardings', '/promote', '/account', '/welcome', '/onboardings/ONB-ABCDEF'])(
    '%s leads to the sign-in, and back afterwards where that is safe',
    async (path) => {
      const { status, location } = await site.visitor().get(path);
      expect(status).toBe(303);
      expect(location).toMatch(/^\/sign-in/);
    },
  );

  test('a first login that is not complete leads there from everywhere', async () => {
    const user = await site.addUser({ requiredActions: ['features', 'preferences', 'permanent-password'] });
    const visitor = await site.signedInAs(user, 'en', 'required-actions');
    for (const path of ['/', '/onboardings', '/promote', '/account']) {
      expect((await visitor.get(path)).location).toBe('/first-login');
    }
    // The first task is due; the others lead to the list.
    expect((await visitor.get('/first-login/password')).location).toBe('/first-login');
    expect((await visitor.post('/first-login/password', { password: 'x' })).status).toBe(409);
  });

  test.each([
    ['//evil.example', null],
    ['https://evil.example/m/x', null],
    ['/m/../sign-out', null],
    ['/\\evil.example', null],
    ['/onboardings/ONB-ABCDEF', '/onboardings/ONB-ABCDEF'],
    ['/onboardings/ONB-ABCDEF/confirmation', '/onboardings/ONB-ABCDEF/confirmation'],
    ['/accounts/1001/bulk/BLK-ABCDEF', '/accounts/1001/bulk/BLK-ABCDEF'],
    ['/onboardings?stage=stalled', '/onboardings?stage=stalled'],
    ['/support?reason=mail-rejected&age=P7D', '/support?reason=mail-rejected&age=P7D'],
    ['/onboardings?to=//evil.example', null],
    ['/onboardings?stage=stalled&cursor=MS4y-_&to=x', null],
    ['/onboardings?q=<script>', null],
    ['/support?requests=MS4y-_', '/support?requests=MS4y-_'],
    ['/onboardings?said=cancel', null],
    ['/onboardings?stage=x?y', null],
    ['/promote?q=x', null],
    ['//evil.example/onboardings?stage=stalled', null],
    [`/m/${mid}`, `/m/${mid}`],
  ])('after a sign-in, %s leads to %s', async (to, expected) => {
    const user = await site.addUser();
    const visitor = await site.signedInAs(user);
    const { location } = await visitor.get(`/sign-in?to=${encodeURIComponent(to)}`);
    expect(location).toBe(expected ?? '/');
  });

  test('the digest’s link is found again after a sign-in', async () => {
    const { location } = await site.visitor().get('/onboardings?stage=stalled&lang=fr');
    const { pathname, searchParams } = new URL(location!, 'http://here');
    expect([pathname, searchParams.get('to')]).toEqual(['/sign-in', '/onboardings?stage=stalled']);
  });

  test.each(['/onboardings', '/support'])(
    'the next page of a filtered list, %s, is found again when the session was over',
    async (path) => {
      const filter = {
        q: `Zoë ${'x'.repeat(200)} d’Été`,
        reason: 'mail-rejected',
        account: '1001',
        cursor: 'MS4xNzAw-_',
      };
      const next = `${path}?${new URLSearchParams(filter)}`;
      const { location } = await site.visitor().get(next);
      const signIn = new URL(location!, 'http://here');
      expect([signIn.pathname, signIn.searchParams.get('to')]).toEqual(['/sign-in', next]);
      const signedIn = await site.signedInAs(await site.addUser());
      expect((await signedIn.get(location!)).location).toBe(next);
    },
  );

  test('sign-out ends the session, not only the cookie', async () => {
    const user = await site.addUser();
    const visitor = await site.signedInAs(user);
    const cookie = visitor.cookie();
    const page = await visitor.get('/account');
    const out = await visitor.submit(page, /sign-out/);
    expect(out.location).toBe('/sign-in?done=signed-out');
    expect(visitor.cookie()).toBe('');
    const sessions = createSessions({ connection: site.connection, idleMs: 60_000, lifetimeMs: 60_000 });
    expect(await sessions.read(cookie.split('=')[1]!)).toBeNull();
  });
});

describe('requests that are none of ours', () => {
  test('a form of another site is refused with a page, and changes nothing', async () => {
    const visitor = await site.signedInAs(site.administrator.user);
    const refused = await visitor.post(
      '/sign-out',
      {},
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    );
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('text/html');
    expect((await visitor.get('/account')).status).toBe(200);
  });

  test('GET, HEAD and prefetch of a message’s address change nothing', async () => {
    const before = await site.connection.collection('enrolmentCodes').countDocuments();
    for (const path of [`/m/${mid}`, `/m/${mid}/code`, `/m/${mid}/verify`, '/open']) {
      await site.visitor().ask(path);
      await site.visitor().ask(path, { method: 'HEAD' });
    }
    expect(await site.connection.collection('enrolmentCodes').countDocuments()).toBe(before);
  });

  test('too many fields, a body too large, a field sent twice', async () => {
    const visitor = site.visitor();
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, '1']));
    expect((await visitor.post('/sign-in', many)).status).toBe(413);
    expect((await visitor.post('/sign-in', { userId: 'x'.repeat(200_000) })).status).toBe(413);
    const twice = await visitor.ask('/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'userId=a@example.org&userId=b@example.org&password=x',
    });
    expect(twice.status).toBe(422);
  });

  test('guessing passwords by the page is limited like by the API', async () => {
    const visitor = site.visitor();
    const statuses: number[] = [];
    for (let time = 0; time < 11; time += 1) {
      statuses.push((await visitor.post('/sign-in', { userId: 'guess@example.org', password: `no ${time}` })).status);
    }
    expect(statuses.slice(0, 10).every((status) => status === 401)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('POST /open, the form of a mail’s attachment', () => {
  const foreign = { origin: 'null', 'sec-fetch-site': 'cross-site' };

  async function sealed() {
    const { mid: made } = await site.envelopes.seal({
      ref: 'ONB-000009',
      step: '1',
      account: '1001',
      accountName: 'Acme',
      email: 'open@example.org',
      addressKey: 'open@example.org',
      senderName: 'Bob',
      text: 'Hello\n'.repeat(4_000),
      expiresAt: new Date(Date.now() + 3_600_000),
      locale: 'en',
    });
    const { html } = await site.envelopes.attachmentFor(made, 'en');
    const jwe = /<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(html)![1]!;
    return { made, jwe: jwe.replaceAll('&quot;', '"').trim() };
  }

  test('leads to the message, as multipart and as a plain form', async () => {
    const { made, jwe } = await sealed();
    const multipart = new FormData();
    multipart.set('envelope', jwe);
    for (const body of [multipart, new URLSearchParams({ envelope: jwe })]) {
      const answer = await site.visitor().ask('/open', { method: 'POST', body, headers: foreign });
      expect(answer.status).toBe(303);
      expect(answer.location).toBe(`/m/${made}`);
    }
  });

  test.each([
    ['an unknown envelope', new URLSearchParams({ envelope: '{"protected":"x"}' }), 404],
    ['no envelope', new URLSearchParams({ other: '1' }), 422],
    ['a file instead of text', fileForm(), 422],
    ['too much', new URLSearchParams({ envelope: 'x'.repeat(envelopeLimit + 20_001) }), 413],
    ['JSON', '{}', 415],
  ])('refuses %s with a page', async (_name, body, status) => {
    const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const answer = await site.visitor().ask('/open', { method: 'POST', body, headers: { ...foreign, ...type } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });

  test('refuses a multipart body that is none', async () => {
    const answer = await site.visitor().ask('/open', {
      method: 'POST',
      body: 'garbage',
      headers: { ...foreign, 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(answer.status).toBe(422);
  });

  function fileForm() {
    const form = new FormData();
    form.set('envelope', new Blob(['x']), 'x.txt');
    return form;
  }
});

describe('assets', () => {
  test('are kept for ever, under an address that changes with the content', async () => {
    const visitor = site.visitor();
    const { html } = await visitor.get('/sign-in');
    for (const [, address] of html.matchAll(/(?:href|src)="(\/assets\/[^"]*)"/g)) {
      const asset = await visitor.get(address!);
      expect(asset.status).toBe(200);
      expect(asset.headers.get('cache-control')).toContain('immutable');
    }
    expect((await visitor.get('/assets/../console.ts')).status).toBe(404);
  });

  test('the style weighs at most 20 KB and loads nothing', async () => {
    const { html } = await site.visitor().get('/assets/console.css');
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(20_480);
    expect(html).not.toMatch(/@import|url\(|https?:/);
  });
});

test('MongoDB away: a page that says what to do, when to come back, and a reference', async () => {
  const visitor = await site.signedInAs(site.administrator.user);
  const lost = new mongoose.mongo.MongoNetworkError('no primary');
  const listing = jest.spyOn(site.services.directory, 'listAccounts').mockRejectedValue(lost);
  try {
    const answer = await visitor.get('/account');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.text).toContain('The directory cannot be reached.');
    expect(answer.text).toContain('Nothing was lost');
    expect(answer.html).toContain('<a class="button" href="/account">Try again</a>');
    expect(answer.text).toMatch(/Reference for support: [\w-]{8,}/);
  } finally {
    listing.mockRestore();
  }
});
