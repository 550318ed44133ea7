import type { Response } from 'express';
import { administratorsGroup } from '../../directory/groups.ts';
import { html } from '../../html.ts';
import type { Problem } from '../../problems.ts';
import type { SignedIn } from '../admission.ts';
import {
  button,
  choiceField,
  errorSummary,
  type FormErrors,
  formErrors,
  hidden,
  selectField,
  textArea,
  textField,
} from '../fields.ts';
import { type Form, given } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { formKey } from '../once.ts';
import { type Account, accountLabel, accountPath, groupName, wayTo } from '../pieces.ts';
import { link, type Visit } from '../visit.ts';

/** Where the form stands: within an account's group, or with the account to choose. */
export interface Stand {
  readonly action: string;
  readonly accounts: readonly Account[];
  /** More than a list can offer: the number is typed. */
  readonly tooMany: boolean;
  /** Chosen by the address. */
  readonly account?: Account;
}

/** Problems whose answer is one of the two ways out. */
export const leadingOut = ['user.non-existent', 'user.mailbox-unproved'] as const;
export const leadsOut = (problem: Problem | undefined): boolean => leadingOut.some((code) => code === problem?.code);

export interface Refused {
  readonly problem: Problem;
  /** Whether whoever asked could hand over a temporary password: support never gets one. */
  readonly password: boolean;
}

/** "Add to Group", or the ways out where it was refused because there is nobody to add. */
export function showPromote(
  response: Response,
  visit: SignedIn,
  stand: Stand,
  form: Form,
  refused: Refused | undefined,
  status: number,
): void {
  const problem = refused?.problem;
  const { promote: words } = visit.administration;
  const { account, accounts, tooMany, action } = stand;
  const crumbs = account
    ? wayTo(visit, account, {
        label: groupName(administratorsGroup, visit),
        path: accountPath(account.number, 'groups', administratorsGroup),
      })
    : [];
  const page = { title: words.title, section: 'accounts' as const, crumbs, here: visit.here };
  if (accounts.length === 0 && !tooMany) {
    const main = html`<div class="card"><h1>${words.nowhere}</h1><p>${words.nowhereText}</p>
<p><a class="button second" href="${link(visit, '/accounts')}">${words.nowhereLink}</a></p></div>`;
    return sendPage(response, visit, { ...page, main }, status);
  }
  const errors = problem ? formErrors(problem, visit) : null;
  const labels = labelsOf(visit);
  const ways = leadsOut(problem) || (given(form['path']) !== undefined && problem?.code !== 'member.exists');
  const elsewhere = problem?.code === 'user.mailbox-unproved' || form['elsewhere'] === 'yes';
  const out: WaysOut = { elsewhere, password: refused?.password ?? false, known: leadsOut(problem) };
  const options = accounts.map((one) => [one.number, accountLabel(one)] as const);
  const main = html`
${errorSummary(errors, labels)}
<form method="post" action="${link(visit, action)}" novalidate>
${ways && formKey()}
<div class="card">
<h1>${words.title}</h1>
${!ways && html`<p>${words.intro}</p>`}
${account ? hidden('account', account.number) : tooMany ? textField({ name: 'account', label: visit.administration.accounts.number, value: form['account'], errors, maxlength: 32, required: true }) : selectField({ name: 'account', label: labels.account, options, value: form['account'], errors })}
${textField({ name: 'email', label: labels.email, hint: words.emailHint, type: 'email', value: form['email'], errors, required: true })}
${!ways && reasonField(visit, form, errors)}
${!ways && button(words.submit)}
</div>
${ways && waysOut(visit, form, errors, out)}
</form>
${account && !ways && html`<p><a href="${link(visit, accountPath(account.number, 'bulk'))}">${words.bulk}</a></p>`}`;
  sendPage(response, visit, { ...page, main, hasErrors: errors !== null }, status);
}

/** Support has to say why it begins something in somebody else's account. */
function reasonField(visit: Visit, form: Form, errors: FormErrors | null) {
  const { support, administration } = visit;
  const { promote: words } = administration;
  const label = labelsOf(visit).reason;
  const value = form['reason'];
  return textField({
    name: 'reason',
    label,
    hint: words.reasonHint,
    value,
    errors,
    maxlength: 1_000,
    required: support,
  });
}

function labelsOf({ administration, support }: Visit) {
  const { labels, promote: words } = administration;
  const { account, firstName, lastName } = labels;
  const { locale, message: letter, path: way } = words;
  const why = support ? labels.reason : words.reason;
  return { account, firstName, lastName, email: labels.userId, locale, message: letter, path: way, reason: why };
}

interface WaysOut {
  /** Another account made the user, whose mailbox is still to be proved: only the invitation does that. */
  readonly elsewhere: boolean;
  /** Whether there is the way of the temporary password too. */
  readonly password: boolean;
  /** Whether the address was looked up just now: after another problem nobody knows what is true of it. */
  readonly known: boolean;
}

/** The ways out, filled in already with what is known. */
function waysOut(visit: SignedIn, form: Form, errors: FormErrors | null, out: WaysOut) {
  const { promote: words } = visit.administration;
  const labels = labelsOf(visit);
  const invite = ['invite', words.invite, words.inviteHint] as const;
  const email = form['email'] ?? '';
  const { elsewhere } = out;
  const inviteOnly = elsewhere || !out.password;
  const intro = elsewhere ? words.elsewhereIntro : inviteOnly ? words.inviteIntro : words.waysIntro;
  return html`<div class="card">
<h2>${inviteOnly ? words.wayTitle : words.waysTitle}</h2>
${out.known && html`<p>${intro(email)}</p>`}
${elsewhere && hidden('elsewhere', 'yes')}
${choiceField({
  name: 'path',
  label: labels.path,
  value: inviteOnly ? 'invite' : (given(form['path']) ?? 'invite'),
  errors,
  options: inviteOnly
    ? [invite]
    : [invite, ['temporary-password', words.temporaryPassword, words.temporaryPasswordHint]],
})}
<div class="pair">
${textField({ name: 'firstName', label: labels.firstName, value: form['firstName'], errors, maxlength: 100 })}
${textField({ name: 'lastName', label: labels.lastName, value: form['lastName'], errors, maxlength: 100 })}
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
${reasonField(visit, form, errors)}
${button(words.begin)}
</div>`;
}
