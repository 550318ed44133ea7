import { createHash } from 'node:crypto';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { type Request, type Response, Router } from 'express';
import { html, trusted } from '../html.ts';
import { renderMarkdown } from '../markdown.ts';
import { Problem } from '../problems.ts';
import type { Onboardings } from '../onboardings/onboardings.ts';
import type { Payloads } from '../temporal/payloads.ts';
import { callerOf, localeOf, requestIdOf } from './caller.ts';
import { renderProblem } from './problem.ts';
import { temporalUiPath } from './temporal-ui-path.ts';
import { judgeSending } from './temporal-ui-sending.ts';

interface TemporalUiOptions {
  /** The Web UI, which must serve below the same path. */
  readonly upstream: string;
  readonly payloads: Pick<Payloads, 'mayRead'>;
  readonly onboardings: Pick<Onboardings, 'keepOnRecord'>;
  readonly publicUrl: string;
}

/** Between two machines only (RFC 9110, 7.6.1). */
const hopByHop = ['connection', 'keep-alive', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** A gateway before Temporal's API would take another method for the request's own. */
const notPassedOn = ['cookie', 'authorization', 'accept-encoding', 'x-http-method-override'];
const ownCookies = /^(?:__Host-)?castellan$/;

/**
 * The Temporal Web UI under our own origin, for those who may read its payloads. It has no sign-in of its own, so it
 * listens on loopback and this is the only door to it. Everybody else is led to the sign-in, or finds nothing here.
 * Reading is free; what would change something is judged by `judgeSending`, and on record before it goes, and
 * again with what was answered.
 */
export function createTemporalUi({ upstream, payloads, onboardings, publicUrl }: TemporalUiOptions): Router {
  const router = Router();
  router.use(temporalUiPath, async (request, response) => {
    response.locals['route'] = temporalUiPath;
    const { principal } = callerOf(request);
    if (!(await payloads.mayRead(principal))) {
      if (principal !== null || request.method !== 'GET' || !request.headers.accept?.includes('text/html')) {
        throw new Problem(principal === null ? 'access.sign-in-required' : 'request.no-such-page');
      }
      const to = request.originalUrl.split('?')[0]!;
      return response.redirect(303, `/sign-in?to=${encodeURIComponent(to)}`);
    }
    if (request.path === '/render') return render(request, response);
    const path = request.originalUrl.split('?')[0]!;
    const { allowed, changes, ref } = judgeSending(principal!.via, request.method, path.slice(temporalUiPath.length));
    const data = { method: request.method, path: path.slice(0, 300), via: principal!.via };
    if (changes || !allowed) {
      const outcome = allowed ? ('done' as const) : ('refused' as const);
      await onboardings.keepOnRecord(principal!, { action: 'temporal-ui.send', outcome, ref, data });
    }
    if (!allowed) return refuse(request, response, publicUrl);
    // That it was sent is no word of what became of it.
    const answered = async (status: number) => {
      const outcome = status < 400 ? ('done' as const) : ('refused' as const);
      const fact = { action: 'temporal-ui.answer', outcome, ref, data: { ...data, status: String(status) } };
      if (changes) await onboardings.keepOnRecord(principal!, fact);
    };
    await forward(request, response, { url: new URL(request.originalUrl, upstream), to: new URL(upstream), answered });
  });
  return router;
}

/** The Web UI shows what the member `message` says, and nothing else of an answer. */
function refuse(request: Request, response: Response, publicUrl: string): void {
  const problem = new Problem('access.temporal-read-only');
  const facts = { publicUrl, instance: request.originalUrl.split('?')[0]!, traceId: requestIdOf(request) };
  const document = renderProblem(problem, { locale: localeOf(request), ...facts });
  const message = `${document.title} ${document.detail}`;
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...document, message }));
}

/**
 * The frame in which the Web UI shows summaries and details. Below a public path the Web UI (2.54) asks for it and does
 * not have it, so it is made here, as upstream makes it: no script, and links open beside.
 */
