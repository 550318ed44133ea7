import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A failure that is explained already, in the reader's language: printed as it stands, never with a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  readonly hints: readonly string[];

  constructor(exitCode: ExitCode, message: string, hints: readonly string[] = []) {
    super(message);
    this.exitCode = exitCode;
    this.hints = hints;
  }
}

/** An RFC 9457 problem document as the API answers it. */
export interface ProblemDocument {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly code?: string;
  readonly detail?: string;
  readonly traceId?: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail?: string }[];
  readonly nextActions?: readonly {
    readonly rel: string;
    readonly href: string;
    readonly method: string;
    readonly title?: string;
  }[];
}

/** The API answered with a problem. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: ProblemDocument;

  constructor(problem: ProblemDocument) {
    super(problem.title);
    this.problem = problem;
  }
}

/** Nobody answers at the API's address, or what answers is not Castellan. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
  readonly url: string;
  readonly why: 'no-answer' | 'not-castellan';

  constructor(url: string, why: 'no-answer' | 'not-castellan', cause?: unknown) {
    super(why, { cause });
    this.url = url;
    this.why = why;
  }
}

/** Ctrl-C. */
export const interrupted = (): CliError => new CliError(exitCodes.interrupted, '');
