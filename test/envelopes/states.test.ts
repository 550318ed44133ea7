import fc from 'fast-check';
import { inTransaction } from '../../src/database/transaction.ts';
import { allowCodesAgain, codeLifetimeMs, triesPerCode } from '../../src/envelopes/codes.ts';
import { createEnvelopes } from '../../src/envelopes/envelopes.ts';
import { refusalOf } from '../../src/envelopes/access.ts';
import { allowedEnvelopeActions, type EnvelopeState } from '../../src/envelopes/states.ts';
import { newKeyPair, publicPart } from '../../src/envelopes/reader/opening.ts';
import type { Problem } from '../../src/problems.ts';
import { createWorld, publicUrl, type World } from './support.ts';

/** The state machine as a model, walked at random beside the real store. */
interface Model {
  state: EnvelopeState;
  reason: string | null;
  expiresAt: number;
  openings: number;
  opened: boolean;
  hasKey: boolean;
  /** The code that was asked for last, until it is used. */
  code: { expiresAt: number; wrongTries: number; mailed: boolean } | null;
  /** Whether the recipient has the mail of any code. */
  hasMail: boolean;
}

interface Real {
  readonly mid: string;
  readonly email: string;
  readonly reader: Awaited<ReturnType<World['user']>>;
  now: number;
}

type Command = fc.AsyncCommand<Model & { now: number }, Real>;
type Walk = Model & { now: number };

let world: World;
let envelopes: ReturnType<typeof createEnvelopes>;
let epk: JsonWebKey;
beforeAll(async () => {
  world = await createWorld();
  envelopes = createEnvelopes({ ...world, publicUrl });
  epk = await publicPart(await newKeyPair());
});
afterAll(() => world.end());

const live = ({ state }: Model) => ['sealed', 'sent', 'active', 'locked'].includes(state);
const opens = (model: Walk) => (model.state === 'sent' || model.state === 'active') && model.expiresAt > model.now;

/** What is stored, in the model's words; and what it says to its recipient. */
async function agrees(model: Walk, { mid, now }: Real): Promise<void> {
  const stored = (await world.models.envelopes.findOne({ mid }).lean())!;
  expect({
    state: stored.state,
    reason: stored.state === 'locked' ? (stored.lockReason ?? null) : null,
    expiresAt: stored.expiresAt.getTime(),
    openings: stored.releases,
    opened: stored.openedAt !== undefined,
    hasKey: stored.wrappedKey !== undefined,
  }).toEqual({
    state: model.state,
    reason: model.reason,
    expiresAt: model.expiresAt,
    openings: model.openings,
    opened: model.opened,
    hasKey: model.hasKey,
  });
  const code = await world.models.codes.findOne({ mid, usedAt: null }).lean();
  expect(code?.wrongTries).toBe(model.code?.wrongTries);
  expect(refusalOf(stored, new Date(now)) === null).toBe(opens(model));
  const actions = allowedEnvelopeActions(model.state);
  expect(actions.includes('recall')).toBe(live(model));
}

/** One transition: what the model says of it, and what the store does. */
function command<T>(name: string, model: (walk: Walk) => T, real: (real: Real) => Promise<T>): Command {
  return {
    check: () => true,
    async run(walk, actual) {
      const expected = model(walk);
      expect([name, await real(actual)]).toEqual([name, expected]);
      await agrees(walk, actual);
    },
    toString: () => name,
  };
}

const change = (from: (walk: Walk) => boolean, to: (walk: Walk) => void) => (walk: Walk) => {
  if (!from(walk)) return false;
  to(walk);
  return true;
};
const ended = (state: 'recalled' | 'expired') => (walk: Walk) =>
  Object.assign(walk, { state, reason: null, hasKey: false });
const day = 86_400_000;
/** Longer than the longest delay after a wrong code. */
const delay = 10_000;

/** A code is asked for: the live one is kept. It is mailed while the message may still open. */
function ask(walk: Walk): NonNullable<Model['code']> {
  const isLive = walk.code !== null && walk.code.expiresAt > walk.now && walk.code.wrongTries < triesPerCode;
  const code = isLive ? walk.code! : { expiresAt: walk.now + codeLifetimeMs, wrongTries: 0, mailed: false };
  const mailed = live(walk) && walk.expiresAt > walk.now;
  Object.assign(walk, { code: { ...code, mailed: code.mailed || mailed }, hasMail: walk.hasMail || mailed });
  return walk.code!;
}

/** A wrong code is entered, and the time that has to pass then passes. */
function enterWrong(walk: Walk): string {
  const { code, now } = walk;
  walk.now += delay;
  if (code === null || code.expiresAt <= now) return 'code.expired';
  if (code.wrongTries < triesPerCode) code.wrongTries += 1;
  else return 'code.tries-exhausted';
  return code.wrongTries === triesPerCode ? 'code.tries-exhausted' : 'code.wrong';
}

