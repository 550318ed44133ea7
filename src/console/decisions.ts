import { noteMissingReason } from '../http/refusals.ts';
import type { Services } from '../http/services.ts';
import type { z } from '../http/zod.ts';
import type { SignedIn } from './admission.ts';
import type { Form } from './forms.ts';

/** What the audit calls it, and what it is about. */
interface Decided {
  readonly action: string;
  readonly ref?: string;
  readonly account?: string;
}

/**
 * Reads the form of a decision. One without a reason is refused as the API refuses it: on record.
 * @throws ZodError
 */
export async function readDecision<S extends z.ZodType>(
  services: Pick<Services, 'onboardings'>,
  { principal }: SignedIn,
  schema: S,
  form: Form,
  decided: Decided,
): Promise<z.output<S>> {
  const read = schema.safeParse(form, { reportInput: true });
  if (read.success) return read.data;
  await noteMissingReason(services, principal, decided, read.error);
  throw read.error;
}
