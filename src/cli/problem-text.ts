import type { EmbeddedFailure } from '../embedded/failure.ts';
import { momentsInWords } from '../language/dates.ts';
import { detailOf, dictionary, fill as fillNamed } from '../language/index.ts';
import { start as startEn } from '../language/en/start.ts';
import { start as startFr } from '../language/fr/start.ts';
import { Problem } from '../problems.ts';
import { ApiProblem, ApiUnreachable, CliError, type ProblemDocument } from './errors.ts';
import { type ExitCode, exitCodeOfStatus, exitCodes } from './exit-codes.ts';
import type { CliLocale, CliWords } from './locale.ts';
import { fill, plain } from './output.ts';
import { actCommand, acts } from './view.ts';

export interface Failure {
  readonly exitCode: ExitCode;
  /** For a reader: what happened, why, what to do next. */
  readonly text: string;
  /** For a program: a problem document. */
  readonly problem: ProblemDocument;
}

/**
 * Turns whatever was thrown into what a person, and a program, is told. Never a stack.
 * @param replacements commands of this tool for a problem's next actions, by rel
 */
export function describeFailure(
  error: unknown,
  words: CliWords,
  locale: CliLocale,
  replacements: Readonly<Record<string, string>> = {},
): Failure {
  if (error instanceof ApiProblem) return apiFailure(error.problem, words, replacements);
  if (error instanceof CliError) return plainFailure(error.exitCode, error.message, error.hints);
  if (error instanceof ApiUnreachable) {
    const [what, hint] =
      error.why === 'no-answer'
        ? [words.errors.unreachable, words.errors.unreachableHint]
        : [words.errors.notCastellan, words.errors.notCastellanHint];
    return plainFailure(exitCodes.unavailable, fill(what, { url: error.url }), [hint]);
  }
  if (error instanceof Problem) return apiFailure(documentOf(error, locale), words, replacements);
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  // Both say what happened, why and what to do next.
  if (name === 'EmbeddedFailure') return plainFailure(exitCodes.failed, startFailure(error, locale), []);
  if (name === 'ConfigError') return plainFailure(exitCodes.usage, message, []);
  return plainFailure(exitCodes.failed, fill(words.errors.internal, plain(message)), [words.errors.internalHint]);
}

function plainFailure(exitCode: ExitCode, message: string, hints: readonly string[]): Failure {
  const text = [message, ...hints.map((hint) => `  ${hint}`)].join('\n');
  return { exitCode, text, problem: { title: message, status: 0, detail: hints.join(' ') } };
}

function apiFailure(
  problem: ProblemDocument,
  words: CliWords,
  replacements: Readonly<Record<string, string>>,
): Failure {
  const lines = [problem.title];
  const detail = withoutTitle(problem);
  if (detail) lines.push(`  ${detail}`);
  // A field's error that only repeats the problem is left out.
  const particular = (problem.errors ?? []).filter(({ code }) => code !== problem.code);
  for (const { pointer, code, detail } of particular) lines.push(`  - ${pointer}: ${detail ?? code}`);
  const actions = problem.nextActions ?? [];
  if (actions.length > 0) lines.push(words.errors.youCan);
  for (const { rel, href, method, title } of actions) {
    lines.push(`  - ${title ?? rel}: ${replacements[rel] ?? commandFor(method, href) ?? `${method} ${href}`}`);
  }
  if (problem.status >= 500 && problem.traceId) lines.push(`  ${fill(words.errors.reference, problem.traceId)}`);
  return { exitCode: exitCodeOfStatus(problem.status), text: lines.map(plain).join('\n'), problem };
}

/** Some details begin with the title, for readers who see nothing else. */
function withoutTitle({ title, detail = '' }: ProblemDocument): string {
  return detail.startsWith(title) ? detail.slice(title.length).trim() : detail;
}

/** The command that makes a call, where there is one. */
function commandFor(method: string, href: string): string | undefined {
  const [, ref, act] = /\/onboardings\/(ONB-[0-9A-Z]+)(?:\/([a-z-]+))?$/.exec(href) ?? [];
  if (ref === undefined) return undefined;
  if (act === undefined) return method === 'GET' ? `castellan show ${ref}` : undefined;
  return acts.some((known) => known === act) ? actCommand(act, ref) : undefined;
}

/** A problem that a command on the database met itself, worded as the API would. */
function documentOf({ code, status, details }: Problem, locale: CliLocale): ProblemDocument {
  const { problems, fields, nextActions } = dictionary(locale);
  const params = momentsInWords(details.params, locale);
  const text = (from: Readonly<Record<string, string>>, key: string): string => from[key] ?? key;
  return {
    title: fillNamed(problems[code].title, params),
    detail: fillNamed(detailOf(problems[code]), params),
    status,
    code,
    errors: (details.errors ?? []).map((error) => ({ ...error, detail: error.detail ?? text(fields, error.code) })),
    nextActions: (details.nextActions ?? []).map((action) => ({
      ...action,
      title: action.title ?? text(nextActions, action.rel),
    })),
  };
}

const startFailure = (error: unknown, locale: CliLocale): string =>
  (error as EmbeddedFailure).inWords((locale === 'fr' ? startFr : startEn).failures);
