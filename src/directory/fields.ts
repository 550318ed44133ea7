import { directions } from '../html.ts';
import { dictionary, type Locale } from '../language/index.ts';
import { type FieldError, Problem } from '../problems.ts';

/** Control characters, line separators, and those that turn the direction of what follows. */
const controlsInLine = new RegExp(`[\\p{Cc}\\p{Cs}\\u2028\\u2029${directions}]`, 'u');
/** A text has lines, and may be written from right to left: where it is shown, it is isolated. */
const controlsInText = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;

/** Whether a name, or whatever else stands within a line, is free of characters that nobody sees. */
export const isPlainLine = (text: string): boolean => !controlsInLine.test(text);

/** The same of a text of several lines, as a message or a reason is one. */
export const isPlainText = (text: string): boolean => !controlsInText.test(text);

const nameLimit = 100;
const reasonLimit = 1_000;

/** Length in code points: an emoji or a rare letter counts as one. */
export const lengthOf = (text: string): number => Array.from(text).length;

/**
 * Reads a person's names: any script, 1 to 100 characters each. Control characters are refused rather than dropped,
 * so that what is stored is what was typed.
 * @throws Problem request.invalid with a pointer per field
 */
export function readNames<Field extends string>(given: Readonly<Record<Field, string>>, locale: Locale) {
  const errors: FieldError[] = [];
  const names = {} as Record<Field, string>;
  for (const [field, text] of Object.entries(given) as [Field, string][]) {
    names[field] = text.normalize('NFC').trim();
    const error = nameError(names[field], locale);
    if (error) errors.push({ pointer: `/${field}`, ...error });
  }
  if (errors.length > 0) throw new Problem('request.invalid', { errors });
  return names;
}

function nameError(name: string, locale: Locale): Omit<FieldError, 'pointer'> | undefined {
  const say = dictionary(locale).directory;
  if (name === '') return { code: 'name.required', detail: say['name.required']() };
  if (lengthOf(name) > nameLimit) return { code: 'name.too-long', detail: say['name.too-long'](nameLimit) };
  return isPlainLine(name) ? undefined : { code: 'name.control-characters' };
}

/**
 * Reads the reason of a decision: 1 to 1,000 characters.
 * @throws Problem request.invalid at /reason
 */
export function readReason(given: string, locale: Locale): string {
  const reason = given.trim();
  const say = dictionary(locale).directory;
  const refuse = (code: string, detail: string) =>
    new Problem('request.invalid', { errors: [{ pointer: '/reason', code, detail }] });
  if (reason === '') throw refuse('reason.required', say['reason.required']());
  if (lengthOf(reason) > reasonLimit) throw refuse('reason.too-long', say['reason.too-long'](reasonLimit));
  return reason;
}
