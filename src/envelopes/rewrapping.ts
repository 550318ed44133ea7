import type { Connection } from 'mongoose';
import { JweRefused } from '../keys/jwe.ts';
import { UnknownKey } from '../keys/keyring.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import { letterContext } from './letters.ts';
import { type Envelope, envelopeModels, type Letter } from './models.ts';
import { claimsOf, wrappingContext } from './sealing.ts';

export interface RewrapBatch {
  /** Up to where it came, for the batch after it. */
  readonly after: string | null;
  readonly rewrapped: number;
  /** What has a key that does not open: changed in the database, or wrapped by a key that the ring lacks. */
  readonly failed: readonly string[];
  /** The walk is at its end. */
  readonly done: boolean;
}

/** Something whose data key the ring wraps. */
interface Wrapped {
  readonly id: string;
  readonly kekId: string;
  readonly wrappedKey: string;
  readonly context: string;
}

/** One collection of such things. Every collection that holds wrapped keys has its shelf here. */
interface Shelf {
  /** Begins a place of this shelf; no message id holds a slash. */
  readonly mark: string;
  /** The next few after `id` that another key than `active` wraps, in the order of their ids. */
  find(active: string, id: string, limit: number): Promise<Wrapped[]>;
  /** @returns false when it was recalled, destroyed or rewrapped by somebody else meanwhile */
  replace(old: Wrapped, anew: { readonly kekId: string; readonly wrapped: string }): Promise<boolean>;
  /** How many each key wraps. */
  counts(): Promise<Record<string, number>>;
  /** How many another key wraps. */
  others(active: string): Promise<number>;
}

const lookedAtOnce = 50;

/** Wraps data keys anew by the active key. The ciphertext, in whatever mailbox, is never touched. */
export function createRewrapping({ connection, wrapper }: { connection: Connection; wrapper: KeyWrapper }) {
  const shelves = [envelopeShelf(connection), letterShelf(connection)];

  /** How many things each key wraps: envelopes that have not ended, and letters. */
  async function counts(): Promise<Record<string, number>> {
    const sum: Record<string, number> = {};
    for (const shelf of shelves) {
      for (const [kekId, count] of Object.entries(await shelf.counts())) sum[kekId] = (sum[kekId] ?? 0) + count;
    }
    return sum;
  }

  /** The data key; null when it opens by no key of the ring. */
  async function unwrap({ wrappedKey, context }: Wrapped): Promise<Uint8Array | null> {
    try {
      return await wrapper.unwrap(wrappedKey, context);
    } catch (error) {
      if (error instanceof JweRefused || error instanceof UnknownKey) return null;
      throw error;
    }
  }

  async function rewrap(shelf: Shelf, old: Wrapped): Promise<'rewrapped' | 'gone' | 'failed'> {
    const dataKey = await unwrap(old);
    if (dataKey === null) return 'failed';
    const anew = await wrapper.wrap(dataKey, old.context);
    dataKey.fill(0);
    // What ended meanwhile is not touched, and certainly not brought back.
    return (await shelf.replace(old, anew)) ? 'rewrapped' : 'gone';
  }

  return {
    counts,

    /** Whether a rotation to this key can go on here: it is active, or was until a later rotation. */
    serves: (kekId: string): boolean => wrapper.hasBeenActive(kekId),

    /** How much another key than the active one still wraps. */
    async remaining(): Promise<number> {
      const others = await Promise.all(shelves.map((shelf) => shelf.others(wrapper.activeId)));
      return others.reduce((sum, count) => sum + count, 0);
    },

    /**
     * Looks at everything that another key than the active one still wraps, and changes nothing: its message id or
     * reference, and whether it opens.
     */
    async *left(): AsyncGenerator<{ readonly id: string; readonly opens: boolean }> {
      for (const shelf of shelves) {
        let found: Wrapped[] = [];
        do {
          found = await shelf.find(wrapper.activeId, found.at(-1)?.id ?? '', lookedAtOnce);
          for (const one of found) {
            const dataKey = await unwrap(one);
            dataKey?.fill(0);
            yield { id: one.id, opens: dataKey !== null };
          }
        } while (found.length === lookedAtOnce);
      }
    },

    /**
     * Takes the next few things that are wrapped by another key than the active one. Any number of these may run at
     * once, or be killed at any point: each is one guarded update.
     * @param after where an earlier batch ended; null begins at the beginning
     */
    async batch(after: string | null, limit = 50): Promise<RewrapBatch> {
      let place = after;
      let rewrapped = 0;
      const failed: string[] = [];
      let left = limit;
      for (const shelf of shelves.slice(shelfOf(after))) {
        const id = place?.startsWith(shelf.mark) ? place.slice(shelf.mark.length) : '';
        const found = await shelf.find(wrapper.activeId, id, left);
        for (const old of found) {
          const outcome = await rewrap(shelf, old);
          if (outcome === 'rewrapped') rewrapped += 1;
          if (outcome === 'failed') failed.push(old.id);
        }
        const last = found.at(-1);
        if (last) place = `${shelf.mark}${last.id}`;
        left -= found.length;
        if (left === 0) return { after: place, rewrapped, failed, done: false };
      }
      return { after: place, rewrapped, failed, done: true };
    },
  };

  /** The shelf that a place is on; the first one's places have no mark. */
  function shelfOf(place: string | null): number {
    const at = shelves.findIndex(({ mark }) => mark !== '' && place?.startsWith(mark));
    return at === -1 ? 0 : at;
  }
}

