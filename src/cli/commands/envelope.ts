import type { Command } from 'commander';
import { type EnvelopeAction, envelopeActions } from '../../envelopes/states.ts';
import type { EnvelopeView } from '../../envelopes/view.ts';
import type { ClientFlags, Context, Ended, Run } from '../context.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { fill, formatTime, plain } from '../output.ts';
import { readOnboarding } from '../view.ts';
import { clientCommand, wholeNumber } from './shared.ts';

interface EnvelopeFlags extends ClientFlags {
  readonly reason: string;
  readonly hours?: number;
}

/** Decisions on the message of an onboarding, below `castellan envelope`. */
export function addEnvelopeCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  const envelope = program.command('envelope').description(words.commands.envelope);
  for (const action of envelopeActions) {
    const command = clientCommand(envelope, action, context)
      .description(words.envelope.commands[action])
      .argument('<ref>', words.arguments.ref)
      .requiredOption('--reason <text>', words.options.reason)
      .action(run(async (ref: string, flags: EnvelopeFlags) => perform(context, action, ref, flags)));
    if (action === 'extend') command.option('--hours <number>', words.envelope.hours, wholeNumber(context, 1, 8_760));
  }
}

async function perform(context: Context, action: EnvelopeAction, ref: string, flags: EnvelopeFlags): Ended {
  const { words, locale } = context;
  const client = context.client(flags);
  const { envelope: current } = await readOnboarding(client, ref);
  if (!current) throw new CliError(exitCodes.notFound, fill(words.envelope.none, ref));
  const { body } = await client.post<{ envelope: EnvelopeView }>(
    `/envelopes/${encodeURIComponent(current.mid)}/${action}`,
    { reason: flags.reason, ...(flags.hours === undefined ? {} : { hours: flags.hours }) },
  );
  const { envelope } = body;
  context.print(body, () => {
    const until = formatTime(envelope.expiresAt, locale);
    return `${plain(fill(words.envelope.done[action], ref, until))}\n`;
  });
  return undefined;
}
