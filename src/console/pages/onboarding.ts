import express, { type Request, type Router } from 'express';
import { isSettled, takesPassword } from '../../onboardings/view.ts';
import type { OnboardingView } from '../../http/services.ts';
import { address, reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { readDecision } from '../decisions.ts';
import { refusalOf } from '../fields.ts';
import { type Form, formOf, textOf } from '../forms.ts';
import { keyOf, once } from '../once.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';
import { confirmationPath, createConfirmation } from './confirmation.ts';
import { type Deed, deeds, revealing } from './onboarding-deeds.ts';
import { nowOf, showOnboarding, type Shown } from './onboarding-page.ts';

const decision = z.object({
  reason,
  email: address.optional(),
  hours: z.coerce.number().positive().max(8_760).optional(),
});

/** One onboarding: what happened, what it waits for and whose turn it is, what happens by itself, what one can do. */
export function onboardingPages(parts: Parts): Router {
  const router = express.Router();
  const { services, web, banner } = parts;
  const { authority, directory, onboardings, payloads, upgradeRequests } = services;
  const showConfirmation = createConfirmation(parts);

  /** What this person may do to it now. */
  async function allowedTo({ principal }: SignedIn, onboarding: OnboardingView): Promise<readonly Deed[]> {
    const { administrator, support } = await authority.rolesIn(principal, onboarding.account);
    if (!administrator && !support) return [];
    const waits = onboarding.stage === 'awaiting-first-login' || onboarding.stall?.stage === 'awaiting-first-login';
    const password = administrator && waits && takesPassword(onboarding.temporaryPasswordState);
    const actions = new Set<string>(onboarding.allowedActions);
    if (password) actions.add('temporary-password');
    if (actions.has('approve') && !(await onboardings.mayApprove(principal, onboarding.ref))) actions.delete('approve');
    return deeds.filter((deed) => actions.has(deed));
  }

  async function read(visit: SignedIn, { params }: Request): Promise<Shown> {
    const onboarding = await onboardings.get(visit.principal, String(params['ref']), visit.locale);
    const { administrator, support } = await authority.rolesIn(visit.principal, onboarding.account);
    const { TEMPORAL_UI_URL: ui, TEMPORAL_NAMESPACE: namespace } = web.config;
    const mayRead = ui !== undefined && (await payloads.mayRead(visit.principal));
    const path = `/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(onboarding.workflow.id)}`;
    return {
      onboarding,
      allowed: await allowedTo(visit, onboarding),
      mayManage: administrator,
      account: (await directory.findAccount(onboarding.account)) ?? { number: onboarding.account, name: '' },
      asked: administrator || support ? await upgradeRequests.behind(onboarding) : null,
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
