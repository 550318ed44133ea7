import type { Response } from 'express';
import { type Html, html, trusted } from '../html.ts';
import type { Locale } from '../language/index.ts';
import { assetUrl, type ScriptName } from './assets.ts';
import { link, type Visit } from './visit.ts';

export type Section = 'home' | 'accounts' | 'onboardings' | 'promote' | 'support' | 'account';

export interface Crumb {
  readonly label: string | Html;
  readonly path: string;
}

export interface Page {
  readonly title: string;
  readonly main: Html;
  readonly section?: Section;
  /** The way here from the accounts, outermost first; the page itself is not named. */
  readonly crumbs?: readonly Crumb[];
  readonly wide?: boolean;
  /** Something has to be corrected: said in the title, which is what a screen reader says first. */
  readonly hasErrors?: boolean;
  /** Scripts besides the one that every page of a signed-in person has. */
  readonly script?: ScriptName | readonly ScriptName[];
  /** Further styles and scripts, which the page's own scripts may build on. */
  readonly head?: Html;
  /** What GET shows this page again, where the request itself was a POST. A reload leads there, too (browser/desk.ts). */
  readonly here?: string;
  /** Loading an answer to a form again is to send the form again: nothing came of it, and it shows no secret. */
  readonly resend?: boolean;
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
    .send(documentOf(visit, page, response.req.method === 'POST').toString());
}

/** @param answers whether it answers a form that was sent */
function documentOf(visit: Visit, page: Page, answers: boolean): Html {
  const { locale, words } = visit;
  const again = answers && !page.resend && page.here !== undefined && link(visit, page.here);
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
${page.head}
${scriptsOf(visit, page, answers).map((name) => html`<script src="${assetUrl(name)}" defer></script>`)}
</head>
<body class="${page.wide ? 'wide' : ''}"${again && html` data-again="${again}"`}>
<a class="skip" href="#main">${words.common.skip}</a>
${header(visit, page)}
<main id="main" tabindex="-1">
${crumbs(visit, page)}
${page.main}
</main>
${footer(visit, page)}
</body>
</html>
`;
}

const scriptsOf = ({ principal, pending }: Visit, { script = [] }: Page, answers: boolean): readonly ScriptName[] => [
  ...((principal ?? pending) || answers ? (['desk.js'] as const) : []),
  ...(typeof script === 'string' ? [script] : script),
];

function header(visit: Visit, { section }: Page): Html {
  const { words, administration, principal, pending, support } = visit;
  const item = (name: Section, path: string) =>
    html`<a href="${link(visit, path)}"${name === section && trusted(' aria-current="page"')}>${administration.sections[name]}</a>`;
  return html`<header class="top"><div class="bar">
<a class="brand" href="${link(visit, '/')}"><img src="${assetUrl('mark.svg')}" alt="" width="24" height="24">Castellan</a>
${
  principal &&
  html`<nav aria-label="${words.common.navigation}">
${item('accounts', '/accounts')}
${item('onboardings', '/onboardings')}
${support && item('support', '/support')}
${item('account', '/account')}
</nav>`
}
${
  (principal ?? pending) &&
  html`<form method="post" action="${link(visit, '/sign-out')}"><button class="plain">${words.common.signOut}</button></form>`
}
</div></header>`;
}

function crumbs(visit: Visit, { crumbs: way = [] }: Page): Html | null {
  if (way.length === 0) return null;
  const { administration } = visit;
  return html`<nav aria-label="${administration.way}"><ol class="crumbs">${way.map(
    ({ label, path }) => html`<li><a href="${link(visit, path)}">${label}</a></li>`,
  )}</ol></nav>`;
}

function footer(visit: Visit, page: Page): Html {
  const who = visit.principal ?? visit.pending;
  const other: Locale = visit.locale === 'en' ? 'fr' : 'en';
  const here = link({ ...visit, chosen: other }, page.here ?? visit.here);
  return html`<footer class="foot"><div class="bar">
<span>${who ? visit.words.common.signedInAs(who.userId) : 'Castellan'}</span>
<a href="${here}" lang="${other}" hreflang="${other}">${names[other]}</a>
</div></footer>`;
}
