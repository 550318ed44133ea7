import { wordsOf } from '../http/problem.ts';
import { dictionary, type Locale } from '../language/index.ts';
import type { Problem, ProblemCode } from '../problems.ts';

/** A problem's words for a page, where the title stands right above the text and need not be said twice. */
export function pageWordsOf(problem: Problem, locale: Locale): { title: string; detail: string } {
  const { title, detail } = wordsOf(problem, locale);
  return { title, detail: withoutTitle(title, detail) };
}

/** A problem's words where nothing is known of the one case: in an explanation, or beside a line of a list. */
export function generallyOf(code: ProblemCode, locale: Locale): { title: string; why: string; next: string } {
  const { title, why, next, general } = dictionary(locale).problems[code];
  return { title, why: withoutTitle(title, general?.why ?? why), next: general?.next ?? next };
}

const withoutTitle = (title: string, detail: string): string =>
  detail.startsWith(`${title} `) ? detail.slice(title.length).trim() : detail;
