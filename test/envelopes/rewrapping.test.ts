import { createKeyWrapper } from '../../src/envelopes/key-wrapper.ts';
import { createLetters } from '../../src/envelopes/letters.ts';
import { createRewrapping } from '../../src/envelopes/rewrapping.ts';
import { claimsOf, openMessage, wrappingContext } from '../../src/envelopes/sealing.ts';
import { JweRefused } from '../../src/keys/jwe.ts';
import { activateKey, addKey } from '../../src/keys/keyring-file.ts';
import { followKeyring } from '../../src/keys/live-keyring.ts';
import { createWorld, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());
beforeEach(() => world.models.envelopes.deleteMany({}));

/** Rewraps until the walk is at its end. */
async function walk(rewrapping: ReturnType<typeof createRewrapping>, limit = 2) {
  const failed: string[] = [];
  let rewrapped = 0;
  for (let after: string | null = null, done = false; !done; ) {
    const batch = await rewrapping.batch(after, limit);
    ({ after, done } = batch);
    rewrapped += batch.rewrapped;
    failed.push(...batch.failed);
  }
  return { rewrapped, failed };
}

const ringOf = () => followKeyring(world.keyringFile, { everyMs: 0 });
const stored = async (mid: string) => (await world.models.envelopes.findOne({ mid }).lean())!;

async function opens(mid: string): Promise<string> {
  const { jwe, wrappedKey } = await stored(mid);
  const dataKey = await createKeyWrapper(ringOf()).unwrap(wrappedKey!, wrappingContext(claimsOf(jwe)));
  return (await openMessage(jwe, dataKey, claimsOf(jwe))).text;
}

test('every data key is wrapped anew, the ciphertext is untouched, and every message opens', async () => {
  const wrapper = createKeyWrapper(ringOf());
  const rewrapping = createRewrapping({ connection: world.connection, wrapper });
  const mids: string[] = [];
  for (let index = 0; index < 5; index += 1) mids.push((await world.invite({ text: `message ${index}` })).mid);
  const before = await Promise.all(mids.map(stored));
  const to = activateKey(world.keyringFile);
  expect(await rewrapping.remaining()).toBe(5);
  expect(await walk(rewrapping)).toEqual({ rewrapped: 5, failed: [] });
  expect(await rewrapping.counts()).toEqual({ [to]: 5 });
  for (const [index, mid] of mids.entries()) {
    const { wrappedKey, kekId, ...rest } = await stored(mid);
    expect({ ...before[index], wrappedKey, kekId }).toEqual({ ...rest, wrappedKey, kekId: to });
    expect(wrappedKey).not.toBe(before[index]!.wrappedKey);
    expect(await opens(mid)).toBe(`message ${index}`);
  }
  expect(await walk(rewrapping)).toEqual({ rewrapped: 0, failed: [] });
});

test('what ended meanwhile is not brought back, and a key that does not open holds nothing else up', async () => {
  const wrapper = createKeyWrapper(ringOf());
  const ended = await world.invite();
  const raced = await world.invite();
  const swapped = await world.invite();
  const fine = await world.invite({ text: 'fine' });
  await world.envelopes.recall(ended.mid);
  await world.models.envelopes.updateOne(
    { mid: swapped.mid },
    { $set: { wrappedKey: (await stored(fine.mid)).wrappedKey! } },
  );
  activateKey(world.keyringFile);
  const racing = {
    ...wrapper,
    get activeId() {
      return wrapper.activeId;
    },
    unwrap: async (wrapped: string, context: string) => {
      if (context.startsWith(raced.mid)) await world.envelopes.recall(raced.mid);
      return wrapper.unwrap(wrapped, context);
    },
  };
  const rewrapping = createRewrapping({ connection: world.connection, wrapper: racing });
  expect(await walk(rewrapping)).toEqual({ rewrapped: 1, failed: [swapped.mid] });
  for (const mid of [ended.mid, raced.mid]) expect(await stored(mid)).not.toHaveProperty('wrappedKey');
  expect(await opens(fine.mid)).toBe('fine');
  expect(await rewrapping.remaining()).toBe(1);
});

