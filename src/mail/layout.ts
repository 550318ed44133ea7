import { type Html, html, trusted } from '../html.ts';
import { dictionary, type Locale } from '../language/index.ts';
import { cleanLine } from './clean.ts';

/** What a mail is made of. Both parts are made from the same blocks, so that neither says more than the other. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'code'; readonly label: string; readonly code: string };

export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface MailDraft {
  readonly locale: Locale;
  readonly subject: string;
  /** The one heading of the mail. */
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** Why this person gets this mail. */
  readonly why: string;
}

/** Dark colours apply where the mail program asks for them; the inline ones are what every other program shows. */
const style = trusted(`:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.page{background:#14171c!important}.card{background:#1e232a!important;border-color:#3a424d!important}
.ink{color:#e8eaed!important}.quiet{color:#b3bac4!important}.link{color:#8ab8ff!important}.button{background:#8ab8ff!important;color:#10151c!important}
.code{background:#2a313a!important;color:#ffffff!important}}
@media (max-width:480px){.card{padding:20px!important}.page{padding:8px!important}}`);

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const paragraph = `margin:0 0 16px;font-size:16px;line-height:1.5;color:#1d2530;${font}`;

function blockHtml(block: Block, copyAddress: string): Html {
  switch (block.kind) {
    case 'paragraph':
      return html`<p class="ink" style="${paragraph}">${block.text}</p>`;
    case 'button':
      return html`<p style="${paragraph}"><a class="button" href="${block.url}" style="display:inline-block;padding:13px 22px;border-radius:8px;background:#1f4e9e;color:#ffffff;font-weight:600;text-decoration:none">${block.label}</a></p>
<p class="quiet" style="${paragraph};font-size:14px;color:#4b5563">${copyAddress}<br><a class="link" href="${block.url}" style="color:#1f4e9e;overflow-wrap:anywhere">${block.url}</a></p>`;
    case 'facts':
      return html`<p class="ink" style="${paragraph};overflow-wrap:anywhere">${block.facts.map(
        ([label, value], index) =>
          html`${index > 0 && html`<br>`}<span class="quiet" style="color:#4b5563">${label}</span> <strong>${value}</strong>`,
      )}</p>`;
    case 'code':
      return html`<p class="ink" style="${paragraph}">${block.label}<br><strong class="code" style="display:inline-block;margin-top:8px;padding:10px 16px;border-radius:8px;background:#eef2f8;color:#10151c;font-size:26px;letter-spacing:3px;font-family:ui-monospace,Menlo,Consolas,monospace">${block.code}</strong></p>`;
  }
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'button':
      return `${block.label}\n${block.url}`;
    case 'facts':
      return block.facts.map((fact) => fact.join(' ')).join('\n');
    case 'code':
      return `${block.label}\n${block.code}`;
  }
}

/** Makes both parts of a mail. Values must be clean lines already; markup in them is shown as text. */
export function layOut({ locale, subject, heading, blocks, why }: MailDraft): MailContent {
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
<body class="page" style="margin:0;padding:0;background:#f2f4f7">
<div class="page" lang="${locale}" dir="ltr" role="article" aria-labelledby="heading" style="padding:24px 12px;background:#f2f4f7">
<div class="card" style="max-width:560px;margin:0 auto;padding:32px;border:1px solid #d5dae1;border-radius:12px;background:#ffffff">
<h1 id="heading" class="ink" style="margin:0 0 20px;font-size:22px;line-height:1.3;color:#1d2530;${font}">${heading}</h1>
${blocks.map((block) => html`${blockHtml(block, words.copyAddress)}\n`)}<p class="quiet" style="${paragraph};margin:24px 0 0;font-size:13px;color:#4b5563">${why} ${words.neverAsks}</p>
</div>
</div>
</body>
</html>
`;
  const text = [heading, ...blocks.map(blockText), '-- ', `${why}\n${words.neverAsks}`].join('\n\n');
  return { subject: cleanLine(subject, 150), text: `${text}\n`, html: body.toString() };
}