function render({ query }: Request, response: Response): void {
  const text = typeof query['content'] === 'string' ? query['content'] : '';
  const dark = query['theme'] === 'dark';
  const style = frameStyle(dark, query['compact'] === 'true');
  const hash = createHash('sha256').update(style).digest('base64');
  response
    .set({
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox`,
      'Cache-Control': 'no-store',
    })
    .type('html')
    .send(
      String(html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Details</title><base target="_blank"><style>${trusted(style)}</style></head>
<body><main>${renderMarkdown(text)}</main></body></html>
`),
    );
}

const frameStyle = (dark: boolean, compact: boolean): string =>
  [
    `:root{color-scheme:${dark ? 'dark' : 'light'}}`,
    `body{margin:0;padding:${compact ? '0' : '1rem'};font:14px/20px sans-serif;overflow-wrap:anywhere}`,
    `body,a{color:${dark ? '#f8fafc' : '#141414'}}`,
    compact ? 'p{margin:0}' : 'p,ul,pre{margin:0 0 12px}ul{padding-left:1.2em}',
    `pre{padding:8px 10px;border-radius:4px;white-space:pre-wrap;background:${dark ? '#2a2a2a' : '#eceff3'}}`,
    'code{font:13px/20px monospace}',
  ].join('\n');

interface Passage {
  readonly url: URL;
  readonly to: URL;
  /** Told the upstream's status, before it is passed on. */
  readonly answered: (status: number) => Promise<void>;
}

async function forward(request: Request, response: Response, { url, to, answered }: Passage): Promise<void> {
  const { host, protocol } = to;
  // A URL that is absolute, or begins with two slashes, names another host.
  if (url.host !== host || url.protocol !== protocol) throw new Problem('request.no-such-page');
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = (protocol === 'https:' ? https : http).request(url, {
      method: request.method,
      headers: { ...headersFor(request), host },
    });
    outgoing.once('response', resolve).once('error', reject);
    response.once('close', () => outgoing.destroy());
    request.pipe(outgoing);
  }).catch((cause: unknown) => {
    throw new Problem('service.temporal-unavailable', { retryAfterSeconds: 5, cause });
  });
  const status = answer.statusCode ?? 502;
  await answered(status);
  response.status(status).set({ ...headersOf(answer), 'Referrer-Policy': 'same-origin' });
  if (!/^text\/html/.test(answer.headers['content-type'] ?? '')) {
    response.set('Content-Security-Policy', policyFor(''));
    answer.once('error', () => response.destroy()).pipe(response);
    return;
  }
  // Pages are small, and their own inline scripts have to be known by hash.
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const page = Buffer.concat(chunks);
  response.removeHeader('Content-Length');
  response.set('Content-Security-Policy', policyFor(page.toString())).send(page);
}

/** Our session is none of the Web UI's business, nor is a token. Uncompressed, so that pages can be read. */
function headersFor({ headers }: Request): http.OutgoingHttpHeaders {
  const cookies = (headers.cookie ?? '').split(';').filter((pair) => !ownCookies.test(pair.split('=')[0]!.trim()));
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.includes(name) && !notPassedOn.includes(name));
  const cookie = cookies.join(';').trim();
  return { ...Object.fromEntries(kept), ...(cookie ? { cookie } : {}), 'accept-encoding': 'identity' };
}

const passed = ['content-type', 'content-length', 'cache-control', 'etag', 'last-modified', 'location', 'vary'];

function headersOf({ headers }: IncomingMessage): Record<string, string | string[]> {
  const kept = Object.fromEntries(passed.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])));
  const cookies = (headers['set-cookie'] ?? [])
    .filter((cookie) => !ownCookies.test(cookie.split('=')[0]!.trim()))
    .map((cookie) => cookie.replace(/;\s*path=\/(?=;|$)/i, `; Path=${temporalUiPath}`));
  return { ...kept, ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) } as Record<string, string | string[]>;
}

/** The Web UI's own policy: its scripts by hash, its styles inline, nothing from elsewhere. */
function policyFor(page: string): string {
  const scripts = [...page.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/gi)]
    .map(([, code = '']) => code)
    .filter((code) => code.trim() !== '');
  const hashes = scripts.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...hashes].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}
