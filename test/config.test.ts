import { type ConfigError, readConfig } from '../src/config.ts';
import { timingsOf } from '../src/onboardings/timings.ts';

const hour = 3_600_000;

test('times are read as milliseconds, lists the first one first', () => {
  const config = readConfig({ INVITE_LIFETIME_HOURS: '0.5', INVITE_REMINDER_HOURS: '0.25,0.1' });
  expect(timingsOf(config).invite).toEqual({ lifetime: 0.5 * hour, reminders: [0.1 * hour, 0.25 * hour] });
  expect(config.STALLED_LIFETIME_HOURS).toBe(720 * hour);
});

test('a list where there is one time, no time at all, or one beyond all clocks is refused, all of them at once', () => {
  const wrong = {
    INVITE_LIFETIME_HOURS: '168,24',
    TEMPORARY_PASSWORD_LIFETIME_HOURS: '0',
    STALLED_LIFETIME_HOURS: '999999999',
    INVITE_REMINDER_HOURS: '48,0',
    TEMPORARY_PASSWORD_REMINDER_HOURS: 'soon',
  };
  let problems: readonly string[] = [];
  try {
    readConfig(wrong);
  } catch (error) {
    problems = (error as ConfigError).problems;
  }
  expect(problems).toEqual([
    'INVITE_LIFETIME_HOURS "168,24": is not one number of hours (example: INVITE_LIFETIME_HOURS=168)',
    'INVITE_REMINDER_HOURS "48,0": holds one that is not above 0 and at most 87600 (example: INVITE_REMINDER_HOURS=48,120)',
    'TEMPORARY_PASSWORD_LIFETIME_HOURS "0": is not above 0 and at most 87600 (example: TEMPORARY_PASSWORD_LIFETIME_HOURS=72)',
    'TEMPORARY_PASSWORD_REMINDER_HOURS "soon": is not a list of hours (example: TEMPORARY_PASSWORD_REMINDER_HOURS=24,48)',
    'STALLED_LIFETIME_HOURS "999999999": is not above 0 and at most 87600 (example: STALLED_LIFETIME_HOURS=720)',
  ]);
});
