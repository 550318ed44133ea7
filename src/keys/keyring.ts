import { hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { z } from 'zod';

/** What a key of the ring is used for; each purpose derives a key of its own, so that no two uses share one. */
export type KeyPurpose = 'envelope' | 'payload' | 'secret';

/**
 * The keys that everything secret at rest depends on. One is active and seals what is new; the others only open what
 * was sealed before the last rotation.
 */
export interface Keyring {
  readonly activeId: string;
  readonly ids: readonly string[];
  /** Whether this key of the ring sealed until a rotation; an added one never has. */
  isFormer(id: string): boolean;
  /** True for a ring that was generated beside the data, which production refuses. */
  readonly development: boolean;
  /**
   * A 256-bit key: HKDF-SHA256 (RFC 5869) over the ring's secret `id`, with the purpose as info.
   * @throws UnknownKey when the ring has no such id
   */
  key(id: string, purpose: KeyPurpose): Uint8Array;
  /**
   * A 256-bit key for MACs whose results are looked up later (addresses, codes, request bodies). It comes from the
   * pepper, which rotation leaves alone: otherwise nothing that was stored could be found again.
   */
  pepper(purpose: string): Uint8Array;
}

/** A sealed thing names a key that this ring does not hold. */
export class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
  constructor(id: string) {
    super(`The keyring holds no key "${id.slice(0, 64)}".`);
  }
}

const secret = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'is not 256 bits in base64url')
  .transform((text) => Buffer.from(text, 'base64url'));

const keyringShape = z
  .strictObject({
    version: z.literal(1),
    development: z.boolean().default(false),
    active: z.string(),
    pepper: secret,
    keys: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'is not a key id'),
          secret,
          createdAt: z.iso.datetime(),
          // Until when it sealed what was new; null: it never has. Absent where somebody rotated by hand.
          activeUntil: z.iso.datetime().nullable().optional(),
        }),
      )
      .min(1),
  })
  .refine((ring) => ring.keys.some((key) => key.id === ring.active), { path: ['active'], error: 'names no key' })
  .refine((ring) => new Set(ring.keys.map((key) => key.id)).size === ring.keys.length, {
    path: ['keys'],
    error: 'holds an id twice',
  });

export type KeyringContent = z.output<typeof keyringShape>;

/**
 * Writes a new keyring with one key, readable by its owner only.
 * @param path where; must not exist yet, because overwriting a keyring destroys everything sealed by it
 * @param options `development` marks a ring that production must refuse
 */
export function createKeyringFile(path: string, options: { development?: boolean; now?: Date } = {}): void {
  const now = options.now ?? new Date();
  const id = newKeyId(now);
  const ring = {
    version: 1,
    development: options.development ?? false,
    active: id,
    pepper: randomBytes(32).toString('base64url'),
    keys: [{ id, secret: randomBytes(32).toString('base64url'), createdAt: now.toISOString() }],
  };
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(ring, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** An id such as `kek-202611-5f3a9c01`: when it was made, and a random part so that no id ever means two keys. */
export const newKeyId = (now: Date): string =>
  `kek-${now.toISOString().slice(0, 7).replace('-', '')}-${randomBytes(4).toString('hex')}`;

/**
 * Reads a keyring file as it is now; `followKeyring` reads on.
 * @throws Error that names what is wrong with the file, never its content
 */
export const loadKeyring = (path: string): Keyring => keyringOf(readKeyringFile(path));

/** What a keyring file holds. @throws Error that names what is wrong with the file, never its content */
export function readKeyringFile(path: string): KeyringContent {
  if (process.platform !== 'win32' && statSync(path).mode & 0o022) {
    throw new Error(`The keyring ${path} can be written by others than its owner. Run: chmod 600 ${path}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // A parser's message quotes what it read, so it stays out.
    if (error instanceof SyntaxError) throw new Error(`The keyring ${path} is not JSON.`);
    throw error;
  }
  const parsed = keyringShape.safeParse(content);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'} ${issue.message}`);
    throw new Error(`The keyring ${path} is wrong: ${issues.join('; ')}.`);
  }
  return parsed.data;
}

function keyringOf({ active, keys, pepper, development }: KeyringContent): Keyring {
  const secrets = new Map(keys.map((key) => [key.id, key.secret]));
  const derived = new Map<string, Uint8Array>();
  const derive = (name: string, from: Buffer, info: string): Uint8Array => {
    let key = derived.get(name);
    if (!key) derived.set(name, (key = new Uint8Array(hkdfSync('sha256', from, '', info, 32))));
    return key;
  };
  return {
    activeId: active,
    ids: keys.map((key) => key.id),
    development,
    isFormer: (id) => keys.some((key) => key.id === id && key.id !== active && key.activeUntil !== null),
    key(id, purpose) {
      const from = secrets.get(id);
      if (!from) throw new UnknownKey(id);
      return derive(`key ${id} ${purpose}`, from, `castellan/v1/${purpose}`);
    },
    pepper: (purpose) => derive(`pepper ${purpose}`, pepper, `castellan/v1/pepper/${purpose}`),
  };
}
