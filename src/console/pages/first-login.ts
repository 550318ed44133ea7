import express, { type Response, type Router } from 'express';
import { type RequiredAction, requiredActions } from '../../directory/models.ts';
import { html } from '../../html.ts';
import type { Locale } from '../../language/index.ts';
import type { Problem } from '../../problems.ts';
import { firstLoginPending, type Pending } from '../admission.ts';
import { button, checkbox, choiceField, errorSummary, formErrors, hidden, refusalOf, selectField } from '../fields.ts';
import { type Form, formOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import type { Services } from '../../http/services.ts';
import type { Parts } from '../services.ts';
import { link, place, targetOf } from '../visit.ts';
import { newPasswordFields } from './new-password.ts';

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
      const { preferences } = await firstLogin.status(visit.pending.user);
      showPreferences(response, visit, preferences, to);
    }),
  );
  router.post(
    pageOf.preferences,
    firstLoginPending(async (visit, request, response) => {
      const form = formOf(request);
      const preferences = {
        language: (form['language'] === 'fr' ? 'fr' : 'en') as Locale,
        timeZone: form['timeZone'] ?? '',
        notifyNewMessages: form['notifyNewMessages'] === 'yes',
      };
      try {
        // The language that was just chosen is the language to go on in.
        await submit({ ...visit, chosen: null }, { preferences }, form, response);
      } catch (error) {
        showPreferences(response, visit, preferences, targetOf(form['to']), refusalOf(error));
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
    const { task } = words[action];
    const done = !left.includes(action);
    const next = left[0] === action;
    return html`<li>${next ? html`<a href="${link(visit, pageOf[action], { to })}">${task}</a>` : html`<span>${task}</span>`}
<span class="tag ${done ? 'good' : next ? '' : 'quiet'}">${done ? words.done : next ? words.next : words.later}</span></li>`;
  });
  const main = html`<div class="card">
<h1>${words.title}</h1>
<p>${words.intro}</p>
<ol class="list tasks">${items}</ol>
<p class="quiet small">${words.resumable}</p>
${left[0] && html`<div class="buttons"><a class="button" href="${link(visit, pageOf[left[0]], { to })}">${words.goOn}</a></div>`}
</div>`;
  sendPage(response, visit, { title: words.title, main });
}

const progress = (visit: Pending, action: RequiredAction) =>
  html`<p class="quiet small">${visit.words.firstLogin.step(requiredActions.indexOf(action) + 1, requiredActions.length)}</p>`;

function showFeatures(response: Response, visit: Pending, to: string | null): void {
  const words = visit.words.firstLogin.features;
  const main = html`<div class="card">
${progress(visit, 'features')}
<h1>${words.task}</h1>
<p>${words.intro}</p>
${words.features.map(({ name, text }) => html`<h2>${name}</h2><p>${text}</p>`)}
<form method="post" action="${link(visit, pageOf.features)}">${hidden('to', to)}${button(words.submit)}</form>
</div>`;
  sendPage(response, visit, { title: words.task, main });
}

function showPreferences(
  response: Response,
  visit: Pending,
  preferences: Preferences,
  to: string | null,
  problem?: Problem,
) {
  const words = visit.words.firstLogin.preferences;
  const errors = problem ? formErrors(problem, visit) : null;
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].map(
    (zone) => [zone, zone.replaceAll('_', ' ')] as const,
  );
  const main = html`
${errorSummary(errors, words.labels)}
<div class="card">
${progress(visit, 'preferences')}
<h1>${words.task}</h1>
<form method="post" action="${link(visit, pageOf.preferences)}">
${hidden('to', to)}
${choiceField({
  name: 'language',
  label: words.labels.language,
  hint: words.languageHint,
  value: preferences.language,
  errors,
  options: [
    ['en', 'English'],
    ['fr', 'Français'],
  ],
})}
${selectField({ name: 'timeZone', label: words.labels.timeZone, hint: words.timeZoneHint, value: preferences.timeZone, errors, options: zones })}
${checkbox({ name: 'notifyNewMessages', label: words.labels.notifyNewMessages, checked: preferences.notifyNewMessages })}
${button(words.submit)}
</form>
</div>`;
  const page = { title: words.task, main, hasErrors: errors !== null, here: place(pageOf.preferences, { to }) };
  sendPage(response, visit, page, problem?.status ?? 200);
}

function showPassword(response: Response, visit: Pending, to: string | null, problem?: Problem): void {
  const words = visit.words.firstLogin['permanent-password'];
  const errors = problem ? formErrors(problem, visit) : null;
  const main = html`
${errorSummary(errors, visit.words.newPassword.labels)}
<div class="card">
${progress(visit, 'permanent-password')}
<h1>${words.task}</h1>
<p>${words.intro(visit.pending.userId)}</p>
<form method="post" action="${link(visit, pageOf['permanent-password'])}" novalidate>
${hidden('to', to)}
${newPasswordFields(visit, errors, visit.pending.userId)}
${button(words.submit)}
</form>
</div>`;
  const page = {
    title: words.task,
    main,
    hasErrors: errors !== null,
    here: place(pageOf['permanent-password'], { to }),
  };
  sendPage(response, visit, page, problem?.status ?? 200);
}
