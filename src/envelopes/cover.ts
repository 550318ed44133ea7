import type { Connection } from 'mongoose';
import type { Problem } from '../problems.ts';
import { anotherAddress, type Reader, readerUser, refusalOf } from './access.ts';
import { type Envelope, envelopeModels } from './models.ts';

/** What the page of a message shows. Reading it changes nothing: mail scanners visit every link. */
export type Cover =
  /** Nobody is signed in: the same for every message id, whether it names anything or not. */
  | { readonly kind: 'anybody' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'another-address'; readonly problem: Problem }
  /** The right user, whose first login or proof of the mailbox is still to come. */
  | { readonly kind: 'first-login-pending' }
  | { readonly kind: 'mailbox-unproved' }
  | {
      readonly kind: 'own';
      readonly senderName: string;
      readonly account: string;
      readonly accountName: string;
      readonly sealedAt: Date;
      readonly expiresAt: Date;
      /** Why it does not open; null when it does. */
      readonly refusal: Problem | null;
      /** Its reader has said that it is not for them. */
      readonly reported: boolean;
    };

export function createCover(connection: Connection) {
  /**
   * @param mid message id
   * @param reader who is signed in, if anybody
   */
  return async (mid: string, reader?: Reader | null, now = new Date()): Promise<Cover> => {
    const user = reader ? await readerUser(connection, reader) : null;
    if (!user) return { kind: 'anybody' };
    const envelope = await envelopeModels(connection).envelopes.findOne({ mid }).lean<Envelope>();
    if (!envelope) return { kind: 'unknown' };
    if (envelope.addressKey !== user.addressKey) return { kind: 'another-address', problem: anotherAddress(envelope) };
    if (!user.firstLoginAt) return { kind: 'first-login-pending' };
    if (!user.addressProvedAt) return { kind: 'mailbox-unproved' };
    const { senderName, account, accountName, createdAt, expiresAt, reportedAt } = envelope;
    const reported = reportedAt !== undefined;
    const refusal = refusalOf(envelope, now);
    return { kind: 'own', senderName, account, accountName, sealedAt: createdAt, expiresAt, refusal, reported };
  };
}
