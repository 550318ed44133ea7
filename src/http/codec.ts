import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Principal } from '../directory/authority.ts';
import { isDatabaseUnavailable } from '../database/unavailable.ts';
import { Problem } from '../problems.ts';
import type { JsonPayload, Payloads } from '../temporal/payloads.ts';
import { callerOf } from './caller.ts';
import type { Limit } from './rate-limits.ts';
import { z } from './zod.ts';

/** One page of the Web UI sends nine requests, the longest with a page of a history. */
const bodyLimit = 2 * 1_024 * 1_024;

// The command line leaves `payloads` out for a call without arguments.
const body = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), z.string()).optional(), data: z.string().optional() }))
    .max(2_000)
    .default([]),
});

interface CodecOptions {
  readonly payloads: Payloads;
  readonly limit: Pick<Limit, 'count'>;
}

export const codecPaths = ['/codec/decode', '/codec/encode'] as const;

/** The origin of a Web UI that is not ours, or null. */
export function foreignUiOrigin(publicUrl: string, uiUrl: string | undefined): string | null {
  const origin = uiUrl === undefined ? null : new URL(uiUrl).origin;
  return origin === new URL(publicUrl).origin ? null : origin;
}

/**
 * Temporal's remote codec: POST /codec/decode and /codec/encode, for support staff's sessions and tokens with the scope
 * `codec`. Same-origin, unless the Web UI has an origin of its own: that one, exactly, gets CORS with credentials.
 */
export function createCodecEndpoint({ payloads, limit }: CodecOptions): Router {
  const router = Router();
  const serve =
    (work: (by: Principal, given: readonly JsonPayload[]) => Promise<JsonPayload[]>): RequestHandler =>
    async (request, response) => {
      response.locals['route'] = request.path;
      const { principal } = callerOf(request);
      if (principal === null) throw new Problem('access.sign-in-required');
      await limit.count(principal.user);
      if (!(await payloads.mayRead(principal))) throw new Problem('access.not-support');
      // Parsed only for those who may have an answer.
      await parseJson(request, response);
      const given = body.parse(request.body ?? {});
      response.json({ payloads: await work(principal, given.payloads).catch(refuse) });
    };
  router.post(
    '/codec/decode',
    serve((by, given) => payloads.decode(by, given)),
  );
  router.post(
    '/codec/encode',
    serve((_by, given) => payloads.encode(given)),
  );
  return router;
}

const json = express.json({ limit: bodyLimit, type: () => true });
const parseJson = async (request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    json(request, response, (error?: unknown) => (error ? reject(error as Error) : resolve()));
  });

/** What was tampered with, or sealed by a key that is gone, is the payload's fault and not ours. */
function refuse(error: unknown): never {
  if (isDatabaseUnavailable(error)) throw error;
  throw new Problem('request.invalid', { errors: [{ pointer: '/payloads', code: 'field.invalid' }], cause: error });
}

/**
 * Exactly this origin, with its cookies; every other one gets no word of CORS.
 * @param uiOrigin of a Temporal Web UI that is not served by us, or null
 */
export const allowOrigin =
  (uiOrigin: string | null): RequestHandler =>
  (request, response, next) => {
    if (uiOrigin === null) return next();
    response.vary('Origin');
    if (request.headers.origin !== uiOrigin) return next();
    response.set({
      'Access-Control-Allow-Origin': uiOrigin,
      'Access-Control-Allow-Credentials': 'true',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    if (request.method !== 'OPTIONS') return next();
    response
      .status(204)
      .set({
        'Access-Control-Allow-Methods': 'POST, OPTIONS',
        'Access-Control-Allow-Headers': 'content-type, x-namespace, authorization',
        'Access-Control-Max-Age': '600',
      })
      .end();
  };
