import { codeIn, midIn } from '../../src/cli/demo/mailbox.ts';
import { createProgress } from '../../src/cli/demo/progress.ts';
import { until } from '../../src/cli/demo/until.ts';
import { createVisitor } from '../../src/cli/demo/visitor.ts';
import { cliWords } from '../../src/cli/locale.ts';
import type { Io } from '../../src/cli/output.ts';
import { enrolmentCode } from '../../src/mail/templates/enrolment-code.ts';
import { startApi } from './support.ts';

const words = cliWords('en');
const { signal } = new AbortController();

test.each(['en', 'fr'] as const)('code and message id are read from the real mail (%s)', (locale) => {
  const mid = 'b-2345678-Q_x1y2z3A4B5';
  const people = { initiatorName: 'Bob Martin', accountName: 'Acme Insurance', accountNumber: '1001' };
  const readerUrl = `http://127.0.0.1:8080/m/${mid}`;
  const data = { ...people, code: '01234567', reference: 'K7Q2', readerUrl, minutes: 10 };
  const mail = { ...enrolmentCode(data, locale), attachments: [] };
  expect(codeIn(mail)).toBe('01234567');
  expect(midIn(mail)).toBe(mid);
});

test('a visitor keeps cookies, sends no browser’s headers, and names what was not expected', async () => {
  const api = await startApi((seen, response) => {
    if (seen.url === '/session') response.setHeader('set-cookie', ['castellan=abc; Path=/; HttpOnly', 'other=1']);
    if (seen.url === '/out') response.setHeader('set-cookie', 'other=; Max-Age=0');
    response.writeHead(seen.url === '/no' ? 409 : 200, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'member.exists', detail: 'Is one.' }));
  });
  const visitor = createVisitor(api.url, words, 'en', signal);
  await visitor.call('POST', '/session', {});
  await visitor.call('GET', '/me');
  await visitor.call('GET', '/out');
  await visitor.call('GET', '/me');
  expect(api.seen.map(({ headers }) => headers.cookie)).toEqual([
    undefined,
    'castellan=abc; other=1',
    'castellan=abc; other=1',
    'castellan=abc',
  ]);
  for (const { headers } of api.seen) {
    expect(headers.origin).toBeUndefined();
    expect(headers['sec-fetch-site']).toBeUndefined();
  }
  await expect(visitor.call('POST', '/no', {})).rejects.toThrow('POST /no answered 409 member.exists: Is one.');
  await api.close();
});

test('waiting ends with the answer, or says what did not happen', async () => {
  let asked = 0;
  const patience = { words, signal };
  expect(await until(patience, 'x', async () => ((asked += 1) > 2 ? asked : undefined))).toBe(3);
  await expect(until(patience, 'the code', async () => undefined, 1)).rejects.toThrow('the code');
});

describe('progress', () => {
  function show(isTerminal: boolean): string {
    let shown = '';
    const io = { env: {}, err: (text: string) => (shown += text), stderrIsTerminal: isTerminal } as unknown as Io;
    const progress = createProgress(io, words);
    progress.begin('invite');
    progress.say('mailed');
    progress.done();
    return shown;
  }

  test('is plain lines where there is no terminal', () => {
    expect(show(false)).toBe('A new user by an encrypted invitation\n  mailed\n');
  });

  test('redraws in place on a terminal, and leaves a finished list', () => {
    const left = show(true)
      .split('\n')
      .map((line) => line.slice(line.lastIndexOf('\u001b[2K') + 4));
    expect(left.map((line) => line.replace(/\p{Cc}\[\d+m/gu, ''))).toEqual([
      '  mailed',
      '✔ A new user by an encrypted invitation',
      '',
    ]);
  });
});
