import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { auditModel } from '../../src/audit/audit.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { type Envelope, envelopeModels } from '../../src/envelopes/models.ts';
import { newKeyPair, publicPart } from '../../src/envelopes/reader/opening.ts';
import { claimsOf, openMessage } from '../../src/envelopes/sealing.ts';
import { type EnvelopeAction, envelopeActions } from '../../src/envelopes/states.ts';
import { claimedHeader, openCompact } from '../../src/keys/jwe.ts';
import { recordModels } from '../../src/records/models.ts';
import { seenWebhookModel } from '../../src/records/seen-webhooks.ts';
import { startApi, type TestApi } from './support.ts';

/** What administrators do to a message after sending, and what comes back about its mail. */
const secret = `whsec_${randomBytes(32).toString('base64')}`;
let api: TestApi;
let ann: { user: string; userId: string };
let annCookie: Record<string, string>;
let count = 0;

beforeAll(async () => {
  api = await startApi({ settings: { MAIL_EVENTS_SECRET: secret } });
  ann = await api.makeAdministrator('ann');
  annCookie = await api.cookieOf(ann);
});
afterAll(async () => api.close());

/** An onboarding that waits, with its message mailed, and its recipient. */
async function invite() {
  count += 1;
  const ref = `ONB-E${String(count).padStart(5, '0')}`;
  const recipient = await api.makeUser(`recipient${count}`, { addressProvedAt: new Date() });
  const { userId: email, addressKey } = recipient;
  const by = { kind: 'user', user: ann.user, name: ann.userId, role: 'administrator' } as const;
  const sealed = await api.services.envelopes.seal({
    ...{ ref, step: 'seal', account: '1001', accountName: 'First', email, addressKey, senderName: 'Ann', locale: 'en' },
    ...{ text: 'SECRET CONTENT', expiresAt: new Date(Date.now() + 86_400_000) },
  });
  await recordModels(api.connection).onboardings.create({
    ...{ ref, account: '1001', group: 'account-administrators', email, addressKey, path: 'invite', mid: sealed.mid },
    ...{ stage: 'awaiting-first-login', open: true, revision: 1, seq: 0, sendings: 1, initiator: by, sponsor: by },
    ...{ candidate: { locale: 'en' }, workflow: { id: `promote-to-admin/${ref}`, runId: null } },
  });
  await api.services.envelopes.markSent(sealed.mid);
  return { ref, mid: sealed.mid, email, recipient: { user: String(recipient._id) } };
}

const path = (mid: string, action: string) => `/api/v1/envelopes/${mid}/${action}`;
const decide = (mid: string, action: EnvelopeAction, json: object = { reason: 'because' }, headers = annCookie) =>
  api.call('POST', path(mid, action), { headers, json });
const onboarding = async (ref: string, headers = annCookie) =>
  (await api.call('GET', `/api/v1/onboardings/${ref}`, { headers })).body;
const kinds = async (ref: string): Promise<string[]> =>
  (await onboarding(ref)).timeline.map(({ kind }: { kind: string }) => kind);

async function open(mid: string, recipient: { user: string }) {
  const epk = await publicPart(await newKeyPair());
  return api.call('POST', path(mid, 'release'), { headers: await api.cookieOf(recipient), json: { epk } });
}

