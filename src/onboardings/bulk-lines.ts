import { CsvError, parse } from 'csv-parse/sync';
import { Problem } from '../problems.ts';

export const mostLines = 1_000;

/** One person as a list has it; nothing of it is checked yet. */
export interface BulkInvitation {
  readonly email: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly locale?: string | undefined;
}

/**
 * Reads what somebody pasted, or a spreadsheet's CSV file: address, first name, last name, language; separated by
 * commas, semicolons or tabs (one of them in the whole list), quoted where a value holds one (RFC 4180). A first line
 * of headings is left out.
 * @throws Problem request.invalid with a code of `bulk.*` for the field `lines`
 */
export function readInvitations(text: string): BulkInvitation[] {
  const rows = rowsOf(text).filter((row) => row.some((cell) => cell !== ''));
  const first = rows[0]?.[0] ?? '';
  const people = /mail|address|adresse|courriel/i.test(first) && !first.includes('@') ? rows.slice(1) : rows;
  if (people.length === 0) throw unreadable('bulk.empty');
  if (people.length > mostLines) throw unreadable('bulk.too-many');
  return people.map(([email = '', firstName = '', lastName = '', locale = '']) => ({
    email,
    firstName,
    lastName,
    locale,
  }));
}

function rowsOf(text: string): string[][] {
  try {
    return parse(text, { delimiter: separatorOf(text), bom: true, relax_column_count: true, trim: true });
  } catch (error) {
    if (error instanceof CsvError) throw unreadable('bulk.unreadable');
    throw error;
  }
}

/** The list's own separator is the first one in it, quoted values aside: the address, which comes first, has none. */
const separatorOf = (text: string): string => /[,;\t]/.exec(text.replace(/"[^"]*"/g, ''))?.[0] ?? ',';

const unreadable = (code: 'bulk.empty' | 'bulk.too-many' | 'bulk.unreadable') =>
  new Problem('request.invalid', { errors: [{ pointer: '/lines', code }] });

/** One line of CSV (RFC 4180). What a spreadsheet would take for a formula it is told to take for text. */
export const csvLine = (values: readonly (string | number | null)[]): string =>
  `${values
    .map((value) => String(value ?? ''))
    .map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text))
    .map((text) => (/[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',')}\r\n`;
