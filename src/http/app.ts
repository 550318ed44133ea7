import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import type { Config } from '../config.ts';
import { Problem } from '../problems.ts';
import { createApi } from './api.ts';
import { identifyCaller, requestIdOf } from './caller.ts';
import { allowOrigin, codecPaths, createCodecEndpoint, foreignUiOrigin } from './codec.ts';
import { createSessionCookie } from './cookies.ts';
import { refuseCrossSite } from './cross-site.ts';
import { createDocs } from './docs.ts';
import { answerProblems } from './errors.ts';
import { securityHeaders } from './headers.ts';
import { healthRouter } from './health.ts';
import { apiRoot } from './links.ts';
import { logRequests } from './log.ts';
import { metricsRouter } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { publicUrlOf } from './public-url.ts';
import { createRateLimits, limitSource } from './rate-limits.ts';
import type { Web } from './route.ts';
import type { Services } from './services.ts';
import { createStreams } from './streams.ts';
import { createTemporalUi } from './temporal-ui.ts';

export interface App {
  readonly express: Express;
  readonly web: Web;
}

/** The pages beside the API; they share its session, limits and cross-site rule. */
export interface Pages {
  readonly create: (services: Services, config: Config, web: Web) => Router;
  /** Answers what went wrong before a page's own router was reached. */
  readonly onError: (services: Services) => ErrorRequestHandler;
}

/** The whole web server: health, documentation, API, and the pages if there are any. */
export function createApp(services: Services, config: Config, pages?: Pages): App {
  const publicUrl = publicUrlOf(config);
  const { log } = services;
  const web: Web = {
    config,
    publicUrl,
    cookie: createSessionCookie(publicUrl),
    limits: createRateLimits(config),
    streams: createStreams(),
  };
  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', config.TRUST_PROXY);
  app.use(nameRequest, securityHeaders(publicUrl));
  app.use(healthRouter(services.health));
  app.use(metricsRouter(services.metrics, config.METRICS_TOKEN));
  app.use(services.metrics.observe);
  app.use(logRequests(log));
  app.use(createDocs());
  const uiOrigin = foreignUiOrigin(publicUrl, config.TEMPORAL_UI_URL);
  app.use([...codecPaths], allowOrigin(uiOrigin));
  app.use(refuseCrossSite(publicUrl, ['/open'], { origin: uiOrigin, paths: codecPaths }));
  app.use(identifyCaller({ cookie: web.cookie, ...services.credentials }));
  app.use(limitSource(web.limits));
  app.use(apiRoot, createApi(services, web, openApiDocument()));
  app.use('/api', nothingHere);
  app.use(createCodecEndpoint({ payloads: services.payloads, limit: web.limits.payloads }));
  const upstream = config.TEMPORAL_UI_UPSTREAM;
  if (upstream !== undefined) {
    const { payloads, onboardings } = services;
    app.use(createTemporalUi({ upstream, payloads, onboardings, publicUrl }));
  }
  if (pages) app.use(pages.create(services, config, web));
  app.use(nothingHere);
  app.use(['/api', '/codec'], answerProblems({ publicUrl, log }));
  app.use(pages ? pages.onError(services) : answerProblems({ publicUrl, log }));
  return { express: app, web };
}

const nameRequest: RequestHandler = (request, response, next) => {
  response.set('X-Request-Id', requestIdOf(request));
  next();
};

const nothingHere: RequestHandler = () => {
  throw new Problem('request.no-such-page');
};
