import express, { type Response, type Router } from 'express';
import { type RequiredAction, requiredActions } from '../../directory/models.ts';
import { html } from '../../html.ts';
import { personName } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import type { Problem } from '../../problems.ts';
import { firstLoginPending, type Pending } from '../admission.ts';
import { button, errorSummary, formErrors, hidden, refusalOf, textField } from '../fields.ts';
import { type Form, formOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { preferenceFields, preferencesIn } from '../preference-fields.ts';
import type { Services } from '../../http/services.ts';
import type { Parts } from '../services.ts';
import { link, place, targetOf } from '../visit.ts';
import { newPasswordFields, passwordScript } from './new-password.ts';

type Preferences = Awaited<ReturnType<Services['firstLogin']['status']>>['preferences'];

const pageOf: Record<RequiredAction, string> = {
  features: '/first-login/features',
  preferences: '/first-login/preferences',
  'permanent-password': '/first-login/password',
};

/**
 * The first login as a list of three tasks, one page each. What is done is kept by the server at once, so that it can
 * be gone on with on another device.
 */
export function firstLoginPages({ services, web }: Parts): Router {
  const router = express.Router();
  const { firstLogin } = services;

  /** Saves one part and leads on: to the list, or signed in to where the person was going. */
  async function submit(
    visit: Pending,
    parts: Parameters<typeof firstLogin.submit>[1],
    form: Form,
    response: Response,
  ) {
    const to = targetOf(form['to']);
    const result = await firstLogin.submit(visit.pending, parts);
    if (result.status === 'required-actions')
      return response.redirect(303, nextPage(visit, result.requiredActions, to));
    web.cookie.set(response, result.token);
    response.redirect(303, link(visit, to ?? '/welcome'));
  }

  /** A page of the first login: the one that is due shows itself, any other leads to the list. */
  const task = (
    action: RequiredAction,
    show: (visit: Pending, to: string | null, response: Response) => Promise<void>,
  ) =>
    firstLoginPending(async (visit, request, response) => {
      const to = targetOf(request.query['to']);
      const { requiredActions: left } = await firstLogin.status(visit.pending.user);
      if (left[0] !== action) return response.redirect(303, link(visit, '/first-login', { to }));
      await show(visit, to, response);
    });

  router.get(
    '/first-login',
    firstLoginPending(async (visit, request, response) => {
      const { requiredActions: left } = await firstLogin.status(visit.pending.user);
      showTasks(response, visit, left, targetOf(request.query['to']));
    }),
  );

  router.get(
    pageOf.features,
    task('features', async (visit, to, response) => showFeatures(response, visit, to)),
  );
  router.post(
    pageOf.features,
    firstLoginPending(async (visit, request, response) =>
      submit(visit, { features: { seen: true } }, formOf(request), response),
    ),
  );

  router.get(
    pageOf.preferences,
    task('preferences', async (visit, to, response) => {
      const { preferences, user } = await firstLogin.status(visit.pending.user);
      showPreferences(response, visit, { preferences, names: namesToGive(user), to });
    }),
  );
  router.post(
    pageOf.preferences,
    firstLoginPending(async (visit, request, response) => {
      const form = formOf(request);
      const preferences = preferencesIn(form);
      const { user } = await firstLogin.status(visit.pending.user);
      const missing = namesToGive(user);
      try {
        const names = missing ? { names: namesIn.parse(form, { reportInput: true }) } : {};
        // The language that was just chosen is the language to go on in.
        await submit({ ...visit, chosen: null }, { preferences, ...names }, form, response);
      } catch (error) {
        const { firstName = '', lastName = '' } = form;
        const names = missing && { firstName, lastName };
        showPreferences(response, visit, { preferences, names, to: targetOf(form['to']) }, refusalOf(error));
      }
    }),
  );

  router.get(
    pageOf['permanent-password'],
    task('permanent-password', async (visit, to, response) => showPassword(response, visit, to)),
  );
  router.post(
    pageOf['permanent-password'],
    firstLoginPending(async (visit, request, response) => {
      const form = formOf(request);
      const { password = '', confirmPassword = '' } = form;
      try {
        await submit(visit, { password, confirmPassword }, form, response);
      } catch (error) {
        showPassword(response, visit, targetOf(form['to']), refusalOf(error));
      }
    }),
  );

  return router;
}

const nextPage = (visit: Pending, [next]: readonly RequiredAction[], to: string | null): string =>
  link(visit, next ? pageOf[next] : '/first-login', { to });

function showTasks(response: Response, visit: Pending, left: readonly RequiredAction[], to: string | null): void {
  const { firstLogin: words } = visit.words;
  const items = requiredActions.map((action) => {
    const { task, hint } = words[action];
    const done = !left.includes(action);
    const next = left[0] === action;
    return html`<li class="row"><div>${next ? html`<a href="${link(visit, pageOf[action], { to })}">${task}</a>` : html`<strong>${task}</strong>`}<br><span class="quiet small">${hint}</span></div>
<span class="tag ${done ? 'good' : next ? '' : 'quiet'}">${done ? words.done : next ? words.next : words.later}</span></li>`;
  });
  const main = html`<div class="card">
<h1>${words.title}</h1>
<p>${words.intro(visit.pending.userId)}</p>
<ol class="list">${items}</ol>
<p class="quiet small">${words.resumable}</p>
${left[0] && html`<div class="buttons"><a class="button" href="${link(visit, pageOf[left[0]], { to })}">${words.goOn}</a></div>`}
</div>`;
  sendPage(response, visit, { title: words.title, main });
}

/** Which step this is, and the way back to all of them. */
function progress(visit: Pending, action: RequiredAction, to: string | null) {
  const { step, back } = visit.words.firstLogin;
  return html`<p class="quiet small">${step(requiredActions.indexOf(action) + 1, requiredActions.length)} · <a href="${link(visit, '/first-login', { to })}">${back}</a></p>`;
}

function showFeatures(response: Response, visit: Pending, to: string | null): void {
  const words = visit.words.firstLogin.features;
  const main = html`<div class="card">
${progress(visit, 'features', to)}
<h1>${words.task}</h1>
<p>${words.intro}</p>
<ul class="tour">${words.features.map(({ name, text }) => html`<li><h2>${name}</h2><p>${text}</p></li>`)}</ul>
<form method="post" action="${link(visit, pageOf.features)}">${hidden('to', to)}${button(words.submit)}</form>
</div>`;
  sendPage(response, visit, { title: words.task, main });
}

const namesIn = z.object({ firstName: personName, lastName: personName });
type Names = z.output<typeof namesIn>;

/** Whoever was added without a first or a last name says it here: mails and lists call people by it. */
const namesToGive = ({ firstName, lastName }: Names): Names | null =>
  firstName && lastName ? null : { firstName, lastName };

interface Chosen {
  readonly preferences: Preferences;
  readonly names: Names | null;
  readonly to: string | null;
}

function showPreferences(response: Response, visit: Pending, { preferences, names, to }: Chosen, problem?: Problem) {
  const words = visit.words.firstLogin.preferences;
  const { firstName, lastName } = visit.words.common.labels;
  const errors = problem ? formErrors(problem, visit) : null;
  const main = html`
${errorSummary(errors, { firstName, lastName, ...visit.ownUser.preferences.labels })}
<div class="card">
${progress(visit, 'preferences', to)}
<h1>${words.task}</h1>
<form method="post" action="${link(visit, pageOf.preferences)}" novalidate>
${hidden('to', to)}
${
  names &&
  html`<p>${visit.words.message.names}</p><div class="pair">
${textField({ name: 'firstName', label: firstName, value: names.firstName, errors, autocomplete: 'given-name', maxlength: 100, required: true })}
${textField({ name: 'lastName', label: lastName, value: names.lastName, errors, autocomplete: 'family-name', maxlength: 100, required: true })}
</div>`
}
${preferenceFields(visit, preferences, errors)}
${button(words.submit)}
</form>
</div>`;
  const page = {
    title: words.task,
    main,
    script: 'zone.js',
    hasErrors: errors !== null,
    here: place(pageOf.preferences, { to }),
  } as const;
  sendPage(response, visit, page, problem?.status ?? 200);
}

function showPassword(response: Response, visit: Pending, to: string | null, problem?: Problem): void {
  const words = visit.words.firstLogin['permanent-password'];
  const errors = problem ? formErrors(problem, visit) : null;
  const main = html`
${errorSummary(errors, visit.words.newPassword.labels)}
<div class="card">
${progress(visit, 'permanent-password', to)}
<h1>${words.task}</h1>
<p>${words.intro(visit.pending.userId)}</p>
<form method="post" action="${link(visit, pageOf['permanent-password'])}" data-passwords novalidate>
${hidden('to', to)}
${newPasswordFields(visit, errors, visit.pending.userId)}
${button(words.submit)}
</form>
</div>`;
  const page = {
    title: words.task,
    main,
    script: passwordScript,
    hasErrors: errors !== null,
    here: place(pageOf['permanent-password'], { to }),
  };
  sendPage(response, visit, page, problem?.status ?? 200);
}
