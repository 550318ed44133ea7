import express, { type Request, type Router } from 'express';
import { administratorsGroup } from '../../directory/groups.ts';
import { address, message, path, personName, reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import type { Problem } from '../../problems.ts';
import { accountChoice } from '../account-choice.ts';
import { accountFor } from '../account-for.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { refusalOf } from '../fields.ts';
import { type Form, formOf, given, textOf } from '../forms.ts';
import { once } from '../once.ts';
import { accountPath } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';
import { confirmationPath, createConfirmation } from './confirmation.ts';
import { leadingOut, leadsOut, type Refused, showPromote, type Stand } from './promote-form.ts';

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

const addPath = `/accounts/:account/groups/${administratorsGroup}/add`;

/** "Add to Group" as the how-to has it; a missing person turns into the two ways out on the same page. */
export function promotePages(parts: Parts): Router {
  const router = express.Router();
  const { services, web } = parts;
  const { authority, onboardings } = services;
  const showConfirmation = createConfirmation(parts);

  /** The accounts that the person administers: only for these can anybody be added. */
  async function ownAccounts({ principal }: SignedIn): Promise<Pick<Stand, 'accounts' | 'tooMany'>> {
    const offered = await accountChoice(services, principal);
    const administered = await authority.accountsWith(principal, 'onboarding.start');
    const accounts = (offered ?? []).filter(({ number }) => administered?.includes(number) ?? true);
    return { accounts, tooMany: offered === null };
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
      const { account, email, said } = asked.query;
      const stand = await standOf(visit, asked);
      const form = { account: stand.account?.number ?? textOf(account), email: textOf(email) };
      const told = leadingOut.some((code) => code === said);
      const found = told ? await lookUp(visit, form) : null;
      if (typeof found === 'string') return response.redirect(303, link(visit, `/onboardings/${found}`));
      const refused = found === null ? undefined : await refusedWith(visit, stand, form, found);
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
        const { account, email }: Form = form;
        // The ways out are a page of their own: it can be come back to, and loaded again. The reason is asked for there,
        // as an address stays in histories and logs.
        const asked = { account: stand.account ? undefined : account, email, said: problem.code };
        if (leadsOut(problem)) return response.redirect(303, link(visit, stand.action, asked));
        showPromote(response, visit, stand, form, await refusedWith(visit, stand, form, problem), problem.status);
      }
    }),
  );

  /**
   * What is true of an address that the ways out were shown for: an onboarding may run by now, or somebody have it.
   * @returns its reference; the problem that leads to the ways out; null where the form begins anew
   */
  async function lookUp({ principal }: SignedIn, form: { account: string; email: string }) {
    await web.limits.lookups.count(principal.user);
    try {
      return await onboardings.lookUp(principal, form.account, form.email);
    } catch (error) {
      const problem = refusalOf(error);
      return leadsOut(problem) ? problem : null;
    }
  }

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
