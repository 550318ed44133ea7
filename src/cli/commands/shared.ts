import { type Command, Option } from 'commander';
import { readFileSync } from 'node:fs';
import type { Context } from '../context.ts';
import { readDuration } from '../duration.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { fill } from '../output.ts';

/** A command that talks to the API: where it is, and who is calling. */
export function clientCommand(parent: Command, name: string, { words }: Context): Command {
  const command = parent.command(name).option('--url <url>', words.options.url);
  return command.option('--token <token>', words.options.token);
}

export const pathOption = (description: string): Option =>
  new Option('--path <path>', description).choices(['invite', 'temporary-password']);

/** An age as the API takes it: `2d` becomes ISO 8601, and what is not written so is left to the API to judge. */
export function readAge(text: string): string {
  const milliseconds = readDuration(text);
  return milliseconds === null ? text : `PT${milliseconds / 1_000}S`;
}

/** Reads a whole number within bounds for a commander option. */
export function wholeNumber({ words }: Context, minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new CliError(exitCodes.usage, fill(words.usage.wholeNumber, text, minimum, maximum));
  };
}

/** The message to seal: from a file, or from standard input for `-`. */
export async function readMessage({ io, words }: Context, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  if (file === '-') return io.readStdin();
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CliError(exitCodes.usage, fill(words.usage.unreadable, file));
  }
}
