import express, { type Router } from 'express';
import { type EnvelopeAction, envelopeActions } from '../../envelopes/states.ts';
import { envelopeWords } from '../../envelopes/words.ts';
import { type Html, html } from '../../html.ts';
import { reason } from '../../http/schemas.ts';
import type { OnboardingView } from '../../http/services.ts';
import { z } from '../../http/zod.ts';
import { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { reasonField } from '../deeds.ts';
import { formOf } from '../forms.ts';
import { done, moment } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';

const decision = z.object({ reason });
const dangerous: readonly EnvelopeAction[] = ['recall'];

/**
 * Where an onboarding's message stands, and what an administrator can do to it. Its content is shown to nobody.
 * @param mayManage whether this person is an administrator of the account
 * @param said what was just done
 */
export function envelopeCard(
  visit: SignedIn,
  onboarding: OnboardingView,
  mayManage: boolean,
  said?: string,
): Html | null {
  const { envelope, ref } = onboarding;
  if (!envelope) return null;
  const words = envelopeWords(visit.locale).managing;
  const { state, expiresAt, openedAt, lastOpenedAt, openings, lockReason, opens } = envelope;
  const overdue = !opens && (state === 'sent' || state === 'active');
  const rows: readonly (readonly [string, Html | string])[] = [
    [words.facts.state, overdue ? words.overdue : words.states[state]],
    ...(lockReason === null ? [] : ([[words.facts.reason, lockReason]] as const)),
    [words.facts.until, moment(expiresAt, visit)],
    [words.facts.opened, openedAt === null ? words.notOpened : moment(openedAt, visit)],
    ...(openings > 1 && lastOpenedAt !== null
      ? ([[words.facts.last, html`${moment(lastOpenedAt, visit)} (${words.times(openings)})`]] as const)
      : []),
  ];
  const action = envelopeActions.find((known) => `envelope-${known}` === said);
  return html`<div class="card" id="envelope">
<h2>${words.title}</h2>
${action && done(words.done[action])}
<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${mayManage && html`<div class="deeds">${envelope.allowedActions.map((one) => form(visit, ref, one))}</div>`}
</div>`;
}

function form(visit: SignedIn, ref: string, action: EnvelopeAction): Html {
  const { label, explanation } = envelopeWords(visit.locale).managing.actions[action];
  const { reasonHint, lockReasonHint } = envelopeWords(visit.locale).managing;
  const danger = dangerous.includes(action) ? 'danger' : '';
  const hint = action === 'lock' ? lockReasonHint : reasonHint;
  return html`<details class="${danger}" data-dialog>
<summary>${label}</summary>
<form method="post" action="${link(visit, `/onboardings/${ref}/envelope/${action}`)}">
<p>${explanation}</p>
${reasonField({ name: `envelope-${action}`, hint, mine: false, errors: null }, visit)}
<div class="buttons"><button class="${danger}">${label}</button><button type="button" class="second" data-close hidden>${visit.administration.leaveIt}</button></div>
</form></details>`;
}

/** The forms' other end. */
export function onboardingEnvelopePages({ services }: Parts): Router {
  const router = express.Router();
  const path = '/onboardings/:ref/envelope/:action';
  const page = (visit: SignedIn, ref: unknown, said?: string) =>
    link(visit, `/onboardings/${encodeURIComponent(String(ref))}`, { said });

  // An address that only a POST has, opened again.
  router.get(
    path,
    signedIn(async (visit, request, response) => response.redirect(303, page(visit, request.params['ref']))),
  );

  router.post(
    path,
    signedIn(async (visit, request, response) => {
      const { ref } = request.params;
      const action = envelopeActions.find((known) => known === request.params['action']);
      const { envelope } = await services.onboardings.get(visit.principal, String(ref), visit.locale);
      if (action === undefined || !envelope) throw new Problem('request.no-such-page');
      const given = decision.parse(formOf(request), { reportInput: true });
      const principal = { ...visit.principal, requestId: visit.requestId };
      await services.envelopeManaging.decide(principal, envelope.mid, action, given);
      response.redirect(303, page(visit, ref, `envelope-${action}`));
    }),
  );
  return router;
}
