import { actions, paths, stages, stallReasons, turns } from '../../workflows/stages.ts';
import { scopes } from '../directory/scopes.ts';
import { envelopeActions, envelopeStates } from '../envelopes/states.ts';
import { readAddress } from '../directory/addresses.ts';
import { isPlainLine, isPlainText } from '../directory/fields.ts';
import { requiredActions } from '../directory/models.ts';
import { locales } from '../language/index.ts';
import { temporaryPasswordStates } from '../onboardings/view.ts';
import { Problem, problemStatus, type ProblemCode } from '../problems.ts';
import { z } from './zod.ts';

/** What goes over the wire, in and out. Inputs are strict: an unknown field is an error, never ignored. */

/** An e-mail address as a person types it; a service reads it again into its stored form. */
export const address = z
  .string()
  .max(320)
  .superRefine((text, context) => {
    const code = text.trim() === '' ? 'address.missing' : /[,;]|@.*@/.test(text) ? 'address.several' : null;
    if (code !== null) return context.addIssue({ code: 'custom', params: { code } });
    try {
      readAddress(text);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      context.addIssue({ code: 'custom', params: { code: error.code } });
    }
  })
  .openapi({ format: 'email', example: 'ana@example.org' });

export const personName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isPlainLine, { params: { code: 'name.control-characters' } });

const text = (maximum: number) => z.string().max(maximum).refine(isPlainText);

export const reason = text(1_000).trim().min(1).openapi({ example: 'She takes over from Ben.' });

/** The letter to the candidate: 32 KiB of UTF-8 at most. */
export const message = text(32_768).superRefine((value, context) => {
  if (Buffer.byteLength(value) > 32_768) context.addIssue({ code: 'custom', params: { code: 'field.too-long' } });
});

/** Read as it is; what makes a good password is not decided here. */
export const password = z.string().min(1).max(1_024).openapi({ format: 'password' });

export const passwordSet = z.object({ status: z.literal('password-set') }).openapi('PasswordSet');

export const locale = z.enum(locales);
export const path = z.enum(paths);

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().openapi({ description: 'nextCursor of the page before' }),
};
export const nextCursor = z.string().nullable();

export const instant = z.iso.datetime();

export const timeZone = z.string().min(1).max(64).openapi({ example: 'Europe/Paris' });

export const preferences = z
  .strictObject({ language: locale, timeZone, notifyNewMessages: z.boolean() })
  .openapi('Preferences');

export const nextAction = z
  .object({
    rel: z.string(),
    href: z.string(),
    method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']),
    title: z.string().optional(),
  })
  .openapi('NextAction');

export const problem = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    instance: z.string(),
    traceId: z.string(),
    errors: z.array(
      z.object({
        pointer: z.string().openapi({
          description: 'RFC 6901, into the body; /query/…, /path/… and /header/… for what is not in it',
        }),
        code: z.string(),
        detail: z.string(),
      }),
    ),
    nextActions: z.array(nextAction),
  })
  .openapi('Problem');

export const requiredActionList = z.array(z.enum(requiredActions));

export const person = z
  .object({ userId: z.string(), firstName: z.string(), lastName: z.string(), locale })
  .openapi('Person');

export const user = z
  .object({
    userId: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    status: z.enum(['active', 'locked', 'disabled']),
    firstLoginAt: instant.nullable(),
    createdAt: instant,
  })
  .openapi('User');

export const member = z
  .object({
    userId: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    status: z.enum(['active', 'locked', 'disabled']),
    addedAt: instant,
    addedBy: z.string(),
  })
  .openapi('Member');

export const account = z.object({ number: z.string(), name: z.string() }).openapi('Account');
export const group = z.object({ name: z.string() }).openapi('Group');

export const timelineEntry = z
  .object({ seq: z.int(), at: instant, kind: z.string(), by: z.string().nullable(), text: z.string() })
  .openapi('TimelineEntry');

export const envelopeSchema = z
  .object({
    mid: z.string(),
    state: z.enum(envelopeStates),
    opens: z.boolean().openapi({ description: 'whether its recipient could open it now' }),
    expiresAt: instant,
    lockReason: z.string().nullable(),
    openedAt: instant.nullable(),
    lastOpenedAt: instant.nullable(),
    openings: z.int(),
    allowedActions: z.array(z.enum(envelopeActions)),
  })
  .openapi('Envelope');

export const onboarding = z
  .object({
    ref: z.string().openapi({ example: 'ONB-7F3K9QXZ' }),
    account: z.string(),
    group: z.string(),
    email: z.string(),
    path: path.nullable(),
    stage: z.enum(stages),
    stall: z
      .object({
        reason: z.enum(stallReasons),
        stage: z.enum(stages),
        attempt: z.int(),
        message: z.string(),
        since: instant,
      })
      .nullable(),
    turn: z.enum(turns).openapi({ description: 'who has to move before anything else does' }),
    nextAutomaticAction: z.object({ kind: z.string(), at: instant }).nullable(),
    deadline: instant
      .nullable()
      .openapi({ description: 'when it stops without a first login; null where it does not wait for one' }),
    allowedActions: z.array(z.enum(actions)),
    approvalNeeded: z
      .boolean()
      .openapi({ description: 'support had a hand in it: it stops before the grant until somebody approves' }),
    timeline: z.array(timelineEntry).optional().openapi({ description: 'left out in lists' }),
    happened: z
      .string()
      .optional()
      .openapi({ description: 'the last of the timeline that matters, in a line; left out in lists' }),
    envelope: envelopeSchema
      .nullable()
      .optional()
      .openapi({ description: 'the current message of the invite path; left out in lists' }),
    temporaryPasswordState: z.enum(temporaryPasswordStates).nullable().optional().openapi({
      description:
        'of the candidate’s temporary password: none was made yet, it opens the first login, its time is over and a new one has to be made, or the candidate has proved the address meanwhile and takes none (`switch-path` invites); null where a first login needs none; left out in lists',
    }),
    candidateLocked: z.boolean().optional().openapi({
      description: 'the candidate’s user is locked, so that no first login is possible; left out in lists',
    }),
    createdBy: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
    workflow: z.object({ id: z.string(), runId: z.string().nullable() }),
  })
  .openapi('Onboarding');

export const scope = z.enum(scopes);
