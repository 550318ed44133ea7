import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { ClientFlags, Context, Ended, Run } from '../context.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { fill } from '../output.ts';
import { type Act, acts, type OnboardingView, onboardingPath } from '../view.ts';
import { actOnMany, type BulkAct, bulkActs } from './act-on-many.ts';
import { clientCommand, wholeNumber } from './shared.ts';

interface ActFlags extends ClientFlags {
  readonly reason: string;
  readonly keepUser?: true;
  readonly hours?: number;
  readonly email?: string;
  readonly where?: readonly string[];
  readonly dryRun?: true;
}

interface Acted {
  readonly onboarding: OnboardingView;
  readonly temporaryPassword?: string;
  readonly nextActions?: readonly { readonly rel: string }[];
}

/** Decisions on one onboarding, or on all that are so; each takes a reason that lands in timeline and audit. */
export function addActionCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  for (const act of acts) {
    const many = bulkActs.find((known) => known === act);
    const command = clientCommand(program, act, context)
      .description(words.commands[act])
      .argument(many ? '[ref]' : '<ref>', many ? words.arguments.refOrWhere : words.arguments.ref)
      .requiredOption('--reason <text>', words.options.reason)
      .action(
        run(async (ref: string | undefined, flags: ActFlags) =>
          many ? oneOrMany(context, many, ref, flags) : perform(context, act, ref!, flags),
        ),
      );
    if (act === 'cancel') command.option('--keep-user', words.options.keepUser);
    if (act === 'extend') command.option('--hours <number>', words.options.hours, wholeNumber(context, 1, 8_760));
    if (act === 'correct-email') command.requiredOption('--email <email>', words.options.newEmail);
    if (many) {
      command
        .option('--where <condition>', words.options.where, (text, before: string[] | undefined) => [
          ...(before ?? []),
          text,
        ])
        .option('--dry-run', words.options.dryRun);
    }
  }
}

const detailsOf = ({ keepUser, hours, email }: ActFlags) => ({
  ...(keepUser ? { createdUser: 'keep' } : {}),
  ...(hours === undefined ? {} : { hours }),
  ...(email === undefined ? {} : { email }),
});

async function oneOrMany(context: Context, act: BulkAct, ref: string | undefined, flags: ActFlags): Ended {
  const { where, reason, dryRun = false } = flags;
  if ((ref === undefined) === (where === undefined)) throw new CliError(exitCodes.usage, context.words.usage.oneOrMany);
  // A dry run of one is a dry run of many with one in it: only there the API knows such a thing.
  if (ref !== undefined && !dryRun) return perform(context, act, ref, flags);
  const request = { action: act, reason, dryRun, ...detailsOf(flags) };
  return actOnMany(context, context.client(flags), request, ref === undefined ? { where: where! } : { refs: [ref] });
}

async function perform(context: Context, act: Act, ref: string, flags: ActFlags): Ended {
  const { words } = context;
  const { body } = await context
    .client(flags)
    .post<Acted>(
      `${onboardingPath(ref)}/${act}`,
      { reason: flags.reason, ...detailsOf(flags) },
      { 'idempotency-key': randomUUID() },
    );
  const { temporaryPassword, onboarding, nextActions } = body;
  context.print(body, () => {
    const lines = [`${fill(words.acted[act], ref)} (${words.stages[onboarding.stage]})`];
    if (temporaryPassword) lines.push(fill(words.promote.temporaryPassword, temporaryPassword));
    return `${lines.join('\n')}\n`;
  });
  if (temporaryPassword) context.note(fill(words.promote.handOver, onboarding.email));
  if (nextActions?.some(({ rel }) => rel === 'new-temporary-password'))
    context.note(fill(words.promote.passwordByCommand, ref));
  if (nextActions?.some(({ rel }) => rel === 'switch-path')) context.note(fill(words.promote.switchByCommand, ref));
  return undefined;
}
