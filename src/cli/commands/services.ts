import type { Command } from 'commander';
import type { Context, Run } from '../context.ts';

interface StartFlags {
  readonly data?: string;
  readonly ephemeral?: true;
  readonly readyFile?: string;
}

/** Commands that run the service itself. What they need is loaded only then: a client command starts in no time. */
export function addServiceCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  program
    .command('start')
    .description(words.commands.start)
    .option('--data <folder>', words.options.data)
    .option('--ephemeral', words.options.ephemeral)
    .option('--ready-file <file>', words.options.readyFile)
    .action(
      run(async (flags: StartFlags) => {
        const { start } = await import('../../main/start.ts');
        const started = await start({ ...flags, environment: context.io.env, locale: context.locale });
        await started.ended;
        return undefined;
      }),
    );
  program
    .command('api')
    .description(words.commands.api)
    .action(
      run(async () => {
        const { main } = await import('../../main/api.ts');
        await main();
        return undefined;
      }),
    );
  program
    .command('worker')
    .description(words.commands.worker)
    .action(
      run(async () => {
        const { main } = await import('../../main/worker.ts');
        await main();
        return undefined;
      }),
    );
  program
    .command('demo')
    .description(words.commands.demo)
    .option('--exit', words.options.exit)
    .option('--data <folder>', words.options.data)
    .action(
      run(async (flags: { exit?: true; data?: string }) => {
        const { runDemo } = await import('../demo/demo.ts');
        return runDemo(context, flags);
      }),
    );
}
