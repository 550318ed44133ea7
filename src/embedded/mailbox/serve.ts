import http from 'node:http';
import type { Locale } from '../../language/index.ts';
import { listPage, mailPage } from './pages.ts';
import { previewOf, previewPage, previewsPage } from './previews.ts';
import type { MailStore, StoredMail } from './store.ts';
import { type MailboxWords, mailboxWords } from './words.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly policy: string;
  readonly body: string | Buffer;
  readonly headers?: Record<string, string>;
}

const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A mail is foreign HTML: no script, no form, no request of its own; a link opens a window outside of the frame. */
const bodyPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'";
const filePolicy = "sandbox; default-src 'none'";

/**
 * The mailbox's pages and its JSON. It answers only to a request that names it as its host, so that no web site can
 * read mails by giving its own name this machine's address (DNS rebinding).
 * @param store the mails
 * @param port tells the port that the server listens on
 */
export function createMailboxServer(store: MailStore, port: () => number): http.Server {
  return http.createServer((request, response) => {
    const { status, type, policy, body, headers } = answer(store, request, port());
    response.writeHead(status, {
      'Content-Type': type,
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cache-Control': 'no-store',
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
}

function answer(store: MailStore, request: http.IncomingMessage, port: number): Answer {
  const words = mailboxWords(request.headers['accept-language']);
  const own = `127.0.0.1:${port}`;
  const names = [own, `localhost:${port}`];
  if (!names.includes((request.headers.host ?? '').toLowerCase())) return plain(421, words.wrongHost(own));
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...plain(405, words.wrongMethod), headers: { Allow: 'GET, HEAD' } };
  }
  if (!URL.canParse(request.url ?? '', `http://${own}`)) return plain(404, words.notFound);
  const { pathname, searchParams } = new URL(request.url ?? '', `http://${own}`);
  const to = searchParams.get('to') || undefined;
  if (pathname === '/') return { ...plain(302, ''), headers: { Location: '/dev/mail' } };
  if (pathname === '/dev/mail') return page(listPage(words, store.list(to), to));
  if (pathname === '/dev/mail.json')
    return json({
      items: store
        .list(to)
        .map(({ id }) => store.find(id))
        .filter(Boolean),
    });
  if (pathname === '/dev/mail/preview') return page(previewsPage(words));
  const [, sample, locale, html] = /^\/dev\/mail\/preview\/([\w-]+)\/(en|fr)(\/html)?$/.exec(pathname) ?? [];
  if (sample !== undefined) return preview(words, sample, locale as Locale, html !== undefined);
  const [, id = '', part, index] = /^\/dev\/mail\/([^/]+)(?:\/(html|attachments)(?:\/(\d+))?)?$/.exec(pathname) ?? [];
  const mail = store.find(id);
  if (!mail) return plain(404, words.notFound);
  if (part === undefined) return page(mailPage(words, mail));
  if (part === 'html') return index === undefined ? bodyOf(mail) : plain(404, words.notFound);
  return attachmentOf(mail, Number(index ?? NaN)) ?? plain(404, words.notFound);
}

const plain = (status: number, text: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  policy: filePolicy,
  body: `${text}\n`,
});

const page = (body: string): Answer => ({ status: 200, type: 'text/html; charset=utf-8', policy: pagePolicy, body });

const json = (value: unknown): Answer => ({
  status: 200,
  type: 'application/json; charset=utf-8',
  policy: filePolicy,
  body: JSON.stringify(value),
});

const bodyOf = (mail: Pick<StoredMail, 'html'>): Answer => ({
  ...page(`<!doctype html><base target="_blank">${mail.html}`),
  policy: bodyPolicy,
});

function preview(words: MailboxWords, name: string, locale: Locale, body: boolean): Answer {
  const mail = previewOf(name, locale);
  if (mail === null) return plain(404, words.notFound);
  return body ? bodyOf(mail) : page(previewPage(words, name, locale, mail));
}

/** Always a download, whatever it is. */
function attachmentOf(mail: StoredMail, index: number): Answer | undefined {
  const attachment = mail.attachments[index];
  if (!attachment) return undefined;
  const fallback = attachment.filename.replace(/[^\w.-]/g, '_');
  return {
    status: 200,
    type: 'application/octet-stream',
    policy: filePolicy,
    body: Buffer.from(attachment.contentBase64, 'base64'),
    headers: {
      'Content-Disposition': `attachment; filename="${fallback}"; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
    },
  };
}
