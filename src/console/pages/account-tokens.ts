import express, { type Response, type Router } from 'express';
import type { ApiTokens } from '../../credentials/api-tokens.ts';
import { ownScopes } from '../../directory/scopes.ts';
import { type Html, html, trusted } from '../../html.ts';
import { formatDistance, formatMoment } from '../../language/dates.ts';
import { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { button, checkboxes, errorSummary, formErrors, hidden, refusalOf, selectField, textField } from '../fields.ts';
import { fittingPart } from '../fitting.ts';
import { type Form, formOf, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { formKey, once } from '../once.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';
import { accountTabs, saidHere } from './account-tabs.ts';

type Token = Awaited<ReturnType<ApiTokens['list']>>[number];
const lifetimes = ['30', '90', '180', '365'] as const;
const pageSize = 20;
const dayMs = 86_400_000;

/** API tokens: made, shown once in the answer to the POST that made them, revoked. */
export function accountTokenPages({ services }: Parts): Router {
  const router = express.Router();
  const { apiTokens } = services.credentials;

  router.get(
    '/account/tokens',
    signedIn(async (visit, { query }, response) => {
      const form = { said: textOf(query['said']), cursor: textOf(query['cursor']) };
      showTokens(response, visit, await apiTokens.list(visit.principal.user), form);
    }),
  );

  // An address that only a POST has, opened again: the token that it showed is gone.
  router.get(
    '/account/tokens/new',
    signedIn(async (visit, _request, response) =>
      response.redirect(303, link(visit, '/account/tokens', { said: 'gone' })),
    ),
  );

  router.post(
    '/account/tokens/new',
    signedIn(async (visit, request, response) => {
      const { user, requestId } = visit.principal;
      const form = formOf(request);
      const days = lifetimes.find((known) => known === form['days']) ?? lifetimes[0];
      const wanted = {
        user,
        name: form['name'] ?? '',
        scopes: ownScopes.filter((scope) => form[scope] === 'yes'),
        expiresAt: new Date(Date.now() + Number(days) * dayMs),
      };
      try {
        const made = await once(services, visit, form, async () => {
          const { token, id } = await apiTokens.create(wanted, { actor: user, requestId }, visit.locale);
          return { answer: token, reference: id };
        });
        if ('former' in made) response.redirect(303, link(visit, '/account/tokens', { said: 'gone' }));
        else showMade(response, visit, made.answer);
      } catch (error) {
        showTokens(response, visit, await apiTokens.list(user), form, refusalOf(error));
      }
    }),
  );

  router.post(
    '/account/tokens',
    signedIn(async (visit, request, response) => {
      const { user, requestId } = visit.principal;
      const revoked = await apiTokens.revoke(user, formOf(request)['id'] ?? '', { actor: user, requestId });
      if (!revoked) throw new Problem('token.not-found');
      response.redirect(303, link(visit, '/account/tokens', { said: 'revoked' }));
    }),
  );

  return router;
}

function showTokens(response: Response, visit: SignedIn, tokens: readonly Token[], form: Form, problem?: Problem) {
  const { tokens: words } = visit.ownUser;
  const errors = problem ? formErrors(problem, visit) : null;
  const said = { revoked: words.revoked, gone: words.gone }[form['said'] ?? ''];
  const item = (token: Token) => tokenItem(visit, token);
  const { items, nextCursor } = fittingPart(tokens, form['cursor'] ?? '', pageSize, item);
  const main = html`
${accountTabs(visit, 'tokens')}
${errorSummary(errors, words.labels)}
${!errors && saidHere(said)}
<div class="card">
<h1>${words.title}</h1>
<p>${words.intro} <a href="/docs/api">${words.documentation}</a></p>
${tokens.length === 0 ? html`<p>${words.none}</p>` : html`<ul class="list">${items.map(item)}</ul>`}
${nextCursor && html`<p><a href="${link(visit, '/account/tokens', { cursor: nextCursor })}">${visit.administration.next}</a></p>`}
</div>
<div class="card">
<h2>${words.makeTitle}</h2>
<form method="post" action="${link(visit, '/account/tokens/new')}" novalidate>
${formKey()}
${textField({ name: 'name', label: words.labels.name, hint: words.nameHint, value: form['name'], errors, maxlength: 100, required: true })}
${checkboxes({ name: 'scopes', label: words.labels.scopes, errors, options: ownScopes.map((scope) => ({ name: scope, label: words.scopes[scope], checked: form[scope] === 'yes' })) })}
${selectField({ name: 'days', label: words.labels.days, value: form['days'] ?? '90', options: lifetimes.map((days) => [days, words.days(Number(days))] as const) })}
${button(words.make)}
</form>
</div>`;
  const page = { title: words.title, main, section: 'account', here: '/account/tokens' } as const;
  sendPage(response, visit, { ...page, hasErrors: errors !== null }, problem?.status ?? 200);
}

function tokenItem(visit: SignedIn, { id, name, scopes: granted, expiresAt, lastUsedAt }: Token): Html {
  const { tokens: words } = visit.ownUser;
  const { locale, timeZone } = visit;
  return html`<li class="row"><div><strong>${name}</strong><br>
<span class="small">${granted.map((scope) => words.scopes[scope]).join(' · ')}</span><br>
<span class="quiet small">${words.expires} ${formatMoment(expiresAt, locale, timeZone)}<br>${words.used} ${lastUsedAt ? formatDistance(lastUsedAt, locale) : words.never}</span></div>
<form method="post" action="${link(visit, '/account/tokens')}">${hidden('id', id)}<button class="danger" aria-label="${words.revokeOf(name)}">${words.revoke}</button></form></li>`;
}

function showMade(response: Response, visit: SignedIn, token: string): void {
  const { tokens: words } = visit.ownUser;
  const main = html`
${accountTabs(visit, 'tokens')}
<div class="card">
<h1>${words.madeTitle}</h1>
<p><strong class="secret" id="token">${token}</strong></p>
<div class="buttons"><button type="button" class="second" data-copy="token" data-done="${words.copied}"${trusted(' hidden')}>${words.copy}</button></div>
<div class="notice warn"><p>${words.madeOnce}</p></div>
<p><a class="button" href="${link(visit, '/account/tokens')}">${words.back}</a></p>
</div>`;
  sendPage(response, visit, { title: words.madeTitle, main, section: 'account', here: '/account/tokens/new' });
}
