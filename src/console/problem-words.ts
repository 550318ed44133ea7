import { wordsOf } from '../http/problem.ts';
import type { Locale } from '../language/index.ts';
import type { Problem } from '../problems.ts';

/** A problem's words for a page, where the title stands right above the text and need not be said twice. */
export function pageWordsOf(problem: Problem, locale: Locale): { title: string; detail: string } {
  const { title, detail } = wordsOf(problem, locale);
  return { title, detail: withoutTitle(title, detail) };
}

export const withoutTitle = (title: string, detail: string): string =>
  detail.startsWith(`${title} `) ? detail.slice(title.length).trim() : detail;
