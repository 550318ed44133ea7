import { type Html, html, trusted } from '../../html.ts';
import type { MailSummary, StoredMail } from './store.ts';
import type { MailboxWords } from './words.ts';

const style = trusted(`
:root { color-scheme: light dark; --line: light-dark(#dcd7cb, #384144); --soft: light-dark(#5a564c, #b4b1a7); --link: light-dark(#0d5a5f, #7fd1cd); background: light-dark(#f4f2ed, #15181a); color: light-dark(#22211d, #ebe9e3); }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; } h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p.soft, dt, time { color: var(--soft); } a { color: var(--link); }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 1rem 0; }
input, button { font: inherit; padding: .3rem .6rem; } input { flex: 1 1 14rem; }
ul.mails { list-style: none; padding: 0; border-top: 1px solid var(--line); }
ul.mails li { border-bottom: 1px solid var(--line); padding: .6rem 0; display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; }
ul.mails a { font-weight: 600; overflow-wrap: anywhere; } ul.mails span { grid-column: 1 / -1; color: var(--soft); overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0; } dd { margin: 0; overflow-wrap: anywhere; }
ul.previews li { grid-template-columns: 1fr 1fr; }
iframe { width: 100%; height: 34rem; border: 1px solid var(--line); background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: .75rem; }
`);

export const page = (words: MailboxWords, title: string, content: Html): string =>
  html`<!doctype html>
<html lang="${words.locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body>${content}</body>
</html>
`.toString();

const when = (words: MailboxWords, date: string): Html => {
  const text = new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(
    new Date(date),
  );
  return html`<time datetime="${date}">${text}</time>`;
};

/** The list of mails, the newest first. */
export function listPage(words: MailboxWords, mails: readonly MailSummary[], to: string | undefined): string {
  const list = html`<ul class="mails">${mails.map(
    (mail) =>
      html`<li><a href="/dev/mail/${mail.id}">${mail.subject || words.noSubject}</a>${when(words, mail.date)}<span>${words.to} ${mail.to.join(', ')} · ${words.from} ${mail.from}</span></li>`,
  )}</ul>`;
  const nothing = html`<p>${to ? words.emptyFor : words.empty}</p>`;
  return page(
    words,
    words.title,
    html`<main><h1>${words.title}</h1><p class="soft">${words.intro}</p>
<p><a href="/dev/mail/preview">${words.previews}</a></p>
<form action="/dev/mail"><label for="to">${words.showTo}</label><input id="to" name="to" type="search" autocomplete="off" value="${to ?? ''}"><button>${words.show}</button>${to && html`<a href="/dev/mail">${words.all}</a>`}</form>
${mails.length > 0 ? list : nothing}</main>`,
  );
}

/** A body from an address of its own, in a frame that may do nothing but open links. */
export const frame = (words: MailboxWords, address: string): Html =>
  html`<iframe title="${words.message}" src="${address}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;

/** One mail. Its HTML body comes from an address of its own, into a frame that may do nothing but open links. */
export function mailPage(words: MailboxWords, mail: StoredMail): string {
  const address = `/dev/mail/${mail.id}`;
  const body = html`<h2>${words.message}</h2>${frame(words, `${address}/html`)}`;
  const attachments = html`<h2>${words.attachments}</h2><ul>${mail.attachments.map(
    ({ filename, contentType, size }, index) =>
      html`<li><a href="${address}/attachments/${index}" download="${filename}">${filename}</a> (${contentType}, ${words.bytes(size.toLocaleString(words.locale))})</li>`,
  )}</ul>`;
  return page(
    words,
    mail.subject || words.noSubject,
    html`<main><p><a href="/dev/mail">← ${words.back}</a></p><h1>${mail.subject || words.noSubject}</h1>
<dl><dt>${words.from}</dt><dd>${mail.from}</dd><dt>${words.to}</dt><dd>${mail.to.join(', ')}</dd><dt>${words.date}</dt><dd>${when(words, mail.date)}</dd></dl>
${mail.html && body}
${mail.attachments.length > 0 && attachments}
${mail.text && html`<h2>${words.plainText}</h2><pre>${mail.text}</pre>`}
<details><summary>${words.headers}</summary><pre>${Object.entries(mail.headers).map(([name, value]) => `${name}: ${value}\n`)}</pre></details></main>`,
  );
}
