import express, { type Request, type Response, type Router } from 'express';
import { type Html, html } from '../../html.ts';
import type { Services } from '../../http/services.ts';
import { reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import { dictionary } from '../../language/index.ts';
import type { UpgradeRequestView } from '../../onboardings/upgrade-requests.ts';
import type { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { readDecision } from '../decisions.ts';
import { deed, reasonField } from '../deeds.ts';
import { errorSummary, type FormErrors, formErrors, refusalOf } from '../fields.ts';
import { fittingPage } from '../fitting.ts';
import { type Form, formOf, given, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { filterForm, type Listing, readFilter, readListing, reasonCounts } from '../listing.ts';
import { distance, done, empty } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, place } from '../visit.ts';
import { reasonsOf } from './asked-card.ts';
import { waitingItem } from './attention.ts';
import { listItem } from './onboardings.ts';

const path = '/support';
const pageSize = 20;
/** So many requests and so many bytes of their reasons at most, as reasons can be long; but one in any case. */
const requestsShown = 10;
const mostBytes = 10_000;
const findingsShown = 10;
type Overview = Awaited<ReturnType<Services['support']['overview']>>;
type Finding = Awaited<ReturnType<Services['support']['findings']>>[number];

const decisions = ['start', 'decline'] as const;

/** What waits for a human, across all accounts, the most urgent first; and whether all parts answer. */
export function supportPages({ services, banner }: Parts): Router {
  const router = express.Router();
  const { authority, upgradeRequests, support } = services;

  router.get(
    path,
    signedIn(async (visit, request, response) => show(request, response, visit, {})),
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
          const said = decision === 'start' ? await start(visit, id, why) : await decline(visit, id, why);
          response.redirect(303, link(visit, '/support', { said }));
        } catch (error) {
          await show(
            request,
            response,
            visit,
            { why: form['reason'] ?? '', decision: `${decision}-${id}` },
            refusalOf(error),
          );
        }
      }),
    );
    router.get(
      `/support/requests/:id/${decision}`,
      signedIn(async (visit, _request, response) => response.redirect(303, link(visit, '/support'))),
    );
  }

  /** What an administrator of the account started needs nobody else's approval. */
  async function start({ principal, locale }: SignedIn, id: string, why: string): Promise<string> {
    const { account } = await upgradeRequests.start(principal, id, why, locale);
    return (await authority.rolesIn(principal, account)).administrator ? 'started-own' : 'started';
  }

  async function decline({ principal }: SignedIn, id: string, why: string): Promise<string> {
    await upgradeRequests.decline(principal, id, why);
    return 'declined';
  }

  /** The open requests that the page has room for. @param cursor where they begin */
  async function requestsFor({ principal }: SignedIn, cursor: string | undefined) {
    const ask = async (limit: number) => upgradeRequests.list(principal, { state: 'open', cursor, limit });
    return fittingPage(requestsShown, ask, reasonsOf, mostBytes);
  }

  /** @param form of a decision that was refused */
  async function show(request: Request, response: Response, visit: SignedIn, form: Form, problem?: Problem) {
    const { support: words, labels, more } = visit.administration;
    const text = (name: string) => given(textOf(request.query[name]));
    const overview = await support.overview(visit.principal);
    const findings = (await support.findings(visit.principal)).slice(0, findingsShown);
    const page = { limit: pageSize, cursor: text('cursor') };
    const listing = await readListing(services, visit, readFilter(request, visit, 'stalled'), page);
    const requests = await requestsFor(visit, text('requests'));
    const refusal = problem ?? listing.refusal;
    const errors = refusal && formErrors(refusal, visit);
    const top = await banner(visit);
    const { filter } = listing;
    const main = html`
${top}
${errorSummary(errors, { account: labels.account, ...(form['decision'] && { reason: labels.reason }) })}
${!errors && done(words.done[text('said') ?? ''])}
<h1>${words.title}</h1>
${figures(visit, overview)}
${top === null && html`<p class="quiet">${words.healthy}</p>`}
${findings.length > 0 && findingsCard(visit, findings)}
${filterForm(visit, path, listing, false)}
${reasonCounts(visit, path, listing)}
${queueCard(visit, listing)}
<div class="card" id="requests">
<h2>${words.requests}</h2>
${
  requests.items.length === 0
    ? html`<p class="quiet">${words.noRequests}</p>`
    : html`<ul class="list">${requests.items.map((one) => requestItem(visit, one, form, problem ? errors : null))}</ul>`
}
${requests.nextCursor && html`<p><a href="${link(visit, `${path}#requests`, { ...filter, requests: requests.nextCursor })}">${more}</a></p>`}
</div>`;
    const sent = { title: words.title, main, section: 'support' as const, wide: true, hasErrors: errors !== null };
    sendPage(response, visit, { ...sent, here: place(path, { ...filter }) }, refusal?.status ?? 200);
  }

  return router;
}

