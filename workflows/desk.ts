import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  patched,
  workflowInfo,
} from '@temporalio/workflow';
import type { StepAt } from '../activities/dependencies.ts';
import type { Activities } from '../activities/index.ts';
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
import { effect, isUnknownDecision, mail, Overtaken, type Profile, step, StepFailed } from './steps.ts';

type Next = WorkingStage | Ending;
export type Stages = Record<Exclude<WorkingStage, 'requested'>, () => Promise<Next>>;
type Call<Answer> = (activities: Activities, at: StepAt) => Promise<Answer>;

/** A decision came while a mail was being tried again and again. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Opens the desk: from here on messages are heard. */
export const openDesk = (input: PromoteToAdminInput): Desk => new Desk(input);

/**
 * The desk at which one onboarding is worked on: how its steps are numbered, how it waits, parks and ends. Written
 * once, so that the process itself reads like the how-to.
 */
export class Desk {
  path: Path | null = null;
  /** Another account made the candidate's user, so that this one cannot give it a password. */
  madeElsewhere = false;
  private readonly input: PromoteToAdminInput;
  private readonly ref: string;
  private readonly alarms: Alarms;
  private readonly mailProfile: Profile;
  private readonly noticeProfile = mail(24 * 3_600_000);
  private readonly stalledLifetime: number;
  private readonly work = new CancellationScope();
  private stage: Stage = 'checking';
  private stall: Progress['stall'] = null;
  /** The number of the last step that was begun; MongoDB applies a step only above all that it has seen. */
  private revision = 0;
  private rested = false;
  /** For which HTTP request the steps are taken that come now, until the next rest. */
  private request: string | undefined;
  private shown = nothingShown;
  private readonly inbox = new Inbox();
  private closing: Promise<void> | null = null;
  /** The invitation came back after the mail server had taken it: to go on is to mail it once more. */
  private cameBack = false;
  /** The time of a temporary password was over when it was looked at last. */
  private passwordOver = false;
  private readonly attempts: Partial<Record<WorkingStage, number>> = {};

