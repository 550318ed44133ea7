import express, { type Response, type Router } from 'express';
import { attachmentPolicies, everywhere, readDomain } from '../../envelopes/attachment-policies.ts';
import type { MailPolicy } from '../../envelopes/mail-policies.ts';
import { type Html, html } from '../../html.ts';
import { reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { readDecision } from '../decisions.ts';
import { reasonField } from '../deeds.ts';
import { button, choiceField, errorSummary, formErrors, refusalOf, textField } from '../fields.ts';
import { type Form, formOf, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { accountLabel, accountPath, accountTitle, distance, done } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, place } from '../visit.ts';
import { accountTabs } from './accounts.ts';

const decision = z.object({ reason, attachment: z.enum(attachmentPolicies), domain: z.string().max(320).optional() });

/** Whether an account's invitations carry an attachment or a link alone, for a recipient domain or all of them. */
export function mailingPages({ services, banner }: Parts): Router {
  const router = express.Router();
  const { authority, directory, mailPolicies } = services;
  const path = '/accounts/:account/mailing';

  router.get(
    path,
    signedIn(async (visit, { params, query }, response) =>
      show(response, visit, String(params['account']), { said: textOf(query['said']) }),
    ),
  );

  router.post(
    path,
    signedIn(async (visit, request, response) => {
      const account = String(request.params['account']);
      const form = formOf(request);
      try {
        const decided = { action: 'mail-policy.set', account };
        const { domain, ...given } = await readDecision(services, visit, decision, form, decided);
        const { user: actor, userId: by, requestId } = visit.principal;
        await authority.demand(visit.principal, 'mail-policy.set', account, { reason: given.reason });
        const policy = { account, domain: readDomain(domain), ...given, by };
        await mailPolicies.decide(policy, { actor, role: 'administrator', requestId });
        response.redirect(303, link(visit, accountPath(account, 'mailing'), { said: 'set' }));
      } catch (error) {
        await show(response, visit, account, form, refusalOf(error));
      }
    }),
  );

  async function show(response: Response, visit: SignedIn, number: string, form: Form, problem?: Problem) {
    const { mailing: words } = visit.administration;
    await authority.demand(visit.principal, 'mail-policy.read', number);
    const account = await directory.findAccount(number);
    if (account === null) throw new Problem('account.not-found');
    const { administrator } = await authority.rolesIn(visit.principal, number);
    const errors = problem ? formErrors(problem, visit) : null;
    const policies = await mailPolicies.list(number);
    const here = accountPath(number, 'mailing');
    const main = html`
${await banner(visit)}
${errorSummary(errors, words.labels)}
${!errors && form['said'] === 'set' && done(words.done)}
<h1>${accountTitle(account)}</h1>
${accountTabs(visit, number, 'mailing', administrator)}
<div class="card"><h2>${words.title}</h2><p>${words.text}</p>
${policies.length === 0 ? html`<p>${words.none}</p>` : html`<ul class="list">${policies.map((policy) => policyItem(visit, policy))}</ul>`}
</div>
${
  administrator &&
  html`<div class="card"><h2>${words.set}</h2>
<form method="post" action="${link(visit, here)}" novalidate>
${choiceField({ name: 'attachment', label: words.labels.attachment, value: form['attachment'] ?? 'link-only', errors, options: attachmentPolicies.map((kind) => [kind, words.kinds[kind]] as const) })}
${textField({ name: 'domain', label: words.labels.domain, hint: words.domainHint, value: form['domain'], errors, maxlength: 320 })}
${reasonField({ name: 'mailing', hint: visit.administration.auditHint, mine: true, value: form['reason'], errors }, visit)}
${button(words.save)}
</form></div>`
}`;
    const page = { title: `${words.title}, ${accountLabel(account)}`, main, section: 'accounts' as const, wide: true };
    const crumbs = [{ label: visit.administration.sections.accounts, path: '/accounts' }];
    const shown = { ...page, crumbs, here: place(here), hasErrors: errors !== null };
    sendPage(response, visit, shown, problem?.status ?? 200);
  }

  return router;
}

function policyItem(visit: SignedIn, { account, domain, attachment, reason: why, by, at }: MailPolicy): Html {
  const { mailing: words } = visit.administration;
  const whose = by === 'system' ? words.learnt : words.by(by);
  return html`<li><div><strong>${domain === everywhere ? words.everyDomain : domain}</strong> · ${words.kinds[attachment]}${account === everywhere && html` <span class="quiet">(${words.everyAccount})</span>`}<br>
<span class="quiet small">${whose} ${distance(at, visit)} · ${why}</span></div></li>`;
}
