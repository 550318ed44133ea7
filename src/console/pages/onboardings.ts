import express, { type Response, type Router } from 'express';
import { type Stage, stages } from '../../../workflows/stages.ts';
import { type Html, html } from '../../html.ts';
import type { OnboardingView } from '../../http/services.ts';
import { answersOf } from '../../language/four-answers.ts';
import { dictionary } from '../../language/index.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { button, selectField, textField } from '../fields.ts';
import { given, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { type Account, accountLabel, accountPath, distance, empty, stageTag } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';
import { addButton } from './accounts.ts';
import { waitingItem } from './attention.ts';

const pageSize = 25;

interface Filter {
  readonly q?: string | undefined;
  readonly stage?: Stage | undefined;
  readonly account?: string | undefined;
  readonly cursor?: string | undefined;
}

/** Every onboarding that the person may see, what needs a decision first. Search and filters stay in the address. */
export function onboardingsPages({ services, banner }: Parts): Router {
  const router = express.Router();
  const { directory, authority, onboardings } = services;

  router.get(
    '/onboardings',
    signedIn(async (visit, { query }, response) => {
      const text = (name: string) => given(textOf(query[name]));
      const stage = stages.find((known) => known === query['stage']);
      const filter: Filter = { q: text('q'), stage, account: text('account'), cursor: text('cursor') };
      const { items: accounts } = await directory.listAccounts(visit.principal, { limit: 100 });
      const asked = { ...filter, sort: 'needs-human', limit: pageSize } as const;
      const page = await onboardings.list(visit.principal, asked, visit.locale);
      const adding = (await authority.accountsWith(visit.principal, 'onboarding.start')) ?? null;
      const top = await banner(visit);
      showList(response, visit, { accounts, filter, page, top, adding });
    }),
  );

  return router;
}

interface List {
  readonly accounts: readonly Account[];
  readonly filter: Filter;
  readonly page: { readonly items: readonly OnboardingView[]; readonly nextCursor: string | null };
  readonly top: Html | null;
  /** Where the person may add somebody; null is everywhere. */
  readonly adding: readonly string[] | null;
}

function showList(response: Response, visit: SignedIn, list: List): void {
  const { onboardings: words, labels, more } = visit.administration;
  const { accounts, filter, page, top } = list;
  const stageNames = dictionary(visit.locale).onboardings.stages;
  const waiting = page.items.filter(({ stage }) => stage === 'stalled');
  const others = page.items.filter(({ stage }) => stage !== 'stalled');
  const whole = !filter.q && !filter.stage && !filter.cursor;
  const next =
    page.nextCursor &&
    html`<p><a href="${link(visit, '/onboardings', { ...filter, cursor: page.nextCursor })}">${more}</a></p>`;
  const main = html`
${top}
<h1>${words.title}</h1>
<form class="card filter" method="get" action="/onboardings" role="search">
${visit.chosen && html`<input type="hidden" name="lang" value="${visit.chosen}">`}
${textField({ name: 'q', label: words.search, type: 'search', value: filter.q ?? '', maxlength: 254 })}
${selectField({ name: 'stage', label: words.stage, value: filter.stage, options: [['', words.every], ...stages.map((stage) => [stage, stageNames[stage]] as const)] })}
${accounts.length > 1 && selectField({ name: 'account', label: labels.account, value: filter.account, options: [['', words.every], ...accounts.map((one) => [one.number, accountLabel(one)] as const)] })}
${accounts.length <= 1 && filter.account && html`<input type="hidden" name="account" value="${filter.account}">`}
<div class="field">${button(words.show, 'second')}</div>
</form>
${waiting.length > 0 && html`<div class="card"><h2>${words.attention}</h2><ul class="list">${waiting.map((item) => waitingItem(item, visit))}</ul>${others.length === 0 && next}</div>`}
${whole && waiting.length === 0 && others.length > 0 && html`<p class="quiet">${words.nothing}</p>`}
${
  (others.length > 0 || waiting.length === 0) &&
  html`<div class="card">
<h2>${waiting.length > 0 ? words.others : words.all}</h2>
${others.length > 0 ? html`<ul class="list">${others.map((item) => listItem(item, visit))}</ul>` : emptyList(visit, list)}
${next}
</div>`
}`;
  sendPage(response, visit, { title: words.title, main, section: 'onboardings', wide: true });
}

function listItem(item: OnboardingView, visit: SignedIn): Html {
  const { turn } = answersOf(item, visit);
  return html`<li>
<div><a href="${link(visit, `/onboardings/${item.ref}`)}">${item.email}</a> <span class="quiet small">${item.ref}</span><br>
<span class="small">${turn}</span></div>
<div class="end">${stageTag(item.stage, visit)}<br><span class="quiet small">${visit.administration.onboardings.asked(item.account)} ${distance(item.createdAt, visit)}</span></div>
</li>`;
}

/** Nothing: because nobody ever asked, because the filter leaves nothing over, or because there is no right to see. */
function emptyList(visit: SignedIn, { filter, accounts, adding }: List): Html {
  const { onboardings: words, promote } = visit.administration;
  if (filter.q ?? filter.stage ?? filter.cursor) {
    const cleared = link(visit, '/onboardings', { account: filter.account });
    return empty(words.noneMatch, html`<p><a class="button second" href="${cleared}">${words.clear}</a></p>`);
  }
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
