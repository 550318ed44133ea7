import type { Command } from 'commander';
import type { Context, Ended, Run } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { fill } from '../output.ts';
import { type DataFlag, withOperator } from './operator.ts';

interface DigestFlags extends DataFlag {
  readonly mail?: true;
}

/** What Temporal's schedules do, on demand and from the host: no worker is needed for it. */
export function addScheduledCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  program
    .command('sweep')
    .description(words.commands.sweep)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: DataFlag) => sweep(context, flags)));
  program
    .command('digest')
    .description(words.commands.digest)
    .option('--mail', words.options.mailDigest)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: DigestFlags) => digest(context, flags)));
}

async function sweep(context: Context, flags: DataFlag): Ended {
  const { words } = context;
  return withOperator(context, flags, async (operator) => {
    const result = await operator.scheduled().sweep();
    const findings = await operator.findings();
    context.print({ ...result, findings }, () => {
      const lines = [fill(words.scheduled.swept, result.restarted, result.expired, findings.length)];
      for (const { kind, ref, detail } of findings) lines.push(`  ${kind}  ${ref ?? '–'}  ${detail}`);
      for (const kind of result.unchecked) lines.push(`  ${fill(words.scheduled.unchecked, kind)}`);
      return `${lines.join('\n')}\n`;
    });
    if (findings.length > 0) return exitCodes.needsDecision;
    return result.unchecked.length > 0 ? exitCodes.unavailable : exitCodes.ok;
  });
}

async function digest(context: Context, flags: DigestFlags): Ended {
  const { words, locale } = context;
  return withOperator(context, flags, async (operator) => {
    const { digest: made } = operator.scheduled();
    const facts = await made.gather();
    const waiting = Object.values(facts.counts).reduce((sum, count) => sum + count, 0);
    const recipients = flags.mail && waiting > 0 ? await made.recipients() : [];
    for (const recipient of recipients) await made.mail(facts, recipient);
    context.print({ ...facts, mailed: recipients.length }, () =>
      waiting === 0 ? `${words.scheduled.nothing}\n` : made.render(facts, locale).text,
    );
    if (flags.mail) context.note(fill(words.scheduled.mailed, recipients.length));
    return exitCodes.ok;
  });
}
