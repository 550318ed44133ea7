import type { OnboardingView } from '../../http/services.ts';
import { type Html, html } from '../../html.ts';
import { isSettled } from '../../onboardings/view.ts';
import type { SignedIn } from '../admission.ts';
import { fittingCount } from '../fitting.ts';
import { distance, shortMoment, signedOut } from '../pieces.ts';
import { link } from '../visit.ts';

type Entries = NonNullable<OnboardingView['timeline']>;

/** A page shows so many entries and so many bytes of them at most: reasons can be long, and decisions many. */
const mostEntries = 20;
const mostBytes = 16_000;

/** The newest entries that a page has room for, oldest of them first. @param before only entries before this number */
function entriesFor(visit: SignedIn, timeline: Entries, before = Infinity): Entries {
  const told = timeline.filter(({ seq }) => seq < before).slice(-mostEntries);
  const count = fittingCount(told.toReversed(), (entry) => entryItem(visit, entry), mostBytes);
  return told.slice(told.length - count);
}

const entryItem = (visit: SignedIn, { at, text }: Entries[number]): Html =>
  html`<li><span class="quiet small">${distance(at, visit)} · ${shortMoment(at, visit)}</span><br>${text}</li>`;

/** The timeline as it is now; the script lets it grow (see browser/timeline.ts). @param asked the `before` of the address */
export function timelineList(visit: SignedIn, onboarding: OnboardingView, asked = ''): Html {
  const { ref, timeline = [] } = onboarding;
  const { live, earlier, newest } = visit.administration.onboarding;
  const before = /^\d{1,9}$/.test(asked) ? Number(asked) : undefined;
  const path = `/onboardings/${ref}`;
  const entries = entriesFor(visit, timeline, before);
  const first = entries[0]?.seq ?? 0;
  const more = timeline.some(({ seq }) => seq < first);
  const last = String(timeline.at(-1)?.seq ?? 0);
  const over = isSettled(onboarding) || before !== undefined;
  return html`<span hidden data-words="live">${live.live}</span><span hidden data-words="lost">${live.lost}</span>
${more && html`<p><a href="${link(visit, path, { before: String(first) })}">${earlier}</a></p>`}
<ol class="timeline" data-ref="${ref}" data-last="${last}" data-now-at="${link(visit, `${path}/now`)}" data-zone="${visit.timeZone}"${over && html` data-ended="yes"`}>${entries.map((entry) => entryItem(visit, entry))}</ol>
${before !== undefined && html`<p><a href="${link(visit, path)}">${newest}</a></p>`}
<p class="sr" role="status" data-live="news"></p>
<p class="quiet small" data-screen data-live="state">${over ? '' : live.reload}</p>
${signedOut(visit, path)}`;
}
