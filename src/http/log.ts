import type { IncomingMessage, ServerResponse } from 'node:http';
import { types } from 'node:util';
import { type DestinationStream, type Logger, pino } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Request, RequestHandler, Response } from 'express';
import { workflowIdOf } from '../../workflows/messages.ts';
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
  if (!types.isNativeError(error)) return { message: 'not an error' };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    type: error.name,
    message: maskedText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { errorCode: code } : {}),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .join('\n'),
    ...(types.isNativeError(cause) ? { cause: describeError(cause) } : {}),
  };
}

/** Without addresses and long tokens. */
export const maskedText = (text: string): string =>
  text.replace(/[^\s"'<>{}(),:;]+@[^\s"'<>{}(),:;]+/g, '[address]').replace(/[\w-]{32,}/g, '[token]');

/** One line per request: id, method, route as a pattern, status and time; and which onboarding it was about. */
export function logRequests(log: Logger): RequestHandler {
  const facts = (request: IncomingMessage, response: ServerResponse) => ({
    method: request.method,
    route: (response as Response).locals?.['route'] ?? '-',
    status: response.statusCode,
    ...onboardingOf(request as Request, response),
  });
  return pinoHttp<Request, Response>({
    logger: log,
    genReqId: requestIdOf,
    // What these would say: URL and headers.
    serializers: { req: () => undefined, res: () => undefined },
    customAttributeKeys: { responseTime: 'ms' },
    customProps: (request) => ({ requestId: requestIdOf(request) }),
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'info'),
    customSuccessObject: (request, response, value: { ms?: number }) => ({
      ...facts(request, response),
      ms: value.ms,
    }),
    customErrorObject: (request, response) => facts(request, response),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'answered',
  });
}

/** From the route's own parameter, or from where a new one is to be found. */
function onboardingOf({ params }: Request, response: ServerResponse): { ref?: string; workflowId?: string } {
  const given = typeof params?.['ref'] === 'string' ? params['ref'] : String(response.getHeader('location') ?? '');
  const ref = /\bONB-[0-9A-Z]{4,12}$/.exec(given)?.[0];
  return ref === undefined ? {} : { ref, workflowId: workflowIdOf(ref) };
}
