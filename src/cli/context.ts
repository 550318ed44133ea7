import { type Client, createClient } from './client.ts';
import { CliError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { CliLocale, CliWords } from './locale.ts';
import { fill, type Io, painter } from './output.ts';

export const defaultUrl = 'http://127.0.0.1:8080';
export const tokenScopes = ['onboardings:read', 'onboardings:write'] as const;

export interface ClientFlags {
  readonly url?: string;
  readonly token?: string;
}

/** What every command works with. */
export interface Context {
  readonly io: Io;
  readonly words: CliWords;
  readonly locale: CliLocale;
  readonly json: boolean;
  /** A command's answer: as JSON with --json, else as text. */
  readonly print: (value: unknown, text: () => string) => void;
  /** Progress and hints, for a person only. */
  readonly note: (text: string) => void;
  client(flags: ClientFlags): Client;
  /** What a failure may suggest instead of a bare HTTP call, by the next action's rel. */
  readonly replacements: Record<string, string>;
}

/** A command's end: its exit code, or nothing for 0. */
export type Ended = Promise<ExitCode | undefined>;

/** Gives a command its action: `run` receives commander's arguments and answers how the command ended. */
export type Run = <Given extends unknown[]>(run: (...given: Given) => Ended) => (...given: Given) => Promise<void>;

export function createContext(io: Io, words: CliWords, locale: CliLocale, json: boolean): Context {
  const dim = painter(io.env, io.stderrIsTerminal);
  return {
    io,
    words,
    locale,
    json,
    replacements: { 'sign-in': 'castellan token create --user … --scope … --days …' },
    print: (value, text) => io.out(json ? `${JSON.stringify(value, null, 2)}\n` : text()),
    note: (text) => {
      if (!json) io.err(`${dim('dim', text)}\n`);
    },
    client(flags) {
      const url = flags.url ?? (io.env['CASTELLAN_URL'] || defaultUrl);
      const token = flags.token ?? io.env['CASTELLAN_TOKEN'];
      if (!/^https?:$/.test(protocolOf(url))) {
        throw new CliError(exitCodes.usage, fill(words.usage.badUrl, url), [words.errors.notCastellanHint]);
      }
      if (!token) {
        const hint = fill(words.usage.noTokenHint, { scopes: tokenScopes.join(',') });
        throw new CliError(exitCodes.notAllowed, words.usage.noToken, [hint, words.usage.noTokenHint2]);
      }
      return createClient({ url, token, locale, signal: io.signal });
    },
  };
}

function protocolOf(url: string): string {
  try {
    return new URL(url).protocol;
  } catch {
    return '';
  }
}
