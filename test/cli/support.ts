import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Io } from '../../src/cli/output.ts';
import { runCli } from '../../src/cli/program.ts';
import type { OnboardingView } from '../../src/cli/view.ts';
import { turnOf } from '../../workflows/stages.ts';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

type Answer = (seen: Seen, response: ServerResponse) => void;

/** A real HTTP server that answers as a test says, and remembers what it was asked. */
export async function startApi(answer: Answer) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const call = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: body ? JSON.parse(body) : undefined,
      };
      seen.push(call);
      answer(call, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}

/** Runs a command line and gathers everything it says. */
export async function castellan(
  argv: readonly string[],
  options: { env?: Record<string, string>; signal?: AbortSignal; stdin?: string; onOut?: (text: string) => void } = {},
) {
  let stdout = '';
  let stderr = '';
  const io: Io = {
    env: { LANG: 'en_GB.UTF-8', ...options.env },
    out: (data) => {
      stdout += data;
      options.onOut?.(data);
    },
    err: (data) => void (stderr += data),
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    readStdin: async () => options.stdin ?? '',
    signal: options.signal ?? new AbortController().signal,
  };
  const code = await runCli(argv, io, '0.0.0');
  return { code, stdout, stderr };
}

/** An onboarding as the API shows it. */
export const onboarding = (facts: Partial<OnboardingView> = {}): OnboardingView => ({
  ref: 'ONB-7F3K9Q',
  account: '1001',
  group: 'account-administrators',
  email: 'ana@example.org',
  path: 'invite',
  stage: 'awaiting-first-login',
  stall: null,
  turn: turnOf({ stage: 'awaiting-first-login', stall: null, ...facts } as Parameters<typeof turnOf>[0]),
  nextAutomaticAction: { kind: 'reminder', at: '2026-11-24T10:00:00.000Z' },
  allowedActions: ['resend', 'extend', 'cancel'],
  approvalNeeded: false,
  timeline: [
    {
      seq: 1,
      at: '2026-11-22T10:00:00.000Z',
      kind: 'requested',
      by: 'ben@example.org',
      text: 'Ben asked for the promotion.',
    },
    { seq: 2, at: '2026-11-22T10:00:01.000Z', kind: 'mailed', by: null, text: 'The invitation was mailed.' },
  ],
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:01.000Z',
  workflow: { id: 'promote-to-admin/ONB-7F3K9Q', runId: 'run' },
  ...facts,
});
