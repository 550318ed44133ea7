import { afterEach, describe, expect, test } from '@jest/globals';
import { MailRejected, MailUnreachable } from '../../src/mail/failures.ts';
import { mailSettings } from '../../src/mail/settings.ts';
import { invitation } from '../../src/mail/templates/index.ts';
import { createMailer, type Mail, type Mailer, type MailTimeouts } from '../../src/mail/transport.ts';
import { refusal, startSmtp, startTcp } from './smtp.ts';

const from = 'Castellan <castellan@mail.example.org>';
const mail: Mail = {
  messageId: 'ONB-7F3K9Q.invitation.1@mail.example.org',
  to: 'ana@example.org',
  subject: 'Château à Ana',
  text: 'Hello',
  html: '<p>Hello</p>',
  locale: 'fr',
};

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function smtp(options?: Parameters<typeof startSmtp>[0]) {
  const server = await startSmtp(options);
  ends.push(server.close);
  return server;
}

function mailer(smtpUrl: string, timeouts?: MailTimeouts): Mailer {
  const made = createMailer({ smtpUrl, from, ...(timeouts && { timeouts }) });
  ends.push(() => made.close());
  return made;
}

const failure = async (sending: Promise<unknown>): Promise<unknown> =>
  sending.then(
    () => {
      throw new Error('it was sent');
    },
    (error: unknown) => error,
  );

describe('a mail that the server takes', () => {
  test('arrives once, with its own Message-ID and the headers that keep machines from answering', async () => {
    const server = await smtp();
    const { response } = await mailer(server.url).send(mail);
    expect(response).toMatch(/^250 /);
    expect(server.received).toHaveLength(1);
    const [{ from: envelopeFrom, to, mail: parsed }] = server.received as [(typeof server.received)[number]];
    expect(envelopeFrom).toBe('castellan@mail.example.org');
    expect(to).toEqual(['ana@example.org']);
    expect(parsed.messageId).toBe('<ONB-7F3K9Q.invitation.1@mail.example.org>');
    expect(parsed.subject).toBe('Château à Ana');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('x-auto-response-suppress')).toBe('OOF, AutoReply');
    expect(parsed.headers.get('content-language')).toBe('fr');
    expect(parsed.text?.trim()).toBe('Hello');
    expect(parsed.html).toBe('<p>Hello</p>');
  });

  test('carries its attachment unchanged', async () => {
    const server = await smtp();
    const content = `<!DOCTYPE html>\n<p>é = ${'A_-b'.repeat(500)}</p>\n.\n..\n`;
    await mailer(server.url).send({
      ...mail,
      attachments: [{ filename: 'securedoc_20260101T000000.html', content, contentType: 'text/html; charset=utf-8' }],
    });
    const [attachment] = server.received[0]!.mail.attachments;
    expect(attachment?.filename).toBe('securedoc_20260101T000000.html');
    expect(attachment?.content.toString().replaceAll('\r\n', '\n')).toBe(content);
  });

  test('shares its connection with the next one', async () => {
    const server = await smtp();
    const { send } = mailer(server.url);
    for (const number of [1, 2, 3]) await send({ ...mail, messageId: `a.${number}@example.org` });
    expect(server.received).toHaveLength(3);
    expect(server.connections()).toBe(1);
  });

  test('keeps a line break in a subject or an address from beginning another header or recipient', async () => {
    const server = await smtp();
    const { send } = mailer(server.url);
    await send({ ...mail, subject: 'Hello\r\nBcc: eve@example.org' });
    expect(server.received[0]!.to).toEqual(['ana@example.org']);
    expect(server.received[0]!.mail.headers.has('bcc')).toBe(false);
    await failure(send({ ...mail, to: 'ana@example.org, eve@example.org' }));
    expect(server.received.flatMap(({ to }) => to)).not.toContain('eve@example.org');
  });
});

describe('the sender', () => {
  const hostile = 'Léa "Boss" <eve@example.net>,\u202e Martin\r\nBcc: x@example.net';

  test('names whom it is written for, at the one address that the signature counts for', async () => {
    const server = await smtp();
    const data = { candidateName: 'Ana', accountNumber: '1001', readerUrl: 'https://c.test/m/x', reference: 'ONB-1' };
    const when = { expiresAt: new Date(), timeZone: 'UTC', hasAttachment: false };
    const names = [
      ['Bob Martin', 'Acme'],
      [hostile, 'Acme: "the" <best>'],
      ['', 'Acme'],
    ] as const;
    for (const [initiatorName, accountName] of names) {
      await mailer(server.url).send({ ...mail, ...invitation({ ...data, ...when, initiatorName, accountName }, 'en') });
    }
    const senders = server.received.map((received) => received.mail.from!.value);
    expect(senders).toEqual([
      [{ name: 'Bob Martin via Acme', address: 'castellan@mail.example.org' }],
      [
        {
          name: 'Léa Boss eve example.net Martin Bcc x example.net via Acme the best',
          address: 'castellan@mail.example.org',
        },
      ],
      [{ name: 'Castellan', address: 'castellan@mail.example.org' }],
    ]);
    for (const received of server.received) {
      expect(received.from).toBe('castellan@mail.example.org');
      expect(received.to).toEqual(['ana@example.org']);
      expect(received.mail.headers.has('bcc')).toBe(false);
    }
  });
});

