/** The address of a sender, with or without a display name. */
export const addressOf = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();

/** The part after the @ of a sender, with or without a display name. */
export function senderDomain(from: string): string {
  const domain = /@([^\s<>@]+?)>?\s*$/.exec(from)?.[1];
  if (domain === undefined) throw new TypeError('the sender is not an address');
  return domain;
}

/**
 * The Message-ID of a mail, without its angle brackets. The same key gives the same id, so that a mail which had to be
 * sent twice is recognised as one by the receiving side.
 * @param key names the mail for ever, such as `ONB-7F3K9QXZ.invitation.1`
 * @param from sender, whose domain answers for the id's uniqueness (RFC 5322, section 3.6.4)
 * @throws TypeError when the key holds what an id must not
 */
export function messageId(key: string, from: string): string {
  if (!/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(key) || key.length > 200) {
    throw new TypeError('a mail’s key consists of letters, digits, "_", "-" and single dots');
  }
  return `${key}@${senderDomain(from)}`;
}
