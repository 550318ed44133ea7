import { Problem } from '../../src/problems.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { allowCodesAgain } from '../../src/envelopes/codes.ts';
import { createWorld, day, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => world.end());

const names = { firstName: 'Ana', lastName: 'Sanz' };
const minute = 60_000;
const outcome = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: Problem) => error.code ?? String(error),
  );
const wrong = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0');
async function codeFor(mid: string, email: string, now = new Date()) {
  await world.enrolments.requestCode({ mid }, now);
  return (await world.codeMails(email)).at(-1)!.secret.code;
}

describe('a code', () => {
  test('goes to the envelope’s address only, with the reference that the page shows', async () => {
    const { mid, email, ref } = await world.invite();
    const now = new Date();
    const answer = await world.enrolments.requestCode({ mid }, now);
    expect(answer).toEqual({
      reference: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{6}$/),
      expiresAt: new Date(now.getTime() + 10 * minute),
    });
    const [mail, ...rest] = await world.codeMails(email);
    expect(rest).toEqual([]);
    expect(mail!.secret).toEqual({ code: expect.stringMatching(/^\d{8}$/), reference: answer.reference, mid });
    expect(mail!.message).toMatchObject({ template: 'enrolment-code', locale: 'fr', messageKey: `${mid}.code.1` });
    expect(JSON.stringify(await world.models.codes.find().lean())).not.toContain(mail!.secret.code);
    // Told once it has left.
    expect(await world.timelineOf(ref)).toEqual([]);
  });

  test('that is live is mailed again, not replaced; at most 5 an hour and 20 ever', async () => {
    const { mid, email } = await world.invite({ expiresAt: new Date(Date.now() + 30 * day) });
    const start = Date.now();
    const first = await world.enrolments.requestCode({ mid }, new Date(start));
    for (let visit = 1; visit < 8; visit += 1) {
      expect(await world.enrolments.requestCode({ mid }, new Date(start + visit * minute))).toEqual(first);
    }
    const mails = await world.codeMails(email);
    expect(mails).toHaveLength(5);
    expect(new Set(mails.map(({ secret }) => secret.code)).size).toBe(1);
    expect(new Set(mails.map(({ message }) => message.messageKey)).size).toBe(5);

    const refused = await world.enrolments.requestCode({ mid }, new Date(start + 11 * minute)).catch((e: Problem) => e);
    expect(refused).toMatchObject({ code: 'rate.limited', details: { retryAfterSeconds: 49 * 60 } });
    for (let visit = 0; visit < 40; visit += 1) {
      await outcome(world.enrolments.requestCode({ mid }, new Date(start + (61 + visit * 15) * minute)));
    }
    expect(await world.codeMails(email)).toHaveLength(20);
  });

  test('is asked for by many at once: one code', async () => {
    const { mid, email } = await world.invite();
    const answers = await Promise.all(Array.from({ length: 5 }, () => world.enrolments.requestCode({ mid })));
    expect(new Set(answers.map(({ reference }) => reference)).size).toBe(1);
    expect(new Set((await world.codeMails(email)).map(({ secret }) => secret.code)).size).toBe(1);
  });

  test('answers the same for an id that names nothing, and mails nothing then; whose envelope has ended is told by mail', async () => {
    const recalled = await world.invite();
    await world.envelopes.recall(recalled.mid);
    const real = await world.invite();
    const mailsBefore = await world.models.outbox.countDocuments();
    const now = Date.now();
    for (const mid of ['AAAAAAAAAAAAAAAAAAAAAA', recalled.mid, real.mid]) {
      const seen: unknown[] = [];
      const first = await world.enrolments.requestCode({ mid }, new Date(now));
      expect(first.expiresAt).toEqual(new Date(now + 10 * minute));
      seen.push(await world.enrolments.requestCode({ mid }, new Date(now + minute)));
      expect(seen).toEqual([first]);
      const next = await world.enrolments.requestCode({ mid }, new Date(now + 10 * minute));
      expect(next.reference).not.toBe(first.reference);
      const code = mid === real.mid ? wrong((await world.codeMails(real.email)).at(-1)!.secret.code) : '00000000';
      const tries = [];
      for (let at = 0; at < 6; at += 1) {
        const problem = await world.enrolments
          .verify({ mid, code, ...names }, new Date(now + 11 * minute + at * 20_000))
          .catch((error: Problem) => error);
        tries.push((problem as Problem).code);
      }
      expect(tries).toEqual([...Array(4).fill('code.wrong'), 'code.tries-exhausted', 'code.tries-exhausted']);
    }
    expect((await world.models.outbox.countDocuments()) - mailsBefore).toBe(6);
    const told = await world.models.outbox.find({ 'message.kind': 'cannot-open' }).lean();
    expect(told.map(({ message }) => message)).toEqual(
      [1, 2, 3].map((number) =>
        expect.objectContaining({ mid: recalled.mid, messageKey: `${recalled.mid}.code.${number}` }),
      ),
    );
  });
});

