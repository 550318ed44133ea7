import express, { type Router } from 'express';
import { html } from '../../html.ts';
import { dictionary } from '../../language/index.ts';
import { Problem } from '../../problems.ts';
import { runbookTopics } from '../../health/topics.ts';
import { anybody } from '../admission.ts';
import { sendPage } from '../layout.ts';
import { runbook, runbookSection } from '../runbook.ts';
import { link } from '../visit.ts';

/** What to check and what to do, by reason. It holds nothing particular to anybody, so anybody may read it. */
export function runbookPages(): Router {
  const router = express.Router();

  router.get(
    '/runbook',
    anybody(async (visit, _request, response) => {
      const main = html`<div class="card prose">${runbook(visit.locale)}</div>`;
      sendPage(response, visit, { title: visit.words.runbook.title, main, wide: true });
    }),
  );

  router.get(
    '/runbook/:topic',
    anybody(async (visit, request, response) => {
      const topic = runbookTopics.find((known) => known === request.params['topic']);
      const section = topic === undefined ? null : runbookSection(topic, visit.locale);
      if (topic === undefined || section === null) throw new Problem('request.no-such-page');
      const main = html`<div class="card prose">${section}
<p><a href="${link(visit, '/runbook')}">${visit.words.runbook.whole}</a></p></div>`;
      const named = { ...visit.administration.support.reasons, ...dictionary(visit.locale).mail.digest.topics };
      sendPage(response, visit, { title: `${visit.words.runbook.title}: ${named[topic]}`, main });
    }),
  );

  return router;
}
