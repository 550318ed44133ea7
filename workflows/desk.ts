import { allHandlersFinished, CancellationScope, condition, isCancellation, patched } from '@temporalio/workflow';
import type { StepAt } from '../activities/dependencies.ts';
import type { Activities } from '../activities/index.ts';
import type { Told } from '../activities/records.ts';
import { type Alarm, Alarms } from './alarms.ts';
import { Inbox, type Request } from './inbox.ts';
import { listen } from './listening.ts';
import type { CancelDecision, Decision, ExtendDecision, Progress, PromoteToAdminInput } from './messages.ts';
import { nothingShown, show } from './shown.ts';
import {
  type Action,
  allowedActions,
  type Ending,
  isEnding,
  type Path,
  type Stage,
  type WorkingStage,
} from './stages.ts';
import { StepNumbers } from './step-numbers.ts';
import { effect, Interrupted, isUnknownDecision, mail, Overtaken, type Profile, step, StepFailed } from './steps.ts';

type Call<Answer> = (activities: Activities, at: StepAt) => Promise<Answer>;

/** Opens the desk: from here on messages are heard. */
export const openDesk = (input: PromoteToAdminInput): Desk => new Desk(input);

/**
 * The desk at which one onboarding is worked on: where it stands, how its steps run and how it ends. Walking from stage
 * to stage, waiting, parking and deciding have files of their own. Written once, so that the process itself reads like
 * the how-to.
 */
export class Desk {
  path: Path | null = null;
  /** Another account made the candidate's user, so that this one cannot give it a password. */
  madeElsewhere = false;
  stall: Progress['stall'] = null;
  /** What only MongoDB knows of what may be done, as it was told last. Shown, and decides nothing. */
  told: Told = { enrolled: false, approvalNeeded: false };
  /** The invitation came back after the mail server had taken it: to go on is to mail it once more. */
  cameBack = false;
  /** The time of a temporary password was over when it was looked at last. */
  passwordOver = false;
  readonly alarms: Alarms;
  readonly numbers: StepNumbers;
  readonly inbox = new Inbox();
  /** How often each stage stalled. */
  readonly attempts: Partial<Record<WorkingStage, number>> = {};
  /** How long a stall waits for a decision, in milliseconds. */
  readonly stalledLifetime: number;
  private readonly input: PromoteToAdminInput;
  private readonly mailProfile: Profile;
  private readonly noticeProfile = mail(24 * 3_600_000);
  private readonly work = new CancellationScope();
  private stage: Stage = 'checking';
  private rested = false;
  private shown = nothingShown;
  private closing: Promise<unknown> | null = null;

  constructor(input: PromoteToAdminInput) {
    const { ref, timings } = input;
    this.input = input;
    this.numbers = new StepNumbers(ref, input.request);
    this.alarms = new Alarms(timings);
    this.mailProfile = mail(timings.mailRetry);
    this.stalledLifetime = timings.stalledLifetime;
    listen(this.inbox, this);
  }

  // What the stages use

  get deadline(): number {
    return this.alarms.deadline;
  }

  get nextAlarm() {
    return this.alarms.next();
  }

  /** The candidate's time begins now. */
  beginWaiting(): void {
    this.passwordOver = false;
    this.alarms.begin(this.path, Date.now());
  }

  /** Runs a step on MongoDB under the next number. */
  effect<Answer>(summary: string, call: Call<Answer>): Promise<Answer> {
    return this.numbers.numbered((at) => step(effect, summary, (activities) => call(activities, at)));
  }

  /**
   * Runs a step that sends a mail. A decision ends its retries, and so does a first login that comes meanwhile where
   * the mail is only worth something before it.
   * @throws Interrupted by a decision, StepFailed when the mail is refused or the server stays away
   */
  async mail<Answer>(summary: string, call: Call<Answer>, { endsWithLogin = false } = {}): Promise<Answer | undefined> {
    const { loginReported } = this.inbox;
    const login = () => endsWithLogin && this.inbox.loginReported && !loginReported;
    const decided = () => this.inbox.waiting !== undefined;
    const sending = new CancellationScope();
    void condition(() => login() || decided()).then(
      () => sending.cancel(),
      () => undefined,
    );
    try {
      return await sending.run(() =>
        this.numbers.numbered((at) => step(this.mailProfile, summary, (activities) => call(activities, at))),
      );
    } catch (error) {
      if (!isCancellation(error) || this.work.consideredCancelled) throw error;
      if (decided()) throw new Interrupted();
      if (!login()) throw error;
      return undefined;
    }
  }

