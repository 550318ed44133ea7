import { guessSignIn } from '../guesses.ts';
import { route } from '../route.ts';
import { address, password, person, requiredActionList } from '../schemas.ts';
import { readAddress } from '../../directory/addresses.ts';
import { z } from '../zod.ts';

const signInStatus = z.enum(['signed-in', 'required-actions']);

export const signInRoute = route({
  method: 'post',
  path: '/session',
  tag: 'Sign-in',
  summary: 'Sign in',
  description:
    'Sets the session cookie. With `required-actions` the session can do nothing but complete the first login. A wrong password, an unknown address and a locked user are answered alike.',
  access: 'public',
  body: z.strictObject({ userId: address, password }).openapi('SignIn'),
  replies: {
    200: {
      description: 'Signed in',
      body: z.object({ status: signInStatus, requiredActions: requiredActionList, user: person }).openapi('SignedIn'),
    },
  },
  problems: ['sign-in.refused', 'password.temporary-expired', 'service.busy'],
  async handler({ services, web, body, caller, requestId, response }) {
    const key = readAddress(body.userId).key;
    const formerToken = caller.sessionToken ?? undefined;
    const { status, requiredActions, user, token } = await guessSignIn(web.limits, key, () =>
      services.signIn({ ...body, requestId, formerToken }),
    );
    web.cookie.set(response, token);
    const { userId, firstName, lastName, locale } = user;
    return {
      status: 200,
      body: { status, requiredActions, user: { userId, firstName, lastName, locale } },
    };
  },
});

export const signOutRoute = route({
  method: 'delete',
  path: '/session',
  tag: 'Sign-in',
  summary: 'Sign out',
  access: 'public',
  replies: { 204: { description: 'Signed out; also without a session' } },
  problems: [],
  async handler({ services, web, caller, response }) {
    if (caller.sessionToken !== null) await services.credentials.sessions.close(caller.sessionToken);
    web.cookie.clear(response);
    return { status: 204 };
  },
});
