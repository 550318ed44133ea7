import { createHash, timingSafeEqual } from 'node:crypto';
import { type Request, Router } from 'express';
import { bearerOf } from './bearer.ts';
import type { Metrics } from '../metrics/metrics.ts';

/**
 * GET /metrics, for Prometheus: from this machine, or with the Bearer token of METRICS_TOKEN. For everybody else there
 * is nothing here. A request that a proxy on this machine passes on does not come from this machine.
 */
export function metricsRouter(metrics: Metrics, token: string | undefined): Router {
  const router = Router();
  router.get('/metrics', async (request, response, next) => {
    if (!isLocal(request) && !holds(request, token)) return next();
    response.locals['route'] = '/metrics';
    response
      .set('Cache-Control', 'no-store')
      .set('Content-Type', metrics.contentType)
      .send(await metrics.text());
  });
  return router;
}

function isLocal({ socket, headers }: Request): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const passedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return !passedOn && (address === '::1' || address.startsWith('127.'));
}

function holds(request: Request, token: string | undefined): boolean {
  const given = bearerOf(request);
  if (token === undefined || given === undefined) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
