import type { Command } from 'commander';
import { createKeyringFile } from '../../keys/keyring.ts';
import type { Context, Ended, Run } from '../context.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { fill } from '../output.ts';
import { addKeyCommands } from './keys.ts';
import { type DataFlag, hostSettings } from './operator.ts';

/** What an installation of its own needs before its first start: a keyring, and a database with its indexes. */
export function addPreparingCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  const keys = program.command('keys').description(words.commands.keys);
  keys
    .command('create')
    .description(words.commands.keysCreate)
    .argument('<file>', words.arguments.keyring)
    .action(run(async (file: string) => createKeyring(context, file)));
  addKeyCommands(keys, context, run);
  const database = program.command('database').description(words.commands.database);
  database
    .command('prepare')
    .description(words.commands.databasePrepare)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: DataFlag) => prepareDatabase(context, flags)));
}

async function createKeyring(context: Context, file: string): Ended {
  const { words } = context;
  try {
    createKeyringFile(file);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Overwriting one would destroy whatever it has sealed.
    if (code === 'EEXIST') throw new CliError(exitCodes.refused, fill(words.preparing.keyringExists, file));
    if (!code) throw error;
    throw new CliError(exitCodes.usage, fill(words.preparing.keyringUnwritable, file, code));
  }
  context.print({ file }, () => `${fill(words.preparing.keyring, file)}\n`);
  context.note(words.preparing.keyringBackup);
  return undefined;
}

async function prepareDatabase(context: Context, flags: DataFlag): Ended {
  const { prepareDatabase: prepare } = await import('../../main/operator.ts');
  await prepare(hostSettings(context, flags));
  context.print({ prepared: true }, () => `${context.words.preparing.database}\n`);
  return undefined;
}
