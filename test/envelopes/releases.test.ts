import { generateKeyPairSync } from 'node:crypto';
import type { Envelope } from '../../src/envelopes/models.ts';
import { newKeyPair, openReleased, publicPart } from '../../src/envelopes/reader/opening.ts';
import { createWorld, day, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => world.end());

const stored = async (mid: string) => (await world.models.envelopes.findOne({ mid }).lean<Envelope>())!;

/** What the reader does in the browser. */
async function read(mid: string, principal: Awaited<ReturnType<World['user']>>) {
  const pair = await newKeyPair();
  const release = await world.envelopes.release({ mid, epk: await publicPart(pair), principal });
  // As it arrives: through JSON.
  const answer = JSON.parse(JSON.stringify(release)) as typeof release;
  return { release, answer, pair, message: await openReleased(mid, answer, pair) };
}

test('the recipient’s browser opens the message, as often as wanted; the first time is told once', async () => {
  const { mid, email, ref, text, expiresAt } = await world.invite();
  const principal = await world.user(email);
  const opened = await Promise.all(Array.from({ length: 20 }, () => read(mid, principal)));
  expect(opened[0]!.message).toEqual({ subject: 'Vous êtes invité à administrer Acme', text });
  expect(opened[0]!.release).toMatchObject({
    policy: { v: 1, account: '1001', release: 'until-end', reply: false, forward: false },
    sender: { name: 'Bob Initiator', account: '1001', accountName: 'Acme' },
    expiresAt,
  });
  expect(new Set(opened.map(({ release }) => release.key)).size).toBe(20);
  expect(await stored(mid)).toMatchObject({ releases: 20, state: 'active', openedAt: expect.any(Date) });
  expect(await world.timelineOf(ref)).toEqual(['envelope-opened']);
  expect(await world.models.audit.countDocuments({ action: 'envelope.release', outcome: 'done', ref })).toBe(20);
});

test('a key is of no use to another browser, for another message, or with another policy', async () => {
  const { mid, email } = await world.invite();
  const principal = await world.user(email);
  const { answer, pair } = await read(mid, principal);
  await expect(openReleased(mid, answer, await newKeyPair())).rejects.toThrow();
  const other = await world.invite({ email, account: '1002' });
  await expect(openReleased(other.mid, answer, pair)).rejects.toThrow('claims');
  const others = await read(other.mid, principal);
  await expect(openReleased(mid, { ...answer, envelope: others.answer.envelope }, pair)).rejects.toThrow();
  const policy = { ...answer.policy, forward: true };
  await expect(openReleased(mid, { ...answer, policy }, pair)).rejects.toThrow('policy');
});

