import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { ClientFlags, Context, Run } from '../context.ts';
import { readDuration } from '../duration.ts';
import { CliError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { fill } from '../output.ts';
import { accountPath, type OnboardingView } from '../view.ts';
import { waitForEnd } from '../wait.ts';
import { clientCommand, pathOption, readMessage } from './shared.ts';

interface PromoteFlags extends ClientFlags {
  readonly account: string;
  readonly path?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly locale?: string;
  readonly messageFile?: string;
  readonly reason?: string;
  readonly idempotencyKey?: string;
  readonly wait?: string | true;
}

interface Promoted {
  readonly onboarding: OnboardingView;
  readonly joined: boolean;
  readonly temporaryPassword?: string;
  /** Why it has not begun yet, as Temporal's gRPC status. */
  readonly delayedBy?: string;
  readonly nextActions?: readonly { readonly rel: string }[];
}

export function addPromoteCommand(program: Command, context: Context, run: Run): void {
  const { words } = context;
  clientCommand(program, 'promote', context)
    .description(words.commands.promote)
    .argument('<email>', words.arguments.email)
    .requiredOption('--account <number>', words.options.account)
    .addOption(pathOption(words.options.path))
    .option('--first-name <name>', words.options.firstName)
    .option('--last-name <name>', words.options.lastName)
    .addOption(new Option('--locale <language>', words.options.locale).choices(['en', 'fr']))
    .option('--message-file <file>', words.options.messageFile)
    .option('--reason <text>', words.options.beginReason)
    .option('--idempotency-key <key>', words.options.idempotencyKey)
    .option('--wait [duration]', words.options.wait)
    .action(run(async (email: string, flags: PromoteFlags) => promote(context, email, flags)));
}

async function promote(context: Context, email: string, flags: PromoteFlags): Promise<ExitCode> {
  const { words, locale } = context;
  const waitMs = readWait(context, flags.wait);
  const message = await readMessage(context, flags.messageFile);
  const client = context.client(flags);
  const again = `castellan promote ${email} --account ${flags.account} --path`;
  Object.assign(context.replacements, {
    invite: `${again} invite`,
    'temporary-password': `${again} temporary-password`,
  });
  const { firstName, lastName } = flags;
  const candidate = { firstName, lastName, locale: flags.locale ?? locale };
  const { body } = await client.post<Promoted>(
    accountPath(flags.account, 'onboardings'),
    {
      email,
      ...(flags.path ? { path: flags.path } : {}),
      candidate,
      ...(message === undefined ? {} : { message }),
      ...(flags.reason ? { reason: flags.reason } : {}),
    },
    { 'idempotency-key': flags.idempotencyKey ?? randomUUID() },
  );
  const { ref, stage } = body.onboarding;
  context.print(body, () => {
    const lines = [`${ref}  ${words.stages[stage]}`];
    if (body.temporaryPassword) lines.push(fill(words.promote.temporaryPassword, body.temporaryPassword));
    return `${lines.join('\n')}\n`;
  });
  if (body.joined) context.note(words.promote.joined);
  if (body.delayedBy) context.note(fill(words.promote.delayed, body.delayedBy));
  if (body.temporaryPassword) context.note(fill(words.promote.handOver, email));
  if (body.nextActions?.some(({ rel }) => rel === 'new-temporary-password'))
    context.note(fill(words.promote.passwordByCommand, ref));
  if (body.nextActions?.some(({ rel }) => rel === 'switch-path'))
    context.note(fill(words.promote.switchByCommand, ref));
  if (waitMs !== null) return waitForEnd(context, client, body.onboarding, waitMs);
  if (stage !== 'completed') context.note(fill(words.promote.next, ref));
  return exitCodes.ok;
}

/** Milliseconds to wait; null when nobody asked to. */
function readWait({ words }: Context, wait: string | true | undefined): number | null {
  if (wait === undefined) return null;
  const milliseconds = readDuration(wait === true ? '10m' : wait);
  if (milliseconds === null) throw new CliError(exitCodes.usage, fill(words.usage.duration, String(wait)));
  return milliseconds;
}
