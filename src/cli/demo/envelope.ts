import { newKeyPair, openReleased, publicPart, type ReleaseAnswer } from '../../envelopes/reader/opening.ts';
import type { Visitor } from './visitor.ts';

/**
 * Has an envelope's key released to a key pair of the candidate's own and opens the message, with the very code that
 * the recipient's browser runs.
 * @returns the text of the message
 */
export async function openEnvelope(visitor: Visitor, mid: string): Promise<string> {
  const pair = await newKeyPair();
  const epk = await publicPart(pair);
  const { body } = await visitor.call<ReleaseAnswer>('POST', `/envelopes/${mid}/release`, { epk });
  return (await openReleased(mid, body, pair)).text;
}
