import type { IncomingMessage } from 'node:http';
import express, { type RequestHandler, Router } from 'express';
import { Problem } from '../problems.ts';
import { unsupportedMediaType } from './problem.ts';
import { groupBy } from './group-by.ts';
import { apiRoot } from './links.ts';
import { keepRawBody } from './raw-body.ts';
import { type Route, serve, type Web } from './route.ts';
import { routes } from './routes.ts';
import type { Services } from './services.ts';

const bodyLimit = 64 * 1_024;
/** A thousand people, and a message to them. */
const bulkBodyLimit = 512 * 1_024;

/** Everything below /api/v1: bodies, routes, and the answers for what is not there. */
export function createApi(services: Services, web: Web, openApi: object): Router {
  const api = Router();
  api.use(demandJson);
  api.post('/accounts/:account/onboardings/bulk', express.json({ limit: bulkBodyLimit, type: isJson }));
  api.use(express.json({ limit: bodyLimit, type: isJson, verify: keepRawBody }));
  api.get('/openapi.json', (_request, response) => {
    response.json(openApi);
  });
  for (const [path, ofPath] of groupBy(routes, (route) => route.path)) {
    const pattern = path.replace(/\{(\w+)\}/g, ':$1');
    api.all(pattern, nameRoute(`${apiRoot}${path}`));
    for (const route of ofPath) api[route.method](pattern, serve(route, services, web));
    api.all(pattern, refuseMethod(ofPath));
  }
  api.use(() => {
    throw new Problem('request.no-such-page');
  });
  return api;
}

/** For the log, which shows patterns and never a URL. */
const nameRoute =
  (name: string): RequestHandler =>
  (_request, response, next) => {
    response.locals['route'] = name;
    next();
  };

const refuseMethod = (ofPath: readonly Route[]): RequestHandler => {
  const methods = ofPath.map(({ method }) => method.toUpperCase());
  const allow = [...(methods.includes('GET') ? ['HEAD'] : []), ...methods, 'OPTIONS'].sort().join(', ');
  return (request, response) => {
    if (request.method !== 'OPTIONS') throw new Problem('request.method-not-allowed', { params: { allow } });
    response.status(204).set('Allow', allow).end();
  };
};

const isJson = (request: Pick<IncomingMessage, 'headers'>) =>
  /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '');

/** A body that is not JSON is refused rather than ignored. */
const demandJson: RequestHandler = (request, _response, next) => {
  const length = request.headers['content-length'];
  const hasBody = request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  next(hasBody && !isJson(request) ? unsupportedMediaType() : undefined);
};
