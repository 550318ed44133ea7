import { readAddress } from '../../directory/addresses.ts';
import { route } from '../route.ts';
import { address, password, passwordSet } from '../schemas.ts';
import { z } from '../zod.ts';

export const requestResetRoute = route({
  method: 'post',
  path: '/password-resets',
  tag: 'Sign-in',
  summary: 'Have a link to set a new password mailed',
  description: 'Answers the same for every address, whether or not somebody has it.',
  access: 'public',
  body: z.strictObject({ userId: address }).openapi('PasswordResetRequest'),
  replies: {
    202: {
      description: 'If somebody has this address, a mail is on its way',
      body: z.object({ status: z.literal('accepted') }).openapi('Accepted'),
    },
  },
  problems: [],
  limit: async ({ web, body }) => web.limits.mails.count(readAddress(body.userId).key),
  async handler({ services, body }) {
    await services.credentials.passwordResets.request(body);
    return { status: 202, body: { status: 'accepted' as const } };
  },
});

export const redeemResetRoute = route({
  method: 'post',
  path: '/password-resets/{token}',
  tag: 'Sign-in',
  summary: 'Set a new password with the token of a mailed link',
  description: 'Ends every session and API token of the user; sign in with the new password afterwards.',
  access: 'public',
  params: z.strictObject({ token: z.string().max(200) }),
  body: z.strictObject({ password, confirmPassword: password }).openapi('NewPassword'),
  replies: {
    200: {
      description: 'The new password is in force',
      body: passwordSet,
    },
  },
  problems: ['reset.invalid', 'password.rejected', 'password.confirmation-differs', 'service.busy'],
  async handler({ services, web, params, body, locale, requestId, response }) {
    await services.credentials.passwordResets.redeem(params.token, body, { locale, requestId });
    web.cookie.clear(response);
    return { status: 200, body: { status: 'password-set' as const } };
  },
});
