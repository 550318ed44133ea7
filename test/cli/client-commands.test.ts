import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { castellan, json, onboarding, type Seen, startApi } from './support.ts';

let api: Awaited<ReturnType<typeof startApi>>;
let answer: Parameters<typeof startApi>[0];
let env: Record<string, string>;

beforeEach(async () => {
  api = await startApi((seen, response) => answer(seen, response));
  env = { CASTELLAN_URL: api.url, CASTELLAN_TOKEN: 'cst_token' };
});
afterEach(async () => api.close());

describe('promote', () => {
  test('asks for the promotion with token, language and idempotency key, and prints where it stands', async () => {
    answer = (_, response) => json(response, 202, { onboarding: onboarding(), joined: false });
    const { code, stdout, stderr } = await castellan(
      [
        'promote',
        'ana@example.org',
        '--account',
        '1001',
        '--path',
        'invite',
        '--first-name',
        'Ana',
        '--last-name',
        'Sol',
        '--reason',
        'New',
      ],
      { env },
    );
    expect(code).toBe(0);
    expect(stdout).toBe('ONB-7F3K9Q  waiting for the first login\n');
    expect(stderr).toContain('castellan explain ONB-7F3K9Q');
    const [call] = api.seen as [Seen];
    expect(call).toMatchObject({
      method: 'POST',
      url: '/api/v1/accounts/1001/onboardings',
      body: {
        email: 'ana@example.org',
        path: 'invite',
        candidate: { firstName: 'Ana', lastName: 'Sol', locale: 'en' },
        reason: 'New',
      },
      headers: { authorization: 'Bearer cst_token', 'accept-language': 'en' },
    });
    expect(call.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('reads the message from a file or from standard input', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'castellan-cli-'));
    const file = path.join(folder, 'message.txt');
    writeFileSync(file, 'Bienvenue');
    answer = (_, response) => json(response, 202, { onboarding: onboarding(), joined: false });
    const promote = ['promote', 'ana@example.org', '--account', '1001', '--path', 'invite', '--message-file'];
    await castellan([...promote, file], { env });
    await castellan([...promote, '-'], { env, stdin: 'Welcome' });
    expect(api.seen.map(({ body }) => (body as { message: string }).message)).toEqual(['Bienvenue', 'Welcome']);
    rmSync(folder, { recursive: true });
    const missing = await castellan([...promote, file], { env });
    expect(missing).toMatchObject({ code: 2, stdout: '' });
  });

  test('prints a temporary password once, on standard output', async () => {
    answer = (_, response) =>
      json(response, 202, {
        onboarding: onboarding({ path: 'temporary-password' }),
        joined: false,
        temporaryPassword: 'K7QF2-M9XTA',
      });
    const promote = ['promote', 'ana@example.org', '--account', '1001', '--path', 'temporary-password'];
    const human = await castellan(promote, { env });
    expect(human.stdout.match(/K7QF2-M9XTA/g)).toHaveLength(1);
    expect(human.stderr).not.toContain('K7QF2-M9XTA');
    const machine = await castellan([...promote, '--json'], { env });
    expect(JSON.parse(machine.stdout)).toMatchObject({ temporaryPassword: 'K7QF2-M9XTA' });
    expect(machine.stderr).toBe('');
  });

  test('says by which command a temporary password is made when none came', async () => {
    answer = (_, response) =>
      json(response, 202, {
        onboarding: onboarding({ path: 'temporary-password' }),
        joined: false,
        nextActions: [
          { rel: 'new-temporary-password', href: '/api/v1/onboardings/x/temporary-password', method: 'POST' },
        ],
      });
    const promote = ['promote', 'ana@example.org', '--account', '1001', '--path', 'temporary-password'];
    const { stderr } = await castellan(promote, { env });
    expect(stderr).toContain(`castellan temporary-password ${onboarding().ref} --reason`);
  });

  test.each([
    [[], { locale: 'en' }],
    [['--locale', 'fr'], { locale: 'fr' }],
    [['--first-name', 'Ana'], { firstName: 'Ana', locale: 'en' }],
  ] as const)('the candidate’s language goes along with %j', async (flags, candidate) => {
    answer = (_, response) => json(response, 202, { onboarding: onboarding(), joined: false });
    await castellan(['promote', 'ana@example.org', '--account', '1001', ...flags], { env });
    expect(api.seen.at(-1)!.body).toMatchObject({ candidate });
  });

  test('names the two ways out as commands when no user has the address', async () => {
    answer = (_, response) =>
      json(response, 404, {
        title: 'Unable to add non-existent user.',
        status: 404,
        code: 'user.non-existent',
        detail: 'No user has the address ana@example.org.',
        nextActions: [
          { rel: 'invite', href: '/api/v1/accounts/1001/onboardings', method: 'POST', title: 'Invite' },
          {
            rel: 'temporary-password',
            href: '/api/v1/accounts/1001/onboardings',
            method: 'POST',
            title: 'Create the user',
          },
        ],
      });
    const { code, stderr } = await castellan(['promote', 'ana@example.org', '--account', '1001'], { env });
    expect(code).toBe(7);
    expect(stderr).toContain('castellan: Unable to add non-existent user.');
    expect(stderr).toContain('Invite: castellan promote ana@example.org --account 1001 --path invite');
    expect(stderr).toContain('--path temporary-password');
  });

  test('--wait follows to the end, across a broken stream, without a line twice', async () => {
    let streams = 0;
    const line = (seq: number, kind: string, text: string) => ({
      seq,
      at: '2026-11-22T10:00:00.000Z',
      kind,
      by: null,
      text,
    });
    const lines = [line(3, 'first-login', 'First login done.'), line(4, 'completed', 'Done for good.')];
    answer = (seen, response) => {
      if (seen.method === 'POST') return json(response, 202, { onboarding: onboarding(), joined: false });
      if (!seen.url.endsWith('/events')) {
        const stage = streams > 1 ? 'completed' : 'adding-to-group';
        return json(response, 200, onboarding({ stage, timeline: [...onboarding().timeline!, ...lines] }));
      }
      streams += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const events = streams === 1 ? lines.slice(0, 1) : lines;
      response.write(': still here\n\n');
      response.end(
        events.map((event) => `id: ${event.seq}\nevent: entry\ndata: ${JSON.stringify(event)}\n\n`).join(''),
      );
    };
    const { code, stderr } = await castellan(
      ['promote', 'ana@example.org', '--account', '1001', '--path', 'invite', '--wait=1m'],
      { env },
    );
    expect(code).toBe(0);
    expect(stderr.match(/First login done/g)).toHaveLength(1);
    expect(stderr.match(/Done for good/g)).toHaveLength(1);
    const resumedAfter = api.seen
      .filter(({ url }) => url.endsWith('/events'))
      .map(({ headers }) => headers['last-event-id']);
    expect(resumedAfter).toEqual(['2', '3']);
  });

  test.each([
    ['stalled', 6],
    ['expired', 6],
    ['completed', 0],
  ] as const)('--wait ends at once when it is %s already', async (stage, expected) => {
    answer = (_, response) => json(response, 200, { onboarding: onboarding({ stage }), joined: true });
    const { code } = await castellan(['promote', 'ana@example.org', '--account', '1001', '--wait'], { env });
    expect(code).toBe(expected);
  });

  test('--wait that is over ends with 3 and says how to follow on', async () => {
    answer = (seen, response) => {
      if (seen.method === 'POST') return json(response, 202, { onboarding: onboarding(), joined: false });
      if (!seen.url.endsWith('/events')) return json(response, 200, onboarding());
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': still here\n\n');
    };
    const { code, stderr } = await castellan(['promote', 'ana@example.org', '--account', '1001', '--wait=1s'], { env });
    expect(code).toBe(3);
    expect(stderr).toContain('castellan watch ONB-7F3K9Q');
  });
});

