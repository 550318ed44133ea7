import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { Problem } from '../problems.ts';
import type { JsonPayload, Payloads } from '../temporal/payloads.ts';
import { callerOf } from './caller.ts';
import type { Limit } from './rate-limits.ts';
import { z } from './zod.ts';

/** One page of the Web UI sends nine of them, the longest with a page of a history. */
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
  readonly publicUrl: string;
  /** Where the Temporal Web UI is, when it is not served by us. */
  readonly uiUrl: string | undefined;
  readonly limit: Pick<Limit, 'count'>;
}

/** Paths that a Web UI of another origin may post to; the codec itself looks at the origin then. */
export const codecPaths: readonly string[] = ['/codec/decode', '/codec/encode'];

/** The origin of a Web UI that is not ours, or null. */
export function foreignUiOrigin(publicUrl: string, uiUrl: string | undefined): string | null {
  const origin = uiUrl === undefined ? null : new URL(uiUrl).origin;
  return origin === new URL(publicUrl).origin ? null : origin;
}

/**
 * Temporal's remote codec: POST /codec/decode and /codec/encode, for support staff's sessions and tokens with the scope
 * `codec`. Same-origin, unless the Web UI has an origin of its own: that one, exactly, gets CORS with credentials.
 */
export function createCodecEndpoint({ payloads, publicUrl, uiUrl, limit }: CodecOptions): Router {
  const uiOrigin = foreignUiOrigin(publicUrl, uiUrl);
  const router = Router();
  router.use(codecPaths as string[], allowOrigin(uiOrigin));

  const answer =
    (
      work: (
        payload: readonly JsonPayload[],
        by: NonNullable<ReturnType<typeof callerOf>['principal']>,
      ) => Promise<JsonPayload[]>,
    ): RequestHandler =>
    async (request, response) => {
      response.locals['route'] = request.path;
      const { principal } = callerOf(request);
      if (principal === null) throw new Problem('access.sign-in-required');
      await limit.count(principal.user);
      if (!(await payloads.mayRead(principal))) throw new Problem('access.not-support');
      await parseBody(request, response);
      const given = body.parse(request.body ?? {});
      try {
        response.json({ payloads: await work(given.payloads, principal) });
      } catch (error) {
        if (error instanceof Error && /^(MongoS|MongoN|Mongoose|PoolC)/.test(error.name)) throw error;
        throw new Problem('request.invalid', { errors: [{ pointer: '/payloads', code: 'field.invalid' }] });
      }
    };
  router.post(
    '/codec/decode',
    answer((given, by) => payloads.decode(by, given)),
  );
  router.post(
    '/codec/encode',
    answer((given) => payloads.encode(given)),
  );
  return router;
}

/** Parsed only for those who may have an answer. */
const json = express.json({ limit: bodyLimit, type: () => true });
const parseBody = async (
  ...[request, response]: Parameters<RequestHandler> extends [infer A, infer B, ...unknown[]] ? [A, B] : never
) =>
  new Promise<void>((resolve, reject) => {
    json(request, response, (error?: unknown) => (error ? reject(error as Error) : resolve()));
  });

function allowOrigin(uiOrigin: string | null): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    if (uiOrigin !== null) response.vary('Origin');
    if (uiOrigin !== null && origin === uiOrigin) {
      response.set({ 'Access-Control-Allow-Origin': uiOrigin, 'Access-Control-Allow-Credentials': 'true' });
      response.set('Cross-Origin-Resource-Policy', 'cross-origin');
      if (request.method === 'OPTIONS') {
        response
          .status(204)
          .set({
            'Access-Control-Allow-Methods': 'POST, OPTIONS',
            'Access-Control-Allow-Headers': 'content-type, x-namespace, authorization',
            'Access-Control-Max-Age': '600',
          })
          .end();
        return;
      }
      return next();
    }
    const site = request.headers['sec-fetch-site'];
    const bearer = /^bearer /i.test(request.headers.authorization ?? '');
    const ours = origin === undefined ? site === undefined || site === 'same-origin' || site === 'none' : true;
    // With a UI of another origin this path is exempt from the general rule, so that rule is repeated here.
    if (uiOrigin !== null && !bearer && (!ours || (origin !== undefined && site !== 'same-origin'))) {
      return next(new Problem('request.cross-site'));
    }
    next();
  };
}

export type { ErrorRequestHandler };
