import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { ClientFlags, Context, Ended, Run } from '../context.ts';
import { fill, formatTime, plain, table } from '../output.ts';
import { accountPath } from '../view.ts';
import { clientCommand, wholeNumber } from './shared.ts';

interface UpgradeRequest {
  readonly id: string;
  readonly account: string;
  readonly userId: string;
  readonly reason: string;
  readonly laterReasons: readonly string[];
  readonly state: 'open' | 'started' | 'declined' | 'granted';
  readonly createdAt: string;
  readonly ref: string | null;
}

interface ReasonFlags extends ClientFlags {
  readonly reason: string;
}
interface ListFlags extends ClientFlags {
  readonly state?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Asking support to become an administrator, and what support does about it. */
export function addUpgradeCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  clientCommand(program, 'request-upgrade', context)
    .description(words.commands.requestUpgrade)
    .requiredOption('--account <number>', words.options.account)
    .requiredOption('--reason <text>', words.options.reason)
    .action(run(async (flags: ReasonFlags & { account: string }) => ask(context, flags)));
  const requests = program.command('upgrade-requests').description(words.commands.upgradeRequests);
  clientCommand(requests, 'list', context)
    .description(words.commands.upgradeList)
    .addOption(
      new Option('--state <state>', words.options.requestState).choices(['open', 'started', 'declined', 'granted']),
    )
    .option('--limit <number>', words.options.limit, wholeNumber(context, 1, 100), 50)
    .option('--cursor <cursor>', words.options.cursor)
    .action(run(async (flags: ListFlags) => list(context, flags)));
  for (const [name, description] of [
    ['start', words.commands.upgradeStart],
    ['decline', words.commands.upgradeDecline],
  ] as const) {
    clientCommand(requests, name, context)
      .description(description)
      .argument('<id>', words.arguments.request)
      .requiredOption('--reason <text>', words.options.reason)
      .action(run(async (id: string, flags: ReasonFlags) => decide(context, name, id, flags)));
  }
}

async function ask(context: Context, flags: ReasonFlags & { account: string }): Ended {
  const { reason, account } = flags;
  const { body } = await context
    .client(flags)
    .post<UpgradeRequest>(accountPath(account, 'upgrade-requests'), { reason });
  context.print(body, () => `${fill(context.words.upgrade.asked, body.id)}\n`);
  return undefined;
}

async function list(context: Context, flags: ListFlags): Ended {
  const { words, locale } = context;
  const query = new URLSearchParams();
  for (const name of ['state', 'limit', 'cursor'] as const) {
    const value = flags[name];
    if (value !== undefined) query.set(name, String(value));
  }
  const { body } = await context
    .client(flags)
    .get<{ items: readonly UpgradeRequest[]; nextCursor: string | null }>(`/upgrade-requests?${query}`);
  context.print(body, () => {
    if (body.items.length === 0) return '';
    const rows = body.items.map(({ id, state, account, userId, createdAt, ref, reason, laterReasons }) => [
      id,
      words.upgrade.states[state],
      account,
      plain(userId),
      formatTime(createdAt, locale),
      ref ?? '',
      [reason, ...laterReasons].map((one) => plain(one).replace(/\s+/g, ' ')).join(' / '),
    ]);
    return table([words.upgrade.columns, ...rows]);
  });
  if (body.items.length === 0) context.note(words.upgrade.none);
  if (body.nextCursor) context.note(fill(words.list.more, body.nextCursor));
  return undefined;
}

async function decide(context: Context, decision: 'start' | 'decline', id: string, flags: ReasonFlags): Ended {
  const { upgrade } = context.words;
  const { body } = await context
    .client(flags)
    .post<UpgradeRequest>(
      `/upgrade-requests/${encodeURIComponent(id)}/${decision}`,
      { reason: flags.reason },
      { 'idempotency-key': randomUUID() },
    );
  context.print(body, () =>
    decision === 'start' ? `${fill(upgrade.started, body.ref ?? '')}\n` : `${fill(upgrade.declined, id)}\n`,
  );
  return undefined;
}
