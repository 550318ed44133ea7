import { type Html, html } from '../../html.ts';
import { formatDistance } from '../../language/dates.ts';
import type { AskedView, UpgradeRequestView } from '../../onboardings/upgrade-requests.ts';
import type { SignedIn } from '../admission.ts';

/** What became of the request that this person made. */
export function askedCard(visit: SignedIn, asked: AskedView): Html {
  const { state, account, createdAt, decidedAt, decisionReason } = asked;
  const { latest: words } = visit.ownUser.upgrade;
  const when = formatDistance(new Date(decidedAt ?? createdAt), visit.locale);
  return html`<div class="card"><h2>${words.title}</h2><p>${words[state](account, when)}</p>
${state === 'declined' ? html`<p>${decisionReason}</p>` : html`<p class="quiet">${reasonsOf(asked)}</p>`}</div>`;
}

/** Everything that was given as reason, oldest first. */
export const reasonsOf = ({ reason: first, laterReasons }: UpgradeRequestView): Html =>
  html`${first}${laterReasons.map((later) => html`<br>${later}`)}`;
