import { type Client, ServiceError } from '@temporalio/client';
import { problemOf, retryAfterOf } from '../../src/http/problem.ts';
import { createProcesses } from '../../src/onboardings/processes.ts';
import { Problem } from '../../src/problems.ts';
import { usualTimings } from '../support/world.ts';

/** What Temporal answers instead of carrying something out, as the client hands it on. */
function processesWith(code: number) {
  const cause = Object.assign(new Error('no'), { code, details: 'no', metadata: {} });
  const failing = async () => Promise.reject(new ServiceError('Failed', { cause }));
  const client = { withDeadline: failing, workflow: { getHandle: () => ({}) } } as unknown as Client;
  return createProcesses({ client, taskQueue: 'q', timings: usualTimings, deadlineMs: 100 });
}
const record = { ref: 'ONB-7F3K9Q', account: '1001', path: null };
const decide = (code: number) => processesWith(code).decide(record.ref, 'resume', { reason: 'x' }, 'id');

test.each([
  [1, 'CANCELLED'],
  [4, 'DEADLINE_EXCEEDED'],
])('no answer in time (%i, %s) is pending, and nothing else is', async (code) => {
  expect(await processesWith(code).start(record)).toBe('pending');
});

test.each([
  [7, 'PERMISSION_DENIED', 'service.temporal-refused'],
  [16, 'UNAUTHENTICATED', 'service.temporal-refused'],
  [5, 'NOT_FOUND', 'service.temporal-refused'],
  [14, 'UNAVAILABLE', 'service.temporal-unavailable'],
  [8, 'RESOURCE_EXHAUSTED', 'service.temporal-unavailable'],
  [9, 'FAILED_PRECONDITION', 'service.temporal-unavailable'],
])('a request is kept and told of %i as %s, a decision as a problem', async (code, status, problem) => {
  expect(await processesWith(code).start(record)).toEqual({ delayedBy: status });
  const params = problem === 'service.temporal-refused' ? { details: { params: { status } } } : {};
  const refused = await decide(code).catch((error: unknown) => problemOf(error));
  expect(refused).toMatchObject({ code: problem, status: 503, ...params });
  // To wait helps where Temporal is away, and not where it refuses.
  expect(retryAfterOf(refused as Problem)).toBe(problem === 'service.temporal-refused' ? undefined : 5);
});

test('what no gRPC stands behind is no answer of Temporal’s', async () => {
  const client = { withDeadline: async () => Promise.reject(new TypeError('ours')) } as unknown as Client;
  const processes = createProcesses({ client, taskQueue: 'q', timings: usualTimings, deadlineMs: 100 });
  await expect(processes.start(record)).rejects.toThrow('ours');
});

test('codes that are not mailed any more do not come by waiting', () => {
  expect(retryAfterOf(new Problem('code.mails-exhausted'))).toBeUndefined();
  expect(retryAfterOf(new Problem('service.no-worker'))).toBe(2);
});
