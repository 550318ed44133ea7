import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { ReceivedMail } from '../../src/cli/demo/mailbox.ts';
import { issueInMail } from '../support/issued.ts';

export interface TakenMail extends ReceivedMail {
  readonly to: readonly string[];
  readonly messageId: string;
}

/**
 * A real SMTP server that refuses the addresses it is told to, and that can go away and come back at the same port.
 * @param parseUpTo of a longer mail only the addressee and the Message-ID are kept, in bytes; for where there are very many
 */
export async function startMailServer({ parseUpTo = Infinity }: { parseUpTo?: number } = {}) {
  const taken: TakenMail[] = [];
  const refused = new Set<string>();
  let port = 0;
  let server: SMTPServer | undefined;

  async function start(): Promise<void> {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      closeTimeout: 100,
      onRcptTo({ address }, _session, done) {
        if (!refused.has(address)) return done();
        done(Object.assign(new Error('no such mailbox here'), { responseCode: 550 }));
      },
      onData(stream, session, done) {
        void (async () => {
          const chunks: Buffer[] = [];
          for await (const chunk of stream) chunks.push(chunk as Buffer);
          const raw = Buffer.concat(chunks);
          const to = session.envelope.rcptTo.map(({ address }) => address);
          const messageId = /^message-id:\s*(\S+)/im.exec(raw.subarray(0, 4_096).toString('latin1'))?.[1] ?? '';
          const mail = raw.length <= parseUpTo ? await simpleParser(raw) : undefined;
          issueInMail(mail?.text ?? '');
          taken.push({ to, messageId, subject: mail?.subject ?? '', text: mail?.text ?? '', attachments: [] });
          done();
        })().catch(() => {}); // broken off in the middle: the client tries again
      },
    });
    server.on('error', () => {}); // a client that hangs up is part of what is tested
    server.listen(port, '127.0.0.1');
    await once(server.server, 'listening');
    port = (server.server.address() as AddressInfo).port;
  }

  async function stop(): Promise<void> {
    const ending = server;
    server = undefined;
    if (ending) await new Promise<void>((resolve) => ending.close(() => resolve()));
  }

  await start();
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    refused,
    inbox: (address: string): readonly TakenMail[] => taken.filter(({ to }) => to.includes(address)),
    start,
    stop,
  };
}
