import { ApplicationFailure, condition, patched } from '@temporalio/workflow';
import type { ExtendDecision } from './messages.ts';
import type { Action } from './stages.ts';

/** A decision on its way: waiting for its turn, then being carried out, then answered. */
export interface Request {
  readonly action: Exclude<Action, 'cancel'>;
  readonly decision: ExtendDecision;
  /** What others decided alike before its turn came. */
  readonly also: ExtendDecision[];
  /** The same wish, which was being carried out already when this one came. */
  readonly original?: Request | undefined;
  taken: boolean;
  /** MongoDB has it. */
  recorded: boolean;
  outcome: 'pending' | 'done' | 'not-possible' | 'unknown';
}

/**
 * Whoever can reach Temporal can send signals without end. No onboarding needs more than a few; beyond this the
 * deadline's own look at the directory has to do.
 */
const loginsHeard = 100;

/** What was said to an onboarding and has not been looked at yet. */
export class Inbox {
  loginReported = false;
  /** The request in which the login that was taken last was completed. */
  loginRequest: string | undefined;
  private readonly requests: Request[] = [];
  private bounceReported: string | null = null;
  private logins = 0;

  reportLogin(request?: string): void {
    this.logins += 1;
    this.loginRequest = request;
    if (this.logins <= loginsHeard) this.loginReported = true;
  }

  reportBounce(words: string): void {
    this.bounceReported = words;
  }

  /** The decision whose turn it is. */
  get waiting(): Request | undefined {
    return this.requests.find(({ taken, original }) => !taken && original?.outcome !== 'pending');
  }

  get hasNews(): boolean {
    return this.loginReported || this.bounceReported !== null || this.waiting !== undefined;
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

  /** A mail that came back while a human decided is of before the decision: it must not stall what comes after. */
  forgetBounce(): void {
    if (this.bounceReported !== null && patched('decision-settles-bounce')) this.bounceReported = null;
  }

  /**
   * Puts a decision in and waits until it is carried out, or everything is over. What two people decide alike at the
   * same time is done once, and both are told; where the first turns out to be nobody's decision, the other still counts.
   * One that comes while the first is being carried out waits for it, and is then recorded beside it.
   * @throws ApplicationFailure not-allowed when it was not possible any more, decision-unknown when MongoDB has none like it
   */
  async ask(action: Request['action'], decision: ExtendDecision, isOver: () => boolean): Promise<void> {
    const alike = this.requests.find((other) => isAlike(other, action, decision) && (!other.taken || !eachCounts()));
    const request = alike ?? this.add(action, decision, this.underWay(action, decision));
    alike?.also.push(decision);
    const { outcome } = await settled(request, isOver);
    if (outcome === 'done') return;
    if (outcome === 'unknown' && alike && eachCounts()) return this.ask(action, decision, isOver);
    if (outcome === 'unknown')
      throw refusal('no such decision was made, or it is not possible any more', 'decision-unknown');
    throw refusal(`${action} is not possible any more`, 'not-allowed');
  }

  /** Ends a request without effect. */
  refuse(request: Request, outcome: 'not-possible' | 'unknown'): void {
    request.outcome = outcome;
    this.remove(request);
  }

  /** At rest: whoever waits for a decision has its answer, also when a cancel cut it off before it was recorded. */
  settle(): void {
    for (const request of this.requests.filter(({ taken }) => taken)) {
      request.outcome = request.recorded ? 'done' : 'not-possible';
      this.remove(request);
    }
  }

  private underWay(action: Request['action'], decision: ExtendDecision): Request | undefined {
    const found = this.requests.find((other) => other.taken && !other.original && isAlike(other, action, decision));
    return found && patched('alike-joins-late') ? found : undefined;
  }

  private add(action: Request['action'], decision: ExtendDecision, original: Request | undefined): Request {
    const request: Request = {
      action,
      decision,
      also: [],
      original,
      taken: false,
      recorded: false,
      outcome: 'pending',
    };
    this.requests.push(request);
    return request;
  }

  private remove(request: Request): void {
    this.requests.splice(this.requests.indexOf(request), 1);
  }
}

async function settled(request: Request, isOver: () => boolean): Promise<Request> {
  await condition(() => request.outcome !== 'pending' || isOver());
  return request;
}

/** Histories from before that merged a decision also with one that was being carried out, and refused both alike. */
const eachCounts = (): boolean => patched('each-decision-counts');

const refusal = (words: string, type: string) => ApplicationFailure.nonRetryable(words, type);

/** Two corrections are two addresses; anything else of the same kind and measure is the same wish. */
function isAlike(other: Request, action: Request['action'], { id, hours, path }: ExtendDecision): boolean {
  if (other.action !== action) return false;
  if (action === 'correct-email') return other.decision.id === id;
  return other.decision.hours === hours && other.decision.path === path;
}
