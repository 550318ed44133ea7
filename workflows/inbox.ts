import { ApplicationFailure, condition } from '@temporalio/workflow';
import type { ExtendDecision } from './messages.ts';
import type { Action } from './stages.ts';

/** A decision that waits to be carried out, and whether it was. */
export interface Request {
  readonly action: Exclude<Action, 'cancel'>;
  readonly decision: ExtendDecision;
  done: boolean;
  /** MongoDB knows of no such decision. */
  refused: boolean;
}

/** What was said to an onboarding and has not been looked at yet. */
export class Inbox {
  /** The decision that waits, or is being carried out; there is one at a time. */
  request: Request | null = null;
  loginReported = false;
  private bounceReported: string | null = null;

  reportLogin(): void {
    this.loginReported = true;
  }

  reportBounce(words: string): void {
    this.bounceReported = words;
  }

  get hasNews(): boolean {
    return this.loginReported || this.bounceReported !== null || this.request !== null;
  }

  takeLogin(): boolean {
    const reported = this.loginReported;
    this.loginReported = false;
    return reported;
  }

  takeBounce(): string | null {
    const words = this.bounceReported;
    this.bounceReported = null;
    return words;
  }

  /**
   * Puts a decision in and waits until it is carried out, or everything is over. The same one twice is one; a
   * different one waits its turn.
   * @param isPossible asked when its turn has come
   * @throws ApplicationFailure decision-unknown when MongoDB knows of no such decision
   */
  async ask(action: Request['action'], decision: ExtendDecision, isPossible: () => boolean, isOver: () => boolean) {
    if (this.request?.action !== action) {
      // In a loop: several may be woken at once, and the first of them takes the place.
      while (this.request !== null && !isOver()) await condition(() => this.request === null || isOver());
      if (!isPossible()) return;
      this.request = { action, decision, done: false, refused: false };
    }
    const request = this.request;
    await condition(() => request.done || isOver());
    if (request.refused) {
      const words = 'no such decision was made, or it is not possible any more';
      throw ApplicationFailure.nonRetryable(words, 'decision-unknown');
    }
  }

  /** Whoever waits for the decision that was carried out has its answer. */
  settle(): void {
    if (this.request !== null) this.request.done = true;
    this.request = null;
  }
}