describe('list, show, explain', () => {
  test('list passes its filters on and lines its columns up', async () => {
    answer = ({ url }, response) =>
      json(
        response,
        200,
        url.startsWith('/api/v1/onboardings/counts')
          ? { stages: { stalled: 3 }, reasons: { 'mail-rejected': 2, 'approval-needed': 1 } }
          : {
              items: [onboarding(), onboarding({ email: 'b@example.org', path: null, stage: 'completed' })],
              nextCursor: 'abc',
            },
      );
    const { code, stdout, stderr } = await castellan(
      ['list', '--account', '1001', '--stage', 'stalled', '--q', 'an a', '--limit', '2'],
      { env },
    );
    expect(code).toBe(0);
    expect(api.seen.map(({ url }) => url)).toEqual([
      '/api/v1/onboardings?account=1001&stage=stalled&q=an+a&limit=2',
      '/api/v1/onboardings/counts?account=1001&q=an+a',
    ]);
    const [header = '', ...rows] = stdout.trim().split('\n');
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.slice(header.indexOf('ADDRESS'))).toMatch(/^(ana|b)@example\.org/);
    expect(stderr).toContain('--cursor abc');
    expect(stderr).toContain('Stalled, by reason: approval-needed 1, mail-rejected 2');
    const machine = await castellan(['--json', 'list'], { env });
    expect(JSON.parse(machine.stdout)).toMatchObject({
      nextCursor: 'abc',
      counts: { reasons: { 'mail-rejected': 2 } },
    });
  });

  test('show and explain point to the runbook’s page for what stalls', async () => {
    const since = '2026-11-22T10:00:00.000Z';
    const stall = { reason: 'mail-rejected', stage: 'inviting', attempt: 1, message: 'Refused.', since } as const;
    answer = (_, response) => json(response, 200, onboarding({ stage: 'stalled', stall }));
    const page = `${api.url}/runbook/mail-rejected`;
    for (const command of ['show', 'explain']) {
      expect((await castellan([command, 'ONB-7F3K9Q'], { env })).stdout).toContain(page);
    }
    const withRoot = { ...env, CASTELLAN_URL: `${api.url}/api/v1/` };
    const machine = await castellan(['--json', 'explain', 'ONB-7F3K9Q'], { env: withRoot });
    expect(JSON.parse(machine.stdout)).toMatchObject({ runbook: page });
    answer = (_, response) => json(response, 200, onboarding());
    expect((await castellan(['explain', 'ONB-7F3K9Q'], { env })).stdout).not.toContain('runbook');
  });

  test('an empty list is an empty output, and no failure', async () => {
    answer = (_, response) => json(response, 200, { items: [], nextCursor: null, stages: {}, reasons: {} });
    expect(await castellan(['list'], { env })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'There is no onboarding to show.\n',
    });
  });

  test('show prints the facts and the timeline, and no control characters of others', async () => {
    answer = (_, response) => json(response, 200, onboarding({ email: 'a\u001b[31mna@example.org' }));
    const { stdout } = await castellan(['show', 'ONB-7F3K9Q'], { env });
    expect(stdout).toContain('promote-to-admin/ONB-7F3K9Q');
    expect(stdout).toContain('The invitation was mailed.');
    expect(stdout).not.toContain('\u001b');
  });

  test('explain gives four answers, in French too', async () => {
    answer = (_, response) => json(response, 200, onboarding());
    const english = await castellan(['explain', 'ONB-7F3K9Q'], { env });
    for (const title of ['What happened', 'whose turn it is', 'What happens by itself', 'What you can do']) {
      expect(english.stdout).toContain(title);
    }
    const french = await castellan(['explain', 'ONB-7F3K9Q', '--lang', 'fr'], { env });
    expect(french.stdout).toContain('Ce que vous pouvez faire');
    expect(api.seen.at(-1)?.headers['accept-language']).toBe('fr');
    const machine = await castellan(['--json', 'explain', 'ONB-7F3K9Q'], { env });
    expect(JSON.parse(machine.stdout)).toMatchObject({
      ref: 'ONB-7F3K9Q',
      waiting: { turn: 'candidate' },
      possible: [{ action: 'resend' }, { action: 'extend' }, { action: 'cancel' }],
    });
  });
});

