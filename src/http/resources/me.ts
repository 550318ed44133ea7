import { platformAccount } from '../../directory/groups.ts';
import { readAddress } from '../../directory/addresses.ts';
import { Problem } from '../../problems.ts';
import type { Principal } from '../../directory/authority.ts';
import type { Services } from '../services.ts';
import { route } from '../route.ts';
import { account, person, requiredActionList, scope } from '../schemas.ts';
import { z } from '../zod.ts';

export const meRoute = route({
  method: 'get',
  path: '/me',
  tag: 'Sign-in',
  summary: 'Who is signed in, and what this user can see',
  access: 'known',
  replies: {
    200: {
      description: 'The signed-in user',
      body: person
        .extend({
          status: z.enum(['signed-in', 'required-actions']),
          requiredActions: requiredActionList,
          via: z.enum(['session', 'token']),
          scopes: z.array(scope).nullable(),
          accounts: z.array(account),
          support: z.boolean(),
        })
        .openapi('Me'),
    },
  },
  problems: [],
  async handler({ services, caller, principal }) {
    const user = await services.directory.findUser(readAddress(principal.userId).key);
    if (user === null) throw new Problem('access.sign-in-required');
    const full = caller.principal !== null;
    return {
      status: 200,
      body: {
        userId: user.userId,
        firstName: user.firstName,
        lastName: user.lastName,
        locale: user.preferences.language,
        status: full ? ('signed-in' as const) : ('required-actions' as const),
        requiredActions: user.requiredActions,
        via: principal.via,
        scopes: principal.scopes ? z.array(scope).parse(principal.scopes) : null,
        accounts: full ? await accountsOf(services, principal) : [],
        support: full && (await services.authority.rolesIn(principal, platformAccount)).support,
      },
    };
  },
});

/** The first hundred: more only support staff see, who have the list. */
async function accountsOf(services: Services, principal: Principal) {
  if (principal.via === 'token' && !principal.scopes?.includes('directory:read')) return [];
  const { items } = await services.directory.listAccounts(principal, { limit: 100 });
  return items.map(({ number, name }) => ({ number, name }));
}
