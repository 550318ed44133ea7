import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Problem } from '../problems.ts';
import { attributesAtStart } from '../temporal/attributes-at-start.ts';
import { grpcStatusOf, isRefusal, isTimeout } from '../temporal/grpc-status.ts';
import { probeTemporal } from '../temporal/probe.ts';
import {
  approveUpdate,
  cancelUpdate,
  correctEmailUpdate,
  type CancelDecision,
  type Decision,
  extendUpdate,
  firstLoginSignal,
  mailBouncedSignal,
  promoteToAdminType,
  type Progress,
  type PromoteToAdmin,
  resendUpdate,
  resumeUpdate,
  startUpdate,
  switchPathUpdate,
  type Timings,
  workflowIdOf,
} from '../../workflows/messages.ts';
import type { Action, Path } from '../../workflows/stages.ts';

/** What a workflow's start needs to know of a record. */
export interface Startable {
  readonly ref: string;
  readonly account: string;
  readonly path: Path | null;
}

/** Which HTTP request something is done for, as the logs name it. */
type RequestId = string | undefined;

/** `pending`: Temporal or its worker did not answer in time; what was asked for is kept, or can be asked again. */
export type Answer = Progress | 'pending';

/** What was asked for is kept, and Temporal would not hear of it: its gRPC status, such as UNAVAILABLE. */
export interface NotHeard {
  readonly delayedBy: string;
}

interface ProcessSettings {
  readonly client: Client;
  readonly taskQueue: string;
  readonly timings: Timings;
  /** How long a caller waits, in milliseconds. */
  readonly deadlineMs: number;
  /** What the links begin with that the Temporal Web UI shows. */
  readonly publicUrl?: string;
}

const updates = {
  resume: resumeUpdate,
  resend: resendUpdate,
  extend: extendUpdate,
  approve: approveUpdate,
  'switch-path': switchPathUpdate,
  'correct-email': correctEmailUpdate,
  cancel: cancelUpdate,
} as const;

/** The onboarding has no process: not yet, or it was ended in Temporal. */
export class NoProcess extends Problem {
  constructor(action: Action, cause: unknown) {
    super('onboarding.action-not-allowed', { params: { action }, cause });
  }
}

export type Processes = ReturnType<typeof createProcesses>;

/** Onboardings as Temporal sees them: the one place that speaks to their workflows. */
export function createProcesses({ client, taskQueue, timings, deadlineMs, publicUrl }: ProcessSettings) {
  const options = ({ ref, account, path }: Startable, request: RequestId) => ({
    args: [
      { ref, timings, ...(publicUrl && { publicUrl }), ...(request && { request }) },
    ] as Parameters<PromoteToAdmin>,
    workflowId: workflowIdOf(ref),
    taskQueue,
    typedSearchAttributes: attributesAtStart(account, path),
    staticSummary: `Promotion ${ref} in account ${account}`,
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    // A reference stands for one process; a start that is repeated after its end must not begin a second.
    workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
  });
  const handleOf = (ref: string) => client.workflow.getHandle(workflowIdOf(ref));

  return {
    /** Starts the process, or joins the one that runs, and waits for its first outcome, at most until the deadline. */
    async start(onboarding: Startable, request?: RequestId): Promise<Answer | NotHeard> {
      const operation = new WithStartWorkflowOperation<PromoteToAdmin>(
        promoteToAdminType,
        options(onboarding, request),
      );
      const update = { startWorkflowOperation: operation, updateId: 'start' };
      try {
        return await client.withDeadline(Date.now() + deadlineMs, () =>
          client.workflow.executeUpdateWithStart(startUpdate, update),
        );
      } catch (error) {
        const status = grpcStatusOf(error);
        if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isTimeout(status)) return 'pending';
        if (status === null) throw error;
        return { delayedBy: status };
      }
    },

    /** Starts the process unless it was started before. @throws when Temporal cannot be reached */
    async ensureStarted(onboarding: Startable, request?: RequestId): Promise<void> {
      try {
        await client.workflow.start(promoteToAdminType, options(onboarding, request));
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },

    /** Why a process that has been told something does not answer: nobody is there to carry it out, or something else. */
    silence: async (): Promise<Problem> => {
      const { namespace } = client.options;
      const probe = probeTemporal(client, { TEMPORAL_NAMESPACE: namespace, TEMPORAL_TASK_QUEUE: taskQueue });
      const pollers = await probe.pollers().catch(() => null);
      const code = pollers === 0 ? 'service.no-worker' : 'service.temporal-unavailable';
      return new Problem(code, { retryAfterSeconds: 5 });
    },

    /** Wakes an onboarding; one that does not run (yet) needs no waking, it looks for itself. */
    async reportFirstLogin(ref: string, request?: RequestId): Promise<void> {
      try {
        await handleOf(ref).signal(firstLoginSignal, ...(request ? ([{ request }] as const) : []));
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },

    /** Tells an onboarding that its invitation came back; one that has ended need not know. */
    async reportBounce(ref: string, words: string): Promise<void> {
      try {
        await handleOf(ref).signal(mailBouncedSignal, { words });
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },

    /**
     * Ends the process of a record that is closed already, where it still runs.
     * @throws when it does not answer
     */
    async end(ref: string): Promise<void> {
      const args: [CancelDecision] = [{ reason: 'the record is closed' }];
      try {
        await client.withDeadline(Date.now() + deadlineMs, () =>
          handleOf(ref).executeUpdate(cancelUpdate, { args, updateId: 'record-closed' }),
        );
      } catch (error) {
        // Ended meanwhile, or never started: then there is nothing to end.
        if (!(error instanceof WorkflowNotFoundError) && !isNotAllowed(error)) throw error;
      }
    },

    /**
     * Carries a decision to the process.
     * @param requestId makes the same request one decision however often it is sent
     * @throws Problem onboarding.action-not-allowed, service.temporal-unavailable, service.temporal-refused
     */
    async decide(ref: string, action: Action, decision: Decision | CancelDecision, requestId: string): Promise<Answer> {
      try {
        return await client.withDeadline(Date.now() + deadlineMs, () =>
          handleOf(ref).executeUpdate<Progress, [Decision]>(updates[action], { args: [decision], updateId: requestId }),
        );
      } catch (error) {
        if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'pending';
        if (error instanceof WorkflowNotFoundError) throw new NoProcess(action, error);
        if (isNotAllowed(error)) {
          throw new Problem('onboarding.action-not-allowed', { params: { action }, cause: error });
        }
        const status = grpcStatusOf(error);
        if (isRefusal(status)) throw new Problem('service.temporal-refused', { params: { status }, cause: error });
        if (status !== null) throw new Problem('service.temporal-unavailable', { retryAfterSeconds: 5, cause: error });
        throw error;
      }
    },
  };
}

const isNotAllowed = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError &&
  error.cause instanceof ApplicationFailure &&
  refusals.has(error.cause.type ?? '');

const refusals = new Set(['not-allowed', 'decision-unknown']);
