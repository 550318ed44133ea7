import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { Problem } from '../problems.ts';

export interface Address {
  /** As it is written to: the local part as given, the domain as IDNA ASCII. */
  readonly address: string;
  /** As it is compared: all lower case. */
  readonly key: string;
}

const addressShape = z.email();

/**
 * Reads an e-mail address. The domain becomes IDNA ASCII; addresses compare case-insensitively, because no mail
 * provider in use tells users apart by case and two users "Ana@" and "ana@" would be a trap.
 * @param pointer the field it came in, for the error
 * @throws Problem address.non-ascii-local-part (SMTPUTF8 is not spoken), address.invalid
 */
export function readAddress(text: string, pointer = '/email'): Address {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at);
  if (at > 0 && /[^\x20-\x7e]/.test(local)) throw wrong('address.non-ascii-local-part', pointer);
  const address = `${local}@${domainToASCII(trimmed.slice(at + 1)).toLowerCase()}`;
  if (at < 1 || local.length > 64 || address.length > 254 || !addressShape.safeParse(address).success) {
    throw wrong('address.invalid', pointer);
  }
  return { address, key: address.toLowerCase() };
}

const wrong = (code: 'address.invalid' | 'address.non-ascii-local-part', pointer: string) =>
  new Problem(code, { errors: [{ pointer, code }] });
