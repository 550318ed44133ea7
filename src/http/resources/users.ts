import { readAddress } from '../../directory/addresses.ts';
import type { UserView } from '../../directory/users.ts';
import { dictionary, fill, type Locale } from '../../language/index.ts';
import { Problem } from '../../problems.ts';
import { nextLink } from '../links.ts';
import { route } from '../route.ts';
import { address, nextCursor, pageQuery, password, personName, reason, user } from '../schemas.ts';
import { z } from '../zod.ts';

const account = { account: z.string() };

export const userView = ({
  userId,
  firstName,
  lastName,
  status,
  firstLoginAt,
  createdAt,
}: Omit<UserView, 'addressProvedAt'>) => ({
  userId,
  firstName,
  lastName,
  status,
  firstLoginAt: firstLoginAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});

const added = (userId: string, locale: Locale) => fill(dictionary(locale).messages['user.added'], { userId });

export const listUsersRoute = route({
  method: 'get',
  path: '/accounts/{account}/users',
  tag: 'Directory',
  summary: 'The users of an account',
  access: 'directory:read',
  params: z.strictObject(account),
  query: z.strictObject({
    ...pageQuery,
    q: z.string().max(254).optional().openapi({ description: 'part of an address or a name' }),
  }),
  replies: { 200: { description: 'One page', body: z.object({ items: z.array(user), nextCursor }).openapi('Users') } },
  problems: ['account.not-found', 'access.not-account-administrator'],
  async handler({ services, web, principal, params, query, request }) {
    await services.authority.demand(principal, 'user.list', params.account);
    const page = await services.directory.listUsers(params.account, query);
    return {
      status: 200,
      headers: nextLink(web.publicUrl, request, page.nextCursor),
      body: { items: page.items.map(userView), nextCursor: page.nextCursor },
    };
  },
});

export const addUserRoute = route({
  method: 'post',
  path: '/accounts/{account}/users',
  tag: 'Directory',
  summary: 'Add User',
  description:
    'A password given here is temporary; without one, a temporary password is made and answered this once. The user sets the permanent one at the first login.',
  access: 'directory:write',
  params: z.strictObject(account),
  body: z
    .strictObject({
      userId: address,
      firstName: personName,
      lastName: personName,
      password: password.optional(),
      confirmPassword: password.optional(),
      enforcePasswordExpiration: z.boolean().optional(),
    })
    .openapi('NewUser'),
  replies: {
    201: {
      description: 'Added',
      body: z.object({ message: z.string(), user, temporaryPassword: z.string().optional() }).openapi('UserAdded'),
    },
  },
  problems: [
    'account.not-found',
    'access.not-account-administrator',
    'user.exists',
    'user.expiration-required',
    'password.rejected',
    'password.confirmation-differs',
    'service.busy',
  ],
  limit: async ({ web, principal }) => web.limits.lookups.count(principal.user),
  idempotency: {
    requiredWithTokens: true,
    async replay({ services, body, locale }, { reference }) {
      const found = await services.directory.findUser(readAddress(body.userId).key);
      if (found === null || String(found._id) !== reference) throw new Problem('user.not-found');
      return {
        status: 201,
        body: {
          message: added(found.userId, locale),
          user: userView({ ...found, firstLoginAt: found.firstLoginAt ?? null }),
        },
      };
    },
  },
  async handler({ services, principal, params, body, locale }) {
    const { user: made, temporaryPassword } = await services.directory.addUser(
      { ...principal, locale },
      params.account,
      body,
    );
    const found = await services.directory.findUser(readAddress(made.userId).key);
    return {
      status: 201,
      reference: String(found?._id),
      body: {
        message: added(made.userId, locale),
        user: userView(made),
        ...(temporaryPassword === undefined ? {} : { temporaryPassword }),
      },
    };
  },
});

export const userPasswordRoute = route({
  method: 'post',
  path: '/accounts/{account}/users/{userId}/temporary-password',
  tag: 'Directory',
  summary: 'Make a new temporary password for a user whose first login is to come',
  description:
    'The former one stops working. The new one is in this answer only, and kept nowhere. Whoever has proved the address by a mailed code, invited say, goes on by the invitation alone: 409 `password.address-proved`.',
  access: 'onboardings:write',
  action: 'temporary-password.make',
  params: z.strictObject({ ...account, userId: address }),
  body: z.strictObject({ reason }).openapi('TemporaryPasswordReason'),
  replies: {
    200: {
      description: 'The password; hand it over yourself',
      body: z.object({ userId: z.string(), temporaryPassword: z.string() }).openapi('MadeTemporaryPassword'),
    },
  },
  problems: [
    'account.not-found',
    'access.not-account-administrator',
    'user.not-found',
    'password.temporary-not-allowed',
    'password.address-proved',
    'service.busy',
  ],
  async handler({ services, principal, params, body }) {
    const { account: number, userId } = params;
    return { status: 200, body: await services.onboardings.makeUserPassword(principal, number, userId, body.reason) };
  },
});

const lockDefinition = {
  method: 'post',
  tag: 'Directory',
  access: 'directory:write',
  params: z.strictObject({ ...account, userId: address }),
  body: z.strictObject({ reason }).openapi('Reason'),
  replies: { 200: { description: 'The user as it stands now', body: user } },
} as const;

export const lockUserRoute = route({
  ...lockDefinition,
  action: 'user.lock',
  path: '/accounts/{account}/users/{userId}/lock',
  summary: 'Lock a user: ends the sessions, and nobody can sign in or be added',
  problems: [
    'account.not-found',
    'access.not-account-administrator',
    'user.not-found',
    'user.lock-yourself',
    'user.locked',
    'member.last-administrator',
  ],
  async handler({ services, principal, params, body }) {
    const locked = await services.directory.lockUser(principal, params.account, params.userId, body.reason);
    return { status: 200, body: userView(locked) };
  },
});

export const unlockUserRoute = route({
  ...lockDefinition,
  action: 'user.unlock',
  path: '/accounts/{account}/users/{userId}/unlock',
  summary: 'Unlock a user',
  problems: ['account.not-found', 'access.not-account-administrator', 'user.not-found', 'user.not-locked'],
  async handler({ services, principal, params, body }) {
    const unlocked = await services.directory.unlockUser(principal, params.account, params.userId, body.reason);
    return { status: 200, body: userView(unlocked) };
  },
});
