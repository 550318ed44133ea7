import type { Request } from 'express';

/** The text fields of a posted form, with line ends as everywhere else; one that is missing or sent twice is empty. */
export type Form = Readonly<Record<string, string>>;

export function formOf(request: Request): Form {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const fields = Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string');
  return Object.fromEntries(fields.map(([name, text]) => [name, text.replaceAll('\r\n', '\n')]));
}

/** A query's value; one that is missing or comes twice is empty. @param most characters that are read of it */
export const textOf = (value: unknown, most = 500): string => (typeof value === 'string' ? value.slice(0, most) : '');

/** What a person left empty, as what the services call absent. */
export const given = (text: string | undefined): string | undefined => (text?.trim() ? text : undefined);
