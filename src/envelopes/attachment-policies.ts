import { domainToASCII } from 'node:url';
import { Problem } from '../problems.ts';

/**
 * Whether an invitation carries its envelope as an attachment, or a link alone. Some mail filters refuse HTML
 * attachments; the link works everywhere.
 */
export const attachmentPolicies = ['html', 'link-only'] as const;
export type AttachmentPolicy = (typeof attachmentPolicies)[number];

/** Every account, or every domain. */
export const everywhere = '*';

/** The domain of an address as it is stored, or of a domain that somebody typed. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const domainShape = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The recipient domain that somebody typed, or an address in it, as it is kept; every domain when nothing was typed.
 * @throws Problem request.invalid
 */
export function readDomain(typed: string | undefined): string {
  if (!typed?.trim()) return everywhere;
  const domain = domainToASCII(domainOf(typed.trim()));
  if (domainShape.test(domain)) return domain;
  throw new Problem('request.invalid', { errors: [{ pointer: '/domain', code: 'field.invalid' }] });
}
