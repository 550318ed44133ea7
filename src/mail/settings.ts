import type { Config } from '../config.ts';
import { isAligned, readDkimKey } from './dkim.ts';
import { senderDomain } from './message-ids.ts';
import type { MailerSettings } from './transport.ts';

type MailConfig = Pick<
  Config,
  'SMTP_URL' | 'MAIL_FROM' | 'NODE_ENV' | 'DKIM_DOMAIN' | 'DKIM_SELECTOR' | 'DKIM_KEY_FILE'
>;

/**
 * How mails are sent, as the settings have it.
 * @param warn told what is allowed but hardly meant
 * @throws ConfigError for a DKIM key that cannot sign
 */
export function mailSettings(config: MailConfig, warn: (words: string) => void = () => {}): MailerSettings {
  const { SMTP_URL: smtpUrl = '', MAIL_FROM: from } = config;
  const dkim = readDkimKey(config);
  const domain = senderDomain(from);
  if (dkim && !isAligned(domain, dkim.domainName)) {
    warn(
      `MAIL_FROM is in ${domain}, but DKIM_DOMAIN signs for ${dkim.domainName}: the signature does not count for DMARC`,
    );
  }
  return { smtpUrl, from, dkim, requireTls: config.NODE_ENV === 'production' && needsTls(smtpUrl) };
}

/** What goes to another machine in clear until STARTTLS; `?requireTLS=false` in the address allows that. */
function needsTls(smtpUrl: string): boolean {
  const { protocol, hostname, searchParams } = new URL(smtpUrl || 'smtp://localhost');
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'smtp:' && !isLoopback && searchParams.get('requireTLS') !== 'false';
}
