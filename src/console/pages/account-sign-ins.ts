import express, { type Response, type Router } from 'express';
import type { OpenSession } from '../../credentials/sessions.ts';
import { type Html, html } from '../../html.ts';
import { formatDistance, formatMoment } from '../../language/dates.ts';
import { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { hidden } from '../fields.ts';
import { fittingPart } from '../fitting.ts';
import { formOf, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';
import { accountTabs, saidHere } from './account-tabs.ts';

const pageSize = 20;

/** Where somebody is signed in, with a way to end each. */
export function accountSignInPages({ services }: Parts): Router {
  const router = express.Router();
  const { sessions } = services.credentials;

  router.get(
    '/account/sign-ins',
    signedIn(async (visit, { query }, response) => {
      const open = await sessions.list(visit.principal.user);
      showSignIns(response, visit, open, { said: textOf(query['said']), cursor: textOf(query['cursor']) });
    }),
  );

  router.post(
    '/account/sign-ins',
    signedIn(async (visit, request, response) => {
      const { user, sessionId = '', requestId } = visit.principal;
      const { id, others } = formOf(request);
      if (others === 'yes') await sessions.revokeOthers(user, sessionId, requestId);
      else if (!(await sessions.revoke(user, id ?? '', requestId))) throw new Problem('session.not-found');
      response.redirect(303, link(visit, '/account/sign-ins', { said: others === 'yes' ? 'others' : 'ended' }));
    }),
  );

  return router;
}

function showSignIns(
  response: Response,
  visit: SignedIn,
  open: readonly OpenSession[],
  { said, cursor }: { readonly said: string; readonly cursor: string },
): void {
  const { signIns: words } = visit.ownUser;
  const item = (session: OpenSession) => signInItem(visit, session);
  const { items, nextCursor } = fittingPart(open, cursor, pageSize, item);
  const others = open.filter(({ id }) => id !== visit.principal.sessionId);
  const main = html`
${accountTabs(visit, 'signIns')}
${saidHere({ ended: words.ended, others: words.othersEnded }[said])}
<div class="card">
<h1>${words.title}</h1>
<p>${others.length === 0 ? words.onlyOne : words.intro}</p>
<ul class="list">${items.map(item)}</ul>
${nextCursor && html`<p><a href="${link(visit, '/account/sign-ins', { cursor: nextCursor })}">${visit.administration.next}</a></p>`}
${others.length > 1 && html`<form method="post" action="${link(visit, '/account/sign-ins')}">${hidden('others', 'yes')}<div class="buttons"><button class="second">${words.endOthers}</button></div></form>`}
</div>`;
  sendPage(response, visit, { title: words.title, main, section: 'account' });
}

function signInItem(visit: SignedIn, { id, device, createdAt, lastSeenAt }: OpenSession): Html {
  const { signIns: words } = visit.ownUser;
  const { locale, timeZone } = visit;
  const name = device ?? words.unknownDevice;
  const moment = (at: Date) =>
    html`<time datetime="${at.toISOString()}" title="${formatMoment(at, locale, timeZone)}">${formatDistance(at, locale)}</time>`;
  return html`<li class="row"><div><strong>${name}</strong> ${id === visit.principal.sessionId && html`<span class="tag good">${words.here}</span>`}<br>
<span class="quiet small">${words.opened} ${formatMoment(createdAt, locale, timeZone)}<br>${words.seen} ${moment(lastSeenAt)}</span></div>
${id !== visit.principal.sessionId && html`<form method="post" action="${link(visit, '/account/sign-ins')}">${hidden('id', id)}<button class="danger" aria-label="${words.endOf(name)}">${words.end}</button></form>`}</li>`;
}
