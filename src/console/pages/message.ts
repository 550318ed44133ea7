import express, { type Response, type Router } from 'express';
import type { Cover } from '../../envelopes/cover.ts';
import { envelopeWords } from '../../envelopes/words.ts';
import { type Html, html } from '../../html.ts';
import { callerOf } from '../../http/caller.ts';
import { personName } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import { formatMoment } from '../../language/dates.ts';
import { Problem } from '../../problems.ts';
import { anybody } from '../admission.ts';
import { button, errorSummary, formErrors, hidden, refusalOf, textField } from '../fields.ts';
import { type Form, formOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { pageWordsOf } from '../problem-words.ts';
import type { Parts } from '../services.ts';
import { link, place, type Visit } from '../visit.ts';
import { readerPage } from './reader.ts';

const midShape = /^[\w-]{22}$/;

/** Digits may be typed in groups, as they are read in the mail. What is no code costs none of its tries. */
const code = z
  .string()
  .default('')
  .transform((text) => text.replace(/[\s-]/g, ''))
  .superRefine((text, context) => {
    if (text === '') context.addIssue({ code: 'custom', params: { code: 'field.required' } });
    else if (!/^\d{8}$/.test(text)) context.addIssue({ code: 'custom', params: { code: 'code.eight-digits' } });
  });
const proof = z.object({ code });
const enrolment = z.object({
  code,
  firstName: personName,
  lastName: personName,
});

/**
 * The recipient's pages: a cover, a code by mail, the reader. A GET changes nothing, whoever visits the link. To
 * somebody who is not signed in they say the same for every message id, so that none can be tried out.
 */
export function messagePages({ services, web }: Parts): Router {
  const router = express.Router();
  const { envelopes, enrolments, credentials } = services;

  router.param('mid', (_request, _response, next, mid: string) => {
    next(midShape.test(mid) ? undefined : new Problem('envelope.not-found'));
  });

  router.get(
    '/m/:mid',
    anybody(async (visit, request, response) => {
      const mid = String(request.params['mid']);
      if (visit.pending) return showPending(response, visit, mid);
      const cover = await envelopes.cover(mid, visit.principal);
      const own = visit.principal && cover.kind === 'own';
      const roles = own ? await services.authority.rolesIn(visit.principal!, cover.account) : null;
      showCover(response, visit, mid, cover, roles?.administrator ?? false);
    }),
  );

  router.post(
    '/m/:mid/code',
    anybody(async (visit, request, response) => {
      const mid = String(request.params['mid']);
      try {
        await enrolments.requestCode({ mid });
        response.redirect(303, link(visit, `/m/${mid}/code`));
      } catch (error) {
        showAsk(response, visit, mid, refusalOf(error));
      }
    }),
  );

  router.get(
    '/m/:mid/code',
    anybody(async (visit, request, response) => {
      const mid = String(request.params['mid']);
      // Never out of the address, in which anybody could have written anything.
      const reference = await enrolments.reference(mid);
      if (reference === null) return response.redirect(303, link(visit, `/m/${mid}`));
      showCode(response, visit, mid, reference, {});
    }),
  );

  // An address that only a POST has, opened again.
  router.get(
    '/m/:mid/verify',
    anybody(async (visit, request, response) =>
      response.redirect(303, link(visit, `/m/${String(request.params['mid'])}`)),
    ),
  );

  router.post(
    '/m/:mid/verify',
    anybody(async (visit, request, response) => {
      const mid = String(request.params['mid']);
      const form = formOf(request);
      const reference = form['reference'] ?? '';
      try {
        if (visit.principal) {
          const typed = proof.parse(form, { reportInput: true });
          await enrolments.verifySignedIn({ mid, reference, ...typed, principal: visit.principal });
          return response.redirect(303, link(visit, `/m/${mid}`));
        }
        const { token } = await enrolments.verify({ mid, reference, ...enrolment.parse(form, { reportInput: true }) });
        const { sessionToken } = callerOf(request);
        if (sessionToken !== null) await credentials.sessions.close(sessionToken);
        web.cookie.set(response, token);
        response.redirect(303, link(visit, '/first-login', { to: `/m/${mid}` }));
      } catch (error) {
        const problem = refusalOf(error);
        showCode(response, visit, mid, await enrolments.reference(mid), form, problem);
      }
    }),
  );

  return router;
}

function showPending(response: Response, visit: Visit, mid: string): void {
  const words = visit.words.message;
  const main = html`<div class="card"><h1>${words.title}</h1><p>${words.pending}</p>
<p><a class="button" href="${link(visit, '/first-login', { to: `/m/${mid}` })}">${words.finish}</a></p></div>`;
  sendPage(response, visit, { title: words.title, main });
}

function showCover(response: Response, visit: Visit, mid: string, cover: Cover, administrator: boolean): void {
  switch (cover.kind) {
    case 'anybody':
    case 'mailbox-unproved':
      return showAsk(response, visit, mid);
    case 'first-login-pending':
      return showPending(response, visit, mid);
    case 'unknown':
      return showClosed(response, visit, mid, new Problem('envelope.not-found'));
    case 'another-address':
      return showClosed(response, visit, mid, cover.problem);
    case 'own':
      if (cover.refusal) {
        const own = cover.reported ? envelopeWords(visit.locale).notForMe.closed : null;
        return showClosed(response, visit, mid, cover.refusal, coverFacts(visit, cover), own);
      }
      return sendPage(response, visit, readerPage(visit, mid, cover, coverFacts(visit, cover), administrator));
  }
}

function coverFacts({ words, locale, timeZone }: Visit, cover: Extract<Cover, { kind: 'own' }>): Html {
  const { facts } = words.message;
  return html`<dl class="facts">
<div><dt>${facts.from}</dt><dd>${cover.senderName}</dd></div>
<div><dt>${facts.account}</dt><dd>${cover.accountName} (${cover.account})</dd></div>
<div><dt>${facts.sent}</dt><dd>${formatMoment(cover.sealedAt, locale, timeZone)}</dd></div>
<div><dt>${facts.until}</dt><dd>${formatMoment(cover.expiresAt, locale, timeZone)}</dd></div>
</dl>`;
}

/** @param own what to say instead of the problem's words, to a reader who closed it */
function showClosed(
  response: Response,
  visit: Visit,
  mid: string,
  problem: Problem,
  facts?: Html,
  own: { readonly title: string; readonly text: string } | null = null,
): void {
  const said = pageWordsOf(problem, visit);
  const { title, text } = own ?? { title: said.title, text: said.detail };
  const main = html`<div class="card"><h1>${title}</h1><p>${text}</p>${facts}</div>`;
  sendPage(response, visit, { title, main, here: place(`/m/${mid}`) }, problem.status);
}

/** The cover for whom the mailbox is not proved: what happens next, and a button that mails a code. */
function showAsk(response: Response, visit: Visit, mid: string, problem?: Problem): void {
  const words = visit.words.message;
  const errors = problem ? formErrors(problem, visit) : null;
  const main = html`
${errorSummary(errors, {})}
<div class="card">
<h1>${words.title}</h1>
<p>${visit.principal ? words.askSignedIn : words.ask}</p>
${!visit.principal && html`<h2>${words.stepsTitle}</h2><ol>${words.steps.map((step) => html`<li>${step}</li>`)}</ol>`}
<form method="post" action="${link(visit, `/m/${mid}/code`)}">${button(words.send)}</form>
</div>
${!visit.principal && html`<p>${words.known} <a href="${link(visit, '/sign-in', { to: `/m/${mid}` })}">${visit.words.signIn.title}</a></p>`}`;
  const page = { title: words.title, main, hasErrors: errors !== null, here: place(`/m/${mid}`) };
  sendPage(response, visit, page, problem?.status ?? 200);
}

function showCode(
  response: Response,
  visit: Visit,
  mid: string,
  reference: string | null,
  form: Form,
  problem?: Problem,
): void {
  const { common, message: words } = visit.words;
  const errors = problem ? formErrors(problem, visit) : null;
  const newcomer = visit.principal === null;
  const labels = { code: words.code, firstName: common.labels.firstName, lastName: common.labels.lastName };
  const main = html`
${errorSummary(errors, labels)}
${problem?.code === 'user.exists' && html`<p><a class="button" href="${link(visit, '/sign-in', { to: `/m/${mid}` })}">${visit.words.signIn.title}</a></p>`}
<div class="card">
<h1>${words.codeTitle}</h1>
<p>${words.codeSent}</p>
${reference && html`<p>${words.referenceShown} <strong class="mono">${reference}</strong></p>`}
<form method="post" action="${link(visit, `/m/${mid}/verify`)}" novalidate>
${hidden('reference', reference ?? undefined)}
${textField({ name: 'code', label: words.code, hint: words.codeHint, value: form['code'], errors, autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 20, required: true, className: 'code' })}
${
  newcomer &&
  html`<p>${words.names}</p><div class="pair">
${textField({ name: 'firstName', label: common.labels.firstName, value: form['firstName'], errors, autocomplete: 'given-name', maxlength: 100, required: true })}
${textField({ name: 'lastName', label: common.labels.lastName, value: form['lastName'], errors, autocomplete: 'family-name', maxlength: 100, required: true })}
</div>`
}
${button(words.verify)}
</form>
</div>
<div class="card">
<h2>${words.noMail}</h2>
<p>${words.noMailHint}</p>
<form method="post" action="${link(visit, `/m/${mid}/code`)}">${button(words.sendAgain, 'second')}</form>
</div>`;
  const here = place(reference ? `/m/${mid}/code` : `/m/${mid}`);
  sendPage(response, visit, { title: words.codeTitle, main, hasErrors: errors !== null, here }, problem?.status ?? 200);
}
