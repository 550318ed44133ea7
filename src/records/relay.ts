import type { Connection } from 'mongoose';
import { type OutboxEntry, type OutboxMessage, outboxModel } from './outbox.ts';

interface RelayDependencies {
  readonly connection: Connection;
  /** Carries one message out; throws when it should be tried again. Doing it twice must be harmless. */
  readonly deliver: (message: OutboxMessage, entry: Pick<OutboxEntry, 'createdAt' | 'attempts'>) => Promise<void>;
  readonly onError: (error: unknown, kind: string) => void;
  /** How often the outbox is looked at without being nudged, in milliseconds. */
  readonly everyMs?: number;
}

/** Longer than any delivery takes: while one relay tries an entry, another leaves it alone. */
const leaseMs = 30_000;
/**
 * How long until the next try. Nobody waits for a notice, and when the mail server is away there may be thousands of
 * them: tried as often as a start or a code, they would keep MongoDB busier than the onboardings themselves.
 */
function patienceMs({ kind }: OutboxMessage, attempts: number): number {
  const [first, longest] = atLeisure.includes(kind) ? [30_000, 600_000] : [1_000, 60_000];
  return Math.min(first * 2 ** Math.min(attempts, 6), longest);
}

type Kind = OutboxMessage['kind'];
const atLeisure: readonly Kind[] = ['notice', 'upgrade-declined'];
/** Mails, whose server may be slow, and long lists. */
const slow: readonly Kind[] = [...atLeisure, 'mail', 'cannot-open', 'bulk'];
const takesLong = ({ kind }: OutboxMessage): boolean => slow.includes(kind);

export type Relay = ReturnType<typeof createRelay>;

/** Drains the outbox, at least once for each entry, oldest first. Several relays may run side by side. */
export function createRelay({ connection, deliver, onError, everyMs = 1_000 }: RelayDependencies) {
  const outbox = outboxModel(connection);
  const besides = new Set<Promise<void>>();
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function drain(): Promise<void> {
    const due = await outbox
      .find({ dueAt: { $lte: new Date() } })
      .sort({ dueAt: 1 })
      .limit(50)
      .lean<OutboxEntry[]>();
    const quick = due.filter(({ message }) => !takesLong(message)).map(carry);
    for (const entry of due.filter(({ message }) => takesLong(message))) carryBeside(entry);
    await Promise.all(quick);
    if (due.length === 50) again = true;
  }

  /** What takes long must not hold up starts and signals: it is carried beside them. */
  function carryBeside(entry: OutboxEntry): void {
    const under = carry(entry)
      .catch((error: unknown) => onError(error, entry.message.kind))
      .finally(() => besides.delete(under));
    besides.add(under);
  }

  async function carry({ _id, message, attempts, dueAt, createdAt }: OutboxEntry): Promise<void> {
    const claimed = await outbox.updateOne(
      { _id, dueAt },
      { $set: { dueAt: new Date(Date.now() + leaseMs) }, $inc: { attempts: 1 } },
    );
    if (claimed.modifiedCount !== 1) return;
    try {
      await deliver(message, { createdAt, attempts });
      await outbox.deleteOne({ _id });
    } catch (error) {
      onError(error, message.kind);
      const lastError = error instanceof Error ? error.name : 'unknown';
      await outbox.updateOne(
        { _id },
        { $set: { dueAt: new Date(Date.now() + patienceMs(message, attempts)), lastError } },
      );
    }
  }

  /** Runs until nothing is due; being nudged meanwhile means another look. */
  async function run(): Promise<void> {
    do {
      again = false;
      try {
        await drain();
      } catch (error) {
        onError(error, 'outbox');
      }
    } while (again && !stopped);
  }

  function nudge(): void {
    again = true;
    if (stopped) return;
    running ??= run().finally(() => {
      running = null;
    });
  }

  return {
    /** Something was committed just now: look at once instead of at the next tick. */
    nudge,
    start(): void {
      timer = setInterval(nudge, everyMs);
      nudge();
    },
    /** Lets what is under way finish. */
    async stop(): Promise<void> {
      stopped = true;
      clearInterval(timer);
      await running;
      await Promise.all(besides);
    },
  };
}
