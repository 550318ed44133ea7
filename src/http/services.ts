import type { Logger } from 'pino';
import type { AuditReader } from '../audit/read-audit.ts';
import type { ApiTokens } from '../credentials/api-tokens.ts';
import type { ChangePassword } from '../credentials/change-password.ts';
import type { JudgePassword } from '../credentials/judge-password.ts';
import type { PasswordResets } from '../credentials/password-resets.ts';
import type { Sessions } from '../credentials/sessions.ts';
import type { Authority } from '../directory/authority.ts';
import type { Directory } from '../directory/directory.ts';
import type { Enrolments } from '../envelopes/enrolments.ts';
import type { MailPolicies } from '../envelopes/mail-policies.ts';
import type { EnvelopeManaging } from '../envelopes/managing.ts';
import type { Envelopes } from '../envelopes/envelopes.ts';
import type { FirstLogin } from '../first-login/first-login.ts';
import type { SignIn } from '../first-login/sign-in.ts';
import type { MailEvents } from '../onboardings/mail-events.ts';
import type { Onboardings } from '../onboardings/onboardings.ts';
import type { Bulk } from '../onboardings/bulk.ts';
import type { UpgradeRequests } from '../onboardings/upgrade-requests.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Support } from '../support/overview.ts';
import type { Payloads } from '../temporal/payloads.ts';
import type { Health } from '../health/health.ts';
import type { Idempotency } from './idempotency.ts';

/** What calls and pages are made of. Whatever a service refuses comes as a Problem. */
export interface Services {
  readonly log: Logger;
  readonly health: Health;
  readonly idempotency: Idempotency;
  readonly audit: AuditReader;
  readonly authority: Authority;
  readonly directory: Directory;
  readonly credentials: {
    readonly sessions: Sessions;
    readonly apiTokens: ApiTokens;
    readonly passwordResets: PasswordResets;
    readonly changePassword: ChangePassword;
    readonly passwordStrength: JudgePassword;
  };
  readonly signIn: SignIn;
  readonly firstLogin: FirstLogin;
  readonly envelopes: Envelopes;
  readonly envelopeManaging: EnvelopeManaging;
  readonly mailPolicies: MailPolicies;
  readonly mailEvents: MailEvents;
  readonly enrolments: Enrolments;
  readonly onboardings: Onboardings;
  readonly upgradeRequests: UpgradeRequests;
  readonly bulk: Bulk;
  readonly payloads: Payloads;
  readonly metrics: Metrics;
  readonly support: Support;
}

export type { OnboardingView } from '../onboardings/view.ts';
