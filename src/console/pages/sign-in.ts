import express, { type Response, type Router } from 'express';
import { readAddress } from '../../directory/addresses.ts';
import { html } from '../../html.ts';
import { callerOf } from '../../http/caller.ts';
import { guessSignIn } from '../../http/guesses.ts';
import { anybody } from '../admission.ts';
import { button, errorSummary, formErrors, hidden, refusalOf, textField } from '../fields.ts';
import { type Form, formOf, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import type { Parts } from '../services.ts';
import type { Problem } from '../../problems.ts';
import { link, place, targetOf, type Visit } from '../visit.ts';

/** Sign-in and sign-out. Whoever has not completed the first login goes on to that and nowhere else. */
export function signInPages({ services, web }: Parts): Router {
  const router = express.Router();
  const { signIn, credentials } = services;
  const { cookie, limits } = web;

  router.get(
    '/sign-in',
    anybody(async (visit, request, response) => {
      const to = targetOf(request.query['to']);
      if (visit.principal) return response.redirect(303, link(visit, to ?? '/'));
      showSignIn(response, visit, { to: to ?? '', done: textOf(request.query['done']) });
    }),
  );

  router.post(
    '/sign-in',
    anybody(async (visit, request, response) => {
      const form = formOf(request);
      const { userId = '', password = '' } = form;
      const to = targetOf(form['to']);
      try {
        const key = readAddress(userId, '/userId').key;
        // A new session for every sign-in: one that somebody planted before is worth nothing.
        const formerToken = callerOf(request).sessionToken ?? undefined;
        const { status, token } = await guessSignIn(limits, key, () =>
          signIn({ userId, password, requestId: visit.requestId, formerToken }),
        );
        cookie.set(response, token);
        response.redirect(303, status === 'signed-in' ? link(visit, to ?? '/') : link(visit, '/first-login', { to }));
      } catch (error) {
        showSignIn(response, visit, form, refusalOf(error));
      }
    }),
  );

  router.post(
    '/sign-out',
    anybody(async (visit, request, response) => {
      const { sessionToken } = callerOf(request);
      if (sessionToken !== null) await credentials.sessions.close(sessionToken);
      cookie.clear(response);
      response.redirect(303, link(visit, '/sign-in', { done: 'signed-out' }));
    }),
  );

  return router;
}

function showSignIn(response: Response, visit: Visit, form: Form, problem?: Problem): void {
  const { common, signIn: words } = visit.words;
  const errors = problem ? formErrors(problem, visit) : null;
  const to = targetOf(form['to']);
  const done = words.done[form['done'] as keyof typeof words.done];
  const main = html`
${errorSummary(errors, { userId: common.labels.userId, password: common.labels.password })}
${!errors && done && html`<div class="notice ${form['done'] === 'not-saved' ? 'warn' : 'good'}" role="status"><p>${done}</p></div>`}
<div class="gate">
<div>
<div class="card">
<h1>${words.title}</h1>
${to?.startsWith('/m/') && html`<p>${words.forMessage}</p>`}
<form method="post" action="${link(visit, '/sign-in')}" novalidate>
${hidden('to', to)}
${textField({ name: 'userId', label: common.labels.userId, hint: words.userIdHint, type: 'email', autocomplete: 'username', value: form['userId'], errors, required: true })}
${textField({ name: 'password', label: common.labels.password, hint: words.passwordHint, type: 'password', autocomplete: 'current-password', errors, required: true })}
${button(words.submit)}
</form>
</div>
<p><a href="${link(visit, '/forgot-password')}">${words.forgot}</a></p>
</div>
<section class="lead" aria-labelledby="about">
<h2 id="about">${words.about}</h2>
<ul>${words.points.map((point) => html`<li>${point}</li>`)}</ul>
</section>
</div>`;
  const here = place('/sign-in', { to });
  const page = { title: words.title, main, hasErrors: errors !== null, here, wide: true };
  sendPage(response, visit, page, problem?.status ?? 200);
}
