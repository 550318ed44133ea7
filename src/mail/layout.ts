import { type Html, html, trusted } from '../html.ts';
import { dictionary, type Locale } from '../language/index.ts';
import { cleanLine } from './clean.ts';

/** What a mail is made of. Both parts are made from the same blocks, so that neither says more than the other. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  /** A way for few, which must not look as if it were for everybody. */
  | { readonly kind: 'link'; readonly before: string; readonly label: string; readonly url: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'code'; readonly label: string; readonly code: string };

export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Whom the sender line names, where a person wrote; a clean name. */
  readonly sender?: string;
}

interface MailDraft {
  readonly locale: Locale;
  readonly subject: string;
  readonly sender?: string;
  /** The one heading of the mail. */
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** Why this person gets this mail. */
  readonly why: string;
}

/**
 * The console's limestone, verdigris and brass. Dark colours apply where the mail program asks for them; the inline ones
 * are what every other program shows.
 */
const style = trusted(`:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.page{background:#15181a!important}.card{background:#1d2224!important;border-color:#384144!important}
.ink{color:#ebe9e3!important}.quiet{color:#b4b1a7!important}.link{color:#7fd1cd!important}.button{background:#7fd1cd!important;color:#0e1c1c!important}
.soft{background:#272e30!important}}
@media (max-width:480px){.inside{padding:20px!important}.page{padding:8px!important}.button{display:block!important;text-align:center!important}}`);

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const paragraph = `margin:0 0 16px;font-size:16px;line-height:1.5;color:#22211d;overflow-wrap:anywhere;${font}`;
const box = 'padding:12px 16px;border-radius:8px;background:#ece9e1';

function blockHtml(block: Block, copyAddress: string): Html {
  switch (block.kind) {
    case 'paragraph':
      return html`<p class="ink" style="${paragraph}">${block.text}</p>`;
    case 'button':
      return html`<p style="${paragraph};margin-top:24px"><a class="button" href="${block.url}" style="display:inline-block;padding:13px 24px;border-radius:8px;background:#0d5a5f;color:#ffffff;font-weight:600;text-decoration:none">${block.label}</a></p>
<p class="quiet" style="${paragraph};margin-bottom:24px;font-size:14px;color:#5a564c">${copyAddress}<br><a class="link" href="${block.url}" style="color:#0d5a5f;overflow-wrap:anywhere">${block.url}</a></p>`;
    case 'link':
      return html`<p class="quiet" style="${paragraph};font-size:14px;color:#5a564c">${block.before} ${block.label}<br><a class="link" href="${block.url}" style="color:#0d5a5f;overflow-wrap:anywhere">${block.url}</a></p>`;
    case 'facts':
      return html`<p class="ink soft" style="${paragraph};${box}">${block.facts.map(
        ([label, value], index) =>
          html`${index > 0 && html`<br>`}<span class="quiet" style="color:#5a564c">${label}</span> <strong>${value}</strong>`,
      )}</p>`;
    case 'code':
      return html`<p class="ink" style="${paragraph}">${block.label}</p>
<p class="ink soft" style="${paragraph};${box};text-align:center;font-size:30px;font-weight:700;letter-spacing:4px;font-family:ui-monospace,Menlo,Consolas,monospace">${block.code}</p>`;
  }
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'button':
      return `${block.label}\n${block.url}`;
    case 'link':
      return `${block.before} ${block.label}\n${block.url}`;
    case 'facts':
      return block.facts.map((fact) => fact.join(' ')).join('\n');
    case 'code':
      return `${block.label}\n${block.code}`;
  }
}

/** Makes both parts of a mail. Values must be clean lines already; markup in them is shown as text. */
export function layOut({ locale, subject, sender, heading, blocks, why }: MailDraft): MailContent {
  const words = dictionary(locale).mail.common;
  const body = html`<!DOCTYPE html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${style}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f4f2ed">
<div class="page" lang="${locale}" dir="ltr" role="article" aria-labelledby="heading" style="padding:24px 12px;background:#f4f2ed">
<div class="card" style="max-width:560px;margin:0 auto;border:1px solid #dcd7cb;border-radius:10px;overflow:hidden;background:#fffefb">
<div style="padding:14px 32px;border-bottom:3px solid #d9b25f;background:#123f43;color:#f3f1ea;font-size:17px;font-weight:700;${font}">Castellan</div>
<div class="inside" style="padding:28px 32px">
<h1 id="heading" class="ink" style="margin:0 0 20px;font-size:23px;line-height:1.3;color:#22211d;overflow-wrap:anywhere;${font}">${heading}</h1>
${blocks.map((block) => html`${blockHtml(block, words.copyAddress)}\n`)}<p class="quiet" style="${paragraph};margin:28px 0 0;font-size:13px;color:#5a564c">${why} ${words.neverAsks}</p>
</div>
</div>
</div>
</body>
</html>
`;
  const text = [heading, ...blocks.map(blockText), '-- ', `${why}\n${words.neverAsks}`].join('\n\n');
  return { subject: cleanLine(subject, 150), ...(sender ? { sender } : {}), text: `${text}\n`, html: body.toString() };
}
