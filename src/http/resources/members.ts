import { readAddress } from '../../directory/addresses.ts';
import type { MemberView } from '../../directory/members.ts';
import { Problem } from '../../problems.ts';
import { nextLink } from '../links.ts';
import { route } from '../route.ts';
import { address, member, nextCursor, pageQuery } from '../schemas.ts';
import { z } from '../zod.ts';

const group = { account: z.string(), group: z.string() };
const membersPath = '/accounts/{account}/groups/{group}/members';

const viewOf = ({ userId, firstName, lastName, status, addedAt, addedBy }: MemberView) => ({
  userId,
  firstName,
  lastName,
  status,
  addedAt: addedAt.toISOString(),
  addedBy,
});

export const listMembersRoute = route({
  method: 'get',
  path: membersPath,
  tag: 'Directory',
  summary: 'The members of a group',
  access: 'directory:read',
  params: z.strictObject(group),
  query: z.strictObject(pageQuery),
  replies: {
    200: { description: 'One page', body: z.object({ items: z.array(member), nextCursor }).openapi('Members') },
  },
  problems: ['account.not-found', 'group.not-found', 'access.not-account-administrator'],
  async handler({ services, web, principal, params, query, request }) {
    await services.authority.demand(principal, 'member.list', params.account);
    const page = await services.directory.listMembers(params.account, params.group, query);
    return {
      status: 200,
      headers: nextLink(web.publicUrl, request, page.nextCursor),
      body: { items: page.items.map(viewOf), nextCursor: page.nextCursor },
    };
  },
});

export const addMemberRoute = route({
  method: 'post',
  path: membersPath,
  tag: 'Directory',
  summary: 'Add to Group',
  description:
    'The plain add, of a user who exists for this account. Where nobody has the address, `nextActions` names the two ways out, an onboarding by invitation or with a temporary password.',
  access: 'directory:write',
  params: z.strictObject(group),
  body: z.strictObject({ userId: address }).openapi('NewMember'),
  replies: { 201: { description: 'Added', body: member } },
  problems: [
    'account.not-found',
    'group.not-found',
    'access.not-account-administrator',
    'user.non-existent',
    'user.first-login-pending',
    'user.mailbox-unproved',
    'user.locked',
    'member.exists',
  ],
  limit: async ({ web, principal }) => web.limits.lookups.count(principal.user),
  idempotency: {
    requiredWithTokens: false,
    async replay({ services, principal, params, body }) {
      await services.authority.demand(principal, 'member.list', params.account);
      const found = await services.directory.findMember(params.account, params.group, readAddress(body.userId).key);
      if (found === null) throw new Problem('member.not-found');
      return { status: 201, body: viewOf(found) };
    },
  },
  async handler({ services, principal, params, body }) {
    const added = await services.directory.addMember(principal, params.account, params.group, body.userId);
    return { status: 201, body: viewOf(added) };
  },
});

export const removeMemberRoute = route({
  method: 'delete',
  path: `${membersPath}/{userId}`,
  tag: 'Directory',
  summary: 'Remove from the group',
  access: 'directory:write',
  params: z.strictObject({ ...group, userId: address }),
  replies: { 204: { description: 'Removed' } },
  problems: [
    'account.not-found',
    'group.not-found',
    'access.not-account-administrator',
    'member.not-found',
    'member.last-administrator',
  ],
  async handler({ services, principal, params }) {
    await services.directory.removeMember(principal, params.account, params.group, params.userId);
    return { status: 204 };
  },
});
