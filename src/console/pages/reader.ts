import { type Html, html } from '../../html.ts';
import type { Page } from '../layout.ts';
import { link, type Visit } from '../visit.ts';
import { notForMeForm } from './not-for-me.ts';

/**
 * The page in which a message opens. The key and the text meet in the browser only; what the script expects of the
 * page is listed at the top of envelopes/reader/reader.ts.
 */
export function readerPage(visit: Visit, mid: string, senderName: string, facts: Html): Page {
  const { reader: words, signIn } = visit.words;
  const said = ['working', 'opened', 'unreachable', 'broken', 'insecure'] as const;
  const main = html`<div class="card" id="reader" data-mid="${mid}">
<h1>${words.title(senderName)}</h1>
${facts}
<noscript><div class="notice warn"><p>${words.noScript}</p></div></noscript>
<p class="quiet">${words.explanation}</p>
<div class="buttons"><button type="button" data-part="open">${words.open}</button></div>
<p data-part="status" role="status"></p>
<p data-part="sign-in" hidden><a href="${link(visit, '/sign-in', { to: `/m/${mid}` })}">${signIn.title}</a></p>
<section data-part="message" hidden>
<h2 data-part="subject" tabindex="-1"></h2>
<div class="message" data-part="text"></div>
<p>${words.after}</p>
${notForMeForm(visit, mid, senderName)}
</section>
${said.map((name) => html`<span hidden data-words="${name}">${words.said[name]}</span>`)}
</div>`;
  return { title: words.title(senderName), main, script: 'reader.js' };
}
