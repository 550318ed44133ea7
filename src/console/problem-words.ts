import { wordsOf } from '../http/problem.ts';
import { detailOf, dictionary, type Locale } from '../language/index.ts';
import type { Problem, ProblemCode } from '../problems.ts';

/**
 * A problem's words for a page: without headers and bodies, and without the title in the text, which stands right
 * below it.
 */
export function pageWordsOf(
  problem: Problem,
  { locale, timeZone }: { readonly locale: Locale; readonly timeZone: string },
): { title: string; detail: string } {
  const own = dictionary(locale).pageProblems[problem.code];
  if (own) return { title: own.title, detail: detailOf(own) };
  const { title, detail } = wordsOf(problem, locale, timeZone);
  return { title, detail: withoutTitle(title, detail) };
}

/** A problem's words where nothing is known of the one case: in an explanation, or beside a line of a list. */
export function generallyOf(code: ProblemCode, locale: Locale): { title: string; why: string; next: string } {
  const { title, why, next, general } = dictionary(locale).problems[code];
  return { title, why: withoutTitle(title, general?.why ?? why), next: general?.next ?? next };
}

const withoutTitle = (title: string, detail: string): string =>
  detail.startsWith(`${title} `) ? detail.slice(title.length).trim() : detail;
