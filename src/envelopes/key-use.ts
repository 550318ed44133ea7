import type { Connection } from 'mongoose';
import { claimedHeader } from '../keys/jwe.ts';
import { outboxModel } from '../records/outbox.ts';
import { type EnrolmentCode, envelopeModels } from './models.ts';

/** What in MongoDB still needs a key of the ring, by the key's id. */
export interface KeyUse {
  /** Envelopes that have not ended: rewrapped by a rotation. */
  readonly envelopes: Readonly<Record<string, number>>;
  /** Codes and reset links that are live or not yet mailed: gone by themselves within half an hour. */
  readonly secrets: Readonly<Record<string, number>>;
}

/** Counts what each key of the ring is still needed for. @param envelopes as the rewrapping counts them */
export async function countKeyUse(
  connection: Connection,
  envelopes: Readonly<Record<string, number>>,
  now = new Date(),
): Promise<KeyUse> {
  const waiting = await outboxModel(connection)
    .find({ 'message.kind': 'mail' }, { 'message.sealed': 1 })
    .lean<{ message: { sealed: string } }[]>();
  const live = await envelopeModels(connection)
    .codes.find({ expiresAt: { $gt: now }, usedAt: null }, { sealed: 1 })
    .lean<EnrolmentCode[]>();
  const secrets: Record<string, number> = {};
  for (const sealed of [...waiting.map(({ message }) => message.sealed), ...live.map((code) => code.sealed)]) {
    const id = String(claimedHeader(sealed)['kid']);
    secrets[id] = (secrets[id] ?? 0) + 1;
  }
  return { envelopes, secrets };
}
