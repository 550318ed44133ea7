import { randomUUID } from 'node:crypto';
import { type Html, html } from '../html.ts';
import type { Services } from '../http/services.ts';
import type { SignedIn } from './admission.ts';
import type { Form } from './forms.ts';

const keyShape = /^[0-9a-f-]{36}$/;

/** The key of a form that has one. */
export const keyOf = ({ key = '' }: Form): string | undefined => (keyShape.test(key) ? key : undefined);

/** Marks a form, so that sending it twice, or loading its answer again, does nothing a second time. */
export const formKey = (): Html => html`<input type="hidden" name="key" value="${randomUUID()}">`;

/**
 * Carries a form out whose answer shows a secret: the browser can only load such an answer again by sending the form
 * again. Then nothing is done, and the secret, which nobody kept, cannot be shown.
 * @param work does it, and names what it did
 * @returns what `work` answered, or of what the former time was
 */
export async function once<T>(
  services: Pick<Services, 'idempotency' | 'log'>,
  visit: SignedIn,
  form: Form,
  work: () => Promise<{ answer: T; reference: string }>,
): Promise<{ answer: T } | { former: string }> {
  const { key = '', ...body } = form;
  if (!keyShape.test(key)) return { answer: (await work()).answer };
  const { user } = visit.principal;
  const claim = await services.idempotency.claim({ user, key: `form-${key}`, method: 'POST', path: visit.here, body });
  if (claim.kind === 'replay') return { former: claim.answer.reference };
  let done: { answer: T; reference: string };
  try {
    done = await work();
  } catch (error) {
    await claim.release().catch((failure: unknown) => services.log.warn({ err: failure }, 'form key not released'));
    throw error;
  }
  await claim
    .complete({ status: 200, reference: done.reference })
    .catch((failure: unknown) => services.log.warn({ err: failure }, 'form key not completed'));
  return { answer: done.answer };
}
