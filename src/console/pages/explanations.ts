import express, { type Router } from 'express';
import { html } from '../../html.ts';
import { dictionary } from '../../language/index.ts';
import { Problem, type ProblemCode, problemStatus } from '../../problems.ts';
import { anybody } from '../admission.ts';
import { sendPage } from '../layout.ts';
import { withoutTitle } from '../problem-words.ts';
import { waysOn } from '../ways.ts';
import { link } from '../visit.ts';

/** Pages that explain: every problem's `type` leads to one, and the completion mail to what to do if it was not you. */
export function explanationPages(): Router {
  const router = express.Router();

  router.get(
    '/problems/:code',
    anybody(async (visit, request, response) => {
      const code = request.params['code'] as ProblemCode;
      if (!Object.hasOwn(problemStatus, code)) throw new Problem('request.no-such-page');
      const { title, detail } = dictionary(visit.locale).problems[code];
      const { problem: words } = visit.words;
      const ways = waysOn(code, visit);
      const main = html`<div class="card"><h1>${general(title)}</h1><p>${general(withoutTitle(title, detail))}</p>
${ways.length > 0 && html`<div class="buttons">${ways.map(({ href, label }) => html`<a class="button second" href="${href}">${label}</a>`)}</div>`}
<p class="quiet small">${words.code} <code>${code}</code> · HTTP ${problemStatus[code]}</p></div>`;
      sendPage(response, visit, { title: general(title), main });
    }),
  );

  router.get(
    '/not-me',
    anybody(async (visit, _request, response) => {
      const { notMe: words } = visit.words;
      const way = visit.principal
        ? html`<a class="button" href="${link(visit, '/account/password')}">${words.change}</a>
<a class="button second" href="${link(visit, '/account/sign-ins')}">${words.signIns}</a>`
        : html`<a class="button" href="${link(visit, '/forgot-password')}">${words.reset}</a>`;
      const main = html`<div class="card"><h1>${words.title}</h1><p>${words.intro}</p>
<h2>${words.strangerTitle}</h2><p>${words.stranger}</p><ol>${words.strangerSteps.map((step) => html`<li>${step}</li>`)}</ol>
<div class="buttons">${way}</div></div>
<div class="card"><h2>${words.unwantedTitle}</h2><p>${words.unwanted}</p></div>`;
      sendPage(response, visit, { title: words.title, main });
    }),
  );

  return router;
}

/** A problem's words without the values of any one case. */
const general = (text: string): string => text.replace(/\{\w+\}/g, '…');
