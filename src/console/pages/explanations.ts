import express, { type Router } from 'express';
import { type Html, html } from '../../html.ts';
import { dictionary, type ProblemFamily } from '../../language/index.ts';
import { Problem, type ProblemCode, problemStatus } from '../../problems.ts';
import { anybody } from '../admission.ts';
import { sendPage } from '../layout.ts';
import { generallyOf } from '../problem-words.ts';
import { link, type Visit } from '../visit.ts';
import { needsProgram, waysOn, wayTo } from '../ways.ts';

/** Pages that explain: every problem's `type` leads to one, and the completion mail to what to do if it was not you. */
export function explanationPages(): Router {
  const router = express.Router();

  router.get(
    '/problems/:code',
    anybody(async (visit, request, response) => {
      const code = request.params['code'] as ProblemCode;
      if (!Object.hasOwn(problemStatus, code)) throw new Problem('request.no-such-page');
      sendPage(response, visit, { title: generallyOf(code, visit.locale).title, main: explanation(code, visit) });
    }),
  );

  router.get(
    '/not-me',
    anybody(async (visit, _request, response) => {
      const { notMe: words } = visit.words;
      const way = visit.principal
        ? html`<a class="button second" href="${link(visit, '/account/password')}">${words.change}</a>
<a class="button second" href="${link(visit, '/account/tokens')}">${words.tokens}</a>
<a class="button second" href="${link(visit, '/account/sign-ins')}">${words.signIns}</a>`
        : null;
      const main = html`<div class="card"><h1>${words.title}</h1><p>${words.intro}</p>
<h2>${words.strangerTitle}</h2><p>${words.stranger}</p><ol>${words.strangerSteps.map((step) => html`<li>${step}</li>`)}</ol>
<div class="buttons"><a class="button" href="${link(visit, '/forgot-password')}">${words.reset}</a>${way}</div></div>
<div class="card"><h2>${words.unwantedTitle}</h2><p>${words.unwanted}</p></div>`;
      sendPage(response, visit, { title: words.title, main });
    }),
  );

  return router;
}

/** A problem as such: what happened, why, what to do, and what else is good to know about problems of its family. */
function explanation(code: ProblemCode, visit: Visit): Html {
  const { title, why, next } = generallyOf(code, visit.locale);
  const { problem: words } = visit.words;
  const family = code.split('.')[0] as ProblemFamily;
  const ways = [...waysOn(code, visit), ...(needsProgram(code) ? [wayTo('documentation', visit)] : [])];
  return html`<div class="card"><h1>${title}</h1>
<h2>${words.happenedTitle}</h2><p>${problemStatus[code] >= 500 ? words.failed : words.refused}</p>
<h2>${words.whyTitle}</h2><p>${why}</p>
<h2>${words.nextTitle}</h2><p>${next}</p>
<div class="buttons">${ways.map(({ href, label }) => html`<a class="button second" href="${href}">${label}</a>`)}
<a class="button second" href="${link(visit, '/')}">${words.home}</a></div></div>
<div class="card"><h2>${words.backgroundTitle}</h2><p>${dictionary(visit.locale).backgrounds[family]}</p>
<p>${words.help}</p>
<p class="quiet small">${words.code} <code>${code}</code> · HTTP ${problemStatus[code]}</p></div>`;
}
