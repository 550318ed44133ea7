import express, { type RequestHandler, type Response, type Router } from 'express';
import { type Html, html } from '../../html.ts';
import { countLines } from '../../http/rate-limits.ts';
import { message, reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import type { BulkJobView } from '../../onboardings/bulk.ts';
import { readInvitations } from '../../onboardings/bulk-lines.ts';
import { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { button, errorSummary, formErrors, refusalOf, textArea, textField } from '../fields.ts';
import { type Form, formOf, given } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { type Account, accountLabel, accountPath, accountTitle, distance } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, place, type Visit } from '../visit.ts';
import { accountTabs } from './accounts.ts';

const around = z.object({ message: message.optional(), reason: reason.optional() });

/** A thousand lines are more than any other form holds. */
export const bulkForm: RequestHandler = express.urlencoded({ extended: false, limit: '512kb', parameterLimit: 10 });

export const bulkPath = (account: string, ...further: string[]): string => accountPath(account, 'bulk', ...further);

/** Inviting many: the list is checked first, and shown line by line before anybody is invited (see bulk-list.ts). */
export function bulkPages({ services, web, banner }: Parts): Router {
  const router = express.Router();
  const { directory, authority, bulk } = services;

  router.get(
    '/accounts/:account/bulk',
    signedIn(async (visit, { params }, response) => show(response, visit, String(params['account']), {})),
  );

  router.post(
    '/accounts/:account/bulk',
    signedIn(async (visit, request, response) => {
      const number = String(request.params['account']);
      const form = formOf(request);
      try {
        await authority.demand(visit.principal, 'onboarding.start', number);
        const invitations = readInvitations(form['lines'] ?? '');
        await countLines(web.limits.lookups, visit.principal.user, invitations.length);
        const filled = { message: given(form['message']), reason: given(form['reason']) };
        const input = { invitations, ...around.parse(filled, { reportInput: true }) };
        const { job } = await bulk.draft(visit.principal, number, input, visit.locale);
        response.redirect(303, link(visit, bulkPath(number, job)));
      } catch (error) {
        await show(response, visit, number, form, refusalOf(error));
      }
    }),
  );

  async function show(response: Response, visit: SignedIn, number: string, form: Form, problem?: Problem) {
    const { bulk: words, sections } = visit.administration;
    const former = await bulk.list(visit.principal, number);
    const account = await directory.findAccount(number);
    if (account === null) throw new Problem('account.not-found');
    const main = html`
${await banner(visit)}
${errorSummary(problem ? formErrors(problem, visit) : null, { lines: words.lines, message: words.message, reason: visit.support ? visit.administration.labels.reason : words.reason })}
<h1>${accountTitle(account)}</h1>
${accountTabs(visit, number, 'bulk', true)}
${listForm(visit, account, form, problem)}
${former.length > 0 && html`<div class="card"><h2>${words.former}</h2><ul class="list">${former.map((list) => formerItem(visit, list))}</ul></div>`}`;
    const page = { title: `${words.title}, ${accountLabel(account)}`, main, section: 'accounts' as const, wide: true };
    const crumbs = [{ label: sections.accounts, path: '/accounts' }];
    const shown = { ...page, crumbs, script: 'bulk.js' as const, here: place(bulkPath(number)) };
    sendPage(response, visit, { ...shown, hasErrors: problem !== undefined }, problem?.status ?? 200);
  }

  return router;
}

function listForm(visit: SignedIn, { number }: Account, form: Form, problem?: Problem): Html {
  const { bulk: words, labels, reasonHint } = visit.administration;
  const errors = problem ? formErrors(problem, visit) : null;
  return html`<form class="card" method="post" action="${link(visit, bulkPath(number))}" novalidate>
<h2>${words.title}</h2>
<p>${words.intro}</p>
${textArea({ name: 'lines', label: words.lines, hint: words.linesHint, value: form['lines'], errors, maxlength: 400_000, required: true, data: 'lines' })}
<div class="field" data-drop hidden><label for="file">${words.file}</label><p class="hint" id="file-hint">${words.fileHint}</p>
<input type="file" id="file" accept=".csv,.txt,.tsv,text/csv,text/plain" aria-describedby="file-hint"></div>
${textArea({ name: 'message', label: words.message, hint: words.messageHint, value: form['message'], errors, maxlength: 32_768 })}
${textField({ name: 'reason', label: visit.support ? labels.reason : words.reason, hint: reasonHint, value: form['reason'], errors, maxlength: 1_000, required: visit.support })}
${button(words.check)}
<p class="hint">${words.checkHint}</p>
</form>`;
}

export function jobTag({ state }: Pick<BulkJobView, 'state'>, { administration }: Visit): Html {
  const { checked, running, done } = administration.bulk;
  const [tone, text] = { draft: ['quiet', checked], running: ['', running], done: ['good', done] }[state] as [
    string,
    string,
  ];
  return html`<span class="tag ${tone}">${text}</span>`;
}

function formerItem(visit: SignedIn, list: BulkJobView): Html {
  const { bulk: words } = visit.administration;
  return html`<li><div><a href="${link(visit, bulkPath(list.account, list.job))}">${list.job}</a> <span class="quiet small">${words.list(String(list.total))}, ${list.createdBy}, ${distance(list.createdAt, visit)}</span></div>
<div>${jobTag(list, visit)}</div></li>`;
}
