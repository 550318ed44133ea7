import { type Html, html } from '../../html.ts';
import type { OnboardingView, Services } from '../../http/services.ts';
import type { SignedIn } from '../admission.ts';
import { distance, stageTag } from '../pieces.ts';
import { link } from '../visit.ts';

/** More than a person decides in one sitting. */
const shown = 5;

export interface Attention {
  readonly items: readonly OnboardingView[];
  readonly more: boolean;
  /** Whether the person is one who decides at all. */
  readonly decides: boolean;
  /** How many go on without anybody; not counted for support staff, who see those of every account. */
  readonly underWay: number;
}

/** What waits for a decision of this person, the most urgent first. */
export async function readAttention(
  { onboardings, authority }: Pick<Services, 'onboardings' | 'authority'>,
  visit: SignedIn,
): Promise<Attention> {
  const where = await authority.accountsWith(visit.principal, 'onboarding.act');
  if (where?.length === 0) return { items: [], more: false, decides: false, underWay: 0 };
  const query = { stage: 'stalled', sort: 'needs-human', limit: shown } as const;
  const { items, nextCursor } = await onboardings.list(visit.principal, query, visit.locale);
  if (where === undefined) return { items, more: nextCursor !== null, decides: true, underWay: 0 };
  const { stages } = await onboardings.counts(visit.principal);
  const open = Object.values(stages).reduce((sum, count) => sum + count, 0);
  return { items, more: nextCursor !== null, decides: true, underWay: open - (stages.stalled ?? 0) };
}

const sinceOf = ({ stall, updatedAt }: OnboardingView): string => stall?.since ?? updatedAt;

/** What needs a decision comes first; nothing for whoever decides nothing. */
export function attentionCard(visit: SignedIn, { items, more, decides, underWay }: Attention): Html | null {
  const { onboardings: words, accounts } = visit.administration;
  if (!decides) return null;
  return html`<div class="card">
<h2>${words.attention}</h2>
${
  items.length === 0
    ? html`<p class="quiet">${words.nothing}</p>`
    : html`<ul class="list">${items.map((item) => waitingItem(item, visit))}</ul>`
}
${more && html`<p><a href="${link(visit, '/onboardings', { stage: 'stalled' })}">${accounts.allAttention}</a></p>`}
${underWay > 0 && html`<p><a href="${link(visit, '/onboardings')}">${accounts.underWay(String(underWay))}</a></p>`}
</div>`;
}

/** One that waits for a decision: why, since when, and the way to decide. */
export function waitingItem(item: OnboardingView, visit: SignedIn): Html {
  const { onboardings: words, support, labels } = visit.administration;
  const path = link(visit, `/onboardings/${item.ref}`);
  return html`<li>
<div><a href="${path}">${item.email}</a> <span class="quiet small">${item.ref}</span><br>
${item.stall ? html`<span class="tag warn">${support.reasons[item.stall.reason]}</span>` : stageTag(item.stage, visit)}
<span class="quiet small">${labels.account} ${item.account}, ${words.waits} ${distance(sinceOf(item), visit)}</span></div>
<div><a class="button second" href="${path}">${words.decide}<span class="sr"> ${item.email}</span></a></div>
</li>`;
}
