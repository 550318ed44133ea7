import type { Readable } from 'node:stream';
import { type AddressObject, type HeaderLines, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { MailStore, StoredMail } from './store.ts';

const largestMail = 25 * 1024 * 1024;

/**
 * An SMTP server that accepts every mail and keeps it. It answers 250 only once the mail is on the disk.
 * @param store where mails go
 */
export function createReceiver(store: MailStore): SMTPServer {
  return new SMTPServer({
    banner: 'Castellan mailbox',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    size: largestMail,
    onData(stream, session, callback) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      const sender = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
      void keep(store, stream, sender, recipients, callback);
    },
  });
}

async function keep(
  store: MailStore,
  stream: Readable,
  sender: string,
  recipients: string[],
  answer: (error: Error | null, message?: string) => void,
): Promise<void> {
  try {
    answer(null, `kept as ${store.add(await read(stream, sender, recipients))}`);
  } catch (error) {
    answer(error as Error);
  }
}

async function read(stream: Readable, sender: string, recipients: string[]): Promise<Omit<StoredMail, 'id'>> {
  const parsed = await simpleParser(stream, { skipImageLinks: true, skipTextToHtml: true });
  return {
    from: firstAddress(parsed.from) ?? sender,
    to: recipients,
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? '',
    date: (parsed.date ?? new Date()).toISOString(),
    text: parsed.text ?? '',
    html: parsed.html === false ? '' : (parsed.html ?? ''),
    headers: headersOf(parsed.headerLines),
    attachments: parsed.attachments.map(storeAttachment),
  };
}

const firstAddress = (from: AddressObject | undefined): string | undefined => from?.value[0]?.address;

/** As they came, unfolded; one that came more than once is joined by line feeds. */
function headersOf(lines: HeaderLines): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { key, line } of lines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n(?=[ \t])/g, '')
      .trim();
    headers[key] = key in headers ? `${headers[key]}\n${value}` : value;
  }
  return headers;
}

const storeAttachment = ({ filename, contentType, content }: ParsedMail['attachments'][number], index: number) => ({
  filename: filename ?? `attachment-${index + 1}`,
  contentType,
  size: content.length,
  contentBase64: content.toString('base64'),
});
