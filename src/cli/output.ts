import { styleText } from 'node:util';

/** Where a command reads and writes; tests give their own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Data: what a pipe gets. */
  readonly out: (text: string) => void;
  /** Progress, hints and errors. */
  readonly err: (text: string) => void;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly readStdin: () => Promise<string>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Colours where they are wanted: a terminal, or FORCE_COLOR; never with NO_COLOR or TERM=dumb. */
export function painter(env: Io['env'], isTerminal: boolean): Paint {
  const wanted = env['FORCE_COLOR'] || (isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
  return (style, text) => (wanted ? styleText(style, text, { validateStream: false }) : text);
}

type Value = string | number;

/** Puts values into a text: `{0}`, `{1}` by position, or `{name}` by name. */
export function fill(text: string, ...values: readonly Value[] | [Readonly<Record<string, Value>>]): string {
  const [first] = values;
  const named: Readonly<Record<string, Value>> =
    typeof first === 'object' ? first : Object.fromEntries((values as readonly Value[]).entries());
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(named[key] ?? whole));
}

/** Columns that line up, two spaces apart; the last is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** What came from elsewhere must not move the cursor or colour the terminal of who reads it. */
export const plain = (text: string): string => text.replace(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

/** A moment in the reader's language and time zone, zone included. */
export function formatTime(iso: string | Date, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(iso));
}
