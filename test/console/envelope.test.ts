import { mailsALife } from '../../src/envelopes/codes.ts';
import { envelopeModels } from '../../src/envelopes/models.ts';
import { openSite, type Site } from './site.ts';
import { account } from '../support/world.ts';

/** The message of an onboarding on its page: where it stands, and what an administrator does to it. */
let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

async function invite(email: string) {
  const input = { email, path: 'invite' as const, message: 'SECRET CONTENT', reason: 'test' };
  return (await site.onboardings.request(site.administrator, account, input, 'en')).onboarding.ref;
}

test('an administrator locks, unlocks, extends and recalls; the page says what is and what was done', async () => {
  const ref = await invite('ana@example.org');
  const desk = await site.signedInAs(site.administrator.user);
  const page = `/onboardings/${ref}`;
  const shown = await desk.open(page);
  expect(shown.text).toContain('The message Where it stands mailed');
  expect(shown.text).toContain('First opened not yet');
  expect(shown.html).not.toContain('SECRET CONTENT');

  const act = async (action: string, fields: Record<string, string> = {}) => {
    const given = { reason: 'wrong person?', ...fields };
    const answer = await desk.submit(await desk.open(page), new RegExp(`/envelope/${action}$`), given);
    expect(answer).toMatchObject({ status: 303, location: `${page}?said=envelope-${action}` });
    return desk.open(answer.location!);
  };
  const locked = await act('lock');
  expect(locked.text).toContain('The message is locked.');
  expect(locked.text).toContain('Reason, as the recipient sees it wrong person?');
  expect(locked.text).toContain('admin@example.org locked the message: wrong person?');
  expect(locked.html).toContain('data-deed="envelope-lock" hidden');
  expect((await act('unlock')).text).toContain('The message is unlocked.');
  const opensFor = async () => {
    const { envelope } = await site.onboardings.get(site.administrator, ref, 'en');
    return Math.round((Date.parse(envelope!.expiresAt) - Date.now()) / 3_600_000);
  };
  // A week unless another time is chosen.
  expect((await act('extend')).text).toContain('The message can be opened longer.');
  expect(await opensFor()).toBe(168);
  await act('extend', { hours: '720' });
  expect(await opensFor()).toBe(720);
  expect((await desk.post(`${page}/envelope/extend`, { reason: 'x', hours: '-1' })).status).toBe(422);
  const recalled = await act('recall');
  expect(recalled.text).toContain('recalled; its key is destroyed');
  expect(recalled.html).not.toMatch(/data-deed="envelope-\w+">/);
  // The first screen says the way on.
  expect(recalled.text).toContain('The message is recalled, so the person cannot enrol by it. Send it again');

  // Opened again by its address, or sent again: nothing happens, and nothing breaks.
  expect(await desk.get(`${page}/envelope/recall`)).toMatchObject({ status: 303, location: page });
  const late = await desk.post(`${page}/envelope/lock`, { reason: 'late' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('This cannot be done to the message now.');
  const french = await (await site.signedInAs(site.administrator.user, 'fr')).open(`${page}?lang=fr`);
  expect(french.text).toContain('Pendant combien de temps, à partir de maintenant Un jour Trois jours Une semaine');
  expect(french.text).toContain('rappelé\u202f; sa clé est détruite');
});

test('without a reason nothing is done; support sees where it stands and has no forms', async () => {
  const ref = await invite('ben@example.org');
  const desk = await site.signedInAs(site.administrator.user);
  expect((await desk.post(`/onboardings/${ref}/envelope/lock`, { reason: ' ' })).status).toBe(422);
  expect((await desk.post(`/onboardings/${ref}/envelope/burn`, { reason: 'x' })).status).toBe(404);
  const support = await site.addUser({ userId: 'sue@example.org', createdByAccount: 'platform' });
  await site.join(support, 'platform', 'support');
  const watching = await site.signedInAs(support);
  const seen = await watching.open(`/onboardings/${ref}`);
  expect(seen.text).toContain('The message Where it stands mailed');
  expect(seen.html).not.toContain('/envelope/');
  expect((await watching.post(`/onboardings/${ref}/envelope/lock`, { reason: 'x' })).status).toBe(403);
  expect((await site.onboardings.get(site.administrator, ref, 'en')).envelope).toMatchObject({ state: 'sent' });
});

test('whoever is not its recipient cannot report it as not for them', async () => {
  const ref = await invite('eve@example.org');
  const { mid } = (await site.onboardings.get(site.administrator, ref, 'en')).envelope!;
  const other = await site.signedInAs(await site.addUser({ addressProvedAt: new Date() }));
  expect((await other.post(`/m/${mid}/not-for-me`, {})).status).toBe(403);
  expect((await site.visitor().post(`/m/${mid}/not-for-me`, {})).status).toBe(303);
  expect(await other.get(`/m/${mid}/not-for-me`)).toMatchObject({ status: 303, location: `/m/${mid}` });
  expect((await site.onboardings.get(site.administrator, ref, 'en')).envelope).toMatchObject({ state: 'sent' });
});

test('whoever closed a message as not for them reads so, and not that its sender took it back', async () => {
  const email = 'not-for-mia@example.org';
  const ref = await invite(email);
  const { mid } = (await site.onboardings.get(site.administrator, ref, 'en')).envelope!;
  const reader = await site.signedInAs(await site.addUser({ userId: email, addressProvedAt: new Date() }));
  await reader.follow(await reader.post(`/m/${mid}/not-for-me`, {}));
  const closed = await reader.get(`/m/${mid}`);
  expect(closed.text).toContain('You closed this message.');
  expect(closed.text).not.toContain('The sender took it back');
});

test.each(['page', 'API'])('a right code ends the unfinished session that the browser had before: %s', async (way) => {
  const email = `newcomer-${way.toLowerCase()}@example.org`;
  const ref = await invite(email);
  const { mid } = (await site.onboardings.get(site.administrator, ref, 'en')).envelope!;
  await site.services.enrolments.requestCode({ mid });
  const code = /^\d{8}$/m.exec((await site.mailTo(email, /^\d{8}$/m)).text)![0];
  const { sessions } = site.services.credentials;
  const other = await site.addUser({ requiredActions: ['features'] });
  const former = await sessions.open(String(other._id), 'required-actions');
  const elsewhere = await sessions.open(String(other._id), 'required-actions');
  const browser = site.visitor().carry(`castellan=${former}`);
  const entered = { code, firstName: 'Ana', lastName: 'Silva' };
  if (way === 'page') {
    const reference = (await site.services.enrolments.reference(mid))!;
    const answer = await browser.post(`/m/${mid}/verify`, { ...entered, reference });
    expect(answer).toMatchObject({ status: 303, location: expect.stringContaining('/first-login') });
  } else {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ mid, ...entered });
    expect((await browser.ask('/api/v1/enrolments/verify', { method: 'POST', headers, body })).status).toBe(200);
  }
  expect(await sessions.read(former)).toBeNull();
  expect(await sessions.read(elsewhere)).not.toBeNull();
  const own = browser.cookie().replace('castellan=', '');
  expect(await sessions.read(own)).toMatchObject({ userId: email, kind: 'required-actions' });
});

