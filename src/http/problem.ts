import { ServiceError as TemporalServiceError } from '@temporalio/client';
import { z } from 'zod';
import { isDatabaseUnavailable } from '../database/unavailable.ts';
import { momentsInWords } from '../language/dates.ts';
import { detailOf, dictionary, fill, type Locale } from '../language/index.ts';
import { type FieldError, Problem, type ProblemCode, problemWith } from '../problems.ts';

/** A problem as it goes over the wire (RFC 9457). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly instance: string;
  readonly traceId: string;
  readonly errors: readonly { pointer: string; code: string; detail: string }[];
  readonly nextActions: readonly { rel: string; href: string; method: string; title: string }[];
}

/** What any thrown thing means to a caller. What nobody foresaw is `service.internal`, with the error as its cause. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof z.ZodError) return invalid(error);
  if (error instanceof TemporalServiceError) return new Problem('service.temporal-unavailable', { cause: error });
  if (isDatabaseUnavailable(error)) return new Problem('service.directory-unavailable', { cause: error });
  return problemOfExpress(error) ?? new Problem('service.internal', { cause: error });
}

/** The errors of express and its body parser carry a `type` or, for an undecodable path, a status alone. */
function problemOfExpress(error: unknown): Problem | undefined {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.parse.failed' || type === 'request.aborted' || type === 'request.size.invalid') {
    return new Problem('request.malformed-json', { errors: [{ pointer: '', code: 'request.malformed-json' }] });
  }
  if (type === 'entity.too.large' || type === 'parameters.too.many') {
    return new Problem('request.too-large', { errors: [{ pointer: '', code: 'request.too-large' }] });
  }
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return unsupportedMediaType();
  }
  if (error instanceof URIError) return new Problem('request.no-such-page');
  return typeof status === 'number' && status >= 400 && status < 500 ? new Problem('request.invalid') : undefined;
}

/** The header is what has to be put right. */
export const unsupportedMediaType = (): Problem =>
  new Problem('request.unsupported-media-type', {
    errors: [{ pointer: '/header/content-type', code: 'request.unsupported-media-type' }],
  });

/** An address that is none is a problem of its own when it is all that is wrong. */
function invalid(error: z.ZodError): Problem {
  const errors = error.issues.flatMap(fieldErrors);
  return problemWith(errors, 'request.invalid');
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const pointer = pointerOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: `${pointer}${pointerOf([key])}`, code: 'field.unknown' }));
  }
  const code = fieldCode(issue);
  const values = issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : undefined;
  return [{ pointer, code, ...(values === undefined ? {} : { params: { values } }) }];
}

function fieldCode(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'field.required' : 'field.type';
    case 'invalid_value':
      return issue.input === undefined ? 'field.required' : 'field.not-one-of';
    case 'too_small':
      return issue.minimum === 1 && issue.origin === 'string' ? 'field.required' : 'field.too-short';
    case 'too_big':
      return 'field.too-long';
    case 'custom':
      return String(issue.params?.['code'] ?? 'field.invalid');
    default:
      return 'field.invalid';
  }
}

/** RFC 6901. */
const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * The words of a problem in one language; for the console's pages too.
 * @param timeZone IANA name of the reader's clock; UTC if not known
 */
export function wordsOf(problem: Problem, locale: Locale, timeZone?: string) {
  const words = dictionary(locale);
  const params = momentsInWords(problem.details.params, locale, timeZone);
  const said = words.problems[problem.code];
  return { title: fill(said.title, params), detail: fill(detailOf(said), params) };
}

/** The words for one field's error: its own, or those of its code. */
export function fieldWords(error: FieldError, locale: Locale): string {
  const { fields, problems } = dictionary(locale);
  if (error.detail !== undefined) return error.detail;
  if (Object.hasOwn(fields, error.code)) return fill(fields[error.code as keyof typeof fields], error.params);
  if (Object.hasOwn(problems, error.code)) {
    // What is particular stands above, in the words of the whole; a field has none of its figures.
    const said = problems[error.code as ProblemCode];
    return detailOf({ ...said, ...said.general });
  }
  return fields['field.invalid'];
}

/** The words for a next action; a `rel` without words of its own is shown as it is. */
export function nextActionTitle(rel: string, locale: Locale): string {
  const { nextActions } = dictionary(locale);
  return Object.hasOwn(nextActions, rel) ? nextActions[rel as keyof typeof nextActions] : rel;
}

/**
 * Renders a problem.
 * @param context.instance path of the request, without secrets
 */
export function renderProblem(
  problem: Problem,
  context: { locale: Locale; timeZone?: string | undefined; publicUrl: string; instance: string; traceId: string },
): ProblemDocument {
  const { locale, timeZone, publicUrl, instance, traceId } = context;
  const { errors = [], nextActions = [] } = problem.details;
  return {
    type: `${publicUrl}/problems/${problem.code}`,
    ...wordsOf(problem, locale, timeZone),
    status: problem.status,
    code: problem.code,
    instance,
    traceId,
    errors: errors.map((error) => ({
      pointer: error.pointer,
      code: error.code,
      detail: fieldWords(error, locale),
    })),
    nextActions: nextActions.map(({ rel, href, method, title }) => ({
      rel,
      href,
      method,
      title: title ?? nextActionTitle(rel, locale),
    })),
  };
}

/** Seconds a caller should wait before trying again; undefined where waiting alone does not help. */
export function retryAfterOf({ code, status, details }: Problem): number | undefined {
  if (details.retryAfterSeconds !== undefined) return details.retryAfterSeconds;
  if (code === 'idempotency.in-progress') return 1;
  // Temporal refuses until somebody changes settings or rights.
  return status === 503 && code !== 'service.temporal-refused' ? 2 : undefined;
}