test('after 20 mails the answer names who can help instead of a time to wait, for any id alike', async () => {
  const { mid: real } = await world.invite({ expiresAt: new Date(Date.now() + 30 * day) });
  const start = Date.now();
  const answers = [];
  for (const mid of [real, 'BBBBBBBBBBBBBBBBBBBBBB']) {
    const seen: unknown[] = [];
    const ask = async (at: number) => {
      const answer = await world.enrolments.requestCode({ mid }, new Date(at)).catch((e: Problem) => e);
      seen.push(answer instanceof Problem ? [answer.code, answer.details] : 'a code');
    };
    for (let visit = 0; visit < 21; visit += 1) await ask(start + visit * 13 * minute);
    await ask(start + 300 * minute);
    answers.push(seen);
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]).toEqual([...Array(20).fill('a code'), ...Array(2).fill(['code.mails-exhausted', {}])]);
});

test('a week without a mail begins the count anew, for any id alike', async () => {
  const { mid: real } = await world.invite({ expiresAt: new Date(Date.now() + 60 * day) });
  const start = Date.now();
  const answers = [];
  for (const mid of [real, 'CCCCCCCCCCCCCCCCCCCCCC']) {
    const seen: string[] = [];
    const ask = async (at: number) => {
      seen.push(await outcome(world.enrolments.requestCode({ mid }, new Date(at))));
      // As MongoDB does with what is to be forgotten by then.
      await world.models.codes.deleteMany({ forgetAt: { $lte: new Date(at) } });
    };
    // Less than a week: the mails before the pause count on. More: they do not, however many they were.
    for (let visit = 0; visit < 19; visit += 1) await ask(start + visit * 13 * minute);
    for (let visit = 0; visit < 2; visit += 1) await ask(start + 6 * day + visit * 13 * minute);
    await world.models.codes.deleteMany({ forgetAt: { $lte: new Date(start + 14 * day) } });
    for (let visit = 0; visit < 19; visit += 1) await ask(start + 14 * day + visit * 13 * minute);
    await world.models.codes.deleteMany({ forgetAt: { $lte: new Date(start + 22 * day) } });
    for (let visit = 0; visit < 3; visit += 1) await ask(start + 23 * day + visit * 13 * minute);
    answers.push(seen);
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]).toEqual([...Array(20).fill('done'), 'code.mails-exhausted', ...Array(22).fill('done')]);
});

test('a resend lets codes be mailed again, and no mail of a code has the name of another', async () => {
  const { mid, email } = await world.invite({ expiresAt: new Date(Date.now() + 60 * day) });
  const start = Date.now();
  const askAll = async (from: number) => {
    for (let visit = 0; visit < 40; visit += 1) {
      await outcome(world.enrolments.requestCode({ mid }, new Date(from + visit * 15 * minute)));
    }
  };
  await askAll(start);
  expect(await world.codeMails(email)).toHaveLength(20);
  await inTransaction(world.connection, (session) => allowCodesAgain(world.connection, mid, session));
  await askAll(start + 2 * day);
  const keys = (await world.codeMails(email)).map(({ message }) => message.messageKey);
  expect(keys).toHaveLength(40);
  expect(new Set(keys).size).toBe(40);
});