test('an administrator locks, unlocks, extends and recalls; the recipient is told why, timeline and audit keep it', async () => {
  const { ref, mid, recipient } = await invite();
  const { envelope: before, turn } = await onboarding(ref);
  expect(turn).toBe('candidate');
  expect(before).toMatchObject({ mid, state: 'sent', opens: true, openings: 0, openedAt: null, lockReason: null });
  expect(before.allowedActions).toEqual(['lock', 'extend', 'recall']);

  const locked = await decide(mid, 'lock', { reason: 'wrong person?' });
  expect(locked).toMatchObject({ status: 200, body: { envelope: { state: 'locked', lockReason: 'wrong person?' } } });
  const refused = await open(mid, recipient);
  expect(refused).toMatchObject({ status: 403, body: { code: 'envelope.locked' } });
  expect(refused.body.detail).toContain('wrong person?');
  expect(await decide(mid, 'lock')).toMatchObject({ status: 409, body: { code: 'envelope.action-not-allowed' } });

  expect((await decide(mid, 'unlock')).body.envelope).toMatchObject({ state: 'sent', opens: true, lockReason: null });
  expect((await open(mid, recipient)).status).toBe(200);
  expect((await open(mid, recipient)).status).toBe(200);
  const extended = (await decide(mid, 'extend', { reason: 'on holiday', hours: 720 })).body.envelope;
  expect(Date.parse(extended.expiresAt)).toBeGreaterThan(Date.now() + 719 * 3_600_000);
  expect(extended).toMatchObject({ state: 'active', openings: 2 });
  // Longer already: nothing is shortened, and nothing is refused.
  expect((await decide(mid, 'extend', { reason: 'again', hours: 1 })).body.envelope.expiresAt).toBe(extended.expiresAt);

  expect((await decide(mid, 'recall')).body.envelope).toMatchObject({
    state: 'recalled',
    opens: false,
    allowedActions: [],
  });
  expect((await onboarding(ref)).turn).toBe('administrator');
  expect(await open(mid, recipient)).toMatchObject({ status: 410, body: { code: 'envelope.recalled' } });
  for (const action of envelopeActions) expect((await decide(mid, action)).status).toBe(409);

  const told = await onboarding(ref);
  expect(told.timeline.map(({ kind }: { kind: string }) => kind)).toEqual([
    ...['envelope-locked', 'envelope-unlocked', 'envelope-opened', 'envelope-extended', 'envelope-extended'],
    'envelope-recalled',
  ]);
  expect(told.timeline[0].text).toBe('ann@example.org locked the message: wrong person?');
  expect(told.timeline[2].text).toMatch(/^The candidate opened the message, 2 times so far; last on /);
  const audited = await auditModel(api.connection).find({ ref, outcome: 'done', role: 'administrator' }).lean();
  expect(audited.map(({ action, reason }) => `${action} ${reason}`)).toEqual([
    ...[
      'envelope.lock wrong person?',
      'envelope.unlock because',
      'envelope.extend on holiday',
      'envelope.extend again',
    ],
    'envelope.recall because',
  ]);
});

test('after a recall message and letter open for nobody, with everything that remains and every key of the ring', async () => {
  const { ref, mid } = await invite();
  const { letters } = api.services.envelopes;
  const letter = await letters.prepare(ref, 'SECRET LETTER');
  await inTransaction(api.connection, (session) => letters.keep(letter, session));
  const stored = async () => (await envelopeModels(api.connection).envelopes.findOne({ mid }).lean<Envelope>())!;
  const copy = { message: (await stored()).jwe, letter: letter.jwe };
  // What is tried does open both, as long as they may be opened.
  expect(await contentsOf(copy)).toEqual(['SECRET CONTENT', 'SECRET LETTER']);
  await decide(mid, 'recall');
  expect(await stored()).not.toHaveProperty('wrappedKey');
  expect(await contentsOf(copy)).toEqual([]);
});

