import express, { type Router } from 'express';
import { isEnding } from '../../../workflows/stages.ts';
import { usualExtensionHours } from '../../envelopes/managing.ts';
import { type EnvelopeAction, envelopeActions } from '../../envelopes/states.ts';
import { envelopeWords } from '../../envelopes/words.ts';
import { type Html, html, plainText, trusted } from '../../html.ts';
import { reason } from '../../http/schemas.ts';
import type { OnboardingView } from '../../http/services.ts';
import { z } from '../../http/zod.ts';
import { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { readDecision } from '../decisions.ts';
import { deed, reasonField } from '../deeds.ts';
import { selectField } from '../fields.ts';
import { formOf } from '../forms.ts';
import { done, momentText } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';
import { type LiveFacts, liveFacts } from './onboarding-facts.ts';

const decision = z.object({ reason, hours: z.coerce.number().positive().max(8_760).optional() });
const dangerous: readonly EnvelopeAction[] = ['recall'];

/** Where an onboarding's message stands, as it changes. */
export function envelopeFacts(visit: SignedIn, { envelope }: OnboardingView): LiveFacts {
  const { facts, states, overdue, notOpened, times } = envelopeWords(visit.locale).managing;
  if (!envelope)
    return Object.values(facts).map((label, index) => [`envelope-${Object.keys(facts)[index]}`, label, '']);
  const { state, expiresAt, openedAt, lastOpenedAt, openings, lockReason, opens } = envelope;
  const late = !opens && (state === 'sent' || state === 'active');
  const last = openings > 1 && lastOpenedAt !== null;
  return [
    ['envelope-state', facts.state, late ? overdue : states[state]],
    ['envelope-reason', facts.reason, plainText(lockReason ?? '')],
    ['envelope-until', facts.until, momentText(expiresAt, visit)],
    ['envelope-opened', facts.opened, openedAt === null ? notOpened : momentText(openedAt, visit)],
    ['envelope-last', facts.last, last ? `${momentText(lastOpenedAt, visit)} (${times(openings)})` : ''],
  ];
}

/** What of the card is shown: it is there, hidden, before there is a message. @param mayManage see envelopeCard */
export const shownOfEnvelope = ({ envelope }: OnboardingView, mayManage: boolean): readonly string[] =>
  envelope ? ['envelope', ...(mayManage ? envelope.allowedActions.map((action) => `envelope-${action}`) : [])] : [];

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
  const { envelope, ref, path, stage } = onboarding;
  if (!envelope && (path !== 'invite' || isEnding(stage))) return null;
  const words = envelopeWords(visit.locale).managing;
  const action = envelopeActions.find((known) => `envelope-${known}` === said);
  const shown = shownOfEnvelope(onboarding, mayManage);
  return html`<div class="card" id="envelope" data-deed="envelope"${!envelope && trusted(' hidden')}>
<h2>${words.title}</h2>
${action && done(words.done[action])}
<dl class="facts">${liveFacts(envelopeFacts(visit, onboarding))}</dl>
${mayManage && html`<div class="deeds">${envelopeActions.map((one) => form(visit, ref, one, shown.includes(`envelope-${one}`)))}</div>`}
</div>`;
}

function form(visit: SignedIn, ref: string, action: EnvelopeAction, shown: boolean): Html {
  const { label, explanation } = envelopeWords(visit.locale).managing.actions[action];
  const { reasonHint, lockReasonHint } = envelopeWords(visit.locale).managing;
  const hint = action === 'lock' ? lockReasonHint : reasonHint;
  const name = `envelope-${action}`;
  return deed(
    {
      name,
      label,
      explanation,
      action: link(visit, `/onboardings/${ref}/envelope/${action}`),
      danger: dangerous.includes(action),
      hidden: !shown,
      fields: html`${action === 'extend' && howLong(visit, name)}${reasonField({ name, hint, mine: false, errors: null }, visit)}`,
    },
    visit,
  );
}

/** How much longer a message can be opened; of the page's other choice of hours the id is another. */
function howLong({ locale }: SignedIn, name: string): Html {
  const { howLong: label, spans } = envelopeWords(locale).managing;
  const id = `hours-${name}`;
  return selectField({ name: 'hours', id, label, options: Object.entries(spans), value: String(usualExtensionHours) });
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
      const decided = { action: `envelope.${action}`, ref: String(ref) };
      const given = await readDecision(services, visit, decision, formOf(request), decided);
      const principal = { ...visit.principal, requestId: visit.requestId };
      await services.envelopeManaging.decide(principal, envelope.mid, action, given);
      response.redirect(303, page(visit, ref, `envelope-${action}`));
    }),
  );
  return router;
}
