import express, { type Response, type Router } from 'express';
import { stallReasons } from '../../../workflows/stages.ts';
import { type Html, html } from '../../html.ts';
import { reason } from '../../http/schemas.ts';
import type { OnboardingView } from '../../http/services.ts';
import { z } from '../../http/zod.ts';
import type { UpgradeRequestView } from '../../onboardings/upgrade-requests.ts';
import type { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { readDecision } from '../decisions.ts';
import { deed, reasonField } from '../deeds.ts';
import { button, errorSummary, type FormErrors, formErrors, refusalOf, selectField } from '../fields.ts';
import { type Form, formOf, given, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { distance, done, empty } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, place } from '../visit.ts';
import { waitingItem } from './attention.ts';

const pageSize = 20;
const requestsShown = 20;
const decisions = ['start', 'decline'] as const;

/** What waits for a human, across all accounts: by reason and age; who asks for an upgrade; whether all parts answer. */
export function supportPages({ services, banner }: Parts): Router {
  const router = express.Router();
  const { onboardings, upgradeRequests, support } = services;

  router.get(
    '/support',
    signedIn(async (visit, { query }, response) => {
      const text = (name: string) => textOf(query[name]);
      const asked = { reason: text('reason'), age: text('age'), cursor: text('cursor'), requests: text('requests') };
      const form = { ...asked, said: text('said') };
      await show(response, visit, form);
    }),
  );

  for (const decision of decisions) {
    router.post(
      `/support/requests/:id/${decision}`,
      signedIn(async (visit, request, response) => {
        const id = String(request.params['id']);
        const form = formOf(request);
        try {
          const action = `upgrade-request.${decision}`;
          const { reason: why } = await readDecision(services, visit, z.object({ reason }), form, { action });
          if (decision === 'start') await upgradeRequests.start(visit.principal, id, why, visit.locale);
          else await upgradeRequests.decline(visit.principal, id, why);
          response.redirect(303, link(visit, '/support', { said: decision === 'start' ? 'started' : 'declined' }));
        } catch (error) {
          await show(response, visit, { why: form['reason'] ?? '', decision: `${decision}-${id}` }, refusalOf(error));
        }
      }),
    );
    router.get(
      `/support/requests/:id/${decision}`,
      signedIn(async (visit, _request, response) => response.redirect(303, link(visit, '/support'))),
    );
  }

  async function show(response: Response, visit: SignedIn, form: Form, problem?: Problem): Promise<void> {
    const { support: words, more } = visit.administration;
    const known = stallReasons.find((one) => one === form['reason']);
    const age = given(form['age']);
    const olderThan = age !== undefined && Object.hasOwn(words.ages, age) ? age : undefined;
    const overview = await support.overview(visit.principal);
    const asked = { stage: 'stalled', sort: 'needs-human', limit: pageSize, reason: known, olderThan } as const;
    const cursor = given(form['cursor']);
    const queue = await onboardings.list(visit.principal, { ...asked, cursor }, visit.locale);
    const requests = await upgradeRequests.list(visit.principal, {
      state: 'open',
      limit: requestsShown,
      cursor: given(form['requests']),
    });
    const errors = problem ? formErrors(problem, visit) : null;
    const top = await banner(visit);
    const filter = { reason: known, age: olderThan };
    const main = html`
${top}
${errorSummary(errors, form['decision'] ? { reason: visit.administration.labels.reason } : {})}
${!problem && done(words.done[form['said'] ?? ''])}
<h1>${words.title}</h1>
<ul class="figures card">
<li><strong>${overview.stages.stalled}</strong>${words.figures.stalled}</li>
<li><strong>${overview.stages['awaiting-first-login']}</strong>${words.figures.awaiting}</li>
<li><strong>${overview.upgradeRequests}</strong>${words.figures.requests}</li>
<li><strong>${overview.outbox.count}</strong>${words.figures.undelivered}</li>
</ul>
${top === null && html`<p class="quiet">${words.healthy}</p>`}
${queueCard(visit, queue, filter, more)}
<div class="card">
<h2>${words.requests}</h2>
${
  requests.items.length === 0
    ? html`<p class="quiet">${words.noRequests}</p>`
    : html`<ul class="list">${requests.items.map((one) => requestItem(visit, one, form, errors))}</ul>`
}
${requests.nextCursor && html`<p><a href="${link(visit, '/support', { ...filter, requests: requests.nextCursor })}">${more}</a></p>`}
</div>`;
    const page = { title: words.title, main, section: 'support' as const, wide: true, hasErrors: errors !== null };
    sendPage(response, visit, { ...page, here: place('/support', filter) }, problem?.status ?? 200);
  }

  return router;
}

interface Queue {
  readonly items: readonly OnboardingView[];
  readonly nextCursor: string | null;
}
type QueueFilter = Readonly<Record<'reason' | 'age', string | undefined>>;

function queueCard(visit: SignedIn, { items, nextCursor }: Queue, filter: QueueFilter, more: string): Html {
  const { support: words, onboardings } = visit.administration;
  const reasons = stallReasons.map((one) => [one, words.reasons[one]] as const);
  const clear = html`<p><a class="button second" href="${link(visit, '/support')}">${onboardings.clear}</a></p>`;
  return html`<div class="card">
<h2>${words.queue}</h2>
<form class="filter" method="get" action="/support">
${visit.chosen && html`<input type="hidden" name="lang" value="${visit.chosen}">`}
${selectField({ name: 'reason', id: 'by-reason', label: words.reason, value: filter.reason, options: [['', words.every], ...reasons] })}
${selectField({ name: 'age', label: words.age, value: filter.age, options: Object.entries(words.ages) })}
<div class="field">${button(words.show, 'second')}</div>
</form>
${
  items.length > 0
    ? html`<ul class="list">${items.map((item) => waitingItem(item, visit))}</ul>`
    : filter.reason || filter.age
      ? empty(words.noneOfReason, clear)
      : empty(words.nothing)
}
${nextCursor && html`<p><a href="${link(visit, '/support', { ...filter, cursor: nextCursor })}">${more}</a></p>`}
</div>`;
}

function requestItem(visit: SignedIn, one: UpgradeRequestView, form: Form, errors: FormErrors | null): Html {
  const { support: words, auditHint } = visit.administration;
  const decisionDeed = (decision: (typeof decisions)[number], explanation: string) => {
    const name = `${decision}-${one.id}`;
    const mine = form['decision'] === name;
    return deed(
      {
        name,
        label: words[decision],
        about: one.userId,
        explanation,
        action: link(visit, `/support/requests/${one.id}/${decision}`),
        danger: decision === 'decline',
        open: mine && errors !== null && Object.keys(errors.fields).length > 0,
        fields: reasonField({ name, hint: auditHint, mine, value: form['why'], errors }, visit),
      },
      visit,
    );
  };
  return html`<li>
<div><strong>${words.request(one.userId, one.account)}</strong> <span class="quiet small">${distance(one.createdAt, visit)}</span><br>${one.reason}${one.laterReasons.map((later) => html`<br>${later}`)}</div>
<div class="deeds">${decisionDeed('start', words.startText)}${decisionDeed('decline', words.declineText)}</div>
</li>`;
}
