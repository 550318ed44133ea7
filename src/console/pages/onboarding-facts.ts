import { isEnding } from '../../../workflows/stages.ts';
import { type Html, html, trusted } from '../../html.ts';
import { momentText } from '../pieces.ts';
import { link } from '../visit.ts';
import type { SignedIn } from '../admission.ts';
import type { OnboardingView } from '../../http/services.ts';

/** Facts that change while the page is looked at, by the names of their `data-now` elements; empty ones are hidden. */
export type LiveFacts = readonly (readonly [name: string, label: string, value: string])[];

/** A list of such facts. @param links where a value leads, by the fact's name */
export const liveFacts = (facts: LiveFacts, links: Readonly<Record<string, string>> = {}): readonly Html[] =>
  facts.map(([name, label, value]) => {
    const href = links[name];
    const shown =
      href === undefined
        ? html`<span data-now="${name}">${value}</span>`
        : html`<a data-now="${name}" href="${href}">${value}</a>`;
    return html`<div data-row${value === '' && trusted(' hidden')}><dt>${label}</dt><dd>${shown}</dd></div>`;
  });

/** What is known of an onboarding besides its four answers. */
export function onboardingFacts(visit: SignedIn, onboarding: OnboardingView): LiveFacts {
  const { facts, paths } = visit.administration.onboarding;
  const { stall, path, createdAt, updatedAt, deadline, stage } = onboarding;
  const moment = (at: string | null | undefined) => (at ? momentText(at, visit) : '');
  return [
    ['path', facts.path, paths[path ?? 'none']],
    ['created-by', facts.createdBy, onboarding.createdBy ?? '–'],
    ['created-at', facts.createdAt, moment(createdAt)],
    ['deadline', facts.deadline, isEnding(stage) ? '' : moment(deadline)],
    ['updated-at', facts.updatedAt, moment(updatedAt)],
    ['since', facts.since, moment(stall?.since)],
    ['attempt', facts.attempt, stall ? String(stall.attempt) : ''],
    ['runbook', facts.runbook, stall ? visit.administration.support.reasons[stall.reason] : ''],
  ];
}

/** Where those facts lead. */
export function factLinks(
  visit: SignedIn,
  { stall }: OnboardingView,
): Readonly<Record<'runbook' | 'what-to-do', string>> {
  const runbook = link(visit, stall ? `/runbook/${stall.reason}` : '/runbook');
  return { runbook, 'what-to-do': runbook };
}
