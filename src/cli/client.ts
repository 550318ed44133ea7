import { ApiProblem, ApiUnreachable, type ProblemDocument } from './errors.ts';
import { readEvents, type ServerEvent } from './server-events.ts';

export interface ClientOptions {
  /** Where the API answers, with or without /api/v1. */
  readonly url: string;
  readonly token?: string | undefined;
  readonly locale: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export interface Client {
  readonly url: string;
  /** Where the pages are, without a trailing slash. */
  readonly site: string;
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  /** An event stream from after `lastEventId`; ends when the server ends it. */
  events(path: string, lastEventId: number, signal?: AbortSignal): AsyncGenerator<ServerEvent>;
}

/** Longer than the API's own start deadline, so that its 202 arrives. */
const answerWithinMs = 30_000;

/**
 * Talks to the HTTP API with a bearer token.
 * @throws ApiProblem (from every call) for an error answer, ApiUnreachable when nothing or something else answers
 */
export function createClient({ url, token, locale, signal }: ClientOptions): Client {
  const site = url.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
  const base = `${site}/api/v1`;

  async function send(path: string, init: RequestInit, deadline: AbortSignal | undefined): Promise<Response> {
    const signals = [signal, deadline].filter((one) => one !== undefined);
    try {
      return await fetch(base + path, {
        ...init,
        headers: {
          'accept-language': locale,
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(init.headers as Record<string, string>),
        },
        // A redirect is nothing the API answers; following one might carry the token to where it does not belong.
        redirect: 'error',
        signal: AbortSignal.any(signals),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiUnreachable(url, 'no-answer', error);
    }
  }

  async function call<T>(path: string, init: RequestInit): Promise<Answer<T>> {
    const response = await send(path, init, AbortSignal.timeout(answerWithinMs));
    return { status: response.status, body: (await readBody(response, url)) as T };
  }

  return {
    url,
    site,
    get: async (path) => call(path, { headers: { accept: 'application/json' } }),
    post: async (path, body, headers = {}) =>
      call(path, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async *events(path, lastEventId, ended) {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(lastEventId) };
      const response = await send(path, { headers }, ended);
      if (!response.ok || response.body === null) await readBody(response, url);
      else yield* readEvents(response.body);
    },
  };
}

async function readBody(response: Response, url: string): Promise<unknown> {
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '');
  if (response.ok && text === '') return null;
  let body: unknown;
  try {
    if (json) body = JSON.parse(text);
  } catch {
    // Falls through: what is not JSON is not Castellan's.
  }
  if (response.ok && body !== undefined) return body;
  if (!response.ok && isProblem(body)) throw new ApiProblem(body);
  throw new ApiUnreachable(url, 'not-castellan');
}

const isProblem = (body: unknown): body is ProblemDocument =>
  typeof body === 'object' && body !== null && 'title' in body && 'status' in body;
