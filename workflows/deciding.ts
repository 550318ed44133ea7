import { patched } from '@temporalio/workflow';
import type { Desk } from './desk.ts';
import type { Request } from './inbox.ts';
import { otherPath, type Path, type WorkingStage } from './stages.ts';

/** Records a decision. @returns where the work goes on; null when nothing changed */
export async function carryOut(
  desk: Desk,
  request: Request | undefined,
  stage: WorkingStage,
): Promise<WorkingStage | null> {
  if (request === undefined) return null;
  const { action, decision } = request;
  if (request.original?.outcome === 'done') return recordAlike(desk, request, stage);
  const isThere = action === 'switch-path' && decision.path !== undefined && decision.path === desk.path;
  if (isThere || !desk.allowed.includes(action)) {
    desk.inbox.refuse(request, 'not-possible');
    return null;
  }
  request.taken = true;
  desk.numbers.request = decision.request;
  const path = action === 'switch-path' ? (decision.path ?? otherPath(desk.path)) : desk.path;
  const again = action === 'resume' && desk.cameBack && patched('resume-mails-again');
  const next = stageAfter(again ? 'resend' : action, stage, path);
  const before = desk.deadline;
  if (action === 'extend') desk.alarms.extend(desk.path, decision.hours, Date.now());
  else if (next === 'awaiting-first-login' && !desk.alarms.running) desk.alarms.begin(desk.path, Date.now());
  const alarm = desk.alarms.running ? desk.alarms.next() : null;
  const also = request.also.length > 0 ? { also: request.also } : {};
  const facts = { action, decision, ...also, stage: next, path, alarm, deadline: desk.deadline };
  const recorded = await desk.effect(`Record the decision to ${action}`, (activities, at) =>
    activities.recordDecision(at, facts),
  );
  if (recorded === 'refused') {
    desk.inbox.refuse(request, 'unknown');
    desk.alarms.moveDeadline(before);
    return null;
  }
  request.recorded = true;
  desk.path = path;
  desk.stall = null;
  desk.cameBack = false;
  if (action === 'correct-email') desk.alarms.stop();
  return next;
}

/** What was decided while the same was being carried out has no effect of its own, and is on record. */
async function recordAlike(desk: Desk, request: Request, stage: WorkingStage): Promise<null> {
  const { action, decision } = request;
  request.taken = true;
  desk.numbers.request = decision.request;
  const facts = { action, decision, alike: true, stage, path: desk.path, alarm: null, deadline: desk.deadline };
  const recorded = await desk.effect(`Record who decided to ${action} alike`, (activities, at) =>
    activities.recordDecision(at, facts),
  );
  if (recorded === 'refused') desk.inbox.refuse(request, 'unknown');
  else request.recorded = true;
  return null;
}

/** Where a decision leads from the stage that waits or stalled. */
function stageAfter(action: Request['action'], stage: WorkingStage, path: Path | null): WorkingStage {
  if (action === 'correct-email') return 'checking';
  if (action === 'resend' || action === 'switch-path') return path === 'invite' ? 'inviting' : 'creating-user';
  return stage;
}
