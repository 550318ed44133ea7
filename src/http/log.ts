import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { workflowIdOf } from '../../workflows/messages.ts';
import { requestIdOf } from './caller.ts';

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