describe('a try', () => {
  test('that cannot be a code, or comes from a page of another one, is none', async () => {
    const { mid, email } = await world.invite();
    const code = await codeFor(mid, email);
    const { reference } = (await world.codeMails(email)).at(-1)!.secret;
    for (const typed of ['', 'x', '1', 'javascript:alert(1)', '1234567', '123456789']) {
      const problem = await world.enrolments.verify({ mid, code: typed, ...names }).catch((error: Problem) => error);
      expect(problem).toMatchObject({ code: 'code.wrong', details: { params: { triesLeft: 5 } } });
    }
    for (const other of ['', 'ABCDEF']) {
      expect(await outcome(world.enrolments.verify({ mid, code, reference: other, ...names }))).toBe('code.expired');
      expect(await outcome(world.enrolments.verify({ mid, code: wrong(code), reference: other, ...names }))).toBe(
        'code.expired',
      );
    }
    expect(await world.models.codes.findOne({ mid }).lean()).toMatchObject({ wrongTries: 0, usedAt: null });
    expect(await world.enrolments.reference(mid)).toBe(reference);
    expect(await outcome(world.enrolments.verify({ mid, code, reference, ...names }))).toBe('done');
    expect(await world.enrolments.reference(mid)).toBeNull();
  });

  test('that is wrong is in the audit, by whom who is signed in', async () => {
    const { mid, email, ref } = await world.invite();
    const principal = await world.user(email);
    const code = await codeFor(mid, email);
    await outcome(world.enrolments.verify({ mid, code: wrong(code), ...names }));
    await outcome(world.enrolments.verifySignedIn({ mid, code: wrong(code), principal }));
    await outcome(world.enrolments.verify({ mid: 'never-asked-for', code, ...names }));
    const refused = await world.models.audit.find({ action: 'enrolment.code' }).sort({ at: 1 }).lean();
    expect(refused.filter((entry) => entry.ref === ref)).toMatchObject([
      { actor: 'system', outcome: 'refused', reason: 'code.wrong', account: '1001' },
      { actor: principal.user, outcome: 'refused', reason: 'code.wrong', account: '1001' },
    ]);
    expect(JSON.stringify(refused)).not.toContain(code);
  });

  test('that is refused for another reason is in the audit, too', async () => {
    const { mid, email, ref } = await world.invite();
    const [principal, eve] = [await world.user(email), await world.user('eve@example.org')];
    const code = await codeFor(mid, email);
    const nothing = 'AAAAAAAAAAAAAAAAAAAAAA';
    const signedIn = async (changes: object) =>
      outcome(world.enrolments.verifySignedIn({ mid, code, principal, ...changes }));
    expect(await signedIn({ principal: eve })).toBe('envelope.another-address');
    expect(await signedIn({ principal: eve, mid: nothing })).toBe('envelope.not-found');
    expect(await signedIn({ principal: { ...principal, via: 'token' } })).toBe('access.sign-in-required');
    expect(await outcome(world.enrolments.verify({ mid, code, ...names }))).toBe('user.exists');
    await world.envelopes.recall(mid);
    expect(await signedIn({})).toBe('envelope.recalled');
    const refused = await world.models.audit
      .find({ action: 'enrolment.code', outcome: 'refused', $or: [{ ref }, { actor: eve.user }] })
      .sort({ _id: 1 })
      .lean();
    expect(refused.map(({ actor, reason, account }) => [actor, reason, account])).toEqual([
      [eve.user, 'envelope.another-address', '1001'],
      [eve.user, 'envelope.not-found', null],
      [principal.user, 'access.sign-in-required', '1001'],
      ['system', 'user.exists', '1001'],
      [principal.user, 'envelope.recalled', '1001'],
    ]);
  });

  test('that is wrong says how many are left, and the later ones wait longer; none destroys the invitation', async () => {
    const { mid, email } = await world.invite();
    const code = await codeFor(mid, email);
    let at = Date.now();
    const typed = async (value: string, now: number) =>
      world.enrolments.verify({ mid, code: value, ...names }, new Date(now)).then(
        (enrolled) => enrolled.status,
        ({ code: problem, details }: Problem) => [problem, details.params?.['triesLeft'] ?? details.retryAfterSeconds],
      );
    expect(await typed(wrong(code), at)).toEqual(['code.wrong', 4]);
    expect(await typed(wrong(code), at)).toEqual(['code.wrong', 3]);
    expect(await typed(wrong(code), at)).toEqual(['rate.limited', 1]);
    expect(await typed(code, at)).toEqual(['rate.limited', 1]);
    expect(await typed(wrong(code), (at += 1000))).toEqual(['code.wrong', 2]);
    expect(await typed(wrong(code), at + 2999)).toEqual(['rate.limited', 1]);
    expect(await typed(wrong(code), (at += 3000))).toEqual(['code.wrong', 1]);
    expect(await typed(wrong(code), (at += 10_000))).toEqual(['code.tries-exhausted', undefined]);
    expect(await typed(code, (at += 60_000))).toEqual(['code.tries-exhausted', undefined]);
    const anew = await codeFor(mid, email, new Date(at));
    expect(anew).not.toBe(code);
    expect(await typed(` ${anew.slice(0, 4)} ${anew.slice(4)} `, at)).toBe('required-actions');
  });

  test('that is late is told from a wrong one, and offers a new code', async () => {
    const { mid, email } = await world.invite();
    const code = await codeFor(mid, email);
    const late = await world.enrolments
      .verify({ mid, code, ...names }, new Date(Date.now() + 10 * minute))
      .catch((error: Problem) => error);
    expect(late).toMatchObject({ code: 'code.expired', details: { nextActions: [{ rel: 'new-code' }] } });
    expect(await outcome(world.enrolments.verify({ mid: 'never-asked-for', code, ...names }))).toBe('code.expired');
  });

  test('by 200 at once with the right code makes one user and one session', async () => {
    const { mid, email, ref } = await world.invite();
    const code = await codeFor(mid, email);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, () => outcome(world.enrolments.verify({ mid, code, ...names }))),
    );
    expect(outcomes.filter((what) => what === 'done')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['done', 'code.expired']));
    expect(await world.models.users.countDocuments({ addressKey: email.toLowerCase() })).toBe(1);
    const { user } = (await world.models.onboardings.findOne({ ref }).lean())!;
    expect(await world.models.sessions.countDocuments({ user: user! })).toBe(1);
    expect(await world.timelineOf(ref)).toEqual(['enrolled']);
  });

  test('by many at once with wrong codes is counted each time', async () => {
    const { mid, email } = await world.invite();
    const code = await codeFor(mid, email);
    const now = new Date();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => outcome(world.enrolments.verify({ mid, code: wrong(code), ...names }, now))),
    );
    // After the second one nothing is looked at for a second.
    expect(outcomes.toSorted()).toEqual([...Array(2).fill('code.wrong'), ...Array(48).fill('rate.limited')]);
    expect(await world.models.codes.findOne({ mid }).lean()).toMatchObject({ wrongTries: 2 });
  });
});

