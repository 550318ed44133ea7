import express, { type Response, type Router } from 'express';
import { administratorsGroup } from '../../directory/groups.ts';
import { type Html, html, trusted } from '../../html.ts';
import { reason } from '../../http/schemas.ts';
import { z } from '../../http/zod.ts';
import type { Problem } from '../../problems.ts';
import { accountFor } from '../account-for.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { readDecision } from '../decisions.ts';
import { deed, reasonField } from '../deeds.ts';
import { errorSummary, type FormErrors, formErrors, refusalOf } from '../fields.ts';
import { fittingPage } from '../fitting.ts';
import { type Form, formOf, given, textOf } from '../forms.ts';
import { icon } from '../icons.ts';
import { sendPage } from '../layout.ts';
import { type Account, accountLabel, accountPath, accountTitle, done, empty, groupName } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, place, type Visit } from '../visit.ts';
import { askedCard } from './asked-card.ts';
import { attentionCard, readAttention } from './attention.ts';

const pageSize = 50;
/** What needs a decision stands on the same page. */
const mostBytes = 20_000;

/** The accounts, each with its groups: the how-to's way to "Add to Group". */
export function accountsPages({ services, banner }: Parts): Router {
  const router = express.Router();
  const { directory, authority, upgradeRequests } = services;

  router.get(
    '/',
    signedIn(async (visit, _request, response) => response.redirect(303, link(visit, '/accounts'))),
  );

  router.get(
    '/accounts',
    signedIn(async (visit, { query }, response) => {
      const { accounts: words, next } = visit.administration;
      const cursor = given(textOf(query['cursor']));
      const own = await authority.accountsWith({ ...visit.principal, via: 'session' }, 'member.add');
      const item = (account: Account) => accountItem(visit, account, own?.includes(account.number) ?? false);
      const { items, nextCursor } = await fittingPage(
        pageSize,
        async (limit) => directory.listAccounts(visit.principal, { limit, cursor }),
        item,
        mostBytes,
      );
      const main = html`
${await banner(visit)}
<h1>${words.title}</h1>
${attentionCard(visit, await readAttention(services, visit))}
<div class="card">
${items.length === 0 ? empty(words.none, words.noneHint) : html`<ul class="list">${items.map(item)}</ul>`}
${nextCursor && html`<p><a href="${link(visit, '/accounts', { cursor: nextCursor })}">${next}</a></p>`}
</div>`;
      sendPage(response, visit, { title: words.title, main, section: 'accounts', wide: true });
    }),
  );

  router.get(
    ['/accounts/:account', '/accounts/:account/groups'],
    signedIn(async (visit, request, response) => {
      const said = textOf(request.query['said']) === 'asked';
      await showAccount(response, visit, String(request.params['account']), { said: said ? 'asked' : '' });
    }),
  );

  router.post(
    '/accounts/:account/upgrade',
    signedIn(async (visit, request, response) => {
      const number = String(request.params['account']);
      const form = formOf(request);
      try {
        const decided = { action: 'upgrade-request.make', account: number };
        const { reason: why } = await readDecision(services, visit, z.object({ reason }), form, decided);
        await upgradeRequests.make(visit.principal, number, why);
        response.redirect(303, link(visit, accountPath(number), { said: 'asked' }));
      } catch (error) {
        await showAccount(response, visit, number, form, refusalOf(error));
      }
    }),
  );

  router.get(
    '/accounts/:account/upgrade',
    signedIn(async (visit, request, response) =>
      response.redirect(303, link(visit, accountPath(String(request.params['account'])))),
    ),
  );

  async function showAccount(response: Response, visit: SignedIn, number: string, form: Form, problem?: Problem) {
    const { account: words } = visit.administration;
    const account = await accountFor(services, visit, 'account.read', number);
    const { administrator, support } = await authority.rolesIn(visit.principal, number);
    const errors = problem ? formErrors(problem, visit) : null;
    const groups = await directory.listGroups(number);
    const asked = administrator || support ? null : await upgradeRequests.latest(visit.principal, number);
    const main = html`
${await banner(visit)}
${errorSummary(errors, { reason: visit.administration.labels.reason })}
${form['said'] === 'asked' && done(words.upgradeDone, words.upgradeDoneText)}
<h1>${accountTitle(account)}</h1>
${administrator || support ? accountTabs(visit, number, 'groups', administrator) : null}
${
  administrator || support
    ? html`<div class="card"><h2>${words.groups}</h2>
<ul class="list">${groups.map(({ name }) => groupItem(visit, number, name, administrator))}</ul></div>`
    : html`${asked && askedCard(visit, asked)}${asked?.state !== 'started' && upgradeCard(visit, number, form, errors, asked?.state === 'open')}`
}`;
    const page = { title: accountLabel(account), main, section: 'accounts' as const, wide: true };
    const crumbs = [{ label: visit.administration.sections.accounts, path: '/accounts' }];
    const here = place(accountPath(number));
    sendPage(response, visit, { ...page, crumbs, here, hasErrors: errors !== null }, problem?.status ?? 200);
  }

  return router;
}

