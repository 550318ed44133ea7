import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CliWords } from '../locale.ts';
import { fill } from '../output.ts';
import { accountPath, type OnboardingView, onboardingPath } from '../view.ts';
import { openEnvelope } from './envelope.ts';
import { codeIn, midIn, waitForMail } from './mailbox.ts';
import { arrive, cast, completeFirstLogin, type Door, type Person, promote, signIn } from './people.ts';
import type { Progress } from './progress.ts';
import type { System } from './system.ts';
import { type Patience, until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** What the demonstration found, as --json prints it. */
export interface Outcome {
  readonly account: string;
  /** Of the three, those whom the members list of the account names. */
  readonly members: readonly string[];
  readonly onboardings: readonly OnboardingView[];
  /** The worker that was killed is gone, and another one runs. */
  readonly workerKilled: boolean;
  readonly worker: { readonly pid: number; readonly replacedBy: number };
  readonly messageOpened: boolean;
}

interface Stage extends Door, Patience {
  readonly system: System;
  readonly progress: Progress;
}

const message = 'Welcome. You will look after the account with us; the handbook is in the console.';
const group = 'account-administrators';

/** Promotes three people, one each way, over HTTP and the mailbox alone, and looks at what became of it. */
export async function tellStory(system: System, door: Door, progress: Progress): Promise<Outcome> {
  const stage: Stage = { ...door, system, progress };
  const words = door.words.demo;
  const people = cast();

  progress.begin('signIn');
  const { userId, password } = system.administrator;
  const { visitor: administrator } = await signIn(door, userId, password);
  progress.say(fill(words.signedIn, userId));
  progress.done();

  const refs = [
    await promoteExisting(stage, administrator, people.existing),
    await promoteByTemporaryPassword(stage, administrator, people.newcomer),
  ];
  const invitation = await promoteByInvite(stage, administrator, people.invited);
  refs.push(invitation.ref);

  progress.begin('check');
  const onboardings = await Promise.all(refs.map(async (ref) => readOnboarding(administrator, ref)));
  const found = await memberIds(stage, administrator);
  const members = Object.values(people)
    .map((person) => person.userId)
    .filter((id) => found.has(id));
  const { workerKilled, worker, messageOpened } = invitation;
  return { account: door.account, members, onboardings, workerKilled, worker, messageOpened };
}

/** He exists: a user of the account whose first login is complete. The grant happens in the very request. */
async function promoteExisting(stage: Stage, administrator: Visitor, person: Person): Promise<string> {
  const { progress, words, account } = stage;
  progress.begin('existing');
  const missing = await administrator.call<{ detail: string }>(
    'POST',
    accountPath(account, 'groups', group, 'members'),
    { userId: person.userId },
    [404],
  );
  progress.say(fill(words.demo.nonExistent, missing.body.detail));
  const added = await administrator.call<{ temporaryPassword: string }>(
    'POST',
    accountPath(account, 'users'),
    person,
    [201],
  );
  const { visitor } = await signIn(stage, person.userId, added.body.temporaryPassword);
  await completeFirstLogin(visitor, stage.locale);
  progress.say(words.demo.makeUser);
  const { onboarding } = await promote(stage, administrator, person);
  await becomesMember(stage, administrator, person, onboarding.ref);
  progress.say(fill(words.demo.promoted, person.userId));
  progress.done();
  return onboarding.ref;
}

async function promoteByTemporaryPassword(stage: Stage, administrator: Visitor, person: Person): Promise<string> {
  const { progress, words } = stage;
  progress.begin('temporary-password');
  const { onboarding, temporaryPassword } = await promote(stage, administrator, person, { path: 'temporary-password' });
  const password = temporaryPassword ?? (await makeTemporaryPassword(stage, administrator, onboarding.ref));
  progress.say(fill(words.demo.passwordMade, person.userId));
  const { visitor, requiredActions } = await signIn(stage, person.userId, password);
  progress.say(`${fill(words.demo.signsIn, person.userId)} (${requiredActions.join(', ')})`);
  await completeFirstLogin(visitor, stage.locale);
  progress.say(words.demo.firstLogin);
  await becomesMember(stage, administrator, person, onboarding.ref);
  progress.say(fill(words.demo.becomesMember, person.userId));
  progress.done();
  return onboarding.ref;
}

/** Where the process took longer than the request waits, the answer names this call. */
async function makeTemporaryPassword(stage: Stage, administrator: Visitor, ref: string): Promise<string> {
  return until(stage, `${ref} temporary-password`, async () => {
    const { body } = await administrator.call<{ temporaryPassword?: string }>(
      'POST',
      `${onboardingPath(ref)}/temporary-password`,
      { reason: 'Demonstration' },
      [200, 409],
    );
    return body.temporaryPassword;
  });
}

/** The worker is killed once the invitation is out, and the candidate goes on as if nothing had happened. */
async function promoteByInvite(
  stage: Stage,
  administrator: Visitor,
  person: Person,
): Promise<{ ref: string } & Pick<Outcome, 'workerKilled' | 'worker' | 'messageOpened'>> {
  const { progress, words, system } = stage;
  progress.begin('invite');
  const { onboarding } = await promote(stage, administrator, person, { path: 'invite', message });
  const { ref } = onboarding;
  const mailboxUrl = system.mailboxUrl;
  const invitation = await waitForMail(
    stage,
    mailboxUrl,
    person.userId,
    'invitation',
    (mail) => midIn(mail) !== undefined,
  );
  const mid = midIn(invitation)!;
  if (invitation.attachments.length === 0) throw new CliError(exitCodes.failed, `${person.userId}: no attachment`);
  progress.say(fill(words.demo.invited, person.userId));

  const pid = killWorker(system, words);
  progress.say(fill(words.demo.killed, pid));

  progress.say(words.demo.whileDead);
  const candidate = arrive(stage);
  await candidate.call('POST', '/enrolments', { mid }, [202]);
  const mail = await waitForMail(
    stage,
    mailboxUrl,
    person.userId,
    'code',
    (one) => codeIn(one) !== undefined && one.subject !== invitation.subject,
  );
  const { firstName, lastName } = person;
  await candidate.call('POST', '/enrolments/verify', { mid, code: codeIn(mail), firstName, lastName });
  progress.say(words.demo.code);
  await completeFirstLogin(candidate, stage.locale);
  progress.say(words.demo.firstLogin);
  const text = await openEnvelope(candidate, mid);
  progress.say(fill(words.demo.opened, text.length));

  const replacedBy = await until(stage, 'worker', async () => {
    const now = system.workerPid();
    return now !== undefined && now !== pid ? now : undefined;
  });
  progress.say(fill(words.demo.workerBack, replacedBy));
  await becomesMember(stage, administrator, person, ref);
  progress.say(fill(words.demo.becomesMember, person.userId));
  progress.done();
  return { ref, workerKilled: isGone(pid), worker: { pid, replacedBy }, messageOpened: text === message };
}

/** As the kernel would under memory pressure: nothing in the worker gets to say goodbye. */
function killWorker(system: System, words: CliWords): number {
  const pid = system.workerPid();
  if (pid === undefined) throw new CliError(exitCodes.failed, words.demo.noWorker);
  process.kill(pid, 'SIGKILL');
  return pid;
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function becomesMember(stage: Stage, administrator: Visitor, person: Person, ref: string): Promise<void> {
  await until(
    stage,
    `${person.userId} → ${group}`,
    async () => {
      const { stage: now } = await readOnboarding(administrator, ref);
      const found = now === 'completed' && (await memberIds(stage, administrator));
      return (found && found.has(person.userId)) || undefined;
    },
    120_000,
  );
}

async function readOnboarding(visitor: Visitor, ref: string): Promise<OnboardingView> {
  const { body } = await visitor.call<OnboardingView | { onboarding: OnboardingView }>('GET', onboardingPath(ref));
  return 'onboarding' in body ? body.onboarding : body;
}

async function memberIds({ account }: Door, visitor: Visitor): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (let cursor: string | null | undefined = ''; cursor !== null && cursor !== undefined; ) {
    const path: string = `${accountPath(account, 'groups', group, 'members')}?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { body } = await visitor.call<{ items: readonly { userId: string }[]; nextCursor?: string | null }>(
      'GET',
      path,
    );
    for (const { userId } of body.items) ids.add(userId);
    cursor = body.nextCursor;
  }
  return ids;
}
