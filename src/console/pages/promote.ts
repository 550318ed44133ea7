import express, { type Request, type Response, type Router } from 'express';
import { administratorsGroup } from '../../directory/groups.ts';
import { html } from '../../html.ts';
import { address, message, path, personName, reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import { Problem } from '../../problems.ts';
import { accountFor } from '../account-for.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import {
  button,
  choiceField,
  errorSummary,
  type FormErrors,
  formErrors,
  hidden,
  refusalOf,
  selectField,
  textArea,
  textField,
} from '../fields.ts';
import { type Form, formOf, given, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { formKey, once } from '../once.ts';
import { type Account, accountLabel, accountPath, groupName, wayTo } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, type Visit } from '../visit.ts';
import { confirmationPath, createConfirmation } from './confirmation.ts';

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

/** Where the form stands: within an account's group, or with the account to choose. */
interface Stand {
  readonly action: string;
  readonly accounts: readonly Account[];
  /** More than a list can offer: the number is typed. */
  readonly tooMany: boolean;
  /** Chosen by the address. */
  readonly account?: Account;
}

const addPath = `/accounts/:account/groups/${administratorsGroup}/add`;

/** "Add to Group" as the how-to has it; a missing person turns into the two ways out on the same page. */
export function promotePages(parts: Parts): Router {
  const router = express.Router();
  const { services, web } = parts;
  const { directory, authority, onboardings } = services;
  const showConfirmation = createConfirmation(parts);

  /** The accounts that the person administers: only for these can anybody be added. */
  async function ownAccounts({ principal }: SignedIn): Promise<Pick<Stand, 'accounts' | 'tooMany'>> {
    const { items, nextCursor } = await directory.listAccounts(principal, { limit: 100 });
    const administered = await authority.accountsWith(principal, 'onboarding.start');
    const accounts = items.filter(({ number }) => administered?.includes(number) ?? true);
    return { accounts, tooMany: nextCursor !== null };
  }

  async function standOf(visit: SignedIn, { params }: Request): Promise<Stand> {
    const number = params['account'];
    if (number === undefined) return { action: '/promote', ...(await ownAccounts(visit)) };
    const account = await accountFor(services, visit, 'onboarding.start', String(number));
    const action = accountPath(account.number, 'groups', administratorsGroup, 'add');
    return { action, accounts: [account], tooMany: false, account };
  }

  router.get(
    ['/promote', addPath],
    signedIn(async (visit, asked, response) => {
      const { account, email, reason: why, said } = asked.query;
      const stand = await standOf(visit, asked);
      const form = { account: textOf(account), email: textOf(email), reason: textOf(why, 1_000) };
      const code = leadingOut.find((known) => known === said);
      const refused = code && (await refusedWith(visit, stand, form, new Problem(code)));
      showPromote(response, visit, stand, form, refused, 200);
    }),
  );

  router.post(
    ['/promote', addPath],
    signedIn(async (visit, posted, response) => {
      const stand = await standOf(visit, posted);
      const form = { ...formOf(posted), ...(stand.account && { account: stand.account.number }) };
      try {
        const result = await once(services, visit, form, async () => {
          const answer = await begin(visit, form);
          return { answer, reference: answer.onboarding.ref };
        });
        if ('former' in result)
          return response.redirect(303, link(visit, confirmationPath(result.former), { said: 'shown' }));
        const { onboarding, temporaryPassword, joined } = result.answer;
        if (temporaryPassword !== undefined)
          return await showConfirmation(response, visit, onboarding, { temporaryPassword });
        const said = joined ? 'joined' : undefined;
        response.redirect(303, link(visit, confirmationPath(onboarding.ref), { said }));
      } catch (error) {
        const problem = refusalOf(error);
        const { account, email, reason: why } = { account: '', ...form } as Form;
        // The ways out are a page of their own: it can be come back to, and loaded again.
        const asked = { account: stand.account ? undefined : account, email, reason: why, said: problem.code };
        if (leadsOut(problem)) return response.redirect(303, link(visit, stand.action, asked));
        showPromote(response, visit, stand, form, await refusedWith(visit, stand, form, problem), problem.status);
      }
    }),
  );

  async function refusedWith({ principal }: SignedIn, stand: Stand, form: Form, problem: Problem): Promise<Refused> {
    const { administrator } = await authority.rolesIn(principal, stand.account?.number ?? form['account'] ?? '');
    return { problem, password: administrator };
  }

  async function begin(visit: SignedIn, form: Form) {
    const wanted = request.parse({ email: '', ...filledIn(form) }, { reportInput: true });
    await web.limits.lookups.count(visit.principal.user);
    const { account, email, path: way, firstName, lastName, locale } = wanted;
    const candidate = { firstName, lastName, locale };
    const asked = { email, path: way, candidate, message: wanted.message, reason: wanted.reason };
    return onboardings.request(visit.principal, account, asked, visit.locale);
  }

  return router;
}

const filledIn = (form: Form) => Object.fromEntries(Object.entries(form).filter(([, value]) => given(value)));

/** Problems whose answer is one of the two ways out. */
const leadingOut = ['user.non-existent', 'user.mailbox-unproved'] as const;
const leadsOut = (problem: Problem | undefined): boolean => leadingOut.some((code) => code === problem?.code);

interface Refused {
  readonly problem: Problem;
  /** Whether whoever asked could hand over a temporary password: support never gets one. */
  readonly password: boolean;
}

function showPromote(
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
