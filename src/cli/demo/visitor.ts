import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CliWords } from '../locale.ts';
import { fill } from '../output.ts';

/** One person's cookie session at the API, as a program keeps it: without Origin and Sec-Fetch-Site it is no browser. */
export interface Visitor {
  /** @throws CliError unless the status is one of those expected */
  call<T>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: unknown,
    expected?: readonly number[],
  ): Promise<Reply<T>>;
}

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
}

/** A new person at the door: no cookie yet. */
export function createVisitor(apiUrl: string, words: CliWords, locale: string, signal: AbortSignal): Visitor {
  const cookies = new Map<string, string>();
  return {
    async call<T>(
      method: string,
      path: string,
      body?: unknown,
      expected: readonly number[] = [200],
    ): Promise<Reply<T>> {
      const response = await fetch(apiUrl + path, {
        method,
        headers: {
          accept: 'application/json',
          'accept-language': locale,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(cookies.size > 0 ? { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
      });
      for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie);
      const text = await response.text();
      const answer = (/json/.test(response.headers.get('content-type') ?? '') && text ? JSON.parse(text) : null) as T;
      if (!expected.includes(response.status)) {
        const problem = answer as { code?: string; detail?: string } | null;
        const why = [problem?.code, problem?.detail].filter(Boolean).join(': ');
        throw new CliError(exitCodes.failed, fill(words.demo.unexpected, `${method} ${path}`, response.status, why));
      }
      return { status: response.status, body: answer };
    },
  };
}

function keep(cookies: Map<string, string>, setCookie: string): void {
  const [pair = '', ...attributes] = setCookie.split(';');
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  const gone = value === '' || attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
  if (gone) cookies.delete(name);
  else cookies.set(name, value);
}
