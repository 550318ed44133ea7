import { Problem } from '../../problems.ts';
import { route } from '../route.ts';
import { instant, person, personName, requiredActionList } from '../schemas.ts';
import { z } from '../zod.ts';

const mid = z.string().min(1).max(64).openapi({ description: 'the id in the mailed link' });

export const requestCodeRoute = route({
  method: 'post',
  path: '/enrolments',
  tag: 'Recipient',
  summary: 'Have a code mailed to the address of a message',
  description:
    'Answers the same whatever the id is. A code that is still good is mailed again, but not within half a minute.',
  access: 'public',
  body: z.strictObject({ mid }).openapi('EnrolmentRequest'),
  replies: {
    202: {
      description: 'If there is such a message, a code is on its way; the mail shows the same reference',
      body: z.object({ reference: z.string(), expiresAt: instant }).openapi('CodeSent'),
    },
  },
  problems: ['code.mails-exhausted'],
  async handler({ services, body }) {
    const { reference, expiresAt } = await services.enrolments.requestCode(body);
    return { status: 202, body: { reference, expiresAt: expiresAt.toISOString() } };
  },
});

export const verifyCodeRoute = route({
  method: 'post',
  path: '/enrolments/verify',
  tag: 'Recipient',
  summary: 'Enter the mailed code',
  description:
    'Makes a user of the recipient and begins the first login. A signed-in user of that address proves the mailbox with it and leaves the names out.',
  access: 'public',
  body: z
    .strictObject({
      mid,
      code: z.string().trim().min(1).max(32),
      reference: z.string().max(16).optional().openapi({ description: 'as it was answered; another one is no try' }),
      firstName: personName.optional(),
      lastName: personName.optional(),
    })
    .openapi('EnrolmentCode'),
  replies: {
    200: {
      description: 'The code was right',
      body: z
        .object({
          status: z.enum(['required-actions', 'mailbox-proved']),
          requiredActions: requiredActionList,
          user: person.optional(),
        })
        .openapi('Enrolled'),
    },
  },
  problems: ['code.wrong', 'code.expired', 'code.tries-exhausted', 'user.exists', 'envelope.another-address'],
  async handler({ services, web, caller, body, requestId, response }) {
    const { principal } = caller;
    if (principal?.via === 'session') {
      const { status } = await services.enrolments.verifySignedIn({ ...body, principal });
      return { status: 200, body: { status, requiredActions: [] } };
    }
    const { firstName, lastName } = body;
    if (firstName === undefined || lastName === undefined) {
      const missing = [...(firstName ? [] : ['/firstName']), ...(lastName ? [] : ['/lastName'])];
      throw new Problem('request.invalid', {
        errors: missing.map((pointer) => ({ pointer, code: 'field.required' })),
      });
    }
    const input = { ...body, firstName, lastName, requestId };
    const { status, requiredActions, user, token } = await services.enrolments.verify(input);
    // The one that was begun before leads nowhere any more.
    if (caller.sessionToken !== null) await services.credentials.sessions.close(caller.sessionToken);
    web.cookie.set(response, token);
    return { status: 200, body: { status, requiredActions, user } };
  },
});
