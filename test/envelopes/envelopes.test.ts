import { readFileSync, writeFileSync } from 'node:fs';
import { inTransaction } from '../../src/database/transaction.ts';
import { createEnvelopes } from '../../src/envelopes/envelopes.ts';
import { createKeyWrapper } from '../../src/envelopes/key-wrapper.ts';
import { claimsOf, openMessage, wrappingContext } from '../../src/envelopes/sealing.ts';
import { JweRefused } from '../../src/keys/jwe.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';
import { createWorld, day, publicUrl, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => world.end());

const stored = async (mid: string) => (await world.models.envelopes.findOne({ mid }).lean())!;

describe('sealing', () => {
  test('the same step seals once, also at once and within a transaction', async () => {
    const { mid, ...input } = await world.invite();
    const again = await Promise.all(Array.from({ length: 10 }, () => world.envelopes.seal(input)));
    expect(new Set(again.map((envelope) => envelope.mid))).toEqual(new Set([mid]));

    const step = { ...input, step: 'seal-again' };
    const inside = await inTransaction(world.connection, (session) => world.envelopes.seal(step, session));
    const raced = await Promise.all(
      Array.from({ length: 10 }, () => world.envelopes.seal({ ...input, step: 'raced' })),
    );
    expect(new Set(raced.map((envelope) => envelope.mid)).size).toBe(1);
    expect(await world.envelopes.seal(step)).toEqual(inside);
    expect(await world.models.envelopes.countDocuments({ ref: input.ref })).toBe(3);
  });

  test('a transaction that fails leaves no envelope', async () => {
    const { mid: _, ...input } = await world.invite();
    const failing = inTransaction(world.connection, async (session) => {
      await world.envelopes.seal({ ...input, step: 'undone' }, session);
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    expect(await world.models.envelopes.countDocuments({ step: 'undone' })).toBe(0);
  });

  test('the database alone does not open it: the message is in no field, and the key is wrapped', async () => {
    const { mid } = await world.invite({ text: 'SECRET-MARKER' });
    const document = await stored(mid);
    expect(JSON.stringify(document)).not.toContain('SECRET-MARKER');
    const claims = claimsOf(document.jwe);
    const dataKey = await createKeyWrapper(world.keyring).unwrap(document.wrappedKey!, wrappingContext(claims));
    expect(await openMessage(document.jwe, dataKey, claims)).toEqual({
      subject: 'Vous êtes invité à administrer Acme',
      text: 'SECRET-MARKER',
    });
    expect(JSON.stringify(document)).not.toContain(Buffer.from(dataKey).toString('base64url'));
  });

  test('a wrapped key does not unwrap for another envelope', async () => {
    const [one, other] = [await stored((await world.invite()).mid), await stored((await world.invite()).mid)];
    const wrapper = createKeyWrapper(world.keyring);
    await expect(wrapper.unwrap(one.wrappedKey!, wrappingContext(claimsOf(other.jwe)))).rejects.toThrow(JweRefused);
  });

  test('after a rotation, what was sealed before still opens and what is new uses the new key', async () => {
    const before = await stored((await world.invite()).mid);
    const ring = JSON.parse(readFileSync(world.keyringFile, 'utf8')) as { active: string; keys: object[] };
    ring.keys.push({ id: 'kek-next', secret: 'N'.repeat(43), createdAt: new Date().toISOString() });
    writeFileSync(world.keyringFile, JSON.stringify({ ...ring, active: 'kek-next' }));
    const keyring = loadKeyring(world.keyringFile);
    const rotated = createKeyWrapper(keyring);
    await expect(rotated.unwrap(before.wrappedKey!, wrappingContext(claimsOf(before.jwe)))).resolves.toHaveLength(32);
    const { mid: _, ...input } = await world.invite();
    const { mid } = await createEnvelopes({ connection: world.connection, keyring, publicUrl }).seal({
      ...input,
      step: 'rotated',
    });
    expect((await stored(mid)).kekId).toBe('kek-next');
  });
});

describe('states', () => {
  test('recall and expiry destroy the key, once, and with it every copy of the message', async () => {
    const { mid } = await world.invite();
    const before = await stored(mid);
    // With the wrapped key, as a thief of the database might keep it, and the keyring it opens until then.
    const claims = claimsOf(before.jwe);
    const dataKey = await createKeyWrapper(world.keyring).unwrap(before.wrappedKey!, wrappingContext(claims));
    await expect(openMessage(before.jwe, dataKey, claims)).resolves.toBeTruthy();
    expect(await world.envelopes.lives(mid)).toBe(true);
    expect(await world.envelopes.recall(mid)).toBe(true);
    expect(await world.envelopes.lives(mid)).toBe(false);
    expect(await world.envelopes.recall(mid)).toBe(false);
    expect(await world.envelopes.expire(mid)).toBe(false);
    expect(await world.envelopes.extend(mid, new Date(Date.now() + 30 * day))).toBe(false);
    expect(await world.envelopes.lock(mid, 'why')).toBe(false);
    const after = await stored(mid);
    expect(after.state).toBe('recalled');
    expect(after).not.toHaveProperty('wrappedKey');
    // Everything that remains: the database and the whole keyring. No key of it opens the message.
    const remaining = world.keyring.ids.flatMap((id) =>
      (['envelope', 'payload', 'secret'] as const).map((purpose) => world.keyring.key(id, purpose)),
    );
    remaining.push(world.keyring.pepper('recipient'));
    for (const key of remaining) {
      await expect(openMessage(after.jwe, key, claimsOf(before.jwe))).rejects.toThrow(JweRefused);
    }
    const other = (await world.invite()).mid;
    expect(await world.envelopes.expire(other)).toBe(true);
    expect(await stored(other)).not.toHaveProperty('wrappedKey');
  });

  test('sent once; extended but never shortened; locked with a reason and unlocked to where it was', async () => {
    const { mid, expiresAt } = await world.invite();
    expect(await world.envelopes.markSent(mid)).toBe(false);
    expect(await world.envelopes.extend(mid, new Date(expiresAt.getTime() - 1))).toBe(false);
    const later = new Date(expiresAt.getTime() + day);
    expect(await world.envelopes.extend(mid, later)).toBe(true);
    expect((await stored(mid)).expiresAt).toEqual(later);
    expect(await world.envelopes.lock(mid, 'wrong person')).toBe(true);
    expect(await stored(mid)).toMatchObject({ state: 'locked', lockReason: 'wrong person' });
    expect(await world.envelopes.markSent(mid)).toBe(false);
    expect(await world.envelopes.unlock(mid)).toBe(true);
    expect((await stored(mid)).state).toBe('sent');
    expect(await stored(mid)).not.toHaveProperty('lockReason');
    expect(await world.envelopes.unlock(mid)).toBe(false);
  });
});

describe('the attachment', () => {
  test('is the same every time, needs no script, asks for no password and posts the envelope', async () => {
    const { mid, ref } = await world.invite({
      senderName: '<img src=x onerror=alert(1)>',
      accountName: '"Acme" & Sons',
    });
    const { filename, html } = await world.envelopes.attachmentFor(mid, 'en');
    expect(await world.envelopes.attachmentFor(mid, 'en')).toEqual({ filename, html });
    expect(filename).toMatch(/^securedoc_\d{8}T\d{6}\.html$/);
    expect(html).not.toMatch(
      /<script|<img|<input|password"|onerror=alert\(1\)>|https?:\/\/(?!castellan\.example\.org)/,
    );
    expect(html).toContain('&lt;img src=x');
    expect(html).toContain('form-action https://castellan.example.org; base-uri');
    expect(html).toContain(`action="${publicUrl}/open" target="_blank"`);
    expect(html).toContain('enctype="multipart/form-data"');
    expect(html).toContain(`href="${publicUrl}/m/${mid}"`);
    expect(html).toContain(ref);
    const inside = /<textarea hidden readonly name="envelope">([^<]*)<\/textarea>/.exec(html)![1]!;
    expect(inside.replaceAll('&quot;', '"')).toBe((await stored(mid)).jwe);
  });

  test('speaks the recipient’s language by itself', async () => {
    const { mid } = await world.invite();
    const { html } = await world.envelopes.attachmentFor(mid);
    expect(html).toContain('<html lang="fr"');
    expect(html).toContain('Ouvrir le message de Bob Initiator');
    expect(html).toMatch(/cette adresse\u00a0:/);
  });

  test('is known again when posted back, whatever spaces it gained; nothing else is', async () => {
    const { mid } = await world.invite();
    const { jwe } = await stored(mid);
    expect(await world.envelopes.open(jwe)).toBe(mid);
    expect(await world.envelopes.open(`\r\n ${JSON.stringify(JSON.parse(jwe), null, 2)} `)).toBe(mid);
    const other = JSON.parse(jwe) as Record<string, string>;
    const forged = [JSON.stringify({ ...other, tag: 'AAAAAAAAAAAAAAAAAAAAAA' }), '', '{}', 'x'.repeat(400_000)];
    for (const text of forged) {
      await expect(world.envelopes.open(text)).rejects.toMatchObject({ code: 'envelope.not-found' });
    }
  });
});