function accountItem(visit: SignedIn, account: Account, administers: boolean): Html {
  const { accounts: words } = visit.administration;
  const role = administers ? words.asAdministrator : visit.support ? words.asSupport : words.asUser;
  return html`<li>
<div><a href="${link(visit, accountPath(account.number))}">${accountTitle(account)}</a><br><span class="quiet small">${role}</span></div>
${administers && html`<div>${addButton(visit, account.number, accountLabel(account))}</div>`}
</li>`;
}

/** The first action of the group, as the how-to has it. */
export const addButton = (visit: Visit, number: string, about = '', className = ''): Html =>
  html`<a class="button ${className}" href="${link(visit, accountPath(number, 'groups', administratorsGroup, 'add'))}">${icon('add')}${visit.administration.account.add}${about && html`<span class="sr"> ${about}</span>`}</a>`;

function groupItem(visit: SignedIn, number: string, group: string, administrator: boolean): Html {
  const { account: words } = visit.administration;
  const path = link(visit, accountPath(number, 'groups', group));
  return html`<li>
<div><a href="${path}">${groupName(group, visit)}</a></div>
<div class="buttons">
${administrator && group === administratorsGroup && addButton(visit, number)}
<a class="button second" href="${path}">${icon('people')}${words.members}<span class="sr"> ${groupName(group, visit)}</span></a>
</div>
</li>`;
}

/** What an account has, as tabs. */
export function accountTabs(
  visit: Visit,
  number: string,
  current: 'groups' | 'users' | 'onboardings' | 'bulk' | 'mailing',
  administrator: boolean,
): Html {
  const { tabs } = visit.administration.account;
  const tab = (name: keyof typeof tabs, path: string) =>
    html`<li><a href="${path}"${name === current && trusted(' aria-current="page"')}>${tabs[name]}</a></li>`;
  return html`<nav aria-label="${visit.administration.labels.account}"><ul class="tabs">
${tab('groups', link(visit, accountPath(number)))}
${tab('users', link(visit, accountPath(number, 'users')))}
${tab('onboardings', link(visit, '/onboardings', { account: number }))}
${administrator && tab('bulk', link(visit, accountPath(number, 'bulk')))}
${tab('mailing', link(visit, accountPath(number, 'mailing')))}
</ul></nav>`;
}

/** The how-to's "contact support", for whoever may not add anybody. @param again a request of theirs is open */
function upgradeCard(visit: SignedIn, number: string, form: Form, errors: FormErrors | null, again: boolean): Html {
  const { account: words } = visit.administration;
  const mine = errors !== null;
  return html`<div class="card"><h2>${words.notAdministrator}</h2><p>${words.notAdministratorText}</p>
<div class="deeds">${deed(
    {
      name: 'upgrade',
      label: again ? words.upgradeAgain : words.upgrade,
      explanation: again ? words.upgradeAgainHint : words.upgradeHint,
      action: link(visit, accountPath(number, 'upgrade')),
      open: mine,
      fields: reasonField(
        { name: 'upgrade', hint: visit.administration.auditHint, mine, value: form['reason'], errors },
        visit,
      ),
    },
    visit,
  )}</div></div>`;
}
