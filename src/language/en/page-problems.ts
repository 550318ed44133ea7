import type { ProblemCode } from '../../problems.ts';
import type { ProblemWords } from './problems.ts';

/**
 * Problems in the words of a page, where those of problems.ts are about headers and bodies: whoever fills in a form
 * knows neither.
 */
export const pageProblems: Partial<Record<ProblemCode, ProblemWords>> = {
  'request.malformed-json': {
    title: 'The form did not arrive whole.',
    why: 'The connection ended before everything was sent, so nothing was done.',
    next: 'Go back and send the form again.',
  },
  'request.invalid': {
    title: 'Something is not right yet.',
    why: 'Nothing was done.',
    next: 'Correct what is marked and send it again.',
  },
  'request.too-large': {
    title: 'This is too long.',
    why: 'A message may have about 30,000 characters, a whole form twice as many. Nothing was done.',
    next: 'Shorten the text and send it again.',
  },
  'request.unsupported-media-type': {
    title: 'The form could not be read.',
    why: 'The browser sent it in a way that is not understood here, so nothing was done.',
    next: 'Load the page again and send the form from there.',
  },
  'request.no-such-page': {
    title: 'There is nothing here.',
    why: 'No page has this address: it was mistyped, or what was here is no longer there.',
    next: 'Check the address, or begin at the start page.',
  },
  'request.method-not-allowed': {
    title: 'This cannot be opened by its address.',
    why: 'It is the answer to a button or a form. Nothing was done.',
    next: 'Go to the page with the button, and press it there.',
  },
  'idempotency.key-reused': {
    title: 'This form was sent before.',
    why: 'What was sent first was carried out; what you changed since then was not.',
    next: 'Look at what the first one did. For something new, open the page again and fill it in there.',
  },
  'idempotency.in-progress': {
    title: 'This form is being worked on.',
    why: 'It was sent a moment ago and is not finished yet, so nothing was started twice.',
    next: 'Wait a moment, then send it again to see what came of it.',
  },
};
