import type { Timings, WaitTimings } from './messages.ts';
import type { Path } from './stages.ts';

export interface Alarm {
  readonly kind: 'reminder' | 'deadline';
  /** Milliseconds since the epoch, by Temporal's clock. */
  readonly at: number;
}

/** The time a candidate has. Only its next alarm is ever a timer: one pending timer costs two events less than two. */
export class Alarms {
  private readonly timings: Timings;
  private reminders: number[] = [];
  private end = 0;

  constructor(timings: Timings) {
    this.timings = timings;
  }

  get running(): boolean {
    return this.end > 0;
  }

  get deadline(): number {
    return this.end;
  }

  /** Somebody who exists already but never signed in has the time of a temporary password. */
  begin(path: Path | null, now: number): void {
    const { reminders, lifetime } = this.timingsOf(path);
    this.reminders = reminders.filter((after) => after < lifetime).map((after) => now + after);
    this.end = now + lifetime;
  }

  next(): Alarm {
    const reminder = this.reminders[0];
    return reminder === undefined ? { kind: 'deadline', at: this.end } : { kind: 'reminder', at: reminder };
  }

  /** What comes after the reminder that is due. */
  afterNext(): Alarm {
    const reminder = this.reminders[1];
    return reminder === undefined ? { kind: 'deadline', at: this.end } : { kind: 'reminder', at: reminder };
  }

  /** The reminder that is due is done with. */
  reminded(): void {
    this.reminders.shift();
  }

  /** Moves the deadline; reminders that are still to come stay where they are. */
  moveDeadline(to: number): void {
    this.end = to;
  }

  extend(path: Path | null, hours: number | undefined, now: number): void {
    const from = Math.max(this.end, now);
    this.end = hours === undefined ? now + this.timingsOf(path).lifetime : from + hours * 3_600_000;
  }

  /** The time is over; waiting again begins anew. */
  stop(): void {
    this.end = 0;
    this.reminders = [];
  }

  private timingsOf(path: Path | null): WaitTimings {
    return path === 'invite' ? this.timings.invite : this.timings.temporaryPassword;
  }
}
