import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startMailbox } from '../../src/embedded/mailbox/mailbox.ts';
import { createMailer, patientTimeouts } from '../../src/mail/transport.ts';
import { openSite } from '../console/site.ts';

export type MailedSite = Awaited<ReturnType<typeof openMailedSite>>;

/** The site as it is started without settings: its mails go over SMTP into the mailbox that it brings along. */
export async function openMailedSite() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-mailbox-'));
  const mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, folder });
  const from = 'Castellan <castellan@castellan.test>';
  const mailer = createMailer({ smtpUrl: mailbox.smtpUrl, from, timeouts: patientTimeouts });
  const site = await openSite({ mailer });
  return {
    ...site,
    mailbox,
    async close() {
      await site.close();
      mailer.close();
      await mailbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
