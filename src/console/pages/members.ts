import express, { type Response, type Router } from 'express';
import { readAddress } from '../../directory/addresses.ts';
import type { MemberView } from '../../directory/members.ts';
import { administratorsGroup } from '../../directory/groups.ts';
import { fullName } from '../../directory/names.ts';
import { type Html, html } from '../../html.ts';
import type { Problem } from '../../problems.ts';
import { accountFor } from '../account-for.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { deed } from '../deeds.ts';
import { errorSummary, formErrors, refusalOf } from '../fields.ts';
import { fittingPage } from '../fitting.ts';
import { formOf, given, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { accountLabel, accountPath, distance, done, empty, groupName, userTag, wayTo } from '../pieces.ts';
import type { Parts } from '../services.ts';
import { link, place } from '../visit.ts';
import { addButton } from './accounts.ts';

const pageSize = 30;

/** A group's members, with "Add to Group" as the first action, and remove. */
export function memberPages({ services, banner }: Parts): Router {
  const router = express.Router();
  const { directory, authority } = services;
  const groupPath = '/accounts/:account/groups/:group';

  router.get(
    groupPath,
    signedIn(async (visit, { params, query }, response) => {
      const of = { account: String(params['account']), group: String(params['group']) };
      const asked = { cursor: given(textOf(query['cursor'])), said: textOf(query['said']) };
      await showMembers(response, visit, of, asked);
    }),
  );

  router.post(
    `${groupPath}/remove`,
    signedIn(async (visit, request, response) => {
      const of = { account: String(request.params['account']), group: String(request.params['group']) };
      try {
        await directory.removeMember(visit.principal, of.account, of.group, formOf(request)['userId'] ?? '');
      } catch (error) {
        return showMembers(response, visit, of, {}, refusalOf(error));
      }
      // Whoever removes their own right may not see the list any more.
      const self = readAddress(formOf(request)['userId'] ?? '').key === readAddress(visit.principal.userId).key;
      const path = self ? accountPath(of.account) : accountPath(of.account, 'groups', of.group);
      response.redirect(303, link(visit, path, { said: 'removed' }));
    }),
  );

  router.get(
    `${groupPath}/remove`,
    signedIn(async (visit, { params }, response) =>
      response.redirect(303, link(visit, accountPath(String(params['account']), 'groups', String(params['group'])))),
    ),
  );

  async function showMembers(
    response: Response,
    visit: SignedIn,
    { account: number, group }: { account: string; group: string },
    { cursor, said = '' }: { cursor?: string | undefined; said?: string },
    problem?: Problem,
  ) {
    const { members: words, next } = visit.administration;
    const account = await accountFor(services, visit, 'member.list', number);
    const { administrator } = await authority.rolesIn(visit.principal, number);
    const path = accountPath(number, 'groups', group);
    const item = (member: MemberView) => memberItem(visit, path, member, administrator);
    const { items, nextCursor } = await fittingPage(
      pageSize,
      async (limit) => directory.listMembers(number, group, { limit, cursor }),
      item,
    );
    const title = groupName(group, visit);
    const mayAdd = administrator && group === administratorsGroup;
    const main = html`
${await banner(visit)}
${errorSummary(problem ? formErrors(problem, visit) : null, {})}
${!problem && done(words.done[said])}
<div class="card">
<div class="head"><h1>${title}</h1>${mayAdd && addButton(visit, number)}</div>
${
  items.length === 0
    ? empty(words.none, mayAdd && addButton(visit, number, '', 'second'))
    : html`<ul class="list">${items.map(item)}</ul>`
}
${nextCursor && html`<p><a href="${link(visit, path, { cursor: nextCursor })}">${next}</a></p>`}
</div>`;
    const page = { title: `${title}, ${accountLabel(account)}`, main, section: 'accounts' as const, wide: true };
    const shown = { ...page, crumbs: wayTo(visit, account), here: place(path), hasErrors: problem !== undefined };
    sendPage(response, visit, shown, problem?.status ?? 200);
  }

  return router;
}

function memberItem(visit: SignedIn, path: string, member: MemberView, administrator: boolean): Html {
  const { members: words } = visit.administration;
  const { userId, status, addedAt, addedBy } = member;
  const name = fullName(member);
  const self = userId === visit.principal.userId;
  return html`<li>
<div><strong>${name}</strong>${self && html` <span class="quiet">(${words.you})</span>`}${name !== userId && html` <span class="quiet small">${userId}</span>`}<br>
${userTag(status, false, visit)} <span class="quiet small">${words.added(addedBy)} ${distance(addedAt, visit)}</span></div>
${
  administrator &&
  html`<div class="deeds">${deed(
    {
      name: 'remove',
      label: words.remove,
      about: userId,
      explanation: self ? words.removeSelf : words.removeText(userId),
      action: link(visit, `${path}/remove`),
      danger: true,
      fields: html`<input type="hidden" name="userId" value="${userId}">`,
    },
    visit,
  )}</div>`
}
</li>`;
}
