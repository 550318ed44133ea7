import { guessPassword } from '../guesses.ts';
import { sourceOf } from '../rate-limits.ts';
import { route } from '../route.ts';
import { password, passwordSet } from '../schemas.ts';
import { z } from '../zod.ts';

export const changePasswordRoute = route({
  method: 'post',
  path: '/me/password',
  tag: 'Own user',
  summary: 'Change the password of the signed-in user',
  description: 'Takes the present password. Every other sign-in of the user ends; API tokens stay.',
  access: 'session',
  body: z.strictObject({ currentPassword: password, password, confirmPassword: password }).openapi('PasswordChange'),
  replies: {
    200: {
      description: 'The new password is in force',
      body: passwordSet,
    },
  },
  problems: ['password.rejected', 'password.confirmation-differs', 'rate.limited', 'service.busy'],
  async handler({ services, web, principal, body, locale }) {
    await guessPassword(web.limits, principal.user, () => services.credentials.changePassword(principal, body, locale));
    return { status: 200, body: { status: 'password-set' as const } };
  },
});

export const passwordStrengthRoute = route({
  method: 'post',
  path: '/password-strength',
  tag: 'Own user',
  summary: 'How good a password would be',
  description: 'For the meter beside the field. The password is judged and forgotten: it is neither kept nor logged.',
  access: 'public',
  body: z.strictObject({ password: z.string().max(1_024) }).openapi('PasswordToJudge'),
  replies: {
    200: {
      description: 'Its score from 0 to 4, whether it would be taken, and why',
      body: z
        .object({ score: z.int().min(0).max(4), taken: z.boolean(), reason: z.string() })
        .openapi('PasswordStrength'),
    },
  },
  problems: [],
  limit: async ({ web, caller, request }) =>
    web.limits.strength.count((caller.principal ?? caller.pending)?.user ?? sourceOf(request)),
  async handler({ services, caller, body, locale }) {
    const known = caller.principal ?? caller.pending;
    const strength = await services.credentials.passwordStrength(body.password, known?.user ?? null, locale);
    return { status: 200, body: strength };
  },
});
