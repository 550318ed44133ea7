import type { ErrorRequestHandler, Request } from 'express';
import type { Logger } from 'pino';
import { callerOf, localeOf, requestIdOf } from './caller.ts';
import { problemOf, renderProblem, retryAfterOf } from './problem.ts';

/** Answers whatever went wrong as application/problem+json (RFC 9457), in the caller's language. */
export function answerProblems({ publicUrl, log }: { publicUrl: string; log: Logger }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = problemOf(error);
    if (problem.status >= 500) {
      log.error(
        { err: problem.details.cause ?? problem, problem: problem.code, requestId: requestIdOf(request) },
        'failed',
      );
    }
    if (response.headersSent) return next(error);
    const locale = localeOf(request);
    const retryAfter = retryAfterOf(problem);
    if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer realm="castellan"');
    if (problem.code === 'request.method-not-allowed') response.set('Allow', String(problem.details.params?.['allow']));
    response
      .status(problem.status)
      .set('Content-Language', locale)
      .type('application/problem+json')
      .send(
        JSON.stringify(
          renderProblem(problem, {
            locale,
            timeZone: callerOf(request).principal?.timeZone,
            publicUrl,
            instance: instanceOf(request, response.locals['route']),
            traceId: requestIdOf(request),
          }),
        ),
      );
  };
}

/** The path without its query; where the path itself holds a secret, its pattern. */
const instanceOf = (request: Request, route: unknown): string =>
  typeof route === 'string' && route.includes('{token}') ? route : request.originalUrl.split('?')[0]!;
