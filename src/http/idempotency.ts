import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, type Model, Schema } from 'mongoose';
import { isDuplicateKey } from '../database/transaction.ts';
import { Problem } from '../problems.ts';

/**
 * Idempotency keys, after draft-ietf-httpapi-idempotency-key-header-07: a repetition of a request answers what the
 * first one answered and does nothing twice. Bodies are not kept, so that no personal data and no secret stays behind:
 * an HMAC tells whether a request is the same, and a status and a reference are enough to answer again.
 */
interface IdempotencyRecord {
  /** ObjectId of the user as hex, and the key. */
  user: string;
  key: string;
  mac: string;
  /** Absent while the request is at work. */
  status?: number;
  reference?: string;
  startedAt: Date;
  expiresAt: Date;
}

const schema = new Schema<IdempotencyRecord>(
  {
    user: { type: String, required: true },
    key: { type: String, required: true, maxlength: 255 },
    mac: { type: String, required: true },
    status: Number,
    reference: String,
    startedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { strict: 'throw' },
)
  .index({ user: 1, key: 1 }, { unique: true })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const idempotencyModel = (connection: Connection): Model<IdempotencyRecord> =>
  (connection.models['IdempotencyKey'] ??
    connection.model<IdempotencyRecord>('IdempotencyKey', schema, 'idempotency-keys')) as Model<IdempotencyRecord>;

const lifetimeMs = 24 * 3_600_000;
/** A request that began so long ago has died with its process; its repetition may begin anew. */
const leaseMs = 60_000;
/** How long a repetition waits for the answer of the one at work: longer than that waits for a process to begin. */
const patienceMs = 10_000;
const lookAgainMs = 100;

export interface KeyedRequest {
  /** ObjectId of the user as hex: keys of different users are different keys. */
  readonly user: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface Answered {
  readonly status: number;
  readonly reference: string;
}

export type Claim =
  | { readonly kind: 'replay'; readonly answer: Answered }
  | { readonly kind: 'new'; complete(answer: Answered): Promise<void>; release(): Promise<void> };

export type Idempotency = ReturnType<typeof createIdempotency>;

/**
 * @param mac keyed hash of a text
 * @param now the clock
 * @param waitMs how long a repetition waits for the request at work, in milliseconds
 */
export function createIdempotency({
  connection,
  mac,
  now = () => new Date(),
  waitMs = patienceMs,
}: {
  connection: Connection;
  mac: (text: string) => string;
  now?: () => Date;
  waitMs?: number;
}) {
  const records = idempotencyModel(connection);

  /**
   * Begins a request, unless it is a repetition: that waits until the one at work has answered, and is answered alike.
   * Where the one at work failed, the repetition begins in its place.
   * @throws Problem idempotency.in-progress when it takes too long, idempotency.key-reused
   */
  async function claim(request: KeyedRequest): Promise<Claim> {
    for (const until = performance.now() + waitMs; ; await sleep(lookAgainMs)) {
      const claimed = await tryClaim(request);
      if (claimed !== 'at work') return claimed;
      if (performance.now() >= until) throw new Problem('idempotency.in-progress');
    }
  }

  async function tryClaim({ user, key, method, path, body }: KeyedRequest): Promise<Claim | 'at work'> {
    const startedAt = now();
    const fingerprint = mac(`${method} ${path}\n${canonical(body)}`);
    const fresh = { user, key, mac: fingerprint, startedAt, expiresAt: new Date(startedAt.getTime() + lifetimeMs) };
    const own = { user, key, mac: fingerprint, startedAt, status: { $exists: false } };
    const begun: Claim = {
      kind: 'new',
      complete: async (answer) => void (await records.updateOne(own, { $set: answer })),
      release: async () => void (await records.deleteOne(own)),
    };
    try {
      await records.create([fresh]);
      return begun;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    // The TTL index collects late, so an expired record counts as absent here.
    const former = await records.findOne({ user, key }).lean();
    if (former === null) return 'at work';
    if (former.expiresAt <= startedAt) return takeOver(former, fresh, begun);
    if (former.mac !== fingerprint) {
      throw new Problem('idempotency.key-reused', {
        errors: [{ pointer: '/header/idempotency-key', code: 'idempotency.key-reused' }],
      });
    }
    if (former.status !== undefined) {
      return { kind: 'replay', answer: { status: former.status, reference: former.reference ?? '' } };
    }
    if (former.startedAt.getTime() + leaseMs <= startedAt.getTime()) return takeOver(former, fresh, begun);
    return 'at work';
  }

  async function takeOver(former: IdempotencyRecord, fresh: IdempotencyRecord, begun: Claim) {
    const { modifiedCount } = await records.updateOne(
      { user: former.user, key: former.key, startedAt: former.startedAt },
      { $set: fresh, $unset: { status: 1, reference: 1 } },
    );
    return modifiedCount === 1 ? begun : 'at work';
  }

  return { claim };
}

/**
 * The key of a request's header, bare or as the quoted string that the draft prescribes.
 * @throws Problem idempotency.key-invalid
 */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = String(header).trim();
  const key = /^"(.*)"$/.exec(text)?.[1] ?? text;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem('idempotency.key-invalid', {
    errors: [{ pointer: '/header/idempotency-key', code: 'idempotency.key-invalid' }],
  });
}

const secretFields = new Set(['password', 'confirmPassword']);

/** JSON with sorted keys and without passwords: the same for the same request, however it was written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    const entries = Object.entries(part).filter(([name]) => !secretFields.has(name));
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