describe('a right code', () => {
  test('makes the user, whom the onboarding knows, and a session for the required actions', async () => {
    const { mid, email, ref } = await world.invite();
    const code = await codeFor(mid, email);
    const enrolled = await world.enrolments.verify({ mid, code, ...names });
    expect(enrolled).toMatchObject({
      status: 'required-actions',
      requiredActions: ['features', 'preferences', 'permanent-password'],
      user: { userId: email, ...names, locale: 'fr' },
    });
    const user = (await world.models.users.findOne({ userId: email }).lean())!;
    expect(user).toMatchObject({
      ...{ status: 'active', createdByAccount: '1001', createdByRef: ref, addressProvedAt: expect.any(Date) },
    });
    expect(user).not.toHaveProperty('passwordHash');
    expect(await world.sessions.read(enrolled.token)).toMatchObject({
      ...{ user: user._id.toHexString(), kind: 'required-actions' },
    });
    expect(await world.models.onboardings.findOne({ ref }).lean()).toMatchObject({ user: user._id, createdUser: true });
    expect(await world.models.audit.countDocuments({ ref, action: 'enrolment.verified' })).toBe(1);
  });

  test('on a second device signs in to the same user, without ending the first', async () => {
    const { mid, email, ref } = await world.invite();
    const first = await world.enrolments.verify({ mid, code: await codeFor(mid, email), ...names });
    const second = await world.enrolments.verify({
      ...{ mid, code: await codeFor(mid, email), firstName: 'Other', lastName: 'Name' },
    });
    expect(second.user).toEqual(first.user);
    expect(await world.sessions.read(first.token)).not.toBeNull();
    expect(await world.models.users.countDocuments({ userId: email })).toBe(1);
    expect(await world.timelineOf(ref)).toEqual(['enrolled']);
  });

  test('takes over from a temporary password, whose holder has not proved the mailbox', async () => {
    const { mid, email, ref } = await world.invite();
    const temporaryPassword = { hash: 'h', madeAt: new Date(), expiresAt: new Date(Date.now() + day) };
    const holder = await world.user(email, {
      ...world.pending,
      ...{ addressProvedAt: undefined as unknown as Date, createdByAccount: '2002', temporaryPassword },
    });
    const session = await world.sessions.open(holder.user, 'required-actions');
    const enrolled = await world.enrolments.verify({ mid, code: await codeFor(mid, email), ...names });
    expect(await world.sessions.read(session)).toBeNull();
    expect(await world.sessions.read(enrolled.token)).toMatchObject({ user: holder.user });
    const user = await world.models.users.findOne({ userId: email }).lean();
    expect(user).not.toHaveProperty('temporaryPassword');
    expect(user).toMatchObject({ createdByAccount: '2002', addressProvedAt: expect.any(Date) });
    expect(await world.models.onboardings.findOne({ ref }).lean()).toMatchObject({ createdUser: false });
  });

  test('of a user with a permanent password asks to sign in, and is not used up', async () => {
    const { mid, email } = await world.invite();
    await world.user(email);
    const code = await codeFor(mid, email);
    expect(await outcome(world.enrolments.verify({ mid, code, ...names }))).toBe('user.exists');
    expect(await outcome(world.enrolments.verify({ mid, code, ...names }))).toBe('user.exists');
  });

  test.each(['locked', 'disabled'] as const)('of a %s user is answered like a wrong one', async (status) => {
    const { mid, email } = await world.invite();
    await world.user(email, { ...world.pending, status });
    const code = await codeFor(mid, email);
    expect(await outcome(world.enrolments.verify({ mid, code, ...names }))).toBe('code.wrong');
    expect(await world.models.codes.findOne({ mid }).lean()).toMatchObject({ wrongTries: 1, usedAt: null });
  });

  test('takes up again a user whom the end of an earlier onboarding disabled before any login', async () => {
    const { mid, email, ref } = await world.invite();
    await world.user(email, { ...world.pending, status: 'disabled', createdByRef: 'ONB-EARLIER' });
    await world.enrolments.verify({ mid, code: await codeFor(mid, email), ...names });
    expect(await world.models.users.findOne({ userId: email }).lean()).toMatchObject({
      ...{ status: 'active', createdByRef: ref, ...names },
    });
    expect(await world.models.onboardings.findOne({ ref }).lean()).toMatchObject({ createdUser: true });
  });

  test('of an envelope that has ended since says so, and makes nobody', async () => {
    const { mid, email, ref } = await world.invite();
    const code = await codeFor(mid, email);
    await world.envelopes.recall(mid);
    expect(await outcome(world.enrolments.verify({ mid, code, ...names }))).toBe('envelope.recalled');
    const closed = await world.invite();
    const other = await codeFor(closed.mid, closed.email);
    await world.models.onboardings.updateOne({ ref: closed.ref }, { $set: { open: false } });
    expect(await outcome(world.enrolments.verify({ mid: closed.mid, code: other, ...names }))).toBe(
      'envelope.recalled',
    );
    expect(await world.models.users.countDocuments({ createdByRef: { $in: [ref, closed.ref] } })).toBe(0);
  });

  test('shows that the mail arrived, also where that was not noted', async () => {
    const { mid, email } = await world.invite();
    await world.models.envelopes.updateOne({ mid }, { $set: { state: 'sealed' } });
    await world.enrolments.verify({ mid, code: await codeFor(mid, email), ...names });
    expect((await world.models.envelopes.findOne({ mid }).lean())!.state).toBe('sent');
  });
});

