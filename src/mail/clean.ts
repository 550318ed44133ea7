import { plainText } from '../html.ts';

/** Controls, line and paragraph separators: a line break in a header would begin another header. */
const controls = /[\p{Cc}\u2028\u2029]+/gu;
/** Characters without a width, except the joiners that emoji and several scripts need. */
const invisible = /[\u00ad\u200b\u2060\ufeff]/gu;

/**
 * One harmless line out of whatever a person typed: no line breaks, controls or bidirectional overrides.
 * @param maximum longest result in code points, the ellipsis included
 */
export function cleanLine(text: string, maximum = 200): string {
  const line = plainText(text.normalize('NFC'))
    .replace(invisible, '')
    .replace(controls, ' ')
    // No-break spaces stay: French puts them before : ; ! ?
    .replace(/[^\S\u00a0\u202f]+/gu, ' ')
    .trim();
  const points = Array.from(line);
  return points.length <= maximum
    ? line
    : `${points
        .slice(0, maximum - 1)
        .join('')
        .trimEnd()}…`;
}

/** A person's or an account's name for a mail: mail programs make links of what looks like one, so it must not. */
export function cleanName(text: string, maximum = 100): string {
  return cleanLine(text.replace(/:\/\//g, ' ').replace(/\bwww\./giu, 'www '), maximum);
}

/** A server's own words as they may be kept and shown: without addresses, which logs and histories must not hold. */
export function cleanServerWords(text: string, maximum = 300): string {
  return cleanLine(text.replace(/<?[^\s<>"'(),;:]+@[^\s<>"'(),;:]+>?/gu, '[address]'), maximum);
}

/**
 * A name for a mail's sender line. What gives a line like that a second address or another meaning is taken out: mail
 * programs and filters distrust it, rightly.
 */
export function cleanSender(text: string, maximum = 60): string {
  return cleanName(text.replace(/["<>()[\]\\,;:@]+/gu, ' '), maximum);
}
