import express, { type Response, type Router } from 'express';
import type { Action } from '../../../workflows/stages.ts';
import { type Html, html, trusted } from '../../html.ts';
import { reason } from '../../http/schemas.ts';
import type { OnboardingView } from '../../onboardings/view.ts';
import { z } from '../../http/zod.ts';
import { formatMoment } from '../../language/dates.ts';
import { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { answersOf } from '../four-answers.ts';
import { button, checkbox, errorSummary, type FormErrors, formErrors, refusalOf, textField } from '../fields.ts';
import { type Form, formOf, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import type { Parts } from '../services.ts';
import { link, place } from '../visit.ts';
import { stageTag } from './onboardings.ts';
import { showTemporaryPassword } from './temporary-password.ts';

/** What this page has a form for. */
const deeds = ['resume', 'resend', 'extend', 'cancel', 'temporary-password'] as const satisfies readonly (
  | Action
  | 'temporary-password'
)[];
type Deed = (typeof deeds)[number];
const decision = z.object({ reason });

/** One onboarding: what happened, what it waits for and whose turn it is, what happens by itself, what one can do. */
export function onboardingPages({ services }: Parts): Router {
  const router = express.Router();
  const { authority, onboardings } = services;

  /** What this person may do to it now. */
  async function allowedTo({ principal }: SignedIn, onboarding: OnboardingView): Promise<readonly Deed[]> {
    const { administrator, support } = await authority.rolesIn(principal, onboarding.account);
    if (!administrator && !support) return [];
    const allowed = deeds.filter((deed) => (onboarding.allowedActions as readonly string[]).includes(deed));
    const waits = onboarding.stage === 'awaiting-first-login' || onboarding.stall?.stage === 'awaiting-first-login';
    const password = administrator && waits && onboarding.path === 'temporary-password';
    return password && !allowed.includes('temporary-password') ? [...allowed, 'temporary-password'] : allowed;
  }

  router.get(
    '/onboardings/:ref',
    signedIn(async (visit, request, response) => {
      const onboarding = await onboardings.get(visit.principal, String(request.params['ref']), visit.locale);
      const said = textOf(request.query['said']);
      showOnboarding(response, visit, onboarding, await allowedTo(visit, onboarding), { said });
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
        const { onboarding, temporaryPassword } = await carryOut(visit, ref, deed, form);
        if (temporaryPassword !== undefined)
          return showTemporaryPassword(response, visit, onboarding, temporaryPassword);
        response.redirect(303, link(visit, `/onboardings/${onboarding.ref}`, { said: deed }));
      } catch (error) {
        const problem = refusalOf(error);
        const onboarding = await onboardings.get(visit.principal, ref, visit.locale);
        showOnboarding(response, visit, onboarding, await allowedTo(visit, onboarding), { ...form, deed }, problem);
      }
    }),
  );

  async function carryOut(visit: SignedIn, ref: string, deed: Deed, form: Form) {
    const { principal, locale } = visit;
    const given = decision.parse(form, { reportInput: true });
    if (deed === 'temporary-password') return onboardings.makeTemporaryPassword(principal, ref, given, locale);
    const createdUser =
      deed === 'cancel' ? (form['keep'] === 'yes' ? ('keep' as const) : ('disable' as const)) : undefined;
    return onboardings.act(principal, ref, deed, { ...given, createdUser }, locale);
  }

  return router;
}

function showOnboarding(
  response: Response,
  visit: SignedIn,
  onboarding: OnboardingView,
  allowed: readonly Deed[],
  form: Form,
  problem?: Problem,
): void {
  const { common, onboarding: words } = visit.words;
  const errors = problem ? formErrors(problem, visit) : null;
  const { ref, email, stage, timeline = [] } = onboarding;
  const { waiting, turn, automatic } = answersOf(onboarding, visit);
  const said = Object.hasOwn(words.said, form['said'] ?? '')
    ? words.said[form['said'] as keyof typeof words.said]
    : null;
  const main = html`
${errorSummary(errors, errors && form['deed'] ? { reason: common.labels.reason } : {})}
${!errors && said && html`<div class="notice good" role="status"><h2>${said.title}</h2><p>${said.next}</p></div>`}
<div class="card">
<h1>${email}</h1>
<p>${stageTag(stage, visit)} <span class="quiet">${ref}</span></p>
<h2>${words.waitingTitle}</h2>
<p>${waiting}</p>
<p><strong>${turn}</strong></p>
<h2>${words.automaticTitle}</h2>
${automatic.map((line) => html`<p>${line}</p>`)}
<h2>${words.possibleTitle}</h2>
${allowed.length === 0 ? html`<p>${words.possibleNothing}</p>` : allowed.map((deed) => deedForm(visit, ref, deed, form, errors))}
</div>
<div class="card">
<h2>${words.happenedTitle}</h2>
<ol class="timeline">${timeline.map(
    ({ at, text }) =>
      html`<li><time class="quiet small" datetime="${at}">${formatMoment(new Date(at), visit.locale)}</time><br>${text}</li>`,
  )}</ol>
</div>
<div class="card">
<h2>${words.factsTitle}</h2>
${factList(visit, onboarding)}
</div>
<p><a href="${link(visit, '/onboardings')}">${words.back}</a></p>`;
  const page = { title: `${email}, ${ref}`, main, section: 'onboardings' as const, hasErrors: errors !== null };
  sendPage(response, visit, { ...page, here: place(`/onboardings/${ref}`) }, problem?.status ?? 200);
}

/** A decision and its reason; open again where the reason has to be mended. Only that form's field is named `reason`. */
function deedForm(visit: SignedIn, ref: string, deed: Deed, form: Form, errors: FormErrors | null): Html {
  const { common, onboarding: words } = visit.words;
  const { label, explanation } = words.deeds[deed];
  const mine = form['deed'] === deed;
  const field = textField({
    name: 'reason',
    id: mine ? 'reason' : `reason-${deed}`,
    label: common.labels.reason,
    hint: words.reasonHint,
    value: mine ? form['reason'] : undefined,
    errors: mine ? errors : null,
    maxlength: 1_000,
    required: true,
  });
  return html`<details${mine && trusted(' open')}><summary>${label}</summary>
<form method="post" action="${link(visit, `/onboardings/${ref}/${deed}`)}" novalidate>
<p>${explanation}</p>
${field}
${deed === 'cancel' && checkbox({ name: 'keep', label: words.keepUser, checked: mine && form['keep'] === 'yes' })}
${button(label, deed === 'cancel' ? 'danger' : '')}
</form></details>`;
}

function factList(visit: SignedIn, onboarding: OnboardingView): Html {
  const { facts, paths } = visit.words.onboarding;
  const moment = (at: string) => html`<time datetime="${at}">${formatMoment(new Date(at), visit.locale)}</time>`;
  const rows: readonly (readonly [string, Html | string])[] = [
    [facts.reference, onboarding.ref],
    [facts.account, onboarding.account],
    [facts.path, paths[onboarding.path ?? 'none']],
    [facts.createdBy, onboarding.createdBy || '–'],
    [facts.createdAt, moment(onboarding.createdAt)],
    [facts.updatedAt, moment(onboarding.updatedAt)],
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