describe('a right code in a session', () => {
  test('proves the mailbox of the user who is signed in, and lets the onboarding go on', async () => {
    const { mid, email, ref } = await world.invite();
    const unproved = { addressProvedAt: undefined as unknown as Date, createdByAccount: '2002' };
    const principal = await world.user(email, unproved);
    const code = await codeFor(mid, email);
    expect(await outcome(world.enrolments.verify({ mid, code, ...names }))).toBe('user.exists');
    expect(await world.enrolments.verifySignedIn({ mid, code, principal })).toEqual({ status: 'mailbox-proved' });
    expect(await world.models.users.findOne({ userId: email }).lean()).toHaveProperty('addressProvedAt');
    const messages = await world.models.outbox.find({ 'message.kind': 'first-login' }).lean();
    expect(messages.map(({ message }) => message)).toMatchObject([{ kind: 'first-login', user: principal.user }]);
    expect(await world.timelineOf(ref)).toEqual(['enrolled']);
    expect(await outcome(world.enrolments.verifySignedIn({ mid, code, principal }))).toBe('code.expired');
  });

  test('still proves the mailbox once the onboarding is completed, and the message opens', async () => {
    const { mid, email, ref } = await world.invite();
    const principal = await world.user(email, { addressProvedAt: undefined as unknown as Date });
    await world.models.onboardings.updateOne({ ref }, { $set: { open: false, stage: 'completed' } });
    const code = await codeFor(mid, email);
    expect(await world.enrolments.verifySignedIn({ mid, code, principal })).toEqual({ status: 'mailbox-proved' });
    expect(await world.envelopes.cover(mid, principal)).toMatchObject({ kind: 'own', refusal: null });
    expect(await world.models.onboardings.findOne({ ref }).lean()).toMatchObject({ stage: 'completed', open: false });
    // It makes nobody: whoever completed it exists.
    const gone = await world.invite();
    await world.models.onboardings.updateOne({ ref: gone.ref }, { $set: { open: false, stage: 'completed' } });
    const other = await codeFor(gone.mid, gone.email);
    expect(await outcome(world.enrolments.verify({ mid: gone.mid, code: other, ...names }))).toBe('envelope.recalled');
    expect(await world.models.users.countDocuments({ addressKey: gone.email.toLowerCase() })).toBe(0);
  });

  test.each(['cancelled', 'expired'] as const)('is of no use once the onboarding is %s', async (stage) => {
    const { mid, email, ref } = await world.invite();
    const principal = await world.user(email, { addressProvedAt: undefined as unknown as Date });
    await world.models.onboardings.updateOne({ ref }, { $set: { open: false, stage } });
    const code = await codeFor(mid, email);
    expect(await outcome(world.enrolments.verifySignedIn({ mid, code, principal }))).toBe('envelope.recalled');
  });

  test('of somebody else, or by a token, is refused and counts no try', async () => {
    const { mid, email } = await world.invite();
    const [recipient, other] = [await world.user(email), await world.user('somebody.else@example.org')];
    const code = await codeFor(mid, email);
    const attempts = [other, { ...recipient, via: 'token' as const }].map((principal) =>
      outcome(world.enrolments.verifySignedIn({ mid, code, principal })),
    );
    expect(await Promise.all(attempts)).toEqual(['envelope.another-address', 'access.sign-in-required']);
    expect(await world.models.codes.findOne({ mid }).lean()).toMatchObject({ wrongTries: 0, usedAt: null });
  });
});
