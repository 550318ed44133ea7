import { nextLink } from '../links.ts';
import { route } from '../route.ts';
import { account, group, nextCursor, pageQuery } from '../schemas.ts';
import { z } from '../zod.ts';

export const listAccountsRoute = route({
  method: 'get',
  path: '/accounts',
  tag: 'Directory',
  summary: 'The accounts that you belong to; for support staff all of them',
  access: 'directory:read',
  query: z.strictObject(pageQuery),
  replies: {
    200: { description: 'Accounts', body: z.object({ items: z.array(account), nextCursor }).openapi('Accounts') },
  },
  problems: [],
  async handler({ services, web, principal, query, request }) {
    const { items, nextCursor: cursor } = await services.directory.listAccounts(principal, query);
    return {
      status: 200,
      headers: nextLink(web.publicUrl, request, cursor),
      body: { items: items.map(({ number, name }) => ({ number, name })), nextCursor: cursor },
    };
  },
});

export const listGroupsRoute = route({
  method: 'get',
  path: '/accounts/{account}/groups',
  tag: 'Directory',
  summary: 'The groups of an account',
  access: 'directory:read',
  params: z.strictObject({ account: z.string() }),
  replies: { 200: { description: 'Groups', body: z.object({ items: z.array(group) }).openapi('Groups') } },
  problems: ['account.not-found'],
  async handler({ services, principal, params }) {
    await services.authority.demand(principal, 'account.read', params.account);
    const groups = await services.directory.listGroups(params.account);
    return { status: 200, body: { items: groups.map(({ name }) => ({ name })) } };
  },
});