describe('a connection without TLS', () => {
  const settingsOf = (SMTP_URL: string, NODE_ENV: 'production' | 'development' = 'production') =>
    mailSettings({
      ...{ SMTP_URL, NODE_ENV, MAIL_FROM: from },
      ...{ DKIM_DOMAIN: undefined, DKIM_SELECTOR: undefined, DKIM_KEY_FILE: undefined },
    }).requireTls;

  test('is refused in production, except on this machine or where the address allows it', () => {
    expect(settingsOf('smtp://mail.example.org:587')).toBe(true);
    expect(settingsOf('smtp://user:secret@10.0.0.2')).toBe(true);
    expect(settingsOf('smtp://mail.example.org?requireTLS=false')).toBe(false);
    expect(settingsOf('smtps://mail.example.org')).toBe(false);
    for (const host of ['localhost', '127.0.0.1:1025', '[::1]:25']) expect(settingsOf(`smtp://${host}`)).toBe(false);
    expect(settingsOf('smtp://mail.example.org', 'development')).toBe(false);
  });

  test('takes no mail where TLS is demanded: it waits rather than going out in clear', async () => {
    const server = await smtp();
    const demanding = createMailer({ smtpUrl: server.url, from, requireTls: true });
    ends.push(() => demanding.close());
    expect(await failure(demanding.send(mail))).toBeInstanceOf(MailUnreachable);
    expect(server.received).toEqual([]);
    const lenient = createMailer({ smtpUrl: `${server.url}?requireTLS=false`, from });
    ends.push(() => lenient.close());
    await lenient.send(mail);
    expect(server.received).toHaveLength(1);
  });
});

describe('a mail that the server refuses', () => {
  test('for good (550) is rejected with the server’s words, without addresses', async () => {
    const server = await smtp({
      onRcptTo: (address, _session, callback) => callback(refusal(550, `5.1.1 <${address.address}>: no such user`)),
    });
    const error = (await failure(mailer(server.url).send(mail))) as MailRejected;
    expect(error).toBeInstanceOf(MailRejected);
    expect(error.responseCode).toBe(550);
    expect(error.words).toContain('no such user');
    expect(`${error.message} ${error.words}`).not.toContain('ana@');
  });

  test('for good after its content (554) is rejected', async () => {
    const server = await smtp({
      onData: (stream, _session, callback) => {
        stream.on('end', () => callback(refusal(554, '5.7.1 content refused'))).resume();
      },
    });
    expect(await failure(mailer(server.url).send(mail))).toMatchObject({ name: 'MailRejected', responseCode: 554 });
  });

  test('for now (450) may be sent again, and then arrives once', async () => {
    let refuse = true;
    const server = await smtp({
      onRcptTo: (_address, _session, callback) => callback(refuse ? refusal(450, '4.2.0 try again later') : null),
    });
    const { send } = mailer(server.url);
    const error = (await failure(send(mail))) as MailUnreachable;
    expect(error).toBeInstanceOf(MailUnreachable);
    expect(error.responseCode).toBe(450);
    refuse = false;
    await send(mail);
    expect(server.received).toHaveLength(1);
  });

  test('keeps at most 300 characters of a long answer', async () => {
    const server = await smtp({
      onRcptTo: (_address, _session, callback) => callback(refusal(550, 'no '.repeat(150))),
    });
    const error = (await failure(mailer(server.url).send(mail))) as MailRejected;
    expect(Array.from(error.words).length).toBeLessThanOrEqual(300);
  });
});

describe('a mail server that does not work', () => {
  test('nobody listens', async () => {
    const server = await startTcp(() => {});
    await server.close();
    expect(await failure(mailer(server.url).send(mail))).toMatchObject({ name: 'MailUnreachable', responseCode: null });
  });

  test('it takes the connection and says nothing', async () => {
    const server = await startTcp(() => {});
    ends.push(server.close);
    const short = { connection: 200, greeting: 200, socket: 200, whole: 1_000 };
    expect(await failure(mailer(server.url, short).send(mail))).toBeInstanceOf(MailUnreachable);
  });

  test('it says a little at a time for ever', async () => {
    const server = await startTcp((socket) => {
      const trickle = setInterval(() => socket.write('220-wait\r\n'), 50);
      socket.on('close', () => clearInterval(trickle));
    });
    ends.push(server.close);
    const short = { connection: 5_000, greeting: 5_000, socket: 5_000, whole: 300 };
    const error = (await failure(mailer(server.url, short).send(mail))) as MailUnreachable;
    expect(error).toBeInstanceOf(MailUnreachable);
    expect(error.words).toContain('300 ms');
  });

  test('it hangs up once the whole mail is in its hands', async () => {
    const server = await startTcp((socket) => {
      socket.write('220 ready\r\n');
      socket.on('data', (data) => {
        const text = data.toString();
        if (/^(EHLO|MAIL|RCPT)/.test(text)) socket.write('250 ok\r\n');
        else if (text.startsWith('DATA')) socket.write('354 go on\r\n');
        else if (text.endsWith('\r\n.\r\n')) socket.destroy();
      });
    });
    ends.push(server.close);
    expect(await failure(mailer(server.url).send(mail))).toBeInstanceOf(MailUnreachable);
  });

  test('it closes before its greeting, and is asked no second time', async () => {
    let connections = 0;
    const server = await startTcp((socket) => {
      connections += 1;
      socket.destroy();
    });
    ends.push(server.close);
    expect(await failure(mailer(server.url).send(mail))).toBeInstanceOf(MailUnreachable);
    expect(connections).toBe(1);
  });

  test('it refuses everybody at the door (554 instead of a greeting): that is not about this mail', async () => {
    const server = await startTcp((socket) => socket.end('554 no service here\r\n'));
    ends.push(server.close);
    expect(await failure(mailer(server.url).send(mail))).toBeInstanceOf(MailUnreachable);
  });

  test('a mailer that was closed refuses', async () => {
    const server = await smtp();
    const closed = mailer(server.url);
    closed.close();
    expect(await failure(closed.send(mail))).toBeInstanceOf(MailUnreachable);
  });
});
