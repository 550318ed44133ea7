import type { Request } from 'express';
import { type Stage, stages, type StallReason, stallReasons } from '../../workflows/stages.ts';
import { type Html, html, trusted } from '../html.ts';
import type { OnboardingView, Services } from '../http/services.ts';
import { dictionary } from '../language/index.ts';
import { urgency } from '../onboardings/finding.ts';
import { Problem } from '../problems.ts';
import { accountChoice } from './account-choice.ts';
import type { SignedIn } from './admission.ts';
import { button, formErrors, type Options, selectField, textField } from './fields.ts';
import { fittingPage } from './fitting.ts';
import { given, textOf } from './forms.ts';
import { type Account, accountLabel } from './pieces.ts';
import { waitingItem } from './pages/attention.ts';
import { link } from './visit.ts';

/** What a list of onboardings is narrowed down by. It stays in the address, and works without script. */
export interface Filter {
  readonly q?: string | undefined;
  readonly stage?: Stage | undefined;
  readonly reason?: StallReason | undefined;
  /** One of the ages that the form offers. */
  readonly age?: string | undefined;
  readonly account?: string | undefined;
}

export interface Listing {
  readonly filter: Filter;
  /** Those to choose from; null where they are more than anybody chooses from. */
  readonly accounts: readonly Account[] | null;
  readonly items: readonly OnboardingView[];
  readonly nextCursor: string | null;
  /** How many of those that the filter finds, whatever its stage, are stalled for which reason. */
  readonly reasons: Partial<Record<StallReason, number>>;
  /** The account that was asked for is not to be seen. */
  readonly refusal: Problem | null;
}

/** The filter, and on support's page requests and findings, stand beside the list. */
const mostBytes = 16_000;

/** @param assumed the stage where none is asked for; undefined: all of them */
export function readFilter({ query }: Request, { administration }: SignedIn, assumed?: Stage): Filter {
  const text = (name: string) => given(textOf(query[name]))?.trim();
  const reason = stallReasons.find((known) => known === query['reason']);
  const age = text('age');
  return {
    q: text('q'),
    stage: reason ? 'stalled' : (stages.find((known) => known === query['stage']) ?? assumed),
    reason,
    age: age !== undefined && Object.hasOwn(administration.support.ages, age) ? age : undefined,
    account: text('account'),
  };
}

/** One page of what the filter finds, what needs a human first. An account that is not to be seen is a word at its field. */
export async function readListing(
  { directory, onboardings }: Pick<Services, 'directory' | 'onboardings'>,
  visit: SignedIn,
  filter: Filter,
  page: { readonly limit: number; readonly cursor: string | undefined },
): Promise<Listing> {
  const { principal, locale } = visit;
  const listing = { filter, accounts: await accountChoice({ directory }, principal), refusal: null };
  const { age: olderThan, q, account } = filter;
  try {
    const asked = { ...filter, cursor: page.cursor, olderThan, sort: 'needs-human' } as const;
    const found = await fittingPage(
      page.limit,
      async (limit) => onboardings.list(principal, { ...asked, limit }, locale),
      (item) => waitingItem(item, visit), // says more than one that goes on by itself
      mostBytes,
    );
    const { reasons } = await onboardings.counts(principal, { account, q, olderThan, stage: 'stalled' });
    return { ...listing, ...found, reasons };
  } catch (error) {
    if (!(error instanceof Problem) || !aboutAccount.includes(error.code)) throw error;
    const refusal = new Problem(error.code, { errors: [{ pointer: '/account', code: error.code }] });
    return { ...listing, items: [], nextCursor: null, reasons: {}, refusal };
  }
}

const aboutAccount: readonly string[] = ['account.not-found', 'access.not-account-administrator'];

/** @param every whether all stages can be asked for at once */
export function filterForm(visit: SignedIn, path: string, listing: Listing, every = true): Html {
  const { filter } = listing;
  const { onboardings: words, support } = visit.administration;
  const stageNames = dictionary(visit.locale).onboardings.stages;
  const ofStages: Options = stages.map((stage) => [stage, stageNames[stage]]);
  const ofReasons: Options = urgency.map((reason) => [reason, support.reasons[reason]]);
  const anyStage: Options = every ? [['', words.every]] : [];
  return html`<form class="filter card" method="get" action="${path}" role="search">
${visit.chosen && html`<input type="hidden" name="lang" value="${visit.chosen}">`}
${textField({ name: 'q', label: words.search, hint: words.searchHint, type: 'search', value: filter.q ?? '', maxlength: 254, className: 'whole' })}
${selectField({ name: 'stage', label: words.stage, value: filter.stage, options: [...anyStage, ...ofStages] })}
${selectField({ name: 'reason', id: 'by-reason', label: support.reason, value: filter.reason, options: [['', support.every], ...ofReasons] })}
${selectField({ name: 'age', label: support.age, value: filter.age, options: Object.entries(support.ages) })}
${accountField(visit, listing)}
<div class="field">${button(words.show, 'second')}</div>
</form>`;
}

function accountField(visit: SignedIn, { accounts, filter: { account }, refusal }: Listing): Html | false {
  const { labels, onboardings: words } = visit.administration;
  const field = { name: 'account', errors: refusal && formErrors(refusal, visit) };
  if (accounts === null || refusal !== null) {
    return textField({ ...field, label: words.accountNumber, value: account ?? '', maxlength: 32 });
  }
  if (accounts.length > 1) {
    const options: Options = accounts.map((one) => [one.number, accountLabel(one)]);
    return selectField({ ...field, label: labels.account, value: account, options: [['', words.every], ...options] });
  }
  return account !== undefined && html`<input type="hidden" name="account" value="${account}">`;
}

/** How many are stalled for which reason, the most urgent first; each leads to those. */
export function reasonCounts(visit: SignedIn, path: string, { filter, reasons }: Listing): Html | null {
  const { support: words } = visit.administration;
  const counted = urgency.filter((reason) => reasons[reason]);
  if (counted.length === 0) return null;
  const one = (reason: StallReason) => {
    const href = link(visit, path, { ...filter, stage: undefined, reason });
    const current = reason === filter.reason && trusted(' aria-current="true"');
    return html`<li><a href="${href}"${current}>${words.reasons[reason]}</a> ${reasons[reason]}</li>`;
  };
  return html`<ul class="counts" aria-label="${words.byReason}">${counted.map(one)}</ul>`;
}
