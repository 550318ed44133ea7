import { Argument, type Command } from 'commander';
import { createClient } from '../client.ts';
import { candidatesFor, completionScripts, type Shell, shells } from '../completion.ts';
import { type Context, defaultUrl, type Ended, type Run } from '../context.ts';
import type { OnboardingView } from '../view.ts';

/** Somebody waits with a finger on the tab key. */
const answerWithinMs = 1_500;

/** `completion` prints a shell's script; the script asks the hidden `complete` at each press of the tab key. */
export function addCompletionCommands(program: Command, context: Context, run: Run): void {
  program
    .command('completion')
    .description(context.words.commands.completion)
    .addArgument(new Argument('<shell>', context.words.arguments.shell).choices(shells))
    .action(run(async (shell: Shell) => print(context, shell)));
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(run(async (typed: readonly string[]) => complete(program, context, typed)));
}

async function print(context: Context, shell: Shell): Ended {
  context.print({ shell, script: completionScripts[shell] }, () => completionScripts[shell]);
  return undefined;
}

async function complete(program: Command, { io, locale }: Context, typed: readonly string[]): Ended {
  const { words, refs } = candidatesFor(program, typed);
  const current = typed.at(-1) ?? '';
  const token = io.env['CASTELLAN_TOKEN'];
  const url = io.env['CASTELLAN_URL'] || defaultUrl;
  const found = refs && token ? await references(url, token, locale, current) : [];
  for (const word of [...words, ...found]) io.out(`${word}\n`);
  return undefined;
}

/** What needs a human comes first. An API that is slow, away or refuses completes nothing, and says nothing. */
async function references(url: string, token: string, locale: string, current: string): Promise<string[]> {
  const query = new URLSearchParams({ sort: 'needs-human', limit: '100' });
  if (/^onb-/i.test(current)) query.set('q', current);
  else if (!'ONB-'.startsWith(current.toUpperCase())) return [];
  try {
    const client = createClient({ url, token, locale, signal: AbortSignal.timeout(answerWithinMs) });
    const { body } = await client.get<{ items: readonly OnboardingView[] }>(`/onboardings?${query}`);
    return body.items.map(({ ref }) => ref);
  } catch {
    return [];
  }
}
