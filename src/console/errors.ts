import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { html } from '../html.ts';
import { problemOf, retryAfterOf } from '../http/problem.ts';
import { sendPage } from './layout.ts';
import { pageWordsOf } from './problem-words.ts';
import { link, visitOf } from './visit.ts';
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
    const { title, detail } = pageWordsOf(problem, visit);
    const { problem: words } = visit.words;
    const away = problem.status === 503;
    const asked = request.method === 'GET' || request.method === 'HEAD';
    const again = problem.status >= 500 && asked ? [{ href: link(visit, visit.here), label: words.again }] : [];
    const home = { href: link(visit, '/'), label: words.home };
    // The first is what most want; the others stand back.
    const ways = [...again, ...waysOn(problem.code, visit), home];
    const main = html`<div class="card"><h1>${title}</h1><p>${detail}</p>
${away && html`<div class="notice good"><h2>${words.nothingLost}</h2><p>${asked ? words.unavailable : words.unavailablePost}</p></div>`}
<div class="buttons">
${ways.map(({ href, label }, index) => html`<a class="${index === 0 ? 'button' : 'button second'}" href="${href}">${label}</a>`)}</div>
<p class="quiet small">${words.reference} <code>${visit.requestId}</code> · <a href="${link(visit, `/problems/${problem.code}`)}">${words.more}</a></p></div>`;
    // Its own address answers a GET with the same page where it was one; a POST's address may have none.
    const here = asked ? {} : { here: '/' };
    // What failed or came too soon may be sent again as it was: the page says so, and loading it again is one way.
    const resend = problem.status >= 500 || problem.status === 429;
    sendPage(response, visit, { title, main, ...here, resend }, problem.status);
  };
}
