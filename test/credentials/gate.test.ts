import { createGate } from '../../src/credentials/gate.ts';
import { codeOf, problemOf } from '../support/people.ts';

/** Work that ends when it is told to. */
function held() {
  let end: (result: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  return { work: async () => ended, end };
}

test('no more run at once, and no more wait, than it is told; whoever comes then is told when to come again', async () => {
  const pass = createGate({ inFlight: 2, queued: 1 });
  const pieces = [held(), held(), held()];
  let running = 0;
  const calls = pieces.map(({ work }) =>
    pass(async () => {
      running += 1;
      return work();
    }),
  );
  expect(running).toBe(2);
  const problem = await problemOf(pass(async () => 'too much'));
  expect([problem.code, problem.details.retryAfterSeconds]).toEqual(['service.busy', 2]);
  expect(running).toBe(2);
  pieces[0]!.end('first');
  expect(await calls[0]).toBe('first');
  pieces[1]!.end('second');
  pieces[2]!.end('third');
  expect(await Promise.all(calls)).toEqual(['first', 'second', 'third']);
  expect(running).toBe(3);
});

test('a failure gives its place back', async () => {
  const pass = createGate({ inFlight: 1, queued: 0 });
  await expect(pass(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await pass(async () => 'yes')).toBe('yes');
  const piece = held();
  const call = pass(piece.work);
  expect(await codeOf(pass(async () => 'no'))).toBe('service.busy');
  piece.end('done');
  expect(await call).toBe('done');
});
