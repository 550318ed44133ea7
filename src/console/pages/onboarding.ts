import express, { type Request, type Response, type Router } from 'express';
import { isEnding } from '../../../workflows/stages.ts';
import { answersOf } from '../../language/four-answers.ts';
import { dictionary } from '../../language/index.ts';
import { type Html, html, trusted } from '../../html.ts';
import { isSettled, lacksPassword } from '../../onboardings/view.ts';
import type { OnboardingView } from '../../http/services.ts';
import { address, reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { readDecision } from '../decisions.ts';
import { errorSummary, formErrors, refusalOf } from '../fields.ts';
import { type Form, formOf, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { keyOf, once } from '../once.ts';
import { accountPath, done, stageTag, toneOf } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, place } from '../visit.ts';
import { confirmationPath, createConfirmation } from './confirmation.ts';
import { type Deed, deedForm, deeds, primary, revealing } from './onboarding-deeds.ts';
import { envelopeCard, envelopeFacts, shownOfEnvelope } from './onboarding-envelope.ts';
import { factLinks, liveFacts, onboardingFacts } from './onboarding-facts.ts';
import { timelineList } from './onboarding-timeline.ts';

const decision = z.object({
  reason,
  email: address.optional(),
  hours: z.coerce.number().positive().max(8_760).optional(),
});

interface Shown {
  readonly onboarding: OnboardingView;
  readonly allowed: readonly Deed[];
  /** Whether this person may lock, extend and recall the message. */
  readonly mayManage: boolean;
  readonly top: Html | null;
  /** Of the workflow in the Temporal Web UI, for those who may read it there. */
  readonly workflowUrl: string | null;
}

/** One onboarding: what happened, what it waits for and whose turn it is, what happens by itself, what one can do. */
export function onboardingPages(parts: Parts): Router {
  const router = express.Router();
  const { services, web, banner } = parts;
  const { authority, onboardings, payloads } = services;
  const showConfirmation = createConfirmation(parts);

  /** What this person may do to it now. */
  async function allowedTo({ principal }: SignedIn, onboarding: OnboardingView): Promise<readonly Deed[]> {
    const { administrator, support } = await authority.rolesIn(principal, onboarding.account);
    if (!administrator && !support) return [];
    const waits = onboarding.stage === 'awaiting-first-login' || onboarding.stall?.stage === 'awaiting-first-login';
    const password = administrator && waits && onboarding.path !== 'invite';
    const actions = new Set<string>(onboarding.allowedActions);
    if (password) actions.add('temporary-password');
    if (actions.has('approve') && !(await onboardings.mayApprove(principal, onboarding.ref))) actions.delete('approve');
    return deeds.filter((deed) => actions.has(deed));
  }

  async function read(visit: SignedIn, { params }: Request): Promise<Shown> {
    const onboarding = await onboardings.get(visit.principal, String(params['ref']), visit.locale);
    const { TEMPORAL_UI_URL: ui, TEMPORAL_NAMESPACE: namespace } = web.config;
    const mayRead = ui !== undefined && (await payloads.mayRead(visit.principal));
    const path = `/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(onboarding.workflow.id)}`;
    return {
      onboarding,
      allowed: await allowedTo(visit, onboarding),
      mayManage: (await authority.rolesIn(visit.principal, onboarding.account)).administrator,
      top: await banner(visit),
      workflowUrl: mayRead ? ui.replace(/\/+$/, '') + path : null,
    };
  }

  router.get(
    '/onboardings/:ref',
    signedIn(async (visit, request, response) => {
      showOnboarding(response, visit, await read(visit, request), {
        said: textOf(request.query['said']),
        before: textOf(request.query['before']),
      });
    }),
  );

  // What the page's script asks for when the timeline has grown: the words that the page would show now.
  router.get(
    '/onboardings/:ref/now',
    signedIn(async (visit, request, response) => {
      const shown = await read(visit, request);
      response.json({ ...nowOf(visit, shown), settled: isSettled(shown.onboarding) });
    }),
  );

  // An address that only a POST has, opened again.
  router.get(
    '/onboardings/:ref/:deed',
    signedIn(async (visit, request, response) =>
      response.redirect(303, link(visit, `/onboardings/${encodeURIComponent(String(request.params['ref']))}`)),
    ),
  );

  router.post(
    '/onboardings/:ref/:deed',
    signedIn(async (visit, request, response) => {
      const ref = String(request.params['ref']);
      const deed = deeds.find((known) => known === request.params['deed']);
      if (deed === undefined) throw new Problem('request.no-such-page');
      const form = formOf(request);
      try {
        const result = revealing.includes(deed)
          ? await once(services, visit, form, async () => ({
              answer: await carryOut(visit, ref, deed, form),
              reference: ref,
            }))
          : { answer: await carryOut(visit, ref, deed, form) };
        if ('former' in result)
          return response.redirect(303, link(visit, confirmationPath(result.former), { said: 'shown' }));
        const { onboarding, temporaryPassword } = result.answer;
        if (temporaryPassword !== undefined)
          return await showConfirmation(response, visit, onboarding, { temporaryPassword });
        response.redirect(303, link(visit, `/onboardings/${onboarding.ref}`, { said: deed }));
      } catch (error) {
        const problem = refusalOf(error);
        showOnboarding(response, visit, await read(visit, request), { ...form, deed }, problem);
      }
    }),
  );

  async function carryOut(visit: SignedIn, ref: string, deed: Deed, form: Form) {
    const { principal, locale } = visit;
    const filled = Object.fromEntries(Object.entries(form).filter(([name, value]) => value || name === 'reason'));
    const action = deed === 'temporary-password' ? 'temporary-password.make' : `onboarding.${deed}`;
    const given = await readDecision(services, visit, decision, filled, { action, ref });
    if (deed === 'temporary-password') return onboardings.makeTemporaryPassword(principal, ref, given, locale);
    // Where no password is shown, `once` does not stand before it: the decision itself knows its key.
    const keyed = { ...given, requestKey: revealing.includes(deed) ? undefined : keyOf(form) };
    if (deed !== 'cancel') return onboardings.act(principal, ref, deed, keyed, locale);
    const createdUser = form['keep'] === 'yes' ? ('keep' as const) : ('disable' as const);
    return onboardings.act(principal, ref, deed, { ...keyed, createdUser }, locale);
  }

  return router;
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
function nowOf(visit: SignedIn, shown: Shown) {
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

function showOnboarding(response: Response, visit: SignedIn, shown: Shown, form: Form, problem?: Problem): void {
  const { onboarding: words, labels, sections } = visit.administration;
  const errors = problem ? formErrors(problem, visit) : null;
  const { onboarding, allowed, top } = shown;
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
    { label: onboarding.account, path: accountPath(onboarding.account) },
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
