import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Session } from '../database/transaction.ts';
import { openCompact, sealCompact } from '../keys/jwe.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import { envelopeModels, type Letter } from './models.ts';

/**
 * A letter is what a sender wrote, kept for as long as it may have to be sent: until the message is taken back, and at
 * most until the onboarding ends. It is sealed like an envelope, so that the database never holds the text, and
 * destroying it leaves nothing that could be opened.
 */
export interface Letters {
  /** Seals a text for its owner, an onboarding or a list; before a transaction begins, since it takes a moment. */
  prepare(owner: string, text: string, options?: { readonly expiresAt?: Date }): Promise<Letter>;
  keep(letter: Letter, session: Session): Promise<void>;
  /** The text, or null when there is none (any more). @throws JweRefused when it was changed */
  read(owner: string): Promise<string | null>;
}

const typ = 'letter+jwe';

/** What a letter's data key is wrapped for. */
export const letterContext = (owner: string): string => `letter|${owner}`;

export function createLetters({ connection, wrapper }: { connection: Connection; wrapper: KeyWrapper }): Letters {
  const { letters } = envelopeModels(connection);
  return {
    async prepare(owner, text, { expiresAt } = {}) {
      const dataKey = new Uint8Array(randomBytes(32));
      const jwe = await sealCompact({ plaintext: new TextEncoder().encode(text), key: dataKey, header: { typ } });
      const { kekId, wrapped } = await wrapper.wrap(dataKey, letterContext(owner));
      dataKey.fill(0);
      return { owner, jwe, wrappedKey: wrapped, kekId, createdAt: new Date(), ...(expiresAt && { expiresAt }) };
    },

    async keep(letter, session) {
      await letters.create([letter], { session });
    },

    async read(owner) {
      const letter = await letters.findOne({ owner }).lean<Letter>();
      if (letter === null) return null;
      const dataKey = await wrapper.unwrap(letter.wrappedKey, letterContext(owner));
      const { plaintext } = await openCompact(letter.jwe, { key: dataKey, typ });
      dataKey.fill(0);
      return new TextDecoder().decode(plaintext);
    },
  };
}

/** Destroys a letter, key and all, in the transaction of what ends its use. Harmless when there is none. */
export async function destroyLetter(connection: Connection, owner: string, session: Session): Promise<void> {
  await envelopeModels(connection).letters.deleteOne({ owner }, { session });
}