test('two walks at once wrap each key once', async () => {
  const rewrapping = createRewrapping({ connection: world.connection, wrapper: createKeyWrapper(ringOf()) });
  const mids: string[] = [];
  for (let index = 0; index < 6; index += 1) mids.push((await world.invite({ text: String(index) })).mid);
  activateKey(world.keyringFile);
  const walks = await Promise.all([walk(rewrapping), walk(rewrapping), walk(rewrapping, 3)]);
  expect(walks.reduce((sum, { rewrapped }) => sum + rewrapped, 0)).toBe(6);
  expect(await Promise.all(mids.map(opens))).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('letters are walked behind the envelopes, in batches of any size, and hold a key up like them', async () => {
  const wrapper = createKeyWrapper(ringOf());
  const rewrapping = createRewrapping({ connection: world.connection, wrapper });
  const { letters } = world.models;
  const kept = createLetters({ connection: world.connection, wrapper });
  const former = wrapper.activeId;
  for (const name of ['1', '2', '3']) {
    await world.invite();
    await letters.create(await kept.prepare(`ONB-LETTER${name}`, `letter ${name}`));
  }
  await letters.updateOne({ owner: 'ONB-LETTER2' }, { $set: { wrappedKey: 'no.key.in.here.' } });
  const seen = async () => {
    const found = [];
    for await (const one of rewrapping.left()) found.push(one);
    return found;
  };
  const before = await rewrapping.counts();
  expect(Object.values(before).reduce((sum, count) => sum + count, 0)).toBe(6);
  const to = activateKey(world.keyringFile);
  // A look tells which of them open, and changes nothing.
  const ids = (await seen()).map(({ id, opens }) => (opens ? id : `broken ${id}`));
  expect(ids.slice(3)).toEqual(['ONB-LETTER1', 'broken ONB-LETTER2', 'ONB-LETTER3']);
  expect(ids.slice(0, 3)).toEqual((await world.models.envelopes.distinct('mid')).toSorted());
  expect(await rewrapping.counts()).toEqual(before);
  expect(await walk(rewrapping, 1)).toEqual({ rewrapped: 5, failed: ['ONB-LETTER2'] });
  expect(await rewrapping.counts()).toEqual({ [to]: 5, [former]: 1 });
  expect(await rewrapping.remaining()).toBe(1);
  expect(await kept.read('ONB-LETTER1')).toBe('letter 1');
  expect(await kept.read('ONB-LETTER3')).toBe('letter 3');
  await letters.deleteMany({});
});

// What any wrapper has to do, a key service's too.
describe('the keyring as a wrapper', () => {
  const dataKey = new Uint8Array(32).map((_, index) => index);

  test('unwraps what it wrapped, for its context only', async () => {
    const wrapper = createKeyWrapper(ringOf());
    const { kekId, wrapped } = await wrapper.wrap(dataKey, 'mid|rcpt|pol');
    expect(kekId).toBe(wrapper.activeId);
    expect(await wrapper.unwrap(wrapped, 'mid|rcpt|pol')).toEqual(dataKey);
    await expect(wrapper.unwrap(wrapped, 'mid|rcpt|other')).rejects.toThrow(JweRefused);
    await expect(wrapper.unwrap(`${wrapped.slice(0, -2)}AA`, 'mid|rcpt|pol')).rejects.toThrow(JweRefused);
    expect((await wrapper.wrap(dataKey, 'mid|rcpt|pol')).wrapped).not.toBe(wrapped);
  });

  test('wraps by the key that is active by now, and unwraps by those before', async () => {
    const wrapper = createKeyWrapper(ringOf());
    const former = wrapper.activeId;
    const { wrapped } = await wrapper.wrap(dataKey, 'c');
    const added = addKey(world.keyringFile);
    expect([wrapper.hasBeenActive(former), wrapper.hasBeenActive(added)]).toEqual([true, false]);
    const active = activateKey(world.keyringFile);
    expect((await wrapper.wrap(dataKey, 'c')).kekId).toBe(active);
    expect(await wrapper.unwrap(wrapped, 'c')).toEqual(dataKey);
    expect([former, added, active].map((id) => wrapper.hasBeenActive(id))).toEqual([true, false, true]);
  });
});
