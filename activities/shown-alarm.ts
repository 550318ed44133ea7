import type { NextAutomaticAction } from '../src/records/models.ts';
import type { Alarm } from '../workflows/alarms.ts';

/** An alarm as the record shows it. */
export const shownAlarm = (alarm: Alarm | null): NextAutomaticAction | null =>
  alarm && { kind: alarm.kind, at: new Date(alarm.at) };