test('once no more codes are mailed, the page names who can help, the same for an id that names nothing', async () => {
  const ref = await invite('asked-often@example.org');
  const { mid } = (await site.onboardings.get(site.administrator, ref, 'en')).envelope!;
  const unknown = 'U'.repeat(22);
  const { codes } = envelopeModels(site.connection);
  for (const id of [mid, unknown]) {
    await site.services.enrolments.requestCode({ mid: id });
    await codes.updateOne({ mid: id }, { $set: { mailsCounted: mailsALife, expiresAt: new Date() } });
  }
  const told = { en: 'Ask whoever invited you to send the invitation again', fr: 'de renvoyer l’invitation' };
  for (const [language, words] of Object.entries(told)) {
    const visitor = site.visitor(language);
    const [real, none] = [await visitor.post(`/m/${mid}/code`, {}), await visitor.post(`/m/${unknown}/code`, {})];
    expect(real.status).toBe(429);
    expect(real.headers.has('retry-after')).toBe(false);
    expect(real.text).toContain(words);
    expect(none.status).toBe(429);
    expect(none.html.replaceAll(unknown, mid)).toBe(real.html);
  }
  // Whoever may sends it again, and codes are mailed as at first.
  await site.onboardings.act(site.administrator, ref, 'resend', { reason: 'asked for' }, 'en');
  const again = await site.visitor().post(`/m/${mid}/code`, {});
  expect(again).toMatchObject({ status: 303, location: `/m/${mid}/code` });
});

test('the longest message’s attachment opens too', async () => {
  // Control characters take the most room: six bytes each in JSON.
  const input = { email: 'long@example.org', path: 'invite' as const, message: '\u0001'.repeat(32_768) };
  const { onboarding } = await site.onboardings.request(site.administrator, account, input, 'en');
  const { mid } = await site.recordOf(onboarding.ref);
  const { jwe } = (await envelopeModels(site.connection).envelopes.findOne({ mid: mid! }).lean())!;
  const multipart = new FormData();
  multipart.set('envelope', jwe);
  for (const body of [multipart, new URLSearchParams({ envelope: jwe })]) {
    const answer = await fetch(`${site.origin}/open`, { method: 'POST', body, redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/m/${mid}`]);
  }
});
