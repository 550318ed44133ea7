import { type Html, html } from '../../html.ts';
import { type Locale, locales } from '../../language/index.ts';
import type { MailContent } from '../../mail/layout.ts';
import { mailSamples, type SampleName, sampleNames } from '../../mail/samples.ts';
import { frame, page } from './pages.ts';
import type { MailboxWords } from './words.ts';

/** Links in a preview lead nowhere in particular: a preview is nobody's mail. */
const samples = mailSamples('https://castellan.example');

/** One of the mails that Castellan can send, with made-up people; null where there is none of that name. */
export function previewOf(name: string, locale: string): MailContent | null {
  const known = sampleNames.find((sample) => sample === name);
  const language = locales.find((one) => one === locale);
  return known && language ? samples[known](language) : null;
}

const address = (name: SampleName, locale: Locale) => `/dev/mail/preview/${name}/${locale}`;

/** Every mail that Castellan can send, in each language. */
export function previewsPage(words: MailboxWords): string {
  const rows = sampleNames.map((name): Html => {
    const subjects = locales.map(
      (locale) =>
        html`<a href="${address(name, locale)}" lang="${locale}" hreflang="${locale}">${samples[name](locale).subject}</a>`,
    );
    return html`<li>${subjects}<span><code>${name}</code></span></li>`;
  });
  const main = html`<main><p><a href="/dev/mail">← ${words.back}</a></p><h1>${words.previews}</h1><p class="soft">${words.previewsIntro}</p>
<ul class="mails previews">${rows}</ul></main>`;
  return page(words, words.previews, main);
}

/** One mail as people get it: its HTML part in a frame that may do nothing but open links, and its plain text. */
export function previewPage(words: MailboxWords, name: string, locale: Locale, mail: MailContent): string {
  const main = html`<main><p><a href="/dev/mail/preview">← ${words.previews}</a></p><h1 lang="${locale}">${mail.subject}</h1>
${frame(words, `/dev/mail/preview/${name}/${locale}/html`)}
<h2>${words.plainText}</h2><pre lang="${locale}">${mail.text}</pre></main>`;
  return page(words, mail.subject, main);
}