  constructor(input: PromoteToAdminInput) {
    const { ref, timings } = input;
    this.input = input;
    this.ref = ref;
    this.request = input.request;
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
    return this.numbered((at) => step(effect, summary, (activities) => call(activities, at)));
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
        this.numbered((at) => step(this.mailProfile, summary, (activities) => call(activities, at))),
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

  /** Waits for the first login, reminding on the way. @throws StepFailed when time is over, or a mail came back */
  async firstLogin(): Promise<Next> {
    if (!this.alarms.running) this.beginWaiting();
    for (;;) {
      const alarm = this.alarms.next();
      this.rest('awaiting-first-login');
      await condition(() => this.inbox.hasNews, alarm.at - Date.now());
      if (this.takeLogin()) return 'adding-to-group';
      const bounce = this.inbox.takeBounce();
      // A notice that came back changes nothing: the password was handed over by other means.
      if (bounce !== null && this.path === 'invite') {
        this.cameBack = true;
        throw new StepFailed('mail-rejected', bounce);
      }
      if (this.inbox.waiting) {
        const next = await this.carryOut(this.inbox.waiting, 'awaiting-first-login');
        if (next !== null && next !== 'awaiting-first-login') return next;
      } else if (bounce === null && alarm.at <= Date.now()) {
        if (alarm.kind === 'reminder') await this.remind();
        else if (await this.timeIsOver()) return 'adding-to-group';
      }
    }
  }

  /** Goes from stage to stage until an ending, parking wherever a human has to decide. */
  async untilEnded(stages: Stages): Promise<Ending> {
    try {
      this.stage = await this.work.run(() => this.walk(stages));
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

  // How it works

  private nextStep(): StepAt {
    this.revision += 1;
    const { ref, revision, request } = this;
    return { ref, revision, run: workflowInfo().runId, now: Date.now(), ...(request !== undefined && { request }) };
  }

  /**
   * A step under the next number. A run that was reset in Temporal counts behind the record; it takes over the
   * record's number and does the step once more.
   */
  private async numbered<Answer>(run: (at: StepAt) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const at = this.nextStep();
      try {
        return await run(at);
      } catch (error) {
        if (!(error instanceof Overtaken) || isEnding(error.stage)) throw error;
        this.revision = Math.max(this.revision, error.revision);
      }
    }
  }

  private async walk(stages: Stages): Promise<Ending> {
    let next: Next = 'checking';
    let trouble: StepFailed | Interrupted | null = null;
    while (!isEnding(next)) {
      const at: WorkingStage = next;
      const met: StepFailed | Interrupted | null = trouble;
      trouble = null;
      try {
        if (met === null) this.stage = at;
        if (met instanceof StepFailed) next = await this.park(at, met);
        else if (met) next = (await this.carryOut(this.inbox.waiting, at)) ?? at;
        else next = await stages[at as keyof Stages]();
      } catch (error) {
        if (!(error instanceof StepFailed || error instanceof Interrupted)) throw error;
        trouble = error;
      }
    }
    return next;
  }

  /** Parks without polling or spinning until a decision, a first login where it helps, or the end of patience. */
  private async park(stage: WorkingStage, { reason, detail }: StepFailed): Promise<Next> {
    const attempt = (this.attempts[stage] = (this.attempts[stage] ?? 0) + 1);
    const until = Date.now() + this.stalledLifetime;
    this.stall = { reason, stage, attempt, detail };
    await this.effect('Record the stall', (activities, at) =>
      activities.recordStall(at, { reason, stage, attempt, detail, until }),
    );
    for (;;) {
      this.rest('stalled');
      const helps = () => this.inbox.loginReported && stage !== 'adding-to-group';
      const woken = await condition(() => this.inbox.waiting !== undefined || helps(), until - Date.now());
      if (!woken) {
        await this.close('expired', { reason: 'nobody decided in time' });
        return this.stage as Ending;
      }
      if (this.inbox.waiting) {
        const next = await this.carryOut(this.inbox.waiting, stage);
        if (next === null) continue;
        this.inbox.forgetBounce();
        return next;
      }
      this.takeLogin();
      try {
        const added = await this.effect('Add to the group', (activities, at) => activities.grant(at));
        if (added === 'granted') return 'completed';
      } catch (error) {
        // The login is complete, and now something else needs a decision.
        if (error instanceof StepFailed) return this.park('adding-to-group', error);
        throw error;
      }
    }
  }

  /** Records a decision. @returns where the work goes on; null when nothing changed */
  private async carryOut(request: Request | undefined, stage: WorkingStage): Promise<WorkingStage | null> {
    if (request === undefined) return null;
    const { action, decision } = request;
    if (!this.allowed.includes(action)) {
      this.inbox.refuse(request, 'not-possible');
      return null;
    }
    request.taken = true;
    this.request = decision.request;
    const path = action === 'switch-path' ? otherPath(this.path) : this.path;
    const again = action === 'resume' && this.cameBack && patched('resume-mails-again');
    const next = stageAfter(again ? 'resend' : action, stage, path);
    const before = this.deadline;
    if (action === 'extend') this.alarms.extend(this.path, decision.hours, Date.now());
    else if (next === 'awaiting-first-login' && !this.alarms.running) this.alarms.begin(this.path, Date.now());
    const alarm = this.alarms.running ? this.alarms.next() : null;
    const also = request.also.length > 0 ? { also: request.also } : {};
    const facts = { action, decision, ...also, stage: next, path, alarm, deadline: this.deadline };
    const recorded = await this.effect(`Record the decision to ${action}`, (activities, at) =>
      activities.recordDecision(at, facts),
    );
    if (recorded === 'refused') {
      this.inbox.refuse(request, 'unknown');
      this.alarms.moveDeadline(before);
      return null;
    }
    request.recorded = true;
    this.path = path;
    this.stall = null;
    this.cameBack = false;
    if (action === 'correct-email') this.alarms.stop();
    return next;
  }

  /**
   * A reminder that was not sent is still due: after a resume, or once whatever came between is dealt with. Whoever has
   * a temporary password was told of it by other means, so there a mail that fails is a line in the timeline.
   */
  private async remind(): Promise<void> {
    const facts = { deadline: this.deadline, nextAlarm: this.alarms.afterNext() };
    const remind: Call<'reminded' | 'first-login-complete'> = (activities, at) => activities.remind(at, facts);
    try {
      const answer = await this.mail('Remind the candidate', remind, { endsWithLogin: true });
      if (answer === 'first-login-complete') this.inbox.reportLogin();
      if (answer === undefined && staysDue()) return;
    } catch (error) {
      if (!(error instanceof StepFailed || error instanceof Interrupted)) throw error;
      if (!staysDue()) {
        this.alarms.reminded();
        throw error;
      }
      if (error instanceof Interrupted || this.path === 'invite') throw error;
      await this.noteMailFailure(error, facts.nextAlarm);
    }
    this.alarms.reminded();
  }

  /** @returns true when the first login is complete after all @throws StepFailed when it is not */
  private async timeIsOver(): Promise<boolean> {
    const review = await this.effect('See whether the time is over', (activities, at) => activities.reviewDeadline(at));
    if (review.kind === 'first-login-complete') return true;
    if (review.kind === 'overdue') {
      this.passwordOver = this.path !== 'invite';
      this.alarms.stop();
      throw new StepFailed('first-login-overdue', null);
    }
    this.alarms.moveDeadline(review.until);
    return false;
  }

  /** Closes the record, unless that is done. Who comes while another tries waits, and has a say if that one had none. */
  private async closeOnce(decision: CancelDecision): Promise<void> {
    while (this.closing) await this.closing.catch(() => undefined);
    if (isEnding(this.stage)) return;
    this.request = decision.request;
    this.closing = CancellationScope.nonCancellable(() => this.close('cancelled', decision)).finally(() => {
      this.closing = null;
    });
    await this.closing;
  }

  private async close(ending: 'cancelled' | 'expired', decision: CancelDecision | Decision): Promise<void> {
    const closed = await this.effect('Close the onboarding', (activities, at) =>
      activities.close(at, { ending, decision }),
    );
    this.stage = closed;
    this.stall = null;
  }

  private async unlessMailFails(send: () => Promise<unknown>): Promise<void> {
    try {
      await send();
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      await this.noteMailFailure(error);
    }
  }

  private noteMailFailure({ detail }: StepFailed, nextAlarm?: Alarm): Promise<void> {
    return this.effect('Note that a mail failed', (activities, at) =>
      activities.noteMailFailure(at, detail, nextAlarm),
    );
  }

  private async leave(ending: Ending): Promise<Ending> {
    this.stall = null;
    this.rest(ending);
    if (ending === 'completed') {
      const at = this.nextStep();
      await this.unlessMailFails(() =>
        step(this.noticeProfile, 'Tell candidate and initiator', (activities) => activities.mailNotices(at)),
      );
    }
    await condition(allHandlersFinished);
    return ending;
  }

  private takeLogin(): boolean {
    const reported = this.inbox.takeLogin();
    if (reported) this.request = this.inbox.loginRequest;
    return reported;
  }

  /** At rest: whoever waits for an outcome has it, and the Temporal Web UI shows it. */
  private rest(stage: Stage): void {
    this.stage = stage;
    this.rested = true;
    if (!isEnding(stage)) this.request = undefined;
    this.inbox.settle();
    const { progress, allowed, alarms, passwordOver } = this;
    this.shown = show(this.input, { ...progress, allowed, alarms, passwordOver }, this.shown);
  }
}

/** Histories from before that counted a reminder as sent when it was begun. */
const staysDue = (): boolean => patched('reminder-stays-due');

const otherPath = (path: Path | null): Path => (path === 'invite' ? 'temporary-password' : 'invite');

/** Where a decision leads from the stage that waits or stalled. */
function stageAfter(action: Request['action'], stage: WorkingStage, path: Path | null): WorkingStage {
  if (action === 'correct-email') return 'checking';
  if (action === 'resend' || action === 'switch-path') return path === 'invite' ? 'inviting' : 'creating-user';
  return stage;
}
