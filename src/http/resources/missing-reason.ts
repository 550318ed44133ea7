import type { Request } from 'express';
import type { Principal } from '../../directory/authority.ts';
import type { Services } from '../services.ts';
import type { z } from '../zod.ts';

/**
 * Nobody changes anything without a reason, and trying to is on record. For a route's `onInvalid`.
 * @param actionOf the verb in the audit
 */
export const auditMissingReason =
  (actionOf: (request: Request) => string) =>
  async (services: Services, principal: Principal, request: Request, error: z.ZodError): Promise<void> => {
    if (!error.issues.some(({ path }) => path.length === 1 && path[0] === 'reason')) return;
    const ref = request.params['ref'];
    const about = typeof ref === 'string' ? { ref } : {};
    const data = { code: 'reason-missing' };
    await services.onboardings.keepOnRecord(principal, {
      action: actionOf(request),
      outcome: 'refused',
      data,
      ...about,
    });
  };