  /** Runs a step whose mail is a courtesy: what goes wrong is a line in the timeline and no stall. */
  mailIfPossible(summary: string, call: Call<unknown>): Promise<void> {
    return this.unlessMailFails(() => this.mail(summary, call, { endsWithLogin: true }));
  }

  /** Works until an ending: the one that the work leads to, or a cancel's. */
  async untilEnded(work: () => Promise<Ending>): Promise<Ending> {
    try {
      this.stage = await this.work.run(work);
    } catch (error) {
      if (error instanceof Overtaken) this.stage = error.stage;
      else if (!isCancellation(error)) throw error;
      const decision = { reason: 'cancelled in Temporal' };
      await this.closeOnce(decision);
    }
    return CancellationScope.nonCancellable(() => this.leave(this.stage as Ending));
  }

  // What the messages use (listening.ts)

  get progress(): Progress {
    return { stage: this.stage, path: this.path, stall: this.stall };
  }

  /** What a message may ask for: MongoDB has the last word. */
  get allowed(): Action[] {
    return allowedActions({ ...this.progress, madeElsewhere: this.madeElsewhere });
  }

  get hasRested(): boolean {
    return this.rested;
  }

  async decide(action: Request['action'], decision: ExtendDecision): Promise<Progress> {
    await this.inbox.ask(action, decision, () => isEnding(this.stage));
    return this.progress;
  }

  /** Ends the work once MongoDB knows the decision. @throws ApplicationFailure decision-unknown when it does not */
  async cancel(decision: CancelDecision): Promise<Progress> {
    const closed = this.closeOnce(decision);
    // Histories from before that stopped the work at once.
    if (!patched('cancel-once-decided')) this.work.cancel();
    try {
      await closed;
    } catch (error) {
      if (isUnknownDecision(error)) throw error;
      this.work.cancel();
      throw error;
    }
    this.work.cancel();
    return this.progress;
  }

  // What walking, waiting, parking and deciding use besides (walking.ts, waiting.ts, parking.ts, deciding.ts)

  /** On to the next stage, in which nobody rests yet. */
  enter(stage: WorkingStage): void {
    this.stage = stage;
  }

  /** At rest: whoever waits for an outcome has it, and the Temporal Web UI shows it. */
  rest(stage: Stage): void {
    this.stage = stage;
    this.rested = true;
    if (!isEnding(stage)) this.numbers.request = undefined;
    this.inbox.settle();
    const { progress, madeElsewhere, alarms, passwordOver, told } = this;
    const enrolled = told.enrolled && this.path === 'invite';
    const allowed = allowedActions({ ...progress, ...told, enrolled, madeElsewhere });
    this.shown = show(this.input, { ...progress, allowed, alarms, passwordOver }, this.shown);
  }

  /** Whether a login was reported; what comes then is done for its request. */
  takeLogin(): boolean {
    const reported = this.inbox.takeLogin();
    if (reported) this.numbers.request = this.inbox.loginRequest;
    return reported;
  }

  /** Ends the record without a grant. @returns how it ended: the grant may have been first */
  async close(ending: 'cancelled' | 'expired', decision: CancelDecision | Decision): Promise<Ending> {
    const closed = await this.effect('Close the onboarding', (activities, at) =>
      activities.close(at, { ending, decision }),
    );
    this.stage = closed;
    this.stall = null;
    return closed;
  }

  noteMailFailure({ detail }: StepFailed, nextAlarm?: Alarm): Promise<void> {
    return this.effect('Note that a mail failed', (activities, at) =>
      activities.noteMailFailure(at, detail, nextAlarm),
    );
  }

  // How it works

  /** Closes the record, unless that is done. Who comes while another tries waits, and has a say if that one had none. */
  private async closeOnce(decision: CancelDecision): Promise<void> {
    while (this.closing) await this.closing.catch(() => undefined);
    if (isEnding(this.stage)) return;
    this.numbers.request = decision.request;
    this.closing = CancellationScope.nonCancellable(() => this.close('cancelled', decision)).finally(() => {
      this.closing = null;
    });
    await this.closing;
  }

  private async unlessMailFails(send: () => Promise<unknown>): Promise<void> {
    try {
      await send();
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      await this.noteMailFailure(error);
    }
  }

  private async leave(ending: Ending): Promise<Ending> {
    this.stall = null;
    this.rest(ending);
    if (ending === 'completed') {
      const at = this.numbers.next();
      await this.unlessMailFails(() =>
        step(this.noticeProfile, 'Tell candidate and initiator', (activities) => activities.mailNotices(at)),
      );
    }
    await condition(allHandlersFinished);
    return ending;
  }
}
