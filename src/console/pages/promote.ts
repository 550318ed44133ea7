import express, { type Response, type Router } from 'express';
import { html } from '../../html.ts';
import { address, message, path, personName, reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import type { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import {
  button,
  choiceField,
  errorSummary,
  formErrors,
  refusalOf,
  selectField,
  textArea,
  textField,
} from '../fields.ts';
import { type Form, formOf, given, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import type { Parts } from '../services.ts';
import { link, place } from '../visit.ts';
import { showTemporaryPassword } from './temporary-password.ts';

const request = z.object({
  account: z.string().min(1).max(32),
  email: address,
  path: path.optional(),
  firstName: personName.optional(),
  lastName: personName.optional(),
  locale: z.enum(['en', 'fr']).default('en'),
  message: message.optional(),
  reason: reason.optional(),
});

type Account = Readonly<{ number: string; name: string }>;

/** "Add to Group" as the how-to has it; a missing person turns into the two ways out on the same page. */
export function promotePages({ services, web }: Parts): Router {
  const router = express.Router();
  const { directory, authority, onboardings } = services;

  /** The accounts that the person administers: only for these can anybody be promoted. */
  async function ownAccounts({ principal }: SignedIn): Promise<readonly Account[]> {
    const { items } = await directory.listAccounts(principal, { limit: 100 });
    const administered = await authority.accountsWith(principal, 'onboarding.start');
    return items.filter(({ number }) => administered?.includes(number) ?? true);
  }

  router.get(
    '/promote',
    signedIn(async (visit, { query }, response) => {
      const asked = { account: textOf(query['account']), email: textOf(query['email']) };
      showPromote(response, visit, await ownAccounts(visit), asked);
    }),
  );

  router.post(
    '/promote',
    signedIn(async (visit, posted, response) => {
      const form = formOf(posted);
      try {
        const wanted = request.parse(filledIn(form), { reportInput: true });
        await web.limits.lookups.count(visit.principal.user);
        const { account, email, path: way, firstName, lastName, locale } = wanted;
        const candidate = firstName && lastName ? { firstName, lastName, locale } : undefined;
        const asked = { email, path: way, candidate, message: wanted.message, reason: wanted.reason };
        const result = await onboardings.request(visit.principal, account, asked, visit.locale);
        if (result.temporaryPassword !== undefined) {
          return showTemporaryPassword(response, visit, result.onboarding, result.temporaryPassword);
        }
        const said = result.joined ? 'joined' : result.status === 201 ? 'added' : 'begun';
        response.redirect(303, link(visit, `/onboardings/${result.onboarding.ref}`, { said }));
      } catch (error) {
        showPromote(response, visit, await ownAccounts(visit), form, refusalOf(error));
      }
    }),
  );

  return router;
}

const filledIn = (form: Form) => Object.fromEntries(Object.entries(form).filter(([, value]) => given(value)));

/** Problems whose answer is one of the two ways out. */
const leadsOut = (problem: Problem | undefined): boolean =>
  problem?.code === 'user.non-existent' || problem?.code === 'user.mailbox-unproved';

function showPromote(
  response: Response,
  visit: SignedIn,
  accounts: readonly Account[],
  form: Form,
  problem?: Problem,
): void {
  const { common, promote: words } = visit.words;
  const page = { title: words.title, section: 'promote' as const, here: place('/promote') };
  if (accounts.length === 0) {
    const main = html`<div class="card"><h1>${words.title}</h1><p>${words.nowhere}</p></div>`;
    return sendPage(response, visit, { ...page, main }, problem?.status ?? 200);
  }
  const errors = problem ? formErrors(problem, visit) : null;
  const labels = { ...common.labels, ...words.labels };
  const ways = leadsOut(problem) || given(form['path']) !== undefined;
  const options = accounts.map(({ number, name }) => [number, `${name} (${number})`] as const);
  const main = html`
${errorSummary(errors, labels)}
<form method="post" action="${link(visit, '/promote')}" novalidate>
<div class="card">
<h1>${words.title}</h1>
<p>${words.intro}</p>
${selectField({ name: 'account', label: labels.account, options, value: form['account'], errors })}
${textField({ name: 'email', label: labels.email, hint: words.emailHint, type: 'email', value: form['email'], errors, required: true })}
${!ways && textField({ name: 'reason', label: labels.reason, hint: words.reasonHint, value: form['reason'], errors, maxlength: 1_000 })}
${!ways && button(words.submit)}
</div>
${ways && waysOut(visit, form, errors)}
</form>`;
  sendPage(response, visit, { ...page, main, hasErrors: errors !== null }, problem?.status ?? 200);
}

function waysOut(visit: SignedIn, form: Form, errors: ReturnType<typeof formErrors> | null) {
  const { common, promote: words } = visit.words;
  const labels = { ...common.labels, ...words.labels };
  return html`<div class="card">
<h2>${words.waysTitle}</h2>
${choiceField({
  name: 'path',
  label: labels.path,
  value: given(form['path']) ?? 'invite',
  errors,
  options: [
    ['invite', words.invite, words.inviteHint],
    ['temporary-password', words.temporaryPassword, words.temporaryPasswordHint],
  ],
})}
<div class="pair">
${textField({ name: 'firstName', label: common.labels.firstName, value: form['firstName'], errors, maxlength: 100 })}
${textField({ name: 'lastName', label: common.labels.lastName, value: form['lastName'], errors, maxlength: 100 })}
</div>
${selectField({
  name: 'locale',
  label: labels.locale,
  hint: words.localeHint,
  value: form['locale'] ?? visit.locale,
  errors,
  options: [
    ['en', 'English'],
    ['fr', 'Français'],
  ],
})}
${textArea({ name: 'message', label: labels.message, hint: words.messageHint, value: form['message'], errors, maxlength: 32_768 })}
${textField({ name: 'reason', label: labels.reason, hint: words.reasonHint, value: form['reason'], errors, maxlength: 1_000 })}
${button(words.begin)}
</div>`;
}
