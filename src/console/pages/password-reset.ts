import express, { type Response, type Router } from 'express';
import { readAddress } from '../../directory/addresses.ts';
import { html } from '../../html.ts';
import type { Problem } from '../../problems.ts';
import { anybody } from '../admission.ts';
import { button, errorSummary, formErrors, refusalOf, textField } from '../fields.ts';
import { formOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import type { Parts } from '../services.ts';
import { link, type Visit } from '../visit.ts';
import { newPasswordFields, passwordScript } from './new-password.ts';

/** A new password by mail. The link's GET shows a form and changes nothing: mail scanners visit every link. */
export function passwordResetPages({ services, web }: Parts): Router {
  const router = express.Router();
  const { passwordResets } = services.credentials;

  router.get(
    '/forgot-password',
    anybody(async (visit, _request, response) => showRequest(response, visit, '')),
  );

  router.post(
    '/forgot-password',
    anybody(async (visit, request, response) => {
      const { userId = '' } = formOf(request);
      try {
        await web.limits.mails.count(readAddress(userId, '/userId').key);
        await passwordResets.request({ userId });
        response.redirect(303, link(visit, '/forgot-password/sent'));
      } catch (error) {
        showRequest(response, visit, userId, refusalOf(error));
      }
    }),
  );

  router.get(
    '/forgot-password/sent',
    anybody(async (visit, _request, response) => {
      const words = visit.words.reset;
      const main = html`<div class="card"><h1>${words.sentTitle}</h1><p>${words.sent}</p><p>${words.sentHint}</p>
<p><a href="${link(visit, '/sign-in')}">${words.back}</a></p></div>`;
      sendPage(response, visit, { title: words.sentTitle, main });
    }),
  );

  router.get(
    '/password-resets/:token',
    anybody(async (visit, request, response) => showReset(response, visit, String(request.params['token']))),
  );

  router.post(
    '/password-resets/:token',
    anybody(async (visit, request, response) => {
      const token = String(request.params['token']);
      const { password = '', confirmPassword = '' } = formOf(request);
      const { locale, requestId } = visit;
      try {
        await passwordResets.redeem(token, { password, confirmPassword }, { locale, requestId });
        web.cookie.clear(response);
        response.redirect(303, link(visit, '/sign-in', { done: 'password-set' }));
      } catch (error) {
        showReset(response, visit, token, refusalOf(error));
      }
    }),
  );

  return router;
}

function showRequest(response: Response, visit: Visit, userId: string, problem?: Problem): void {
  const { common, reset: words } = visit.words;
  const errors = problem ? formErrors(problem, visit) : null;
  const main = html`
${errorSummary(errors, { userId: common.labels.userId })}
<div class="card">
<h1>${words.requestTitle}</h1>
<p>${words.request}</p>
<form method="post" action="${link(visit, '/forgot-password')}" novalidate>
${textField({ name: 'userId', label: common.labels.userId, type: 'email', autocomplete: 'username', value: userId, errors, required: true })}
${button(words.requestSubmit)}
</form>
</div>
<p><a href="${link(visit, '/sign-in')}">${words.back}</a></p>`;
  sendPage(response, visit, { title: words.requestTitle, main, hasErrors: errors !== null }, problem?.status ?? 200);
}

function showReset(response: Response, visit: Visit, token: string, problem?: Problem): void {
  const { reset: words } = visit.words;
  const errors = problem ? formErrors(problem, visit) : null;
  const dead = problem?.code === 'reset.invalid';
  const main = html`
${errorSummary(errors, visit.words.newPassword.labels)}
<div class="card">
<h1>${words.title}</h1>
${
  dead
    ? html`<p><a class="button" href="${link(visit, '/forgot-password')}">${words.again}</a></p>`
    : html`<p>${words.explanation}</p>
<form method="post" action="${link(visit, `/password-resets/${encodeURIComponent(token)}`)}" data-passwords novalidate>
${newPasswordFields(visit, errors)}
${button(words.submit)}
</form>`
}
</div>`;
  const page = { title: words.title, main, script: passwordScript, hasErrors: errors !== null } as const;
  sendPage(response, visit, page, problem?.status ?? 200);
}