function envelopeShelf(connection: Connection): Shelf {
  const { envelopes } = envelopeModels(connection);
  const wrapped = { wrappedKey: { $exists: true } } as const;
  return {
    mark: '',
    async find(active, id, limit) {
      const found = await envelopes
        .find({ ...wrapped, kekId: { $ne: active }, mid: { $gt: id } }, { mid: 1, kekId: 1, jwe: 1, wrappedKey: 1 })
        .sort({ mid: 1 })
        .limit(limit)
        .lean<Envelope[]>();
      return found.map(({ mid, kekId, jwe, wrappedKey }) => {
        return { id: mid, kekId, wrappedKey: wrappedKey!, context: wrappingContext(claimsOf(jwe)) };
      });
    },
    async replace({ id, kekId, wrappedKey }, anew) {
      const set = { $set: { kekId: anew.kekId, wrappedKey: anew.wrapped } };
      return (await envelopes.updateOne({ mid: id, kekId, wrappedKey }, set)).modifiedCount === 1;
    },
    async counts() {
      const ids = (await envelopes.distinct('kekId', wrapped)).map(String);
      return counted(ids, async (kekId) => envelopes.countDocuments({ kekId, ...wrapped }));
    },
    others: async (active) => envelopes.countDocuments({ ...wrapped, kekId: { $ne: active } }),
  };
}

function letterShelf(connection: Connection): Shelf {
  const { letters } = envelopeModels(connection);
  return {
    mark: 'letter/',
    async find(active, id, limit) {
      const found = await letters
        .find({ kekId: { $ne: active }, owner: { $gt: id } })
        .sort({ owner: 1 })
        .limit(limit)
        .lean<Letter[]>();
      return found.map(({ owner, kekId, wrappedKey }) => {
        return { id: owner, kekId, wrappedKey, context: letterContext(owner) };
      });
    },
    async replace({ id, kekId, wrappedKey }, anew) {
      const set = { $set: { kekId: anew.kekId, wrappedKey: anew.wrapped } };
      return (await letters.updateOne({ owner: id, kekId, wrappedKey }, set)).modifiedCount === 1;
    },
    async counts() {
      const ids = (await letters.distinct('kekId')).map(String);
      return counted(ids, async (kekId) => letters.countDocuments({ kekId }));
    },
    others: async (active) => letters.countDocuments({ kekId: { $ne: active } }),
  };
}

async function counted(ids: string[], count: (kekId: string) => Promise<number>): Promise<Record<string, number>> {
  return Object.fromEntries(await Promise.all(ids.map(async (kekId) => [kekId, await count(kekId)] as const)));
}

export type Rewrapping = ReturnType<typeof createRewrapping>;
