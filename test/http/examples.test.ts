import { bodyExamples, parameterExamples } from '../../src/http/examples.ts';
import { routes } from '../../src/http/routes.ts';
import { startApi } from './support.ts';

test('every example of the documentation belongs to a call, and is what the call takes', () => {
  const known = new Map(routes.map((route) => [`${route.method} ${route.path}`, route.body]));
  for (const [call, example] of Object.entries(bodyExamples)) {
    expect({ call, taken: known.get(call)?.safeParse(example).success }).toEqual({ call, taken: true });
  }
});

test('the examples run, one after the other, as the documentation fills them in', async () => {
  const api = await startApi();
  try {
    const cookie = await api.cookieOf(await api.makeAdministrator('ann'));
    // Only an onboarding that is there can be cancelled: its reference is nobody's example.
    const runnable = Object.entries(bodyExamples).filter(([call]) => !call.includes('{ref}'));
    for (const [call, json] of runnable) {
      const [method = '', path = ''] = call.split(' ');
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => parameterExamples[name]!);
      const { status, body } = await api.call(method.toUpperCase(), `/api/v1${filled}`, { headers: cookie, json });
      // Ana has been added as a user and has yet to sign in, which the plain "Add to Group" says.
      const refused = call.endsWith('/members') ? 'user.first-login-pending' : undefined;
      expect({ call, refused: status < 300 ? undefined : body?.code }).toEqual({ call, refused });
    }
  } finally {
    await api.close();
  }
});
