import { createHash, randomBytes } from 'node:crypto';

/** 256 bits of randomness as base64url (43 characters). */
export const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * What is stored in a token's place. Plain SHA-256 is enough: nobody can try 2^256 tokens, so nothing is gained by a
 * slow hash.
 */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
