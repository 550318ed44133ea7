import express, { type Response, type Router } from 'express';
import { html } from '../../html.ts';
import { guessPassword } from '../../http/guesses.ts';
import type { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { button, errorSummary, formErrors, refusalOf, textField } from '../fields.ts';
import { formOf, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';
import { accountTabs, saidHere } from './account-tabs.ts';
import { newPasswordFields, passwordScript } from './new-password.ts';

/** A new password for somebody who is signed in and knows the present one. */
export function accountPasswordPages({ services, web }: Parts): Router {
  const router = express.Router();
  const { changePassword } = services.credentials;

  router.get(
    '/account/password',
    signedIn(async (visit, { query }, response) => showPassword(response, visit, textOf(query['said']))),
  );

  router.post(
    '/account/password',
    signedIn(async (visit, request, response) => {
      const { currentPassword = '', password = '', confirmPassword = '' } = formOf(request);
      const { user } = visit.principal;
      try {
        await guessPassword(web.limits, user, () =>
          changePassword(visit.principal, { currentPassword, password, confirmPassword }, visit.locale),
        );
        response.redirect(303, link(visit, '/account/password', { said: 'saved' }));
      } catch (error) {
        showPassword(response, visit, '', refusalOf(error));
      }
    }),
  );

  return router;
}

function showPassword(response: Response, visit: SignedIn, said: string, problem?: Problem): void {
  const { password: words } = visit.ownUser;
  const errors = problem ? formErrors(problem, visit) : null;
  const main = html`
${accountTabs(visit, 'password')}
${errorSummary(errors, { ...words.labels, ...visit.words.newPassword.labels })}
${!errors && saidHere(said === 'saved' ? words.saved : undefined)}
<div class="card">
<h1>${words.title}</h1>
<p>${words.intro}</p>
<form method="post" action="${link(visit, '/account/password')}" data-passwords novalidate>
${textField({ name: 'currentPassword', label: words.labels.currentPassword, type: 'password', autocomplete: 'current-password', errors, required: true })}
${newPasswordFields(visit, errors, visit.principal.userId)}
${button(words.save)}
</form>
</div>
<p>${words.forgotten} <a href="${link(visit, '/forgot-password')}">${words.forgottenLink}</a></p>`;
  const page = { title: words.title, main, section: 'account', script: passwordScript } as const;
  sendPage(response, visit, { ...page, hasErrors: errors !== null }, problem?.status ?? 200);
}
