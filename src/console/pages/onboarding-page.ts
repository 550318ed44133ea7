import type { Response } from 'express';
import { isEnding } from '../../../workflows/stages.ts';
import { type Html, html, trusted } from '../../html.ts';
import type { OnboardingView } from '../../http/services.ts';
import { answersOf } from '../../language/four-answers.ts';
import { dictionary } from '../../language/index.ts';
import type { UpgradeRequestView } from '../../onboardings/upgrade-requests.ts';
import { lacksPassword } from '../../onboardings/view.ts';
import type { Problem } from '../../problems.ts';
import type { SignedIn } from '../admission.ts';
import { errorSummary, formErrors } from '../fields.ts';
import type { Form } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { type Account, accountPath, accountTitle, distance, done, stageTag, toneOf } from '../pieces.ts';
import { place } from '../visit.ts';
import { reasonsOf } from './asked-card.ts';
import { type Deed, deedForm, deeds, primary } from './onboarding-deeds.ts';
import { envelopeCard, envelopeFacts, shownOfEnvelope } from './onboarding-envelope.ts';
import { factLinks, liveFacts, onboardingFacts } from './onboarding-facts.ts';
import { timelineList } from './onboarding-timeline.ts';

/** An onboarding, and what this person may see of it and do to it. */
export interface Shown {
  readonly onboarding: OnboardingView;
  readonly allowed: readonly Deed[];
  /** Whether this person may lock, extend and recall the message. */
  readonly mayManage: boolean;
  /** Its account; the name is empty where it is not known any more. */
  readonly account: Account;
  /** What the candidate asked support for, where that led to it, for those who decide. */
  readonly asked: UpgradeRequestView | null;
  readonly top: Html | null;
  /** Of the workflow in the Temporal Web UI, for those who may read it there. */
  readonly workflowUrl: string | null;
}

/** Whether it waits for a decision that this person can make. */
function isMine({ onboarding, allowed }: Shown): boolean {
  const { stage, stall, temporaryPasswordState } = onboarding;
  if (stall?.reason === 'approval-needed') return allowed.includes('approve');
  if (stage === 'awaiting-first-login' && lacksPassword(temporaryPasswordState))
    return allowed.includes('temporary-password');
  return allowed.length > 0;
}

/** The words that change while the page is looked at, and what else is shown now. */
export function nowOf(visit: SignedIn, shown: Shown) {
  const { onboarding, allowed, mayManage } = shown;
  const { stage, stall, happened = '' } = onboarding;
  const { onboarding: words, support } = visit.administration;
  const { waiting, turn, automatic } = answersOf(onboarding, { ...visit, mine: isMine(shown) });
  const facts = [...onboardingFacts(visit, onboarding), ...envelopeFacts(visit, onboarding)];
  const texts: Record<string, string> = {
    ...Object.fromEntries(facts.map(([name, _label, value]) => [name, value])),
    email: onboarding.email,
    stage: dictionary(visit.locale).onboardings.stages[stage],
    happened,
    // On a phone the four answers share one screen: why it stopped, and what helps, has a place of its own.
    waiting: stall ? words.stopped(support.reasons[stall.reason]) : waiting,
    'waiting-title': isEnding(stage) ? words.outcome : words.waiting,
    why: stall?.message ?? '',
    'what-to-do': stall ? words.inRunbook : '',
    turn,
    automatic: automatic.join(' '),
    nothing: nothingToDo(visit, stage),
  };
  const more = allowed.some((deed) => !primary.includes(deed));
  return {
    texts,
    tones: { stage: toneOf(stage) },
    links: factLinks(visit, onboarding),
    shown: [
      ...allowed,
      ...(allowed.length === 0 ? ['none'] : []),
      ...(more ? ['more'] : []),
      ...shownOfEnvelope(onboarding, mayManage),
    ],
  };
}

