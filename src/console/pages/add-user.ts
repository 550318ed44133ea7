import express, { type Response, type Router } from 'express';
import { minimumLength } from '../../credentials/password-policy.ts';
import type { NewUser } from '../../directory/users.ts';
import { html } from '../../html.ts';
import { problemOf } from '../../http/problem.ts';
import { address, personName } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import { type Problem, problemWith } from '../../problems.ts';
import { accountFor } from '../account-for.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { button, checkbox, errorSummary, formErrors, refusalOf, textField } from '../fields.ts';
import { type Form, formOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { type Account, accountPath, wayTo } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, place } from '../visit.ts';
import { passwordScript, showButton } from './new-password.ts';

const newUser = z.object({ userId: address, firstName: personName, lastName: personName });

/** Users → Add User, with exactly the how-to's fields. */
export function addUserPages({ services, web }: Parts): Router {
  const router = express.Router();
  const { directory } = services;
  const passwordHours = Math.round(web.config.TEMPORARY_PASSWORD_LIFETIME_HOURS / 3_600_000);

  router.get(
    '/accounts/:account/users/add',
    signedIn(async (visit, { params }, response) => {
      const account = await accountFor(services, visit, 'user.add', String(params['account']));
      showAdd(response, visit, account, { enforcePasswordExpiration: 'yes' }, passwordHours);
    }),
  );

  router.post(
    '/accounts/:account/users/add',
    signedIn(async (visit, request, response) => {
      const account = await accountFor(services, visit, 'user.add', String(request.params['account']));
      const form = formOf(request);
      try {
        await web.limits.lookups.count(visit.principal.user);
        const input = await readNewUser(form, visit);
        const { user } = await directory.addUser({ ...visit.principal, locale: visit.locale }, account.number, input);
        response.redirect(303, link(visit, accountPath(account.number, 'users'), { added: user.userId }));
      } catch (error) {
        showAdd(response, visit, account, form, passwordHours, refusalOf(error));
      }
    }),
  );

  /** @throws Problem with everything that is wrong with the form, the password included, and not one after the other */
  async function readNewUser(form: Form, { locale }: SignedIn): Promise<NewUser> {
    const { userId = '', firstName = '', lastName = '', password = '', confirmPassword = '' } = form;
    const enforcePasswordExpiration = form['enforcePasswordExpiration'] === 'yes';
    const input = { userId, firstName, lastName, password, confirmPassword, enforcePasswordExpiration };
    const read = newUser.safeParse(input, { reportInput: true });
    if (read.success) return { ...input, ...read.data };
    const { errors = [] } = problemOf(read.error).details;
    throw problemWith([...errors, ...(await directory.passwordErrors(input, locale))], 'request.invalid');
  }

  return router;
}

function showAdd(
  response: Response,
  visit: SignedIn,
  account: Account,
  form: Form,
  passwordHours: number,
  problem?: Problem,
): void {
  const { users: words, labels } = visit.administration;
  const errors = problem ? formErrors(problem, visit) : null;
  const path = accountPath(account.number, 'users');
  const named = {
    userId: labels.userName,
    firstName: labels.firstName,
    lastName: labels.lastName,
    password: labels.password,
    confirmPassword: labels.confirmPassword,
    enforcePasswordExpiration: words.expiration,
  };
  const checked = form['enforcePasswordExpiration'] === 'yes';
  const main = html`
${errorSummary(errors, named)}
<div class="card">
<h1>${words.addTitle}</h1>
<p>${words.addIntro}</p>
<form method="post" action="${link(visit, `${path}/add`)}" data-passwords novalidate>
${textField({ name: 'userId', label: labels.userName, type: 'email', value: form['userId'], errors, required: true })}
<div class="pair">
${textField({ name: 'firstName', label: labels.firstName, value: form['firstName'], errors, maxlength: 100, required: true })}
${textField({ name: 'lastName', label: labels.lastName, value: form['lastName'], errors, maxlength: 100, required: true })}
</div>
${textField({ name: 'password', label: labels.password, hint: words.passwordHint(minimumLength), type: 'password', autocomplete: 'new-password', errors, required: true })}
${showButton(visit.ownUser)}
${textField({ name: 'confirmPassword', label: labels.confirmPassword, type: 'password', autocomplete: 'new-password', errors, required: true })}
${checkbox({ name: 'enforcePasswordExpiration', label: words.expiration, hint: words.expirationHint(passwordHours), checked, errors })}
${button(words.save)}
</form>
</div>`;
  const crumbs = wayTo(visit, account, { label: words.title, path });
  const page = { title: words.addTitle, main, section: 'accounts' as const, crumbs, hasErrors: errors !== null };
  const script = passwordScript;
  sendPage(response, visit, { ...page, script, here: place(`${path}/add`) }, problem?.status ?? 200);
}
