import { createRequire } from 'node:module';
import path from 'node:path';
import { Router } from 'express';
import { contentSecurityPolicy } from './headers.ts';

const swaggerUi = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const files = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const;

/** Where the page of the documentation (src/console/pages/api-documentation.ts) finds Swagger UI. */
export const swaggerUiUrl = (file: (typeof files)[number]): string => `/docs/api/${file}`;

/** Swagger UI writes innerHTML itself, so Trusted Types cannot be demanded here; scripts and styles stay our own. */
export const documentationPolicy = Object.entries(contentSecurityPolicy)
  .filter(([directive]) => !directive.includes('trusted-types'))
  .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
  .join('; ');

/** Serves Swagger UI ourselves: the policy lets a page load nothing from elsewhere. */
export function createDocs(): Router {
  const docs = Router();
  docs.get(files.map(swaggerUiUrl), (request, response) => {
    response.set('Cache-Control', 'public, max-age=3600');
    response.sendFile(path.basename(request.path), { root: swaggerUi, dotfiles: 'allow', cacheControl: false });
  });
  return docs;
}
