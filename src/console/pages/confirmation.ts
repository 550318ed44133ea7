import express, { type Response, type Router } from 'express';
import { isEnding } from '../../../workflows/stages.ts';
import { administratorsGroup } from '../../directory/groups.ts';
import { type Html, html } from '../../html.ts';
import type { OnboardingView } from '../../http/services.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { deed, reasonField } from '../deeds.ts';
import { textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { formKey } from '../once.ts';
import { accountPath, momentText } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, place } from '../visit.ts';

export const confirmationPath = (ref: string): string => `/onboardings/${encodeURIComponent(ref)}/confirmation`;

interface Said {
  /** In the answer to the request that made it, and nowhere else. */
  readonly temporaryPassword?: string;
  /** joined; shown: a password was, and is not again. */
  readonly said?: string;
}

/** What an administrator has just set going, and what comes of it: good to print, and good to leave. */
export function confirmationPages(parts: Parts): Router {
  const router = express.Router();
  const show = createConfirmation(parts);
  router.get(
    '/onboardings/:ref/confirmation',
    signedIn(async (visit, { params, query }, response) => {
      const onboarding = await parts.services.onboardings.get(visit.principal, String(params['ref']), visit.locale);
      await show(response, visit, onboarding, { said: textOf(query['said']) });
    }),
  );
  return router;
}

export function createConfirmation({ services, web, banner }: Parts) {
  return async function show(response: Response, visit: SignedIn, onboarding: OnboardingView, said: Said) {
    const { confirmation: words, groupNames } = visit.administration;
    const { ref, email, account, stage, path, temporaryPasswordState: state } = onboarding;
    // It waits for a decision: the page that says so, and where one can decide, instead of "you can close this page".
    if (stage === 'stalled' || state === 'address-proved')
      return response.redirect(303, link(visit, `/onboardings/${encodeURIComponent(ref)}`));
    const { administrator } = await services.authority.rolesIn(visit.principal, account);
    const ended = isEnding(stage);
    const title =
      stage === 'completed' ? words.added : ended ? words.ended : said.said === 'joined' ? words.joined : words.begun;
    const text = stage === 'completed' ? words.addedText(email) : words.begunText(email, account);
    const group = accountPath(account, 'groups', administratorsGroup);
    // Whoever joined comes later: the password is in somebody's hands already.
    const handsOver = path === 'temporary-password' && !ended && said.said !== 'joined';
    const main = html`
${await banner(visit)}
<div class="panel"><h1>${title}</h1>
${(!ended || stage === 'completed') && html`<p>${text}</p>`}
<p>${words.reference}<br><strong class="mono">${ref}</strong></p></div>
${said.temporaryPassword === undefined ? administrator && path === 'temporary-password' && !ended && passwordToMake(visit, onboarding, said) : passwordCard(visit, email, said.temporaryPassword)}
${stage === 'requested' && html`<div class="notice warn"><h2>${words.notBegunTitle}</h2><p>${words.notBegunText}</p></div>`}
${!ended && whatNext(visit, onboarding, said)}
<p>${handsOver ? words.closePassword : words.close}</p>
<div class="buttons">
<a class="button" href="${link(visit, `/onboardings/${ref}`)}">${ended ? words.see : words.follow}</a>
${administrator && html`<a class="button second" href="${link(visit, `${group}/add`)}">${words.another}</a>`}
</div>`;
    const crumbs = [
      { label: visit.administration.sections.accounts, path: '/accounts' },
      { label: account, path: accountPath(account) },
      { label: groupNames[onboarding.group] ?? onboarding.group, path: group },
    ];
    const page = { title: `${title}, ${ref}`, main, section: 'accounts' as const, crumbs };
    const shown = said.temporaryPassword === undefined ? undefined : 'shown';
    sendPage(response, visit, { ...page, here: place(confirmationPath(ref), { said: shown }) });
  };

  function whatNext(
    visit: SignedIn,
    { email, account, path, deadline, approvalNeeded }: OnboardingView,
    { said }: Said,
  ): Html {
    const { confirmation: words } = visit.administration;
    const way = path ?? 'none';
    // Who joins comes later: what was done at the beginning is done already.
    const before = words.next[way](email).slice(said === 'joined' && way !== 'none' ? 1 : 0);
    const steps = [...before, ...(approvalNeeded ? words.nextApproved(account) : words.nextGranted)];
    const days = Math.round(web.config.STALLED_LIFETIME_HOURS / 86_400_000);
    return html`<div class="card">
<h2>${words.nextTitle}</h2>
<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
<h2>${words.personTitle}</h2>
<p>${words.person[way]}</p>
<h2>${words.endTitle}</h2>
<p>${words.end(deadline && momentText(deadline, visit), days)}</p>
</div>`;
  }
}

/** A temporary password, shown in the answer that made it; with script it can be copied. */
export function passwordCard({ administration }: SignedIn, email: string, password: string): Html {
  const { confirmation: words } = administration;
  return html`<div class="card">
<h2>${words.passwordTitle}</h2>
<p>${email}</p>
<p><strong class="secret" id="secret">${password}</strong></p>
<p><button type="button" class="second" data-copy="secret" data-done="${words.copied}" hidden>${words.copy}</button></p>
<div class="notice warn"><p>${words.passwordOnce}</p></div>
</div>`;
}

/** It was shown, or there was nobody yet to have it: either way one is made here. */
function passwordToMake(visit: SignedIn, { ref, timeline = [] }: OnboardingView, { said }: Said): Html {
  const { confirmation: words, onboarding, reasonHint } = visit.administration;
  const shown = said === 'shown' || timeline.some(({ kind }) => kind === 'temporary-password-made');
  const { label, explanation } = onboarding.deeds['temporary-password'];
  const name = 'temporary-password';
  return html`<div class="notice warn"><h2>${shown ? words.shownTitle : words.toMakeTitle}</h2>
<p>${shown ? words.shownText : words.toMakeText}</p>
<div class="deeds">${deed(
    {
      name,
      label,
      explanation,
      action: link(visit, `/onboardings/${ref}/${name}`),
      fields: html`${formKey()}${reasonField({ name, hint: reasonHint, mine: false, errors: null }, visit)}`,
    },
    visit,
  )}</div></div>`;
}