describe('watch', () => {
  test('prints one JSON line per entry and ends with the onboarding', async () => {
    const event = { seq: 3, at: '2026-11-22T10:00:00.000Z', kind: 'cancelled', by: 'Ben', text: 'Ben cancelled.' };
    answer = (seen, response) => {
      if (!seen.url.endsWith('/events'))
        return json(response, 200, onboarding({ stage: 'cancelled', timeline: [event] }));
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(`id: 3\r\ndata: ${JSON.stringify(event)}\r\n\r\n`);
    };
    const { code, stdout } = await castellan(['watch', 'ONB-7F3K9Q', '--json'], { env });
    expect(code).toBe(6);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text)),
    ).toEqual([event]);
  });

  test('Ctrl-C says that it goes on', async () => {
    const interrupt = new AbortController();
    answer = (_, response) => {
      const line = { seq: 1, at: '2026-11-22T10:00:00.000Z', kind: 'requested', by: null, text: 'Asked.' };
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .write(`id: 1\ndata: ${JSON.stringify(line)}\n\n`);
    };
    const { code, stderr } = await castellan(['watch', 'ONB-7F3K9Q'], {
      env,
      signal: interrupt.signal,
      onOut: () => interrupt.abort(),
    });
    expect(code).toBe(130);
    expect(stderr).toContain('To follow it again: castellan watch ONB-7F3K9Q');
  });
});

