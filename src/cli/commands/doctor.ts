import type { Command } from 'commander';
import { examine, type Finding } from '../checks.ts';
import { type Context, defaultUrl, type Ended, type Run } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { fill, painter } from '../output.ts';
import { runningIn } from '../running.ts';

interface DoctorFlags {
  readonly url?: string;
  readonly data?: string;
}

export function addDoctorCommand(program: Command, context: Context, run: Run): void {
  const { words } = context;
  program
    .command('doctor')
    .description(words.commands.doctor)
    .option('--url <url>', words.options.url)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: DoctorFlags) => doctor(context, flags)));
}

async function doctor(context: Context, flags: DoctorFlags): Ended {
  const { io, words, json } = context;
  const env = flags.data ? { ...io.env, CASTELLAN_DATA: flags.data } : io.env;
  const findings: Finding[] = [];
  const checks = examine(env, words, (config) => {
    const running = runningIn(config.CASTELLAN_DATA);
    return {
      mongodbUri: config.MONGODB_URI ?? running?.mongodbUri,
      temporalAddress: config.TEMPORAL_ADDRESS ?? running?.temporalAddress,
      smtpUrl: config.SMTP_URL ?? running?.smtpUrl,
      url: flags.url || io.env['CASTELLAN_URL'] || (running?.url ?? defaultUrl),
    };
  });
  for await (const finding of checks) {
    findings.push(finding);
    if (!json) io.out(findingText(context, finding));
  }
  const wrong = findings.filter(({ state }) => state === 'bad').length;
  const summary = wrong === 0 ? words.doctor.good : fill(words.doctor.bad, wrong, findings.length);
  io.out(json ? `${JSON.stringify({ ok: wrong === 0, findings }, null, 2)}\n` : `\n${summary}\n`);
  return wrong === 0 ? exitCodes.ok : exitCodes.failed;
}

function findingText({ io, words }: Context, { check, state, text, advice }: Finding): string {
  const paint = painter(io.env, io.stdoutIsTerminal);
  const marks = { good: paint('green', '✔'), bad: paint('red', '✘'), unknown: paint('yellow', '·') };
  const title = words.doctor.titles[check].padEnd(11);
  const lines = text.split('\n').join(`\n${' '.repeat(14)}`);
  return `${marks[state]} ${title} ${lines}\n${advice ? `${' '.repeat(14)}${paint('dim', advice)}\n` : ''}`;
}
