import { describe, expect, test } from '@jest/globals';
import { type Blame, blameOf } from '../../src/mail/content-refusals.ts';

/** Answers as servers and filters give them. */
const answers: Record<Blame, readonly string[]> = {
  content: [
    '554 5.6.0 message content not acceptable',
    '550 5.6.1 media type not supported',
    '550 5.6.5 conversion failed',
    '552 5.2.3 message length exceeds administrative limit',
    '552 5.3.4 message too big for system',
    '552-5.7.0 This message was blocked because its content presents a potential security issue',
    '554 5.7.1 HTML attachments are not accepted here',
    '550 5.7.1 attachment type .html is blocked by policy',
    '554 5.7.1 virus Heuristics.Phishing found',
    '552 attachment type not accepted',
    '554 The attached file type is not allowed',
    'smtp; 550 5.7.0 file extension not allowed',
    '550 5.7.1 attachment refused, see https://filter.example/why',
  ],
  'perhaps-content': [
    '552 mailbox is full',
    '552 5.7.0 blocked',
    '554 5.7.1 message refused',
    '554 5.7.1 blocked, see https://bl.example/reason.html',
    '554 5.7.26 unauthenticated mail',
  ],
  'something-else': [
    '550 5.7.1 relaying denied',
    '550 5.7.1 Client host blocked, see https://bl.example/reason.html',
    '550 5.7.1 blocked using www.bl.example/content/virus?ip=192.0.2.1',
    '550-5.7.1 [HTTP://bl.example/attachment] rejected',
    '550 5.7.1 SPF check failed for 5.6.1.22',
    '550 5.7.1 our system has detected that this message is likely unsolicited mail',
    '550 5.7.0 access denied',
    '550 5.7.23 SPF validation failed; see the content of our policy',
    '550 5.7.26 unauthenticated mail is not accepted',
    '530 5.7.0 must issue a STARTTLS command first',
    '550 5.6.7 non-ASCII addresses not permitted',
    '552 5.2.2 mailbox is full',
    '552 5.1.1 no such user',
    '550 5.1.1 no such user',
    '554 transaction failed',
    '550 content rejected',
    '452 4.3.1 attachment stored later',
    '4.7.1 html greylisted',
    'no answer',
    '',
  ],
};

describe.each(Object.entries(answers))('blames %s', (blame, all) => {
  test.each(all)('%j', (words) => {
    expect(blameOf(words)).toBe(blame);
  });
});

test('the reply code is the mail server’s where it is known', () => {
  expect(blameOf('mailbox is full', 552)).toBe('perhaps-content');
  expect(blameOf('5.7.1 message refused', 554)).toBe('perhaps-content');
  expect(blameOf('5.7.1 message refused')).toBe('something-else');
});
