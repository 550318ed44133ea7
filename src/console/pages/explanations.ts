import express, { type Router } from 'express';
import { html } from '../../html.ts';
import { nextActionTitle } from '../../http/problem.ts';
import { dictionary } from '../../language/index.ts';
import type { RunbookTopic } from '../../support/topics.ts';
import { Problem, type ProblemCode, problemStatus } from '../../problems.ts';
import { anybody } from '../admission.ts';
import { sendPage } from '../layout.ts';
import { withoutTitle } from '../problem-words.ts';
import { link, type Visit } from '../visit.ts';

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
${ways && html`<ul>${ways.map(({ href, label }) => html`<li><a href="${href}">${label}</a></li>`)}</ul>`}
<p class="quiet small">${words.code} <code>${code}</code> · HTTP ${problemStatus[code]}</p></div>`;
      sendPage(response, visit, { title: general(title), main });
    }),
  );

  router.get(
    '/not-me',
    anybody(async (visit, _request, response) => {
      const { notMe: words } = visit.words;
      const main = html`<div class="card"><h1>${words.title}</h1><p>${words.intro}</p>
<h2>${words.unwantedTitle}</h2><p>${words.unwanted}</p>
<h2>${words.strangerTitle}</h2><p>${words.stranger}</p>
<p><a class="button" href="${link(visit, '/forgot-password')}">${words.reset}</a></p></div>`;
      sendPage(response, visit, { title: words.title, main });
    }),
  );

  return router;
}

/** A problem's words without the values of any one case. */
const general = (text: string): string => text.replace(/\{\w+\}/g, '…');

const signInCodes: readonly ProblemCode[] = ['access.sign-in-required', 'user.exists', 'envelope.another-address'];
const resetCodes: readonly ProblemCode[] = ['sign-in.refused', 'reset.invalid'];

function waysOn(code: ProblemCode, visit: Visit) {
  const way = (rel: string, path: string) => ({ href: link(visit, path), label: nextActionTitle(rel, visit.locale) });
  if (signInCodes.includes(code)) return [way('sign-in', '/sign-in')];
  if (resetCodes.includes(code)) return [way('password-reset', '/forgot-password')];
  if (code === 'access.required-actions-pending') return [way('first-login', '/first-login')];
  const topic = runbookTopicOf[code];
  return topic
    ? [{ href: link(visit, `/runbook/${topic}`), label: visit.locale === 'fr' ? 'Guide d’intervention' : 'Runbook' }]
    : null;
}

const runbookTopicOf: Partial<Record<ProblemCode, RunbookTopic>> = {
  'service.directory-unavailable': 'directory-unavailable',
  'service.temporal-unavailable': 'temporal-unreachable',
  'user.locked': 'candidate-locked',
};
