import { dictionary, type Locale } from '../../src/language/index.ts';
import { allowedNow } from '../../src/onboardings/view.ts';
import { createDigest } from '../../src/support/digest.ts';
import { type StallReason, type Turn, turnOf } from '../../workflows/stages.ts';
import { createVisitor } from '../console/visitor.ts';
import { eventually } from '../support/eventually.ts';
import { type Inbox, publicUrl, type Service, testMailFrom } from './service.ts';

type Person = Awaited<ReturnType<Service['by']>>;

interface Stalled {
  readonly ref: string;
  readonly reason: StallReason;
  /** What leads on. Resuming, unless support had a hand in it: then only an approval does. */
  readonly helps?: 'resume' | 'approve';
  /** The other side's own words, which are shown with ours. */
  readonly detail?: string;
}

/** What the Temporal Web UI asks a workflow for, beside its history. */
interface WorkflowMetadata {
  readonly currentDetails: string;
}

/**
 * A stall is told in the same words wherever somebody may look, in both languages: the API, the command line, the page,
 * the timeline, the list, the digest; and where Temporal is looked at directly.
 */
export async function isShownEverywhere(service: Service, support: Person, stalled: Stalled): Promise<void> {
  for (const locale of ['en', 'fr'] as const) {
    await isInApi(support, stalled, locale);
    await isOnCommandLine(support, stalled, locale);
    await isOnPage(service, support, stalled, locale);
    await isInDigest(service, stalled, locale);
  }
  const listed = await support.cli('list', '--stage', 'stalled', '--reason', stalled.reason, '--json');
  expect(JSON.parse(listed.stdout).items.map(({ ref }: { ref: string }) => ref)).toContain(stalled.ref);
  await isInTemporal(service, stalled);
  await sameCommandsInTemporal(service, stalled.ref);
}

/** The Temporal Web UI names the commands for what the record allows, and for nothing else. */
export async function sameCommandsInTemporal({ world }: Service, ref: string): Promise<void> {
  await eventually(async () => {
    const { currentDetails } = await world.handleOf(ref).query<WorkflowMetadata>('__temporal_workflow_metadata');
    const named = [...currentDetails.matchAll(/^ {4}castellan ([\w-]+) /gm)].map(([, action]) => action!);
    const decisions = named.filter((action) => action !== 'temporary-password');
    return (
      decisions.toSorted().join() ===
      allowedNow(await world.recordOf(ref))
        .toSorted()
        .join()
    );
  });
}

const wordsFor = ({ reason, detail = '' }: Stalled, locale: Locale): string[] => [
  dictionary(locale).onboardings.stalls[reason],
  detail,
];

/** Whose turn it is, by the one rule; where it stalled does not matter to it. */
const turnIn = ({ reason }: Stalled): Turn => turnOf({ stage: 'stalled', stall: { reason, stage: 'inviting' } });

async function isInApi(support: Person, stalled: Stalled, locale: Locale): Promise<void> {
  const { ref, reason, detail = '', helps = 'resume' } = stalled;
  const { body } = await support.call('GET', `/onboardings/${ref}`, undefined, { 'accept-language': locale });
  expect(body).toMatchObject({
    stage: 'stalled',
    stall: { reason, attempt: expect.any(Number) },
    turn: turnIn(stalled),
  });
  for (const words of wordsFor(stalled, locale)) expect(body.stall.message).toContain(words);
  expect(body.allowedActions).toEqual(expect.arrayContaining([helps, 'cancel']));
  const { attempt } = body.stall;
  const line = dictionary(locale).onboardings.timeline.stalled('', { reason, attempt, detail: detail && 'DETAIL' });
  const told = body.timeline.filter(({ kind }: { kind: string }) => kind === 'stalled').at(-1);
  expect(told.text).toContain(line.split('DETAIL')[0]);
  expect(told.text).toContain(detail);
}

async function isOnCommandLine(support: Person, stalled: Stalled, locale: Locale): Promise<void> {
  const { ref, reason, detail = '', helps = 'resume' } = stalled;
  const explained = (await support.cli('explain', ref, '--lang', locale)).stdout;
  for (const words of wordsFor(stalled, locale)) expect(explained).toContain(words);
  expect(explained).toContain(dictionary(locale).onboardings.answers.turns[turnIn(stalled)].split('{')[0]);
  expect(explained).toContain(`castellan ${helps} ${ref} --reason`);
  const shown = (await support.cli('show', ref, '--lang', locale)).stdout;
  for (const words of [reason, detail]) expect(shown).toContain(words);
  expect(JSON.parse((await support.cli('show', ref, '--json')).stdout)).toMatchObject({ stall: { reason } });
}

async function isOnPage(service: Service, support: Person, stalled: Stalled, locale: Locale): Promise<void> {
  const session = await service.services.credentials.sessions.open(support.user, 'full');
  const visitor = createVisitor(service.url, locale).carry(`castellan=${session}`);
  const page = await visitor.get(`/onboardings/${stalled.ref}?lang=${locale}`);
  expect(page.status).toBe(200);
  for (const words of wordsFor(stalled, locale)) expect(page.text).toContain(words);
  const { turns } = dictionary(locale).onboardings.answers;
  const told = [turns[turnIn(stalled)], turns.yours].map((words) => words.split('{')[0]!);
  expect(told.some((words) => page.text.includes(words))).toBe(true);
  expect(page.html).toContain(`/runbook/${stalled.reason}`);
}

async function isInDigest({ world }: Service, { ref, reason }: Stalled, locale: Locale): Promise<void> {
  const mailer = { send: async () => ({ response: '250 ok' }) };
  const digest = createDigest({ connection: world.connection, mailer, publicUrl, mailFrom: testMailFrom });
  const { text } = digest.render(await digest.gather(), locale);
  const line = text.split('\n').find((words) => words.startsWith(ref));
  expect(line).toContain(dictionary(locale).administration.support.reasons[reason]);
}

async function isInTemporal({ world }: Service, stalled: Stalled): Promise<void> {
  const { ref, reason } = stalled;
  const handle = world.handleOf(ref);
  const currentDetails = await eventually(async () => {
    const details = (await handle.query<WorkflowMetadata>('__temporal_workflow_metadata')).currentDetails;
    return details.includes('Stalled') ? details : null;
  });
  expect(currentDetails).toContain(`**Stalled: ${reason}.**`);
  expect(currentDetails).toMatch(
    {
      administrator: /Whose turn: an administrator’s/,
      approver: /Whose turn: another/,
      operator: /Whose turn: the operator/,
    }[turnIn(stalled) as 'administrator'],
  );
  expect(currentDetails).toContain(`castellan ${stalled.helps ?? 'resume'} ${ref} --reason`);
  expect(currentDetails).toContain(`${publicUrl}/onboardings/${ref}`);
  expect(currentDetails).toContain(`${publicUrl}/runbook/${reason}`);
  const { searchAttributes } = await handle.describe();
  expect(searchAttributes).toMatchObject({ OnboardingStage: ['stalled'], OnboardingStallReason: [reason] });
}

/** Lines may be broken anywhere. */
const flat = (text: string): string => text.replace(/\s+/g, ' ');

/** Whoever asked is told by mail, in their own language, once the mail server takes it. */
export async function isMailed(inbox: Inbox, to: string, locale: Locale, { ref, reason }: Stalled): Promise<void> {
  const { text } = await eventually(() => inbox(to).find((mail) => mail.text.includes(ref)), 90_000);
  expect(flat(text)).toContain(flat(dictionary(locale).onboardings.stalls[reason]));
  expect(text).toContain(`${publicUrl}/onboardings/${ref}`);
}
