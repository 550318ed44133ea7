import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { type Html, html } from '../html.ts';
import { problemOf, retryAfterOf } from '../http/problem.ts';
import type { ProblemCode } from '../problems.ts';
import { sendPage } from './layout.ts';
import { pageWordsOf } from './problem-words.ts';
import { link, type Visit, visitOf } from './visit.ts';
import { waysOn } from './ways.ts';

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
    const away = problem.status === 503;
    const asked = request.method === 'GET' || request.method === 'HEAD';
    const main = html`<div class="card"><h1>${title}</h1><p>${detail}</p>
${away && html`<div class="notice good"><h2>${words.nothingLost}</h2><p>${asked ? words.unavailable : words.unavailablePost}</p></div>`}
<div class="buttons">
${problem.status >= 500 && asked && html`<a class="button" href="${link(visit, visit.here)}">${words.again}</a>`}
${wayOn(problem.code, visit)}
<a class="button second" href="${link(visit, '/')}">${words.home}</a></div>
<p class="quiet small">${words.reference} <code>${visit.requestId}</code> · <a href="${link(visit, `/problems/${problem.code}`)}">${words.more}</a></p></div>`;
    // Its own address answers a GET with the same page where it was one; a POST's address may have none.
    sendPage(response, visit, { title, main, ...(asked ? {} : { here: '/' }) }, problem.status);
  };
}

const wayOn = (code: ProblemCode, visit: Visit): readonly Html[] =>
  waysOn(code, visit).map(({ href, label }) => html`<a class="button" href="${href}">${label}</a>`);
