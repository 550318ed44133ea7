import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A mail as it was delivered, in the form that `/dev/mail.json` answers. */
export interface StoredMail {
  readonly id: string;
  readonly from: string;
  /** Who it was delivered to: the recipients of the SMTP envelope. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly date: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly StoredAttachment[];
}

export interface StoredAttachment {
  readonly filename: string;
  readonly contentType: string;
  readonly size: number;
  readonly contentBase64: string;
}

/** What a list shows of a mail. */
export type MailSummary = Pick<StoredMail, 'id' | 'from' | 'to' | 'subject' | 'date'>;

export interface MailStore {
  /** Keeps a mail; it is on the disk when this returns. Gives its id. */
  add(mail: Omit<StoredMail, 'id'>): string;
  find(id: string): StoredMail | undefined;
  /** The newest first; only those to an address, if one is given (compared case-insensitively). */
  list(to?: string): readonly MailSummary[];
}

const keptMails = 2_000;
const idPattern = /^\d{16}-[0-9a-f]{8}$/;

/**
 * Mails as files in a folder, one each, so that they survive a restart. The oldest go when there are too many.
 * @param folder is made when it is not there
 */
export function createMailStore(folder: string): MailStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (id: string): string => path.join(folder, `${id}.json`);
  const read = (id: string): StoredMail => JSON.parse(readFileSync(fileOf(id), 'utf8')) as StoredMail;
  const summaryOf = ({ id, from, to, subject, date }: StoredMail): MailSummary => ({ id, from, to, subject, date });

  const ids = readdirSync(folder).map((name) => path.basename(name, '.json'));
  const summaries = ids
    .filter((id) => idPattern.test(id))
    .sort()
    .map((id) => summaryOf(read(id)));
  let last = Number(summaries.at(-1)?.id.split('-')[0] ?? 0);

  return {
    add(mail) {
      last = Math.max(last + 1, Date.now() * 1_000);
      const stored: StoredMail = { id: `${String(last).padStart(16, '0')}-${randomBytes(4).toString('hex')}`, ...mail };
      const draft = `${fileOf(stored.id)}.draft`;
      writeFileSync(draft, JSON.stringify(stored), { mode: 0o600, flush: true });
      renameSync(draft, fileOf(stored.id));
      summaries.push(summaryOf(stored));
      for (const old of summaries.splice(0, Math.max(0, summaries.length - keptMails)))
        rmSync(fileOf(old.id), { force: true });
      return stored.id;
    },
    find: (id) => (idPattern.test(id) && existsSync(fileOf(id)) ? read(id) : undefined),
    list(to) {
      const wanted = to?.trim().toLowerCase();
      const matching = summaries.filter(
        (mail) => wanted === undefined || mail.to.some((one) => one.toLowerCase() === wanted),
      );
      return matching.reverse();
    },
  };
}
