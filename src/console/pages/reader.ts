import { platformAccount } from '../../directory/groups.ts';
import { type Html, html } from '../../html.ts';
import type { Page } from '../layout.ts';
import { link, type Visit } from '../visit.ts';
import { notForMeForm } from './not-for-me.ts';

interface Sealed {
  readonly senderName: string;
  readonly account: string;
}

/**
 * The page in which a message opens. The key and the text meet in the browser only; what the script expects of the
 * page is listed at the top of envelopes/reader/reader.ts. Below the open message stands what became of the right.
 * @param administrator whether the reader is an administrator of the message's account by now
 */
export function readerPage(
  visit: Visit,
  mid: string,
  { senderName, account }: Sealed,
  facts: Html,
  administrator: boolean,
): Page {
  const { reader: words, signIn, welcome } = visit.words;
  const right = administrator ? words.administrator : words.administratorSoon;
  const said = ['working', 'opened', 'unreachable', 'broken', 'insecure'] as const;
  const main = html`<div class="card" id="reader" data-mid="${mid}">
<h1>${words.title(senderName)}</h1>
${facts}
<noscript><div class="notice warn"><p>${words.noScript}</p></div></noscript>
<p class="quiet" data-part="sealed">${words.explanation}</p>
<div class="buttons"><button type="button" data-part="open">${words.open}</button></div>
<p data-part="status" role="status"></p>
<p data-part="sign-in" hidden><a href="${link(visit, '/sign-in', { to: `/m/${mid}` })}">${signIn.title}</a></p>
<section data-part="message" hidden>
<h2 data-part="subject" tabindex="-1"></h2>
<div class="message" data-part="text"></div>
${account !== platformAccount && html`<p>${right(account)}</p>`}
<p>${words.after}</p>
<div class="buttons"><a class="button" href="${link(visit, '/')}">${welcome.goOn}</a></div>
${notForMeForm(visit, mid, senderName)}
</section>
${said.map((name) => html`<span hidden data-words="${name}">${words.said[name]}</span>`)}
</div>`;
  return { title: words.title(senderName), main, script: 'reader.js' };
}
