import type { Config } from '../config.ts';
import type { Timings } from '../../workflows/messages.ts';

type TimingSettings = Pick<
  Config,
  | 'INVITE_LIFETIME_HOURS'
  | 'INVITE_REMINDER_HOURS'
  | 'TEMPORARY_PASSWORD_LIFETIME_HOURS'
  | 'TEMPORARY_PASSWORD_REMINDER_HOURS'
  | 'STALLED_LIFETIME_HOURS'
  | 'MAIL_RETRY_MINUTES'
>;

/** The settings that a process takes along from its start, in milliseconds. */
export const timingsOf = (config: TimingSettings): Timings => ({
  invite: { reminders: config.INVITE_REMINDER_HOURS, lifetime: config.INVITE_LIFETIME_HOURS },
  temporaryPassword: {
    reminders: config.TEMPORARY_PASSWORD_REMINDER_HOURS,
    lifetime: config.TEMPORARY_PASSWORD_LIFETIME_HOURS,
  },
  stalledLifetime: config.STALLED_LIFETIME_HOURS,
  mailRetry: config.MAIL_RETRY_MINUTES * 60_000,
});
