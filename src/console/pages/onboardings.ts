import express, { type Response, type Router } from 'express';
import { type Html, html } from '../../html.ts';
import type { OnboardingView } from '../../http/services.ts';
import { answersOf } from '../../language/four-answers.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { errorSummary, formErrors } from '../fields.ts';
import { given, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { filterForm, type Listing, readFilter, readListing, reasonCounts } from '../listing.ts';
import { accountPath, distance, empty, stageTag } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';
import { addButton } from './accounts.ts';
import { waitingItem } from './attention.ts';

const limit = 25;
const path = '/onboardings';

/** Every onboarding that the person may see, what needs a decision first. Search and filters stay in the address. */
export function onboardingsPages({ services, banner }: Parts): Router {
  const router = express.Router();

  router.get(
    path,
    signedIn(async (visit, request, response) => {
      const cursor = given(textOf(request.query['cursor']));
      const listing = await readListing(services, visit, readFilter(request, visit), { limit, cursor });
      const adding = (await services.authority.accountsWith(visit.principal, 'onboarding.start')) ?? null;
      const top = await banner(visit);
      showList(response, visit, { ...listing, cursor, top, adding });
    }),
  );

  return router;
}

interface List extends Listing {
  readonly cursor: string | undefined;
  readonly top: Html | null;
  /** Where the person may add somebody; null is everywhere. */
  readonly adding: readonly string[] | null;
}

/** Whether something was left out on purpose. */
const isNarrowed = ({ filter: { account: _whole, ...filter }, cursor }: List): boolean =>
  cursor !== undefined || Object.values(filter).some((value) => value !== undefined);

function showList(response: Response, visit: SignedIn, list: List): void {
  const { onboardings: words, labels, more } = visit.administration;
  const { items, filter, nextCursor, refusal, top } = list;
  const waiting = items.filter(({ stage }) => stage === 'stalled');
  const others = items.filter(({ stage }) => stage !== 'stalled');
  const errors = refusal && formErrors(refusal, visit);
  const next = nextCursor && html`<p><a href="${link(visit, path, { ...filter, cursor: nextCursor })}">${more}</a></p>`;
  const main = html`
${top}
${errorSummary(errors, { account: labels.account })}
<h1>${words.title}</h1>
${filterForm(visit, path, list)}
${reasonCounts(visit, path, list)}
${waiting.length > 0 && html`<div class="card"><h2>${words.attention}</h2><ul class="list">${waiting.map((item) => waitingItem(item, visit))}</ul>${others.length === 0 && next}</div>`}
${!isNarrowed(list) && waiting.length === 0 && others.length > 0 && html`<p class="quiet">${words.nothing}</p>`}
${
  (others.length > 0 || waiting.length === 0) &&
  html`<div class="card">
<h2>${waiting.length > 0 ? words.others : words.all}</h2>
${others.length > 0 ? html`<ul class="list">${others.map((item) => listItem(item, visit))}</ul>` : emptyList(visit, list)}
${next}
</div>`
}`;
  const page = { title: words.title, main, section: 'onboardings' as const, wide: true, hasErrors: errors !== null };
  sendPage(response, visit, page, refusal?.status ?? 200);
}

/** One that goes on by itself, or has ended. */
export function listItem(item: OnboardingView, visit: SignedIn): Html {
  const { turn } = answersOf(item, visit);
  return html`<li>
<div><a href="${link(visit, `/onboardings/${item.ref}`)}">${item.email}</a> <span class="quiet small">${item.ref}</span><br>
<span class="small">${turn}</span></div>
<div class="end">${stageTag(item.stage, visit)}<br><span class="quiet small">${visit.administration.onboardings.asked(item.account)} ${distance(item.createdAt, visit)}</span></div>
</li>`;
}

/** Nothing: because nobody ever asked, because the filter leaves nothing over, or because there is no right to see. */
function emptyList(visit: SignedIn, list: List): Html {
  const { filter, refusal, adding } = list;
  const { onboardings: words, promote } = visit.administration;
  if (isNarrowed(list) || refusal !== null) {
    const cleared = link(visit, path, { account: refusal ? undefined : filter.account });
    return empty(words.noneMatch, html`<p><a class="button second" href="${cleared}">${words.clear}</a></p>`);
  }
  const accounts = list.accounts ?? [];
  if (adding?.length === 0) {
    const where = accounts[0] ? accountPath(accounts[0].number) : '/accounts';
    return empty(
      words.noAccount,
      promote.nowhereText,
      html`<p><a class="button second" href="${link(visit, where)}">${promote.nowhereLink}</a></p>`,
    );
  }
  const account = filter.account ?? (accounts.length === 1 ? accounts[0]?.number : undefined);
  const add = account
    ? addButton(visit, account)
    : html`<a class="button" href="${link(visit, '/promote')}">${promote.submit}</a>`;
  return empty(words.none, words.noneHint, html`<p>${add}</p>`);
}