/** The page: the four answers first, then the timeline, the message, the details. */
export function showOnboarding(response: Response, visit: SignedIn, shown: Shown, form: Form, problem?: Problem): void {
  const { onboarding: words, labels, sections } = visit.administration;
  const errors = problem ? formErrors(problem, visit) : null;
  const { onboarding, allowed, account, asked, top } = shown;
  const { ref, email, stage } = onboarding;
  const { texts, links, shown: visible } = nowOf(visit, shown);
  const said = Object.hasOwn(words.said, form['said'] ?? '') ? words.said[form['said']!] : undefined;
  const mended = { reason: labels.reason, ...(form['deed'] === 'correct-email' && { email: labels.email }) };
  const hasForm = deeds.some((deed) => deed === form['deed'] && allowed.includes(deed));
  const oneDeed = (deed: Deed) => deedForm(visit, onboarding, deed, { form, errors, allowed: allowed.includes(deed) });
  const main = html`
${top}
${errorSummary(errors, hasForm ? mended : {})}
${!errors && done(said?.title, said?.next)}
<div class="head"><h1 data-now="email">${email}</h1><p><span data-now="stage">${stageTag(stage, visit)}</span> <span class="quiet mono">${ref}</span></p></div>
<div class="answers">
<section class="answer"><h2>${words.happened}</h2><p data-now="happened">${texts['happened']}</p></section>
<section class="answer"><h2 data-now="waiting-title">${texts['waiting-title']}</h2><p><strong data-now="turn">${texts['turn']}</strong> <span data-now="waiting">${texts['waiting']}</span></p></section>
<section class="answer"><h2>${words.automaticTitle}</h2><p data-now="automatic">${texts['automatic']}</p></section>
<section class="answer"><h2>${words.possible}</h2>
<p data-deed="none" data-now="nothing"${!visible.includes('none') && trusted(' hidden')}>${texts['nothing']}</p>
<div class="deeds">${deeds.filter((deed) => primary.includes(deed)).map(oneDeed)}
<details class="more" data-deed="more"${!visible.includes('more') && trusted(' hidden')}${deeds.some((deed) => deed === form['deed'] && !primary.includes(deed)) && errors && trusted(' open')}>
<summary>${words.more}</summary>
<div class="deeds">${deeds.filter((deed) => !primary.includes(deed)).map(oneDeed)}</div></details></div></section>
</div>
<div class="notice warn" data-row${texts['why'] === '' && trusted(' hidden')}><h2>${words.why}</h2><p data-now="why">${texts['why']}</p>
<p><a data-now="what-to-do" href="${links['what-to-do']}">${texts['what-to-do']}</a></p></div>
${asked && html`<div class="card"><h2>${words.asked(asked.userId)}</h2><p>${reasonsOf(asked)}<br><span class="quiet small">${distance(asked.createdAt, visit)}</span></p></div>`}
<div class="card">
<h2>${words.timeline}</h2>
${timelineList(visit, onboarding, form['before'])}
</div>
${envelopeCard(visit, onboarding, shown.mayManage, form['said'])}
<div class="card">
<h2>${words.details}</h2>
${factList(visit, shown)}
</div>`;
  const crumbs = [
    { label: sections.onboardings, path: '/onboardings' },
    { label: account.name ? accountTitle(account) : account.number, path: accountPath(account.number) },
  ];
  const page = { title: `${email}, ${ref}`, main, section: 'onboardings' as const, crumbs, wide: true };
  const live = {
    script: 'timeline.js' as const,
    here: place(`/onboardings/${ref}`, { before: form['before'] }),
    hasErrors: errors !== null,
  };
  sendPage(response, visit, { ...page, ...live }, problem?.status ?? 200);
}

/** What is said where there is nothing that this person can do. */
const nothingToDo = ({ administration: { onboarding: words } }: SignedIn, stage: OnboardingView['stage']): string =>
  isEnding(stage) ? words.possibleNothing : words.watchOnly;

function factList(visit: SignedIn, { onboarding, workflowUrl }: Shown): Html {
  const { facts, temporal } = visit.administration.onboarding;
  return html`<dl class="facts">
<div><dt>${facts.reference}</dt><dd class="mono">${onboarding.ref}</dd></div>
<div><dt>${facts.account}</dt><dd>${onboarding.account}</dd></div>
${liveFacts(onboardingFacts(visit, onboarding), factLinks(visit, onboarding))}
${workflowUrl && html`<div><dt>${facts.workflow}</dt><dd><a href="${workflowUrl}">${temporal}</a></dd></div>`}
</dl>`;
}
