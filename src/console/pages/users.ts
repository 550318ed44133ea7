import express, { type Response, type Router } from 'express';
import { readAddress } from '../../directory/addresses.ts';
import { administratorsGroup } from '../../directory/groups.ts';
import type { UserView } from '../../directory/users.ts';
import { type Html, html } from '../../html.ts';
import { address, reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import { dictionary, fill } from '../../language/index.ts';
import type { Problem } from '../../problems.ts';
import { accountFor } from '../account-for.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { readDecision } from '../decisions.ts';
import { button, errorSummary, formErrors, refusalOf, textField } from '../fields.ts';
import { fittingPage } from '../fitting.ts';
import { type Form, formOf, given, textOf } from '../forms.ts';
import { icon } from '../icons.ts';
import { sendPage } from '../layout.ts';
import { type Account, accountLabel, accountPath, accountTitle, done, empty, wayTo } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { once } from '../once.ts';
import { link, place } from '../visit.ts';
import { accountTabs } from './accounts.ts';
import { passwordCard } from './confirmation.ts';
import { userItem } from './user-item.ts';

const pageSize = 12;
const locking = z.object({ userId: address, reason });

/** The users of an account: who is there, the lock, and a new temporary password for who never signed in. */
export function userPages({ services }: Parts): Router {
  const router = express.Router();
  const { directory, authority, onboardings } = services;

  router.get(
    '/accounts/:account/users',
    signedIn(async (visit, { params, query }, response) => {
      const text = (name: string) => textOf(query[name]);
      const asked = { q: text('q'), cursor: text('cursor'), said: text('said'), added: text('added') };
      await showUsers(response, visit, String(params['account']), asked);
    }),
  );

  router.post(
    '/accounts/:account/users/temporary-password',
    signedIn(async (visit, request, response) => {
      const number = String(request.params['account']);
      const form = formOf(request);
      try {
        const result = await once(services, visit, form, async () => {
          const decided = { action: 'temporary-password.make', account: number };
          const { userId, reason: why } = await readDecision(services, visit, locking, form, decided);
          const made = await onboardings.makeUserPassword(visit.principal, number, userId, why);
          return { answer: made, reference: made.userId };
        });
        if ('former' in result)
          return response.redirect(303, link(visit, accountPath(number, 'users'), { said: 'shown' }));
        const { userId, temporaryPassword } = result.answer;
        const account = await accountFor(services, visit, 'user.add', number);
        showPassword(response, visit, account, userId, temporaryPassword);
      } catch (error) {
        await showUsers(response, visit, number, { ...form, act: 'temporary-password' }, refusalOf(error));
      }
    }),
  );
  router.get(
    '/accounts/:account/users/temporary-password',
    signedIn(async (visit, { params }, response) =>
      response.redirect(303, link(visit, accountPath(String(params['account']), 'users'))),
    ),
  );

  for (const act of ['lock', 'unlock'] as const) {
    router.post(
      `/accounts/:account/users/${act}`,
      signedIn(async (visit, request, response) => {
        const number = String(request.params['account']);
        const form = formOf(request);
        try {
          const decided = { action: `user.${act}`, account: number };
          const { userId, reason: why } = await readDecision(services, visit, locking, form, decided);
          if (act === 'lock') await directory.lockUser(visit.principal, number, userId, why);
          else await directory.unlockUser(visit.principal, number, userId, why);
          response.redirect(303, link(visit, accountPath(number, 'users'), { said: `${act}ed` }));
        } catch (error) {
          await showUsers(response, visit, number, { ...form, act }, refusalOf(error));
        }
      }),
    );
    router.get(
      `/accounts/:account/users/${act}`,
      signedIn(async (visit, { params }, response) =>
        response.redirect(303, link(visit, accountPath(String(params['account']), 'users'))),
      ),
    );
  }

  async function showUsers(response: Response, visit: SignedIn, number: string, form: Form, problem?: Problem) {
    const { users: words, members, next, labels } = visit.administration;
    const account = await accountFor(services, visit, 'user.list', number);
    const { administrator } = await authority.rolesIn(visit.principal, number);
    const q = given(form['q']);
    const errors = problem ? formErrors(problem, visit) : null;
    const cursor = given(form['cursor']);
    const item = (user: UserView, index: number) =>
      userItem(visit, number, user, { administrator, form, errors, index });
    const { items, nextCursor } = await fittingPage(
      pageSize,
      async (limit) => directory.listUsers(number, { limit, cursor, q }),
      item,
    );
    const path = accountPath(number, 'users');
    const add = html`<a class="button" href="${link(visit, `${path}/add`)}">${icon('add')}${words.add}</a>`;
    const main = html`
${errorSummary(errors, form['act'] ? { reason: labels.reason } : {})}
${!problem && form['said'] === 'shown' && shownBefore(visit)}
${!problem && done(members.done[form['said'] ?? ''])}
${!problem && (await addedNotice(visit, account, form['added'] ?? ''))}
<div class="head"><h1>${accountTitle(account)}</h1>${administrator && add}</div>
${accountTabs(visit, number, 'users', administrator)}
<form class="card filter" method="get" action="${path}" role="search">
${visit.chosen && html`<input type="hidden" name="lang" value="${visit.chosen}">`}
${textField({ name: 'q', label: words.search, hint: words.searchHint, type: 'search', value: q ?? '', maxlength: 254 })}
<div class="field">${button(words.show, 'second')}</div>
</form>
<div class="card">
${
  items.length > 0
    ? html`<ul class="list">${items.map(item)}</ul>`
    : q
      ? empty(words.noneMatch, html`<p><a href="${link(visit, path)}">${words.clear}</a></p>`)
      : empty(words.none, administrator && add)
}
${nextCursor && html`<p><a href="${link(visit, path, { q, cursor: nextCursor })}">${next}</a></p>`}
</div>`;
    const title = `${words.title}, ${accountLabel(account)}`;
    const page = { title, main, section: 'accounts' as const, wide: true, hasErrors: errors !== null };
    const crumbs = [{ label: visit.administration.sections.accounts, path: '/accounts' }];
    sendPage(response, visit, { ...page, crumbs, here: place(path) }, problem?.status ?? 200);
  }

  /** "User … added.", of a user whom the account really has: an address alone could say anything. */
  async function addedNotice(visit: SignedIn, { number }: Account, userId: string): Promise<Html | false> {
    if (!userId || !address.safeParse(userId).success) return false;
    const user = await directory.findUser(readAddress(userId).key);
    if (user?.createdByAccount !== number) return false;
    const { users: words, account } = visit.administration;
    const add = link(visit, accountPath(number, 'groups', administratorsGroup, 'add'), { email: user.userId });
    return html`<div class="notice good" role="status"><h2>${fill(dictionary(visit.locale).messages['user.added'], { userId: user.userId })}</h2>
<p>${words.addedNext}</p><p><a class="button second" href="${add}">${account.add}</a></p></div>`;
  }

  return router;
}

/** In the answer that made it, and nowhere else. */
function showPassword(response: Response, visit: SignedIn, account: Account, userId: string, password: string): void {
  const { users: words, confirmation } = visit.administration;
  const path = accountPath(account.number, 'users');
  const main = html`<h1>${words.newPassword}</h1>
${passwordCard(visit, userId, password)}
<p>${words.handOver}</p>
<p><a class="button" href="${link(visit, path)}">${words.back}</a></p>`;
  const crumbs = wayTo(visit, account, { label: words.title, path });
  sendPage(response, visit, {
    title: confirmation.passwordTitle,
    main,
    section: 'accounts',
    crumbs,
    here: place(path, { said: 'shown' }),
  });
}

const shownBefore = ({ administration: { confirmation: words, users } }: SignedIn): Html =>
  html`<div class="notice warn" role="status"><h2>${words.shownTitle}</h2><p>${users.shownText}</p></div>`;
