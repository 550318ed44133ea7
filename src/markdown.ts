import { Marked, type Tokens } from 'marked';
import { escapeHtml, type Html, trusted } from './html.ts';

/**
 * Markdown as HTML. Whatever the text, nothing in it is markup of its own: raw HTML is shown as text, pictures as their
 * description, and links lead over http, https or within the page only.
 * @param text Markdown (CommonMark with GitHub's tables)
 */
export const renderMarkdown = (text: string): Html => trusted(marked.parse(text, { async: false }));

/** The name of a heading in links: its words, in lower case, joined by hyphens. */
export const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
    image: ({ text }: Tokens.Image) => escapeHtml(text),
    link({ href, tokens }: Tokens.Link) {
      const words = this.parser.parseInline(tokens);
      return /^(https?:\/\/|\/(?!\/)|#|[\w-]+(\.md)?(#|$))/i.test(href)
        ? `<a href="${escapeHtml(href)}">${words}</a>`
        : words;
    },
    heading({ tokens, depth, text }: Tokens.Heading) {
      return `<h${depth} id="${escapeHtml(slugOf(text))}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
  },
});