/** Enters a code as the recipient, then waits. @returns what the problem was */
async function enter(real: Real, code: string): Promise<string> {
  const { mid, reader: principal, now } = real;
  real.now += delay;
  return world.enrolments.verifySignedIn({ mid, code, principal }, new Date(now)).then(
    ({ status }) => status,
    (error: Problem) => error.code,
  );
}

const commands = [
  fc.constant(
    command(
      'markSent',
      change(
        ({ state }) => state === 'sealed',
        (walk) => (walk.state = 'sent'),
      ),
      ({ mid }) => envelopes.markSent(mid),
    ),
  ),
  fc.string({ minLength: 1, maxLength: 40 }).map((reason) =>
    command(
      `lock ${JSON.stringify(reason)}`,
      change(
        ({ state }) => state === 'sent' || state === 'active',
        (walk) => Object.assign(walk, { state: 'locked', reason }),
      ),
      ({ mid }) => envelopes.lock(mid, reason),
    ),
  ),
  fc.constant(
    command(
      'unlock',
      change(
        ({ state }) => state === 'locked',
        (walk) => Object.assign(walk, { state: walk.opened ? 'active' : 'sent', reason: null }),
      ),
      ({ mid }) => envelopes.unlock(mid),
    ),
  ),
  fc.integer({ min: -3, max: 9 }).map((days) => {
    let until = 0;
    return command(
      `extend ${days}`,
      (walk) => {
        until = walk.now + days * day;
        return change(
          (before) => live(before) && before.expiresAt < until,
          (after) => (after.expiresAt = until),
        )(walk);
      },
      ({ mid }) => envelopes.extend(mid, new Date(until)),
    );
  }),
  fc.constant(command('recall', change(live, ended('recalled')), ({ mid }) => envelopes.recall(mid))),
  fc.constant(command('expire', change(live, ended('expired')), ({ mid }) => envelopes.expire(mid))),
  fc.integer({ min: 1, max: 4 }).map((days) =>
    command(
      `wait ${days} days`,
      (walk) => {
        walk.now += days * day;
        return true;
      },
      async (real) => {
        real.now += days * day;
        return true;
      },
    ),
  ),
  fc.constant(
    command(
      'ask for a code and enter the last one that came by mail',
      (walk) => {
        const { mailed } = ask(walk);
        // A message that does not open any more mails no code: what is at hand, if anything, is a former one.
        if (!mailed && walk.hasMail) return enterWrong(walk);
        const { now } = walk;
        walk.now += delay;
        if (!mailed) return 'code.wrong';
        if (!live(walk)) return `envelope.${walk.state}`;
        if (walk.expiresAt <= now) return 'envelope.expired';
        // Whoever has the code has the mail.
        Object.assign(walk, { code: null, state: walk.state === 'sealed' ? 'sent' : walk.state });
        return 'mailbox-proved';
      },
      async (real) => {
        const { mid, email, now } = real;
        // How many codes are mailed is another test's.
        await inTransaction(world.connection, (session) => allowCodesAgain(world.connection, mid, session));
        await world.enrolments.requestCode({ mid }, new Date(now));
        return enter(real, (await world.codeMails(email)).at(-1)?.secret.code ?? '');
      },
    ),
  ),
  // However often: it never costs more than the code.
  fc.constant(command('enter a wrong code', enterWrong, (real) => enter(real, '00000000'))),
  fc.constant(
    command(
      'release',
      change(opens, (walk) => {
        Object.assign(walk, { state: 'active', opened: true, openings: walk.openings + 1 });
      }),
      ({ mid, reader: principal, now }) =>
        envelopes.release({ mid, epk, principal }, new Date(now)).then(
          ({ key }) => key !== '',
          () => false,
        ),
    ),
  ),
];

test('whatever is done in whatever order, the store is where the model is', async () => {
  const { invite, user } = world;
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 25 }), async (walk) => {
      const sealed = await invite();
      // `invite` has it sent; a walk begins where an envelope does.
      await world.models.envelopes.updateOne({ mid: sealed.mid }, { $set: { state: 'sealed' } });
      const reader = await user(sealed.email);
      const now = Date.now();
      await fc.asyncModelRun(
        () => ({
          model: {
            ...{ state: 'sealed' as EnvelopeState, reason: null, openings: 0, opened: false, hasKey: true },
            ...{ code: null, hasMail: false },
            ...{ expiresAt: sealed.expiresAt.getTime(), now },
          },
          real: { mid: sealed.mid, email: sealed.email, reader, now },
        }),
        walk,
      );
    }),
    { numRuns: 25 },
  );
}, 120_000);
