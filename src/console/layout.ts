import type { Response } from 'express';
import { type Html, html, trusted } from '../html.ts';
import type { Locale } from '../language/index.ts';
import { assetUrl } from './assets.ts';
import { link, type Visit } from './visit.ts';

export interface Page {
  readonly title: string;
  readonly main: Html;
  readonly section?: 'onboardings' | 'promote' | 'account';
  readonly wide?: boolean;
  /** Something has to be corrected: said in the title, which is what a screen reader says first. */
  readonly hasErrors?: boolean;
  readonly script?: 'reader.js';
  /** What GET shows this page again, where the request itself was a POST. */
  readonly here?: string;
}

const names: Record<Locale, string> = { en: 'English', fr: 'Français' };

/** Sends a page. Nothing of it is kept by any cache: pages hold people's names, and some a secret. */
export function sendPage(response: Response, visit: Visit, page: Page, status = 200): void {
  response
    .status(status)
    .set({
      'Cache-Control': 'no-store',
      'Content-Language': visit.locale,
      Vary: 'Accept-Language, Cookie',
      // No path leaves with a Referer, which may hold a token. Not `no-referrer`: a browser then posts our own forms
      // with `Origin: null` (Fetch, "append a request Origin header"), as a request from nowhere looks.
      'Referrer-Policy': 'strict-origin',
    })
    .type('html')
    .send(documentOf(visit, page).toString());
}

function documentOf(visit: Visit, page: Page): Html {
  const { locale, words } = visit;
  const title = `${page.hasErrors ? words.common.errorPrefix : ''}${page.title} – Castellan`;
  return html`<!DOCTYPE html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="${assetUrl('mark.svg')}">
<link rel="stylesheet" href="${assetUrl('console.css')}">
${page.script && html`<script src="${assetUrl(page.script)}" defer></script>`}
</head>
<body class="${page.wide ? 'wide' : ''}">
<a class="skip" href="#main">${words.common.skip}</a>
${header(visit, page)}
<main id="main" tabindex="-1">
${page.main}
</main>
${footer(visit, page)}
</body>
</html>
`;
}

function header(visit: Visit, { section }: Page): Html {
  const { words, principal, pending } = visit;
  const item = (name: NonNullable<Page['section']>, path: string) =>
    html`<a href="${link(visit, path)}"${name === section && trusted(' aria-current="page"')}>${words.common.sections[name]}</a>`;
  return html`<header class="top"><div class="bar">
<a class="brand" href="${link(visit, '/')}"><img src="${assetUrl('mark.svg')}" alt="" width="24" height="24">Castellan</a>
${
  principal &&
  html`<nav aria-label="${words.common.navigation}">
${item('onboardings', '/onboardings')}
${item('promote', '/promote')}
${item('account', '/account')}
</nav>`
}
${
  (principal ?? pending) &&
  html`<form method="post" action="${link(visit, '/sign-out')}"><button class="plain">${words.common.signOut}</button></form>`
}
</div></header>`;
}

function footer(visit: Visit, page: Page): Html {
  const other: Locale = visit.locale === 'en' ? 'fr' : 'en';
  const here = link({ ...visit, chosen: other }, page.here ?? visit.here);
  return html`<footer class="foot"><div class="bar">
<span>Castellan</span>
<a href="${here}" lang="${other}" hreflang="${other}">${names[other]}</a>
</div></footer>`;
}
