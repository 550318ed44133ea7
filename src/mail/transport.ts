import { createTransport } from 'nodemailer';
import { addressOf } from './message-ids.ts';
import { mailFailure, MailRejected, MailUnreachable } from './failures.ts';
import type { DkimKey } from './dkim.ts';
import type { Locale } from '../language/index.ts';

export { MailRejected, MailUnreachable };

export interface Attachment {
  readonly filename: string;
  readonly content: string | Uint8Array;
  readonly contentType: string;
}

export interface Mail {
  /** Without angle brackets; see messageId. */
  readonly messageId: string;
  /** Whom the sender's address is shown to write for, a clean name; the usual one when left out. */
  readonly sender?: string | undefined;
  /** One address: a mail for two would tell each of the other. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments?: readonly Attachment[];
  readonly locale: Locale;
}

/** How long each part of a sending may take, in milliseconds. */
export interface MailTimeouts {
  readonly connection: number;
  readonly greeting: number;
  /** Silence of the server in the middle of a conversation. */
  readonly socket: number;
  /** The whole sending, waiting for a free connection included. */
  readonly whole: number;
}

/** For a try that a request or a workflow task waits for. */
export const quickTimeouts: MailTimeouts = { connection: 1_500, greeting: 1_500, socket: 1_500, whole: 1_900 };
/** For a try that nothing waits for: a server that greylists by delay gets its time. */
export const patientTimeouts: MailTimeouts = { connection: 8_000, greeting: 8_000, socket: 15_000, whole: 25_000 };

export interface Mailer {
  readonly send: (mail: Mail) => Promise<{ readonly response: string }>;
  readonly verify: () => Promise<void>;
  readonly close: () => void;
}

export interface MailerSettings {
  /** smtp: or smtps:, with credentials where the server wants them. */
  readonly smtpUrl: string;
  /** Sender of every mail, `Name <address>`. */
  readonly from: string;
  readonly timeouts?: MailTimeouts;
  /** Signs each mail (RFC 6376) where there is a key. */
  readonly dkim?: DkimKey | undefined;
  /** Sends nothing before STARTTLS; without it, TLS is used where the server offers it. */
  readonly requireTls?: boolean;
}

/** Sends mails over a pool of SMTP connections. It never retries by itself: whoever called decides when to try again. */
export function createMailer(settings: MailerSettings): Mailer {
  const { smtpUrl, from, timeouts = quickTimeouts, dkim, requireTls = false } = settings;
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 5,
    maxMessages: 100,
    // A hidden second loop of retries would send behind the back of the workflow's own.
    maxRequeues: 0,
    idleTimeout: 30_000,
    connectionTimeout: timeouts.connection,
    greetingTimeout: timeouts.greeting,
    dnsTimeout: timeouts.connection,
    socketTimeout: timeouts.socket,
    // Nothing in a mail may make this process read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(requireTls && { requireTLS: true }),
    ...(dkim && { dkim }),
  });

  return {
    /**
     * Sends one mail to one address.
     * @returns the server's answer
     * @throws MailRejected (final), MailUnreachable (try again)
     */
    async send(mail) {
      const signal = AbortSignal.timeout(timeouts.whole);
      try {
        const sent = await transport.sendMail({ ...envelopeOf(mail, from), signal });
        if (sent.rejected.length > 0) throw new MailRejected(550, 'the address was rejected');
        return { response: sent.response };
      } catch (error) {
        if (error instanceof MailRejected) throw error;
        if (signal.aborted) throw new MailUnreachable(null, `no answer within ${timeouts.whole} ms`);
        throw mailFailure(error);
      }
    },

    /** Connects and says hello. @throws MailUnreachable */
    async verify() {
      try {
        await transport.verify();
      } catch (error) {
        throw mailFailure(error);
      }
    },

    /** Ends every connection; mails that wait are refused as unreachable. */
    close() {
      transport.close();
    },
  };
}

function envelopeOf(mail: Mail, from: string) {
  return {
    messageId: `<${mail.messageId}>`,
    from: mail.sender ? { name: mail.sender, address: addressOf(from) } : from,
    // As an object, so that nothing inside the address is read as a list or a display name.
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    attachments: (mail.attachments ?? []).map(({ filename, content, contentType }) => ({
      filename,
      content: typeof content === 'string' ? content : Buffer.from(content),
      contentType,
      // An HTML attachment is nearly all ASCII: a third smaller than as base64.
      contentTransferEncoding: 'quoted-printable' as const,
      contentDisposition: 'attachment' as const,
    })),
    headers: {
      'Auto-Submitted': 'auto-generated',
      // Not "All": that would suppress the delivery reports that tell of a bounce (MS-OXCMAIL 2.1.3.2.20).
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'Content-Language': mail.locale,
    },
  };
}
