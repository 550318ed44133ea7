import { createRequire } from 'node:module';
import path from 'node:path';
import { Router } from 'express';
import { html } from '../html.ts';
import { contentSecurityPolicy } from './headers.ts';

const swaggerUi = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': path.join(swaggerUi, 'swagger-ui.css'),
  'swagger-ui-bundle.js': path.join(swaggerUi, 'swagger-ui-bundle.js'),
  'favicon.png': path.join(swaggerUi, 'favicon-32x32.png'),
  'init.js': path.join(import.meta.dirname, 'docs', 'init.js'),
};

/** Swagger UI writes innerHTML itself, so Trusted Types cannot be demanded here; scripts and styles stay our own. */
const documentationPolicy = Object.entries(contentSecurityPolicy)
  .filter(([directive]) => directive !== 'require-trusted-types-for')
  .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
  .join('; ');

/** The API's documentation: Swagger UI, served by ourselves, at /docs/api. */
export function createDocs(): Router {
  const docs = Router();
  docs.get('/docs/api', (_request, response) => {
    response.set('Content-Security-Policy', documentationPolicy).type('html').send(documentationPage);
  });
  docs.get('/docs/api/:file', (request, response, next) => {
    const file = files[request.params.file];
    if (file === undefined) return next();
    response.set('Cache-Control', 'public, max-age=3600');
    response.sendFile(path.basename(file), { root: path.dirname(file), dotfiles: 'allow', cacheControl: false });
  });
  return docs;
}

const documentationPage = String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Castellan API</title>
<link rel="icon" href="/docs/api/favicon.png">
<link rel="stylesheet" href="/docs/api/swagger-ui.css">
</head>
<body>
<div id="documentation"></div>
<script src="/docs/api/swagger-ui-bundle.js"></script>
<script src="/docs/api/init.js"></script>
</body>
</html>
`);