describe('decisions', () => {
  test.each(['resume', 'resend', 'extend', 'cancel', 'temporary-password'])('%s sends its reason', async (act) => {
    answer = (_, response) => json(response, 200, { onboarding: onboarding() });
    const { code } = await castellan([act, 'ONB-7F3K9Q', '--reason', 'Because'], { env });
    expect(code).toBe(0);
    expect(api.seen[0]).toMatchObject({
      method: 'POST',
      url: `/api/v1/onboardings/ONB-7F3K9Q/${act}`,
      body: { reason: 'Because' },
    });
  });

  test('where the candidate needs a temporary password next, the command that makes one is named', async () => {
    const expired = onboarding({ path: 'temporary-password', temporaryPasswordState: 'expired' });
    const nextActions = [{ rel: 'new-temporary-password', href: '/x', method: 'POST' }];
    answer = (_, response) => json(response, 200, { onboarding: expired, nextActions });
    const { stderr } = await castellan(['extend', 'ONB-7F3K9Q', '--reason', 'Was away'], { env });
    expect(stderr).toContain('castellan temporary-password ONB-7F3K9Q --reason');
    answer = (_, response) => json(response, 200, expired);
    const { stdout } = await castellan(['show', 'ONB-7F3K9Q'], { env });
    expect(stdout).toMatch(/Temporary password +expired: castellan temporary-password ONB-7F3K9Q/);
  });

  test('cancel --keep-user keeps the user', async () => {
    answer = (_, response) => json(response, 200, { onboarding: onboarding({ stage: 'cancelled' }) });
    const { stdout } = await castellan(['cancel', 'ONB-7F3K9Q', '--reason', 'No', '--keep-user'], { env });
    expect(api.seen[0]?.body).toEqual({ reason: 'No', createdUser: 'keep' });
    expect(stdout).toContain('ONB-7F3K9Q is cancelled.');
  });
});

describe('failures', () => {
  const problem = (status: number, code: string) => ({
    type: 'x',
    title: 'Title',
    status,
    code,
    detail: 'Detail.',
    traceId: 't-1',
    errors: [{ pointer: '/email', code: 'c', detail: 'Field.' }],
    nextActions: [],
  });

  test.each([
    [401, 4],
    [403, 4],
    [404, 7],
    [409, 8],
    [422, 8],
    [429, 5],
    [500, 1],
    [503, 5],
  ])('status %i ends with %i, and says what the problem says', async (status, expected) => {
    answer = (_, response) => json(response, status, problem(status, 'some.code'));
    const { code, stdout, stderr } = await castellan(['show', 'ONB-7F3K9Q'], { env });
    expect(code).toBe(expected);
    expect(stdout).toBe('');
    expect(stderr).toContain('castellan: Title\n  Detail.\n  - /email: Field.');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('a field whose error is the problem itself is not told twice', async () => {
    const errors = [{ pointer: '/email', code: 'address.invalid', detail: 'Title Detail.' }];
    answer = (_, response) => json(response, 422, { ...problem(422, 'address.invalid'), errors });
    const { stderr } = await castellan(['show', 'ONB-7F3K9Q'], { env });
    expect(stderr).toContain('castellan: Title\n  Detail.');
    expect(stderr).not.toContain('/email');
  });

  test('--json gives the problem itself on standard error', async () => {
    answer = (_, response) => json(response, 404, problem(404, 'onboarding.not-found'));
    const { stderr } = await castellan(['show', 'ONB-7F3K9Q', '--json'], { env });
    expect(JSON.parse(stderr)).toMatchObject({ status: 404, code: 'onboarding.not-found', traceId: 't-1' });
  });

  test('next actions are given as commands where there is one', async () => {
    const action = (rel: string, method: string, href: string) => ({
      rel,
      method,
      href: `/api/v1/${href}`,
      title: rel,
    });
    const nextActions = [
      action('look', 'GET', 'onboardings/ONB-7F3K9Q'),
      action('again', 'POST', 'onboardings/ONB-7F3K9Q/temporary-password'),
      action('users', 'GET', 'accounts/1001/users'),
    ];
    answer = (_, response) =>
      json(response, 409, { ...problem(409, 'some.code'), detail: 'Title And more.', nextActions });
    const { stderr } = await castellan(['show', 'ONB-7F3K9Q'], { env });
    expect(stderr).toContain('castellan: Title\n  And more.\n');
    expect(stderr).toContain('- look: castellan show ONB-7F3K9Q\n');
    expect(stderr).toContain('- again: castellan temporary-password ONB-7F3K9Q --reason');
    expect(stderr).toContain('- users: GET /api/v1/accounts/1001/users\n');
  });

  test('nobody there: 5, with what to do', async () => {
    await api.close();
    const { code, stderr } = await castellan(['list'], { env });
    expect(code).toBe(5);
    expect(stderr).toContain(`Nobody answers at ${api.url}.`);
    expect(stderr).toContain('castellan doctor');
    api = await startApi(() => {});
  });

  test('somebody else there: 5', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello');
    const { code, stderr } = await castellan(['list'], { env });
    expect(code).toBe(5);
    expect(stderr).toContain('is not Castellan');
  });

  test('the token never follows a redirect', async () => {
    answer = (seen, response) =>
      response.writeHead(302, { location: `${api.url}/elsewhere?was=${encodeURIComponent(seen.url)}` }).end();
    expect((await castellan(['list'], { env })).code).toBe(5);
    expect(api.seen).toHaveLength(1);
  });
});