/** How much there is of each, and the way there. */
function figures(visit: SignedIn, { stages, upgradeRequests, findings, outbox }: Overview): Html {
  const { figures: words } = visit.administration.support;
  const figure = (count: number, label: string, to: string) =>
    html`<li><strong>${count}</strong><a href="${link(visit, to)}">${label}</a></li>`;
  return html`<ul class="figures card">
${figure(stages.stalled, words.stalled, path)}
${figure(upgradeRequests, words.requests, `${path}#requests`)}
${findings > 0 && figure(findings, words.found, `${path}#findings`)}
${figure(stages['awaiting-first-login'], words.awaiting, `${path}?stage=awaiting-first-login`)}
<li><strong>${outbox.count}</strong>${words.undelivered}</li>
</ul>`;
}

/** What no onboarding tells of by itself, the most urgent first. */
function findingsCard(visit: SignedIn, findings: readonly Finding[]): Html {
  const { support: words, onboardings } = visit.administration;
  const { topics } = dictionary(visit.locale).mail.digest;
  const item = ({ kind, ref, since }: Finding) => html`<li>
<div><span class="tag warn">${topics[kind]}</span> <span class="quiet small">${ref && html`${ref}, `}${words.foundSince} ${distance(since, visit)}</span></div>
<div class="buttons">${ref && html`<a class="button second" href="${link(visit, `/onboardings/${ref}`)}">${onboardings.decide}<span class="sr"> ${ref}</span></a>`}
<a class="button second" href="${link(visit, `/runbook/${kind}`)}">${words.runbook}<span class="sr"> ${topics[kind]}</span></a></div>
</li>`;
  return html`<div class="card" id="findings"><h2>${words.findings}</h2><ul class="list">${findings.map(item)}</ul></div>`;
}

function queueCard(visit: SignedIn, { filter, items, nextCursor, refusal }: Listing): Html {
  const { support: words, onboardings, more } = visit.administration;
  const { stage, ...narrowed } = filter;
  const clear = html`<p><a class="button second" href="${link(visit, path)}">${onboardings.clear}</a></p>`;
  const whole = stage === 'stalled' && Object.values(narrowed).every((value) => value === undefined);
  const title =
    stage === undefined || stage === 'stalled' ? words.queue : dictionary(visit.locale).onboardings.stages[stage];
  return html`<div class="card">
<h2>${title}</h2>
${
  items.length > 0
    ? html`<ul class="list">${items.map((item) => (item.stage === 'stalled' ? waitingItem : listItem)(item, visit))}</ul>`
    : whole && refusal === null
      ? empty(words.nothing)
      : empty(onboardings.noneMatch, clear)
}
${nextCursor && html`<p><a href="${link(visit, path, { ...filter, cursor: nextCursor })}">${more}</a></p>`}
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
<div><strong>${words.request(one.userId, one.account)}</strong> <span class="quiet small">${distance(one.createdAt, visit)}</span><br>${reasonsOf(one)}</div>
<div class="deeds">${decisionDeed('start', words.startText)}${decisionDeed('decline', words.declineText)}</div>
</li>`;
}
