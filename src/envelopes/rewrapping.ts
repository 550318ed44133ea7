import type { Connection } from 'mongoose';
import { JweRefused } from '../keys/jwe.ts';
import { UnknownKey } from '../keys/keyring.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import { type Envelope, envelopeModels } from './models.ts';
import { claimsOf, wrappingContext } from './sealing.ts';

export interface RewrapBatch {
  /** The message id up to which it came: what is left is behind it. */
  readonly after: string | null;
  readonly rewrapped: number;
  /** Message ids whose key does not open: changed in the database, or wrapped by a key that the ring lacks. */
  readonly failed: readonly string[];
  /** The walk is at its end. */
  readonly done: boolean;
}

type Wrapped = Pick<Envelope, 'mid' | 'kekId' | 'jwe' | 'wrappedKey'>;

/** Wraps data keys anew by the active key. The ciphertext, in whatever mailbox, is never touched. */
export function createRewrapping({ connection, wrapper }: { connection: Connection; wrapper: KeyWrapper }) {
  const { envelopes } = envelopeModels(connection);
  const wrapped = { wrappedKey: { $exists: true } } as const;

  /** How many envelopes that have not ended are wrapped by each key. */
  async function counts(): Promise<Record<string, number>> {
    const ids = (await envelopes.distinct('kekId', wrapped)).map(String);
    const entries = await Promise.all(
      ids.map(async (kekId) => [kekId, await envelopes.countDocuments({ kekId, ...wrapped })] as const),
    );
    return Object.fromEntries(entries);
  }

  async function rewrap({ mid, kekId, jwe, wrappedKey }: Wrapped): Promise<'rewrapped' | 'gone' | 'failed'> {
    const context = wrappingContext(claimsOf(jwe));
    let dataKey: Uint8Array;
    try {
      dataKey = await wrapper.unwrap(wrappedKey!, context);
    } catch (error) {
      if (error instanceof JweRefused || error instanceof UnknownKey) return 'failed';
      throw error;
    }
    const anew = await wrapper.wrap(dataKey, context);
    dataKey.fill(0);
    // Recalled or rewrapped by somebody else meanwhile: then it is not touched, and certainly not brought back.
    const updated = await envelopes.updateOne(
      { mid, kekId, wrappedKey: wrappedKey! },
      { $set: { kekId: anew.kekId, wrappedKey: anew.wrapped } },
    );
    return updated.modifiedCount === 1 ? 'rewrapped' : 'gone';
  }

  return {
    counts,

    /** Whether a rotation to this key can go on here: it is active, or was until a later rotation. */
    serves: (kekId: string): boolean => wrapper.hasBeenActive(kekId),

    /** How many envelopes that have not ended another key than the active one wraps. */
    async remaining(): Promise<number> {
      return envelopes.countDocuments({ ...wrapped, kekId: { $ne: wrapper.activeId } });
    },

    /**
     * Takes the next few envelopes that are wrapped by another key than the active one. Any number of these may run at
     * once, or be killed at any point: each envelope is one guarded update.
     * @param after where an earlier batch ended; null begins at the beginning
     */
    async batch(after: string | null, limit = 50): Promise<RewrapBatch> {
      const found = await envelopes
        .find(
          { ...wrapped, kekId: { $ne: wrapper.activeId }, ...(after === null ? {} : { mid: { $gt: after } }) },
          { mid: 1, kekId: 1, jwe: 1, wrappedKey: 1 },
        )
        .sort({ mid: 1 })
        .limit(limit)
        .lean<Wrapped[]>();
      let rewrapped = 0;
      const failed: string[] = [];
      for (const envelope of found) {
        const outcome = await rewrap(envelope);
        if (outcome === 'rewrapped') rewrapped += 1;
        if (outcome === 'failed') failed.push(envelope.mid);
      }
      return { after: found.at(-1)?.mid ?? after, rewrapped, failed, done: found.length < limit };
    },
  };
}

export type Rewrapping = ReturnType<typeof createRewrapping>;
