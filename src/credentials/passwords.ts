import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { createGate } from './gate.ts';

/** OWASP Password Storage Cheat Sheet, minimum for Argon2id: 19 MiB, 2 passes, 1 lane. */
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

// Hashing shares libuv's four threads with files and name look-ups: one of them stays free.
const inFlight = Math.min(availableParallelism(), 3);
const pass = createGate({ inFlight, queued: 64 * inFlight });

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
/** No password verifies against it, and it costs what a real one costs. */
const nobodysHash = `$argon2id$v=19$m=${argon2id.memoryCost},t=${argon2id.timeCost},p=${argon2id.parallelism}$${unpadded(randomBytes(16))}$${unpadded(randomBytes(32))}`;

/** The form that is hashed and judged: one keyboard's "é" is another's "e" and an accent (NIST SP 800-63B-4, NFKC). */
export const normalPassword = (plain: string): string => plain.normalize('NFKC');

/**
 * Hashes a password by Argon2id. Takes tens of milliseconds: never inside a transaction.
 * @returns PHC string
 * @throws Problem service.busy when too many hashes wait already
 */
export const hashPassword = async (plain: string): Promise<string> =>
  pass(async () => hash(normalPassword(plain), argon2id));

/**
 * Whether the password is right.
 * @param stored PHC string; undefined does the same work and answers false, so that time tells nobody what exists
 * @throws Problem service.busy when too many hashes wait already
 */
export async function verifyPassword(stored: string | undefined, plain: string): Promise<boolean> {
  return pass(async () => verify(stored ?? nobodysHash, normalPassword(plain)));
}
