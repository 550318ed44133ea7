/**
 * The reader's script: opens the message on the page with one press, in this browser. It writes text only
 * (`textContent`), so that it needs no Trusted Types policy and a message can never become markup.
 *
 * What it expects of the page, in whatever language the page is:
 *
 *   #reader[data-mid]                     the message id; everything below is inside
 *     [data-part=sealed]                  says that it is sealed; gone when it is open
 *     button[data-part=open]              opens; disabled while it works, gone afterwards
 *     [data-part=status][role=status]     what is going on, or what went wrong
 *     [data-part=message][hidden]         shown when open; the heading inside takes the focus
 *       h2[data-part=subject][tabindex=-1]
 *       [data-part=text]                  styled `white-space: pre-wrap; overflow-wrap: anywhere`
 *     [data-part=sign-in][hidden]         a link; shown when the session has ended meanwhile
 *     [data-words=working]                hidden elements that hold the words for: being opened,
 *     [data-words=opened]                 opened,
 *     [data-words=unreachable]            the service does not answer,
 *     [data-words=broken]                 the message was changed on its way or the key is not its own,
 *     [data-words=insecure]               the page was not loaded over https, so the browser cannot decrypt
 *
 * What the server refuses, it says in the page's language itself (the problem's `detail`).
 */
import { newKeyPair, openReleased, publicPart, type ReleaseAnswer } from './opening.ts';

interface ProblemAnswer {
  readonly code?: string;
  readonly detail?: string;
}

/** Refused by the server, in words for the reader. */
class Refused extends Error {
  readonly signIn: boolean;
  constructor({ code, detail = '' }: ProblemAnswer) {
    super(detail);
    this.signIn = code === 'access.sign-in-required';
  }
}
class Unreachable extends Error {}

async function release(mid: string, epk: JsonWebKey): Promise<ReleaseAnswer> {
  const response = await fetch(`/api/v1/envelopes/${encodeURIComponent(mid)}/release`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, application/problem+json',
      'accept-language': document.documentElement.lang,
    },
    body: JSON.stringify({ epk }),
    cache: 'no-store',
    redirect: 'error',
  }).catch(() => {
    throw new Unreachable();
  });
  const answer: unknown = await response.json().catch(() => {
    throw new Unreachable();
  });
  if (!response.ok) throw new Refused(answer as ProblemAnswer);
  return answer as ReleaseAnswer;
}

function start(reader: HTMLElement): void {
  const part = (name: string) => reader.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  const words = (name: string) => reader.querySelector(`[data-words="${name}"]`)?.textContent ?? '';
  const button = part('open') as HTMLButtonElement;
  const say = (text: string) => (part('status').textContent = text);

  async function open(): Promise<void> {
    button.disabled = true;
    say(words('working'));
    try {
      const mid = reader.dataset['mid']!;
      const pair = await newKeyPair();
      const { subject, text } = await openReleased(mid, await release(mid, await publicPart(pair)), pair);
      part('subject').textContent = subject;
      part('text').textContent = text;
      part('message').hidden = false;
      button.hidden = true;
      part('sealed').hidden = true;
      say(words('opened'));
      part('subject').focus();
    } catch (error) {
      button.disabled = false;
      if (error instanceof Refused) {
        say(error.message);
        part('sign-in').hidden = !error.signIn;
      } else {
        say(words(error instanceof Unreachable ? 'unreachable' : 'broken'));
      }
      button.focus();
    }
  }

  if (!globalThis.isSecureContext) {
    button.disabled = true;
    say(words('insecure'));
    return;
  }
  button.addEventListener('click', () => void open());
}

const reader = document.getElementById('reader');
if (reader) start(reader);
