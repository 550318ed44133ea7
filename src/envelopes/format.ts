/**
 * The envelope format, version 1, as far as the service and the reader in the browser both hold it: docs/envelope.md.
 * Runs on WebCrypto alone and imports nothing, so that there is one truth and the reader stays small.
 */

export const envelopeType = 'renv+jwe';
export const envelopeVersion = 1;
export const envelopeClaims = ['mid', 'rcpt', 'pol'] as const;
/** A data key on its way to the recipient's browser. */
export const releaseType = 'rel+jwe';
export const releaseClaims = ['mid', 'rid'] as const;

/** What can never change about an envelope once it is sealed. */
export interface Policy {
  readonly v: 1;
  readonly account: string;
  /** The key is released again and again until the envelope ends. */
  readonly release: 'until-end';
  readonly reply: boolean;
  readonly forward: boolean;
}

export interface Message {
  readonly subject: string;
  readonly text: string;
}

/** The policy as it is hashed: its members in order of their names, without spaces (RFC 8785 for a flat object). */
export const canonicalPolicy = (policy: object): string => JSON.stringify(policy, Object.keys(policy).sort());

/** What an envelope's `pol` claims: SHA-256 of the canonical policy, in base64url. */
export async function policyHash(policy: object): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalPolicy(policy)));
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** A message as it is sealed. */
export const messageBytes = ({ subject, text }: Message): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ v: envelopeVersion, subject, text }));

/** The message that was sealed. @throws Error when it is none, say of a later version */
export function readMessage(bytes: Uint8Array): Message {
  const content: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  const { v, subject, text, ...more } = { ...(content as Record<string, unknown>) };
  if (v !== envelopeVersion || typeof subject !== 'string' || typeof text !== 'string' || Object.keys(more).length > 0)
    throw new Error('message');
  return { subject, text };
}