/** What opens by any key of the ring, or by any key that one of those unwraps from anything in the database. */
async function contentsOf(copy: { message: string; letter: string }): Promise<string[]> {
  const purposes = ['envelope', 'payload', 'secret'] as const;
  const ring = api.keyring.ids.flatMap((id) => purposes.map((purpose) => api.keyring.key(id, purpose)));
  const tokens = JSON.stringify(await dump()).match(/eyJ[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  const opened = async (token: string, key: Uint8Array) => {
    const { typ, crit: critical = [] } = claimedHeader(token) as { typ?: string; crit?: string[] };
    return openCompact(token, { key, typ: typ ?? null, critical }).then(
      ({ plaintext }) => [plaintext],
      () => [],
    );
  };
  const unwrapped = await Promise.all(tokens.flatMap((token) => ring.map((key) => opened(token, key))));
  const found = new Set<string>();
  for (const key of [...ring, ...unwrapped.flat()]) {
    const message = await openMessage(copy.message, key, claimsOf(copy.message)).catch(() => null);
    if (message) found.add(message.text);
    for (const letter of await opened(copy.letter, key)) found.add(new TextDecoder().decode(letter));
  }
  return [...found].toSorted();
}

async function dump(): Promise<unknown[]> {
  const names = (await api.connection.listCollections()).map(({ name }) => name);
  return Promise.all(names.map((name) => api.connection.collection(name).find().toArray()));
}

describe('nobody else', () => {
  test.each(envelopeActions)('may %s', async (action) => {
    const { mid, recipient } = await invite();
    const support = await api.cookieOf(await api.makeSupport(`sue-${action}`));
    const foreign = await api.cookieOf(await api.makeAdministrator(`zoe-${action}`, '2002'));
    const own = await api.cookieOf(recipient);
    const reading = await api.tokenOf(ann, 'onboardings:read');
    const attempts = [
      [support, 403, 'access.not-account-administrator'],
      [foreign, 404, 'envelope.not-found'],
      [own, 403, 'access.not-account-administrator'],
      [reading, 403, 'access.scope-missing'],
      [{}, 401, 'access.sign-in-required'],
    ] as const;
    for (const [headers, status, code] of attempts)
      expect(await decide(mid, action, { reason: 'x' }, headers as Record<string, string>)).toMatchObject({
        status,
        body: { code },
      });
    expect((await decide('unknown', action)).body.code).toBe('envelope.not-found');
    expect((await decide(mid, action, {})).status).toBe(422);
    const stored = await envelopeModels(api.connection).envelopes.findOne({ mid }).lean();
    expect(stored).toMatchObject({ state: 'sent', releases: 0 });
    const writing = await api.tokenOf(ann, 'onboardings:write');
    expect((await decide(mid, 'lock', { reason: 'x' }, writing)).status).toBe(200);
  });

  test('sees content: neither administrator nor support', async () => {
    const { ref, mid } = await invite();
    const support = await api.cookieOf(await api.makeSupport('sam'));
    for (const headers of [annCookie, support]) {
      expect((await onboarding(ref, headers)).envelope).toMatchObject({ mid, state: 'sent' });
      const everything = ['', '?q=ONB-E'].map((query) => `/api/v1/onboardings${query}`);
      for (const url of [`/api/v1/onboardings/${ref}`, '/api/v1/audit?account=1001', ...everything]) {
        const { text, status } = await api.call('GET', url, { headers });
        expect(status).toBe(200);
        expect(text).not.toMatch(/SECRET CONTENT|ciphertext|wrappedKey|"jwe"/);
      }
      const epk = await publicPart(await newKeyPair());
      const release = await api.call('POST', path(mid, 'release'), { headers, json: { epk } });
      expect(release).toMatchObject({ status: 403, body: { code: 'envelope.another-address' } });
    }
  });
});

test('“this is not for me” is its recipient’s alone; it recalls, and the sender’s side sees it', async () => {
  const { ref, mid, recipient } = await invite();
  const report = async (who: { user: string }) =>
    api.call('POST', path(mid, 'report'), { headers: await api.cookieOf(who) });
  expect(await report(ann)).toMatchObject({ status: 403, body: { code: 'envelope.another-address' } });
  expect((await api.call('POST', path(mid, 'report'), {})).status).toBe(401);
  expect((await api.call('GET', path(mid, 'report'), { headers: await api.cookieOf(recipient) })).status).toBe(405);
  expect((await open(mid, recipient)).status).toBe(200);
  const reports = await Promise.all([report(recipient), report(recipient), report(recipient)]);
  expect(reports.map(({ status }) => status)).toEqual([204, 204, 204]);
  expect((await open(mid, recipient)).body.code).toBe('envelope.recalled');
  expect(await kinds(ref)).toEqual(['envelope-opened', 'reported-not-for-me', 'cancelled']);
  expect((await onboarding(ref)).envelope.state).toBe('recalled');
});

describe('mail policies', () => {
  const url = '/api/v1/accounts/1001/mail-policies';

  test('are an administrator’s to set, support’s to see, and audited', async () => {
    const json = { attachment: 'link-only', domain: 'Partner.Example', reason: 'their filter' };
    const set = await api.call('POST', url, { headers: annCookie, json });
    expect(set).toMatchObject({
      status: 200,
      body: {
        items: [{ domain: 'partner.example', attachment: 'link-only', scope: 'account', by: 'ann@example.org' }],
      },
    });
    const all = await api.call('POST', url, { headers: annCookie, json: { attachment: 'html', reason: 'usual' } });
    expect(all.body.items).toContainEqual(expect.objectContaining({ domain: null, attachment: 'html' }));
    const support = await api.cookieOf(await api.makeSupport('sid'));
    expect((await api.call('GET', url, { headers: support })).body.items).toHaveLength(2);
    expect((await api.call('POST', url, { headers: support, json })).status).toBe(403);
    const foreign = await api.cookieOf(await api.makeAdministrator('zac', '2002'));
    expect((await api.call('GET', url, { headers: foreign })).status).toBe(404);
    const wrong = { attachment: 'link-only', domain: 'no domain', reason: 'x' };
    expect(await api.call('POST', url, { headers: annCookie, json: wrong })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/domain' }] },
    });
    const audited = await auditModel(api.connection).find({ action: 'mail-policy.set', outcome: 'done' }).lean();
    expect(audited.map(({ data }) => data)).toEqual([
      { domain: 'partner.example', attachment: 'link-only' },
      { domain: '*', attachment: 'html' },
    ]);
  });
});

describe('mail events', () => {
  const url = '/api/v1/mail-events';
  const signed = (id: string, text: string, at = new Date(), by = secret) => ({
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(by).sign(id, at, text),
  });
  const send = (id: string, event: object, headers?: Record<string, string>) => {
    const text = JSON.stringify(event, null, 1);
    return api.call('POST', url, { headers: headers ?? signed(id, text), text });
  };
  const delivered = (ref: string) => ({
    type: 'mail.delivered',
    timestamp: '2026-11-22T12:00:00Z',
    data: { messageId: `<${ref}.invitation.1@localhost.localdomain>`, provider: 'x' },
  });

  test('signed after Standard Webhooks are taken once, in the bytes they came in', async () => {
    const { ref } = await invite();
    expect(await send('msg_1', delivered(ref))).toMatchObject({ status: 202, body: { outcome: 'noted' } });
    expect(await send('msg_1', delivered(ref))).toMatchObject({ status: 202, body: { outcome: 'repeated' } });
    expect(await send('msg_2', { type: 'mail.opened', data: {} })).toMatchObject({ body: { outcome: 'ignored' } });
    expect(await send('msg_3', delivered('ONB-XXXXXX'))).toMatchObject({ body: { outcome: 'unknown-mail' } });
    expect(await kinds(ref)).toEqual(['mail-delivered']);
    expect(await seenWebhookModel(api.connection).distinct('webhook')).toEqual(['msg_1', 'msg_3']);
  });

  test('not signed, by another secret, too old, or changed: refused without a trace', async () => {
    const { ref } = await invite();
    const text = JSON.stringify(delivered(ref), null, 1);
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    const longAgo = new Date(Date.now() - 6 * 60_000);
    const changed = { ...signed('msg_8', text), 'webhook-signature': signed('msg_8', '{}')['webhook-signature'] };
    for (const headers of [
      { 'content-type': 'application/json' },
      signed('msg_8', text, new Date(), other),
      signed('msg_8', text, longAgo),
      changed,
    ]) {
      expect(await send('msg_8', delivered(ref), headers)).toMatchObject({
        status: 401,
        body: { code: 'mail-events.signature-invalid' },
      });
    }
    // Who has not signed is not told what an event looks like.
    expect(await send('msg_8', { nothing: 'right' }, { 'content-type': 'application/json' })).toMatchObject({
      status: 401,
    });
    expect(await kinds(ref)).toEqual([]);
    expect(await send('msg_9', { type: 'mail.bounced', data: {} })).toMatchObject({ status: 422 });
    // A refused event may be sent right under the same id.
    expect(await send('msg_9', delivered(ref))).toMatchObject({ body: { outcome: 'noted' } });
  });

  test('without a secret nothing is taken', async () => {
    const without = await startApi();
    const answer = await without.call('POST', url, { json: delivered('ONB-XXXXXX') });
    expect(answer).toMatchObject({ status: 404, body: { code: 'mail-events.not-configured' } });
    await without.close();
  });
});
