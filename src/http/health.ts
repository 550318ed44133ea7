import { Router } from 'express';
import type { Health } from '../health/health.ts';

/** GET /livez: this process answers. GET /readyz: it can do its work. */
export function healthRouter(health: Health): Router {
  const router = Router();
  router.get('/livez', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const readiness = await health.readiness();
    const takesRequests = readiness.status === 'ready' || readiness.status === 'degraded';
    response
      .status(takesRequests ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(readiness);
  });
  return router;
}
