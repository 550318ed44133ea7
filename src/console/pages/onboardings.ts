import express, { type Response, type Router } from 'express';
import { type Stage, stages } from '../../../workflows/stages.ts';
import { type Html, html } from '../../html.ts';
import type { OnboardingView } from '../../onboardings/view.ts';
import { formatDistance, formatMoment } from '../../language/dates.ts';
import { dictionary } from '../../language/index.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { answersOf } from '../four-answers.ts';
import { button, selectField, textField } from '../fields.ts';
import { given, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import type { Parts } from '../services.ts';
import { link, type Visit } from '../visit.ts';

const pageSize = 25;

interface Filter {
  readonly q?: string | undefined;
  readonly stage?: Stage | undefined;
  readonly account?: string | undefined;
  readonly cursor?: string | undefined;
}

/** The list that a signed-in person begins with. Search and filter stay in the address. */
export function onboardingsPages({ services }: Parts): Router {
  const router = express.Router();
  const { directory, onboardings } = services;

  router.get(
    '/onboardings',
    signedIn(async (visit, { query }, response) => {
      const text = (name: string) => given(textOf(query[name]));
      const stage = stages.find((known) => known === query['stage']);
      const filter: Filter = { q: text('q'), stage, account: text('account'), cursor: text('cursor') };
      const { items: accounts } = await directory.listAccounts(visit.principal, { limit: 100 });
      const page = await onboardings.list(visit.principal, { ...filter, limit: pageSize }, visit.locale);
      showList(response, visit, accounts, filter, page);
    }),
  );

  return router;
}

const tagClass: Partial<Record<Stage, string>> = {
  completed: 'good',
  stalled: 'warn',
  cancelled: 'quiet',
  expired: 'quiet',
};

/** The stage in words; colour only underlines it. */
export const stageTag = (stage: Stage, { locale }: Visit): Html =>
  html`<span class="tag ${tagClass[stage] ?? ''}">${dictionary(locale).onboardings.stages[stage]}</span>`;

function showList(
  response: Response,
  visit: SignedIn,
  accounts: readonly { number: string; name: string }[],
  filter: Filter,
  { items, nextCursor }: { items: readonly OnboardingView[]; nextCursor: string | null },
): void {
  const { common, onboardings: words } = visit.words;
  const filtered = Boolean(filter.q ?? filter.stage ?? filter.account ?? filter.cursor);
  const stageNames = dictionary(visit.locale).onboardings.stages;
  const main = html`
<h1>${words.title}</h1>
<form class="card filter" method="get" action="/onboardings" role="search">
${visit.chosen && html`<input type="hidden" name="lang" value="${visit.chosen}">`}
${textField({ name: 'q', label: words.search, type: 'search', value: filter.q ?? '', maxlength: 254 })}
${selectField({ name: 'stage', label: words.stage, value: filter.stage, options: [['', words.all], ...stages.map((stage) => [stage, stageNames[stage]] as const)] })}
${accounts.length > 1 && selectField({ name: 'account', label: common.labels.account, value: filter.account, options: [['', words.all], ...accounts.map(({ number, name }) => [number, `${name} (${number})`] as const)] })}
<div class="field">${button(words.show, 'second')}</div>
</form>
<div class="card">
${
  items.length > 0
    ? html`<ul class="list">${items.map((item) => listItem(item, visit))}</ul>`
    : emptyList(visit, filtered, accounts.length > 0)
}
${nextCursor && html`<p><a href="${link(visit, '/onboardings', { ...filter, cursor: nextCursor })}">${words.more}</a></p>`}
</div>`;
  sendPage(response, visit, { title: words.title, main, section: 'onboardings', wide: true });
}

function listItem(item: OnboardingView, visit: Visit): Html {
  const { turn } = answersOf(item, visit);
  const created = new Date(item.createdAt);
  return html`<li>
<div><a href="${link(visit, `/onboardings/${item.ref}`)}">${item.email}</a> <span class="quiet small">${item.ref}</span><br>
<span class="small">${turn}</span></div>
<div>${stageTag(item.stage, visit)} <span class="quiet small">${visit.words.onboardings.asked(item.account)}
<time datetime="${item.createdAt}" title="${formatMoment(created, visit.locale)}">${formatDistance(created, visit.locale)}</time></span></div>
</li>`;
}

function emptyList(visit: Visit, filtered: boolean, hasAccounts: boolean): Html {
  const { onboardings: words } = visit.words;
  if (filtered)
    return html`<p>${words.noneMatch}</p><p><a href="${link(visit, '/onboardings')}">${words.clear}</a></p>`;
  if (!hasAccounts) return html`<p>${words.noAccount}</p>`;
  return html`<p>${words.none}</p><p><a class="button" href="${link(visit, '/promote')}">${visit.words.common.sections.promote}</a></p>`;
}
