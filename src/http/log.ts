import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DestinationStream, type Logger, pino } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Request, RequestHandler, Response } from 'express';
import { requestIdOf } from './caller.ts';

const secretNames = ['password', 'confirmPassword', 'temporaryPassword', 'token', 'authorization', 'cookie', 'code'];

/**
 * The log of a process: JSON lines. Bodies, queries and URLs are never logged; should a secret's name come up anyway,
 * its value does not.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** An error without what its message may quote: addresses, as MongoDB's duplicate keys do, and long tokens. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error' };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    type: error.name,
    message: masked(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .join('\n'),
    ...(cause instanceof Error ? { cause: describeError(cause) } : {}),
  };
}

const masked = (text: string): string =>
  text.replace(/[^\s"'<>{}(),:;]+@[^\s"'<>{}(),:;]+/g, '[address]').replace(/[\w-]{32,}/g, '[token]');

/** One line per request: id, method, route as a pattern, status and time. */
export function logRequests(log: Logger): RequestHandler {
  const facts = (request: IncomingMessage, response: ServerResponse) => ({
    method: request.method,
    route: (response as Response).locals?.['route'] ?? 'page',
    status: response.statusCode,
  });
  return pinoHttp<Request, Response>({
    logger: log,
    genReqId: requestIdOf,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'ms' },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'info'),
    customSuccessObject: (request, response, value: { responseTime?: number }) => ({
      ...facts(request, response),
      ms: value.responseTime,
    }),
    customErrorObject: (request, response) => facts(request, response),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'answered',
  });
}
