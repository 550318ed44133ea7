import type { Preferences } from '../../directory/models.ts';
import type { Context } from '../route.ts';
import { route } from '../route.ts';
import { password, personName, preferences, requiredActionList } from '../schemas.ts';
import { z } from '../zod.ts';

const parts = z
  .strictObject({
    features: z.strictObject({ seen: z.literal(true) }).optional(),
    names: z
      .strictObject({ firstName: personName, lastName: personName })
      .optional()
      .openapi({ description: 'what the person is called, where whoever added them gave no name' }),
    preferences: preferences.optional(),
    password: password.optional(),
    confirmPassword: password.optional(),
  })
  .openapi('FirstLogin');

const replies = {
  200: {
    description: 'Complete, or what is left to do',
    body: z
      .object({ status: z.enum(['signed-in', 'required-actions']), requiredActions: requiredActionList })
      .openapi('FirstLoginState'),
  },
} as const;

const problems = [
  'first-login.out-of-order',
  'first-login.nothing-left',
  'password.rejected',
  'password.confirmation-differs',
  'service.busy',
] as const;

/** Takes whatever parts came; after the last one the session is a new, full one. */
async function submit({
  services,
  web,
  principal,
  locale,
  body,
  response,
}: Context<unknown, unknown, z.output<typeof parts>>) {
  const outcome = await services.firstLogin.submit({ ...principal, locale }, body);
  if (outcome.status === 'required-actions') {
    const { status, requiredActions } = outcome;
    return { status: 200 as const, body: { status, requiredActions } };
  }
  web.cookie.set(response, outcome.token);
  return { status: 200 as const, body: { status: outcome.status, requiredActions: [] } };
}

export const readFirstLoginRoute = route({
  method: 'get',
  path: '/first-login',
  tag: 'First login',
  summary: 'What the first login still demands',
  access: 'any-session',
  replies: {
    200: {
      description: 'Required actions in their order, and the preferences as they stand',
      body: z.object({ requiredActions: requiredActionList, preferences }).openapi('FirstLoginStatus'),
    },
  },
  problems: [],
  async handler({ services, principal }) {
    const { requiredActions, preferences: chosen } = await services.firstLogin.status(principal.user);
    return {
      status: 200,
      body: { requiredActions, preferences: preferencesOf(chosen) },
    };
  },
});

export const submitFirstLoginRoute = route({
  method: 'post',
  path: '/first-login',
  tag: 'First login',
  summary: 'Complete the first login, whole or as far as the parts given go',
  description: 'Features, preferences and permanent password, in this order. The last part completes all in one step.',
  access: 'any-session',
  body: parts,
  replies,
  problems,
  handler: submit,
});

export const continueFirstLoginRoute = route({
  method: 'patch',
  path: '/first-login',
  tag: 'First login',
  summary: 'Complete the next part of the first login',
  access: 'any-session',
  body: parts,
  replies,
  problems,
  handler: submit,
});

const preferencesOf = ({ language: chosen, timeZone: zone, notifyNewMessages }: Preferences) => ({
  language: chosen,
  timeZone: zone,
  notifyNewMessages,
});
