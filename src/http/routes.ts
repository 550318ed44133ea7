import { listAccountsRoute, listGroupsRoute } from './resources/accounts.ts';
import { auditRoute } from './resources/audit.ts';
import { requestCodeRoute, verifyCodeRoute } from './resources/enrolments.ts';
import { releaseRoute } from './resources/envelopes.ts';
import { eventsRoute } from './resources/events.ts';
import { continueFirstLoginRoute, readFirstLoginRoute, submitFirstLoginRoute } from './resources/first-login.ts';
import { meRoute } from './resources/me.ts';
import { addMemberRoute, listMembersRoute, removeMemberRoute } from './resources/members.ts';
import {
  decisionRoutes,
  listOnboardingsRoute,
  readOnboardingRoute,
  requestOnboardingRoute,
  temporaryPasswordRoute,
} from './resources/onboardings.ts';
import { redeemResetRoute, requestResetRoute } from './resources/password-resets.ts';
import { signInRoute, signOutRoute } from './resources/session.ts';
import { addUserRoute, listUsersRoute, lockUserRoute, unlockUserRoute } from './resources/users.ts';
import type { Route } from './route.ts';

/** Every call of the API, in the order of the documentation. */
export const routes: readonly Route[] = [
  signInRoute,
  signOutRoute,
  meRoute,
  requestResetRoute,
  redeemResetRoute,
  readFirstLoginRoute,
  submitFirstLoginRoute,
  continueFirstLoginRoute,
  listAccountsRoute,
  listGroupsRoute,
  listMembersRoute,
  addMemberRoute,
  removeMemberRoute,
  listUsersRoute,
  addUserRoute,
  lockUserRoute,
  unlockUserRoute,
  requestOnboardingRoute,
  listOnboardingsRoute,
  readOnboardingRoute,
  eventsRoute,
  temporaryPasswordRoute,
  ...decisionRoutes,
  requestCodeRoute,
  verifyCodeRoute,
  releaseRoute,
  auditRoute,
];
