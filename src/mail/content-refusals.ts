/**
 * Whether a refused mail was refused for what it holds, so that the same mail without its attachment might be taken.
 * Enhanced status codes are those of RFC 3463 and of IANA's registry; what they leave open, the words may tell.
 *
 * | the answer | blames | because |
 * |---|---|---|
 * | 5.6.0 to 5.6.5 | content | media not supported, or not without a conversion (RFC 3463, section 3.7) |
 * | 5.2.3, 5.3.4 | content | too long for the mailbox, too big for the system |
 * | 5.7.0, 5.7.1, or 552 or 554 without such a code, in words that name an attachment, a type of file, a virus or the content | content | the words say so |
 * | 552 without an enhanced code, or with 5.7.x | perhaps content | filters answer so to attachments; and servers, of old, to a full mailbox |
 * | 554 with 5.7.x | perhaps content | a policy: of content as often as of senders |
 * | 5.6.6 and above | something else | content that cannot be fetched (RFC 4468), addresses and headers beyond ASCII (RFC 6531) |
 * | 5.7.2 and above with another reply than 552 and 554 | something else | sign-in, encryption, DKIM, SPF, reverse DNS (RFC 4954, 5248, 7372) |
 * | 550 with 5.7.0 or 5.7.1 | something else | most often the sender: its reputation, SPF, relaying denied |
 * | any other | something else | 5.1.x an address, 5.2.2 a full mailbox, 554 alone anything |
 *
 * The mail server's own answer is met by a second mail at once, which a link alone may bring through: there `perhaps` is
 * worth that try, and its outcome decides. A bounce comes later and nothing tries it out, so it takes `content`.
 */
export type Blame = 'content' | 'perhaps-content' | 'something-else';

/**
 * @param words the other side's, such as `554 5.7.1 no attachments`
 * @param responseCode its SMTP reply code where that is known; else what the words begin with
 */
export function blameOf(words: string, responseCode = replyCodeOf(words)): Blame {
  const [, subject, detail] = (enhanced.exec(words) ?? []).map(Number);
  const isFilterReply = responseCode === 552 || responseCode === 554;
  const hasNoEnhancedCode = subject === undefined || detail === undefined;
  if (!hasNoEnhancedCode) {
    if (subject === 6 && detail <= 5) return 'content';
    if ((subject === 2 && detail === 3) || (subject === 3 && detail === 4)) return 'content';
    if (subject !== 7) return 'something-else';
  }
  const isOpen = hasNoEnhancedCode ? isFilterReply : detail <= 1;
  if (isOpen && namesContent.test(words.replace(addresses, ' '))) return 'content';
  const isPolicy = subject === 7;
  const mayBe = responseCode === 552 ? hasNoEnhancedCode || isPolicy : responseCode === 554 && isPolicy;
  return mayBe ? 'perhaps-content' : 'something-else';
}

const replyCodeOf = (words: string): number => Number(/^\s*(\d{3})\b/.exec(words)?.[1] ?? 0);

/** Of a permanent failure; part of no longer number, such as an IP address. */
const enhanced = /(?<![\d.])5\.(\d{1,3})\.(\d{1,3})(?!\.?\d)/;

const namesContent = /\b(?:attach(?:ed|ments?)|content|file ?(?:types?|names?|extensions?)|html|malware|virus)\b/i;
/** Where to read more: `/reason.html` there names no content. */
const addresses = /\b(?:[a-z][a-z\d+.-]*:\/\/|www\.)\S+/gi;
