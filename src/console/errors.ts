import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { html } from '../html.ts';
import { problemOf, retryAfterOf } from '../http/problem.ts';
import { sendPage } from './layout.ts';
import { pageWordsOf } from './problem-words.ts';
import { link, visitOf } from './visit.ts';

/** Answers whatever went wrong with a page: what happened, why, what to do, and the reference for support. */
export function answerWithPage({ log }: { log: Pick<Logger, 'error'> }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = problemOf(error);
    const visit = visitOf(request);
    if (problem.status >= 500) {
      log.error({ err: problem.details.cause ?? problem, problem: problem.code, requestId: visit.requestId }, 'failed');
    }
    const retryAfter = retryAfterOf(problem);
    if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
    const { title, detail } = pageWordsOf(problem, visit.locale);
    const { problem: words } = visit.words;
    const main = html`<div class="card"><h1>${title}</h1><p>${detail}</p>
<p><a href="${link(visit, '/')}">${words.home}</a></p>
<p class="quiet small">${words.reference} <code>${visit.requestId}</code></p></div>`;
    sendPage(response, visit, { title, main, here: '/' }, problem.status);
  };
}
