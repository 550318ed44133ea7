import { createAuthority } from '../src/directory/authority.ts';
import { createReading } from '../src/onboardings/reading.ts';
import { nameKeysOf } from '../src/records/name-keys.ts';
import { recordModels } from '../src/records/models.ts';
import { testDirectory } from '../test/support/people.ts';
import { measure, print, type Subject } from './measure.ts';

/**
 * Lists, filters and searches among a hundred thousand onboardings against a thousand, read through the services as
 * support reads them. Budget: 1.5 times.
 */
const sizes = [1_000, 100_000] as const;
const portion = 2_000;
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const now = Date.now();

const refOf = (index: number): string =>
  `ONB-${Array.from(index.toString(32).padStart(6, '0'), (digit) => crockford[Number.parseInt(digit, 32)]).join('')}`;

/** One in fifty stalls, one in ten waits, the others ended. */
function recordAt(index: number) {
  const stalled = index % 50 === 0;
  const waits = index % 10 === 1;
  const stage = stalled ? 'stalled' : waits ? 'awaiting-first-login' : 'completed';
  const at = new Date(now - index * 60_000);
  const candidate = { firstName: `First${index % 977}`, lastName: `Last${index}`, locale: 'en' };
  const email = `somebody.${index}@example.org`;
  const by = { kind: 'operator', name: 'host', role: 'operator' };
  return {
    ...{ ref: refOf(index), account: index % 2 === 0 ? '1001' : '2002', group: 'account-administrators' },
    ...{ email, addressKey: email, path: 'invite', requestedPath: 'invite', stage, open: stalled || waits },
    ...{ revision: 3, seq: 1, initiator: by, sponsor: by, approvalNeeded: false, handledBy: [], candidate },
    ...{ nameKeys: nameKeysOf(candidate), reason: null, createdUser: false, sendings: 1, createdAt: at, updatedAt: at },
    stall: stalled ? { reason: 'mail-unreachable', stage: 'inviting', attempt: 1, detail: null, since: at } : null,
    nextAutomaticAction: null,
    workflow: { id: `promote-to-admin/${refOf(index)}`, runId: null },
  };
}

async function seeded(size: number) {
  const people = await testDirectory();
  const { onboardings, timeline } = recordModels(people.connection);
  for (let from = 0; from < size; from += portion) {
    const part = Array.from({ length: Math.min(portion, size - from) }, (_, index) => recordAt(from + index));
    await onboardings.collection.insertMany(part as never[]);
    const line = { seq: 1, kind: 'requested', by: { kind: 'system' }, data: {} };
    await timeline.collection.insertMany(
      part.map(({ ref, createdAt }) => ({ ...line, ref, at: createdAt })) as never[],
    );
  }
  const authority = createAuthority({ connection: people.connection });
  return {
    reading: createReading({ connection: people.connection, authority }),
    principal: await people.makeSupport('sue'),
    end: () => people.connection.destroy(),
  };
}

const began = performance.now();
const [few, many] = await Promise.all([seeded(sizes[0]), seeded(sizes[1])]);
console.log(`\nSeeded in ${Math.round((performance.now() - began) / 1_000)} s`);

type Reading = Awaited<ReturnType<typeof seeded>>;
const reads: Record<string, (of: Reading) => Promise<unknown>> = {
  'newest first': ({ reading, principal }) => reading.list(principal, { limit: 50 }, 'en'),
  'what needs a human first': ({ reading, principal }) =>
    reading.list(principal, { limit: 50, sort: 'needs-human' }, 'en'),
  'one account': ({ reading, principal }) => reading.list(principal, { limit: 50, account: '1001' }, 'en'),
  'a stage': ({ reading, principal }) => reading.list(principal, { limit: 50, stage: 'awaiting-first-login' }, 'en'),
  'a reason': ({ reading, principal }) => reading.list(principal, { limit: 20, reason: 'mail-unreachable' }, 'en'),
  'an address': ({ reading, principal }) => reading.list(principal, { limit: 50, q: 'somebody.777@' }, 'en'),
  'a name': ({ reading, principal }) => reading.list(principal, { limit: 50, q: 'Last777' }, 'en'),
  'one, with its timeline': ({ reading, principal }) => reading.get(principal, refOf(777), 'en'),
};
const figures = [];
for (const [name, read] of Object.entries(reads)) {
  const subject: Subject = { name, once: () => read(many) };
  const [, figure] = await measure({ name: 'among 1,000', once: () => read(few) }, [subject], 7, 10);
  figures.push(figure!);
}
print('Lists among 100,000 onboardings / among 1,000 (budget 1.5)', figures);
await Promise.all([few.end(), many.end()]);
process.exit();
