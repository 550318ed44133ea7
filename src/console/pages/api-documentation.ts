import express, { type Router } from 'express';
import { html } from '../../html.ts';
import { documentationPolicy, swaggerUiUrl } from '../../http/docs.ts';
import { apiRoot } from '../../http/links.ts';
import { anybody } from '../admission.ts';
import { assetUrl } from '../assets.ts';
import { sendPage } from '../layout.ts';
import { link } from '../visit.ts';

/** The API's documentation: Swagger UI in our own frame. It calls the API with the session of whoever looks at it. */
export function apiDocumentationPages(): Router {
  const router = express.Router();

  router.get(
    '/docs/api',
    anybody(async (visit, _request, response) => {
      const { apiDocumentation: words } = visit.words;
      const description = `${apiRoot}/openapi.json`;
      const main = html`<h1>${words.title}</h1>
<p>${words.intro}</p>
<p><a href="${link(visit, '/account/tokens')}">${words.tokens}</a> · <a href="${description}">${words.description}</a></p>
<noscript><p>${words.script}</p></noscript>
<div id="documentation" lang="en" data-description="${description}"></div>`;
      const head = html`<link rel="stylesheet" href="${swaggerUiUrl('swagger-ui.css')}">
<link rel="stylesheet" href="${assetUrl('api-documentation.css')}">
<script src="${swaggerUiUrl('swagger-ui-bundle.js')}" defer></script>`;
      response.set('Content-Security-Policy', documentationPolicy);
      sendPage(response, visit, { title: words.title, main, head, wide: true, script: 'api-documentation.js' });
    }),
  );

  return router;
}
