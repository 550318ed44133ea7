import { Command, CommanderError, type CommanderError as Usage, Option } from 'commander';
import { addActionCommands } from './commands/act.ts';
import { addEnvelopeCommands } from './commands/envelope.ts';
import { addMailPolicyCommands } from './commands/mail-policy.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addCompletionCommands } from './commands/completion.ts';
import { addOperatorCommands } from './commands/operator.ts';
import { addPreparingCommands } from './commands/preparing.ts';
import { addPromoteCommand } from './commands/promote.ts';
import { addReadCommands } from './commands/read.ts';
import { addScheduledCommands } from './commands/scheduled.ts';
import { addServiceCommands } from './commands/services.ts';
import { addUpgradeCommands } from './commands/upgrade.ts';
import { type Context, createContext, type Run } from './context.ts';
import { CliError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { chooseLocale, type CliWords, cliWords } from './locale.ts';
import { fill, type Io } from './output.ts';
import { describeFailure } from './problem-text.ts';

/**
 * Runs one command line to its end.
 * @param argv the words after `castellan`
 * @returns the exit code; everything a person is told went through `io`
 */
export async function runCli(argv: readonly string[], io: Io, version = ''): Promise<ExitCode> {
  const locale = chooseLocale(argv, io.env);
  const words = cliWords(locale);
  const json = argv.includes('--json');
  const context = createContext(io, words, locale, json);
  let ended: ExitCode = exitCodes.ok;
  const run: Run =
    (command) =>
    async (...given) => {
      ended = (await command(...given)) ?? exitCodes.ok;
    };
  try {
    await createProgram(context, run, version).parseAsync(argv, { from: 'user' });
    return ended;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    if (io.signal.aborted) return exitCodes.interrupted;
    const cause = error instanceof CommanderError ? usageError(error, words, argv) : error;
    const failure = describeFailure(cause, words, locale, context.replacements);
    if (failure.text) io.err(json ? `${JSON.stringify(failure.problem)}\n` : `castellan: ${failure.text}\n`);
    if (io.env['CASTELLAN_DEBUG'] && error instanceof Error) io.err(`${error.stack}\n`);
    return failure.exitCode;
  }
}

function createProgram(context: Context, run: Run, version: string): Command {
  const { words, io } = context;
  const program = new Command('castellan')
    .description(words.program)
    .version(version, '-V, --version', words.help.versionOption)
    .option('--json', words.options.json)
    .addOption(new Option('--lang <language>', words.options.lang).choices(['en', 'fr']))
    .addHelpText('after', `\n${words.help.exitCodes}`);
  addServiceCommands(program, context, run);
  addPromoteCommand(program, context, run);
  addReadCommands(program, context, run);
  addActionCommands(program, context, run);
  addUpgradeCommands(program, context, run);
  addEnvelopeCommands(program, context, run);
  addMailPolicyCommands(program, context, run);
  addDoctorCommand(program, context, run);
  addOperatorCommands(program, context, run);
  addPreparingCommands(program, context, run);
  addScheduledCommands(program, context, run);
  addCompletionCommands(program, context, run);
  for (const command of everyCommand(program)) speak(command, words, io);
  return program;
}

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)];

/** Commander's own words in the reader's language, its English additions left out; its exits become thrown errors. */
function speak(command: Command, words: CliWords, io: Io): void {
  const titles: Record<string, string> = {
    'Usage:': words.help.usage,
    'Arguments:': words.help.arguments,
    'Options:': words.help.options,
    'Global Options:': words.help.globalOptions,
    'Commands:': words.help.commands,
  };
  command
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      optionDescription: ({ description }) => description,
      styleTitle: (title) => titles[title] ?? title,
    })
    .helpOption('-h, --help', words.help.helpOption);
  if (command.commands.length > 0) command.helpCommand('help [command]', words.help.helpCommand);
}

/** A usage error in the reader's language, with commander's own suggestion where it has one. */
function usageError(error: Usage, words: CliWords, argv: readonly string[]): CliError {
  const texts: Record<string, string> = words.usage;
  const quoted = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
  const hints: string[] = [];
  const meant = /Did you mean (?:one of )?(.*)\?/.exec(error.message)?.[1];
  const allowed = /Allowed choices are (.*)\./.exec(error.message)?.[1];
  if (meant) hints.push(fill(words.usage.didYouMean, meant));
  if (allowed) hints.push(fill(words.usage.allowed, allowed));
  const known = /^[a-z][a-z-]*$/.test(argv[0] ?? '') && error.code !== 'commander.unknownCommand' ? `${argv[0]} ` : '';
  hints.push(fill(words.usage.seeHelp, known));
  // Commander shows the help itself when only a group, such as `account`, was named.
  if (error.code === 'commander.help') return new CliError(exitCodes.usage, '');
  return new CliError(exitCodes.usage, fill(texts[error.code] ?? words.usage.other, ...quoted), hints);
}
