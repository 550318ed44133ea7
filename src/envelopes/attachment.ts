import { createHash } from 'node:crypto';
import { html, trusted } from '../html.ts';
import { formatMoment } from '../language/dates.ts';
import type { Locale } from '../language/index.ts';
import type { Envelope } from './models.ts';
import { envelopeWords } from './words.ts';

/**
 * The envelope as a mail attachment: a page without script, because mail filters distrust script, which opens offline
 * and shows a cover. Only its button needs the network. Never a password field: that is what phishing looks like.
 */

/** The colours of the console and the mails. */
const style =
  'body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#22211d;background:#f4f2ed;overflow-wrap:anywhere}' +
  'header{padding:.6rem 1rem;border-bottom:3px solid #d9b25f;background:#123f43}' +
  'header p,main{max-width:36rem;margin:0 auto}header p{color:#f3f1ea;font-size:1.1rem;font-weight:700}' +
  'svg{width:1.5rem;height:1.5rem;margin-right:.5rem;vertical-align:middle}main{padding:1rem 1rem 2rem}' +
  'h1{font-size:1.4rem;line-height:1.25}dt{color:#5a564c;font-size:.875rem}dd{margin:0 0 .6rem}' +
  'button{font:inherit;font-weight:600;min-height:44px;padding:.6rem 1.2rem;border:0;border-radius:.5rem;color:#fff;background:#0d5a5f}' +
  'button:focus-visible,a:focus-visible{outline:3px solid #0d5a5f;outline-offset:2px}a{color:#0d5a5f}';
/** The same as src/console/assets/mark.svg, in the page: it fetches nothing. */
const mark = trusted(
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path fill="#d9b25f" d="M2 3h3v2h2V3h3v5h4V3h3v2h2V3h3v18h-7v-5a3 3 0 0 0-6 0v5H2z"/></svg>',
);
const styleHash = createHash('sha256').update(style).digest('base64');

type Cover = Pick<
  Envelope,
  'mid' | 'ref' | 'jwe' | 'senderName' | 'accountName' | 'account' | 'email' | 'createdAt' | 'expiresAt'
>;

/** Named after the moment of sealing, so that a mail which is sent twice is the same mail. */
export const attachmentName = (createdAt: Date): string =>
  `securedoc_${createdAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}.html`;

/**
 * @param envelope what is inside, and its cover
 * @param publicUrl where the message opens
 * @param reader the recipient's language, and the clock by which they are told times, as IANA name
 */
export function renderAttachment(
  envelope: Cover,
  publicUrl: string,
  { locale, timeZone }: { readonly locale: Locale; readonly timeZone: string },
): string {
  const words = envelopeWords(locale).cover;
  const link = `${publicUrl}/m/${envelope.mid}`;
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${new URL(publicUrl).origin}; base-uri 'none'`;
  return html`<!doctype html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${words.title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><p>${mark}Castellan</p></header>
<main>
<h1>${words.heading(envelope.senderName)}</h1>
<dl>
<dt>${words.from}</dt><dd>${envelope.senderName}</dd>
<dt>${words.account}</dt><dd>${envelope.accountName} (${envelope.account})</dd>
<dt>${words.to}</dt><dd>${envelope.email}</dd>
<dt>${words.sent}</dt><dd>${formatMoment(envelope.createdAt, locale, timeZone)}</dd>
<dt>${words.until}</dt><dd>${formatMoment(envelope.expiresAt, locale, timeZone)}, ${words.untilNote}</dd>
<dt>${words.reference}</dt><dd>${envelope.ref}</dd>
</dl>
<p>${words.explanation}</p>
<form method="post" enctype="multipart/form-data" action="${publicUrl}/open" target="_blank" accept-charset="utf-8">
<textarea hidden readonly name="envelope">${envelope.jwe}</textarea>
<button type="submit">${words.open(envelope.senderName)}</button>
</form>
<p>${words.link}<br><a href="${link}" rel="noreferrer">${link}</a></p>
</main>
</body>
</html>
`.toString();
}
