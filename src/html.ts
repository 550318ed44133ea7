/** A piece of HTML that is already safe to send. Only `html` and `trusted` make one. */
export class Html {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Unicode's bidirectional marks, embeddings, overrides and isolates, as they stand in a regular expression's class: one
 * in a name turns the words around it the other way too. Source: UAX #9, section 2.
 */
export const directions = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const bidirectional = new RegExp(`[${directions}]`, 'gu');

/** Text that leaves the words around it alone, for wherever it is written: a page, a script's `textContent`, a terminal. */
export const plainText = (text: string): string => text.replace(bidirectional, '');

/** Text as HTML shows it, safe between tags and inside a quoted attribute. */
export const escapeHtml = (text: string): string =>
  plainText(text).replace(/[&<>"']/g, (character) => entities[character]!);

/** HTML that was made elsewhere and is known to be safe: a constant of this code, never anything a person typed. */
export const trusted = (text: string): Html => new Html(text);

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
}

/**
 * Tag for template literals: every value is escaped unless it is HTML already; lists are joined; null, undefined and
 * false are nothing. Attribute values must be quoted in the template.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((text, string, index) => text + render(values[index - 1]) + string));
}
