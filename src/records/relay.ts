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

type Kind = OutboxMessage['kind'];

/** Longer than any delivery takes: while one relay tries an entry, another leaves it alone. */
const leaseMs = 30_000;

/**
 * How long until the next try. Nobody waits for a notice, and when the mail server is away there may be thousands of
 * them: tried as often as a start or a code, they would keep MongoDB busier than the onboardings themselves.
 */
function patienceMs({ kind }: OutboxMessage, attempts: number): number {
  const [first, longest] = pace[kind] === 'at leisure' ? [30_000, 600_000] : [1_000, 60_000];
  return Math.min(first * 2 ** Math.min(attempts, 6), longest);
}

/**
 * How a kind is carried. `beside` is what takes long, mails and long lists: it must not hold up starts and signals.
 * `at leisure` are the mails that nobody waits for: when a mail server is back thousands of them may be due, and a code,
 * which somebody waits for, must not queue behind them.
 */
const pace: Readonly<Record<Kind, 'at once' | 'beside' | 'at leisure'>> = {
  start: 'at once',
  'first-login': 'at once',
  'mail-bounced': 'at once',
  ended: 'at once',
  mail: 'beside',
  'cannot-open': 'beside',
  bulk: 'beside',
  notice: 'at leisure',
  'upgrade-declined': 'at leisure',
};
const kinds = Object.keys(pace) as Kind[];
const prompt = kinds.filter((kind) => pace[kind] !== 'at leisure');
const leisurely = kinds.filter((kind) => pace[kind] === 'at leisure');

const mostAtOnce = 50;
/** Looked for again only when the last ten are done: looking costs more than a mail that the server does not take. */
const leisurelyAtOnce = 10;

/** Drains the outbox, at least once for each entry, oldest first. Several relays may run side by side. */
export function createRelay({ connection, deliver, onError, everyMs = 1_000 }: RelayDependencies) {
  const outbox = outboxModel(connection);
  const besides = new Set<Promise<void>>();
  let atLeisure = 0;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function drain(): Promise<void> {
    const due = await dueOf(prompt, mostAtOnce);
    const later = atLeisure === 0 ? await dueOf(leisurely, leisurelyAtOnce) : [];
    const quick = due.filter(({ message }) => pace[message.kind] === 'at once').map(carry);
    const beside = due.filter(({ message }) => pace[message.kind] === 'beside');
    for (const entry of [...beside, ...later]) carryBeside(entry);
    await Promise.all(quick);
    if (due.length === mostAtOnce) again = true;
  }

  const dueOf = (wanted: Kind[], limit: number): Promise<OutboxEntry[]> =>
    outbox
      .find({ 'message.kind': { $in: wanted }, dueAt: { $lte: new Date() } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean<OutboxEntry[]>();

  /** What takes long must not hold up starts and signals: it is carried beside them. */
  function carryBeside(entry: OutboxEntry): void {
    const leisure = pace[entry.message.kind] === 'at leisure';
    if (leisure) atLeisure += 1;
    const under = carry(entry)
      .catch((error: unknown) => onError(error, entry.message.kind))
      .finally(() => {
        besides.delete(under);
        if (!leisure) return;
        atLeisure -= 1;
        if (atLeisure === 0) nudge();
      });
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
