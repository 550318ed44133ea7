import { listAccountsRoute, listGroupsRoute } from './resources/accounts.ts';
import { auditRoute } from './resources/audit.ts';
import { bulkRoute, readBulkRoute } from './resources/bulk.ts';
import { requestCodeRoute, verifyCodeRoute } from './resources/enrolments.ts';
import { envelopeDecisionRoutes, reportRoute } from './resources/envelope-decisions.ts';
import { releaseRoute } from './resources/envelopes.ts';
import { eventsRoute } from './resources/events.ts';
import { continueFirstLoginRoute, readFirstLoginRoute, submitFirstLoginRoute } from './resources/first-login.ts';
import { changePasswordRoute, passwordStrengthRoute } from './resources/me-password.ts';
import { changePreferencesRoute, readPreferencesRoute } from './resources/me-preferences.ts';
import { listSessionsRoute, revokeSessionRoute } from './resources/me-sessions.ts';
import { listTokensRoute, makeTokenRoute, revokeTokenRoute } from './resources/me-tokens.ts';
import { mailEventsRoute } from './resources/mail-events.ts';
import { listMailPoliciesRoute, setMailPolicyRoute } from './resources/mail-policies.ts';
import { meRoute } from './resources/me.ts';
import { addMemberRoute, listMembersRoute, removeMemberRoute } from './resources/members.ts';
import { actOnManyRoute } from './resources/bulk-actions.ts';
import { countOnboardingsRoute, listOnboardingsRoute } from './resources/finding.ts';
import {
  decisionRoutes,
  readOnboardingRoute,
  requestOnboardingRoute,
  temporaryPasswordRoute,
} from './resources/onboardings.ts';
import { redeemResetRoute, requestResetRoute } from './resources/password-resets.ts';
import { signInRoute, signOutRoute } from './resources/session.ts';
import { addUserRoute, listUsersRoute, lockUserRoute, unlockUserRoute, userPasswordRoute } from './resources/users.ts';
import { findingsRoute, supportOverviewRoute } from './resources/support.ts';
import {
  declineUpgradeRoute,
  listUpgradeRequestsRoute,
  makeUpgradeRequestRoute,
  startUpgradeRoute,
} from './resources/upgrade-requests.ts';
import type { Route } from './route.ts';

/** Every call of the API, in the order of the documentation. */
export const routes: readonly Route[] = [
  signInRoute,
  signOutRoute,
  meRoute,
  readPreferencesRoute,
  changePreferencesRoute,
  changePasswordRoute,
  passwordStrengthRoute,
  listSessionsRoute,
  revokeSessionRoute,
  listTokensRoute,
  makeTokenRoute,
  revokeTokenRoute,
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
  userPasswordRoute,
  requestOnboardingRoute,
  bulkRoute,
  readBulkRoute,
  listOnboardingsRoute,
  // Before what takes any word for a reference.
  countOnboardingsRoute,
  actOnManyRoute,
  readOnboardingRoute,
  eventsRoute,
  temporaryPasswordRoute,
  ...decisionRoutes,
  makeUpgradeRequestRoute,
  listUpgradeRequestsRoute,
  startUpgradeRoute,
  declineUpgradeRoute,
  requestCodeRoute,
  verifyCodeRoute,
  releaseRoute,
  reportRoute,
  ...envelopeDecisionRoutes,
  listMailPoliciesRoute,
  setMailPolicyRoute,
  mailEventsRoute,
  supportOverviewRoute,
  findingsRoute,
  auditRoute,
];