describe('is refused', () => {
  const attempt = async (mid: string, principal: object, epk?: unknown) =>
    world.envelopes
      .release({
        mid,
        epk: epk ?? (await publicPart(await newKeyPair())),
        principal: principal as Awaited<ReturnType<World['user']>>,
      })
      .then(
        () => 'released',
        (error: { code: string; details: { params?: object } }) => ({ code: error.code, ...error.details.params }),
      );

  test('to anybody but the recipient, who is told which address is meant, masked', async () => {
    const { mid, ref } = await world.invite({ email: 'jean.dupont@example.org' });
    const other = await world.user('eve@example.org');
    expect(await attempt(mid, other)).toEqual({ code: 'envelope.another-address', address: 'j•••@example.org' });
    expect(await attempt('AAAAAAAAAAAAAAAAAAAAAA', other)).toEqual({ code: 'envelope.not-found' });
    expect(await world.models.audit.countDocuments({ ref, outcome: 'refused', actor: other.user })).toBe(1);
  });

  test.each([
    ['before the first login is complete', () => world.pending, 'access.required-actions-pending'],
    [
      'without a proved mailbox',
      () => ({ addressProvedAt: undefined as unknown as Date }),
      'envelope.mailbox-unproved',
    ],
    ['while the user is locked', () => ({ status: 'locked' as const }), 'access.sign-in-required'],
  ])('%s', async (_when, changes, code) => {
    const { mid, email } = await world.invite();
    expect(await attempt(mid, await world.user(email, changes()))).toEqual({ code });
    expect((await stored(mid)).releases).toBe(0);
  });

  test('to an API token', async () => {
    const { mid, email } = await world.invite();
    expect(await attempt(mid, { ...(await world.user(email)), via: 'token' })).toEqual({
      code: 'access.sign-in-required',
    });
  });

  test('when locked, recalled, expired or not sent: with the reason, to the recipient', async () => {
    const [locked, recalled, ended, past] = await Promise.all([
      world.invite({ email: 'r@example.org' }),
      world.invite({ email: 'r@example.org', account: '1002' }),
      world.invite({ email: 'r@example.org', account: '1003' }),
      world.invite({ email: 'r@example.org', account: '1004', expiresAt: new Date('2026-01-02T03:04:05Z') }),
    ]);
    const principal = await world.user('R@example.org');
    await world.envelopes.lock(locked.mid, 'wrong person');
    await world.envelopes.recall(recalled.mid);
    await world.envelopes.expire(ended.mid);
    expect(await attempt(locked.mid, principal)).toEqual({ code: 'envelope.locked', reason: 'wrong person' });
    expect(await attempt(recalled.mid, principal)).toEqual({ code: 'envelope.recalled' });
    expect(await attempt(ended.mid, principal)).toMatchObject({ code: 'envelope.expired' });
    expect(await attempt(past.mid, principal)).toEqual({
      code: 'envelope.expired',
      at: new Date('2026-01-02T03:04:05Z'),
    });
    await world.envelopes.extend(past.mid, new Date(Date.now() + day));
    expect(await attempt(past.mid, principal)).toBe('released');
    await world.envelopes.lock(past.mid, 'again');
    expect(await attempt(past.mid, principal)).toMatchObject({ code: 'envelope.locked' });
    await world.envelopes.unlock(past.mid);
    expect((await stored(past.mid)).state).toBe('active');
    const { mid: _, ...input } = await world.invite({ email: 'r@example.org', account: '1005' });
    const unsent = await world.envelopes.seal({ ...input, step: 'unsent' });
    expect(await attempt(unsent.mid, principal)).toEqual({ code: 'envelope.not-active' });
  });

  test('to whom the database was made to name, and with whatever else was changed there: what was sealed decides', async () => {
    const eve = await world.user('eve.writes@example.org');
    const [renamed, policed, other] = [await world.invite(), await world.invite(), await world.invite()];
    // Past the models, as somebody who writes to the database does.
    const write = (mid: string, set: object) => world.models.envelopes.collection.updateOne({ mid }, { $set: set });
    await write(renamed.mid, { email: 'eve.writes@example.org', addressKey: 'eve.writes@example.org' });
    expect(await attempt(renamed.mid, eve)).toEqual({ code: 'service.internal' });
    const policy = { ...(JSON.parse((await stored(policed.mid)).policy) as object), forward: true };
    await write(policed.mid, { policy: JSON.stringify(policy) });
    expect(await attempt(policed.mid, await world.user(policed.email))).toEqual({ code: 'service.internal' });
    const { jwe, wrappedKey, kekId } = await stored(renamed.mid);
    await write(other.mid, { jwe, wrappedKey, kekId, addressKey: renamed.addressKey });
    expect(await attempt(other.mid, await world.user(renamed.email))).toEqual({ code: 'service.internal' });
    for (const { mid, ref } of [renamed, policed, other]) {
      expect((await stored(mid)).releases).toBe(0);
      expect(await world.models.audit.countDocuments({ ref, outcome: 'refused', reason: 'service.internal' })).toBe(1);
    }
  });

  test('and every refusal is in the audit, also of what does not exist', async () => {
    const eve = await world.user('eve.asks@example.org');
    const { mid, email, ref } = await world.invite();
    await attempt('BBBBBBBBBBBBBBBBBBBBBB', eve);
    await attempt(mid, await world.user(email), {});
    const refused = (filter: object) => world.models.audit.distinct('reason', { outcome: 'refused', ...filter });
    expect(await refused({ actor: eve.user })).toEqual(['envelope.not-found']);
    expect(await refused({ ref })).toEqual(['envelope.key-invalid']);
  });

  test('for a key that is not a public P-256 key on its curve', async () => {
    const { mid, email } = await world.invite();
    const principal = await world.user(email);
    const good = await publicPart(await newKeyPair());
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    for (const epk of [
      0,
      'text',
      {},
      p384,
      pair,
      { ...good, y: good.x },
      { ...good, x: 'A' },
      { ...good, kty: 'oct' },
    ]) {
      expect(await attempt(mid, principal, epk)).toEqual({ code: 'envelope.key-invalid' });
    }
    expect((await stored(mid)).releases).toBe(0);
  });

  test('when the wrapped key of another envelope was put in its place', async () => {
    const [one, other] = [await world.invite(), await world.invite()];
    const { wrappedKey } = await stored(other.mid);
    await world.models.envelopes.updateOne({ mid: one.mid }, { $set: { wrappedKey: wrappedKey! } });
    expect(await attempt(one.mid, await world.user(one.email))).toEqual({ code: 'service.internal' });
  });

  test('from the moment of a recall on, whatever was under way', async () => {
    const { mid, email } = await world.invite();
    const principal = await world.user(email);
    const attempts = Array.from({ length: 10 }, () => attempt(mid, principal));
    await world.envelopes.recall(mid);
    for (const outcome of await Promise.all(attempts)) {
      expect(['released', { code: 'envelope.recalled' }]).toContainEqual(outcome);
    }
    expect(await attempt(mid, principal)).toEqual({ code: 'envelope.recalled' });
  });
});

describe('the page of a message', () => {
  test('shows nobody anything, the same for every id, and changes nothing', async () => {
    const { mid } = await world.invite();
    const before = await stored(mid);
    expect(await world.envelopes.cover(mid)).toEqual(await world.envelopes.cover('nothing'));
    expect(await world.envelopes.cover(mid)).toEqual({ kind: 'anybody' });
    expect(await stored(mid)).toEqual(before);
  });

  test('shows the recipient who sent it and why it does not open', async () => {
    const { mid, email } = await world.invite();
    const principal = await world.user(email);
    expect(await world.envelopes.cover(mid, principal)).toMatchObject({
      ...{ kind: 'own', senderName: 'Bob Initiator', accountName: 'Acme', refusal: null },
    });
    await world.envelopes.lock(mid, 'wait');
    expect(await world.envelopes.cover(mid, principal)).toMatchObject({ refusal: { code: 'envelope.locked' } });
    expect(await world.envelopes.cover('nothing', principal)).toEqual({ kind: 'unknown' });
    const [other, unproved] = [await world.user('other@example.org'), await world.invite()];
    expect(await world.envelopes.cover(mid, other)).toMatchObject({ kind: 'another-address' });
    const pending = await world.user(unproved.email, world.pending);
    expect(await world.envelopes.cover(unproved.mid, pending)).toEqual({ kind: 'first-login-pending' });
  });
});
