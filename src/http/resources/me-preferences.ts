import { route } from '../route.ts';
import { preferences } from '../schemas.ts';

const replies = { 200: { description: 'The preferences as they stand', body: preferences } } as const;

export const readPreferencesRoute = route({
  method: 'get',
  path: '/me/preferences',
  tag: 'Own user',
  summary: 'Language, time zone and mails of the signed-in user',
  access: 'session',
  replies,
  problems: [],
  async handler({ services, principal }) {
    return { status: 200, body: await services.directory.readPreferences(principal.user) };
  },
});

export const changePreferencesRoute = route({
  method: 'patch',
  path: '/me/preferences',
  tag: 'Own user',
  summary: 'Change language, time zone or mails of the signed-in user',
  description: 'What is left out stays as it is.',
  access: 'session',
  body: preferences.partial().openapi('PreferencesChange'),
  replies,
  problems: [],
  async handler({ services, principal, body, locale }) {
    return { status: 200, body: await services.directory.updatePreferences(principal.user, body, locale) };
  },
});
