import { createConsole } from '../../src/console/console.ts';
import { answerWithPage } from '../../src/console/errors.ts';
import { runbookTopics } from '../../src/health/topics.ts';
import { startApi, type TestApi } from '../http/support.ts';

/** The runbook as the application serves it. */
let api: TestApi;
beforeAll(async () => {
  api = await startApi({ pages: { create: createConsole, onError: answerWithPage } });
});
afterAll(() => api.close());

const page = async (path: string, language: string) =>
  api.call('GET', path, { headers: { accept: 'text/html', 'accept-language': language } });

test.each(runbookTopics)('%s has its section in both languages, with every part', async (topic) => {
  const parts = {
    en: ['Symptom', 'What the person sees', 'Check', 'Fix', 'Escalate', 'Never do'],
    fr: ['Symptôme', 'Ce que voit la personne', 'Vérifier', 'Corriger', 'Transmettre', 'Ne jamais'],
  };
  for (const [language, expected] of Object.entries(parts)) {
    const { status, text } = await page(`/runbook/${topic}`, language);
    expect(status).toBe(200);
    expect(text).toContain(`<h1 id="${topic}">${topic}</h1>`);
    expect([...text.matchAll(/<p><strong>([^<]+)\.<\/strong>/g)].map(([, part]) => part)).toEqual(expected);
    expect(text.match(/<h1/g)).toHaveLength(1);
  }
});

test('the whole of it has every section, filters to paste, and a strict policy', async () => {
  const { text, headers } = await page('/runbook', 'en');
  for (const topic of runbookTopics) expect(text).toContain(`<h2 id="${topic}">`);
  expect(text).toContain('OnboardingStage = &#39;stalled&#39; AND ExecutionStatus = &#39;Running&#39;');
  expect(headers['content-security-policy']).toContain("script-src 'self'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
});

test('what it has no section for is not there', async () => {
  expect((await page('/runbook/something-else', 'en')).status).toBe(404);
});

test.each([
  ['service.directory-unavailable', 'directory-unavailable'],
  ['service.temporal-unavailable', 'temporal-unreachable'],
  ['service.no-worker', 'no-worker'],
  ['service.internal', 'internal'],
  ['user.locked', 'candidate-locked'],
  ['user.not-locked', 'candidate-locked'],
  ['member.last-administrator', 'wrong-administrator'],
  ['onboarding.approval-not-yours', 'approval-needed'],
  ['password.temporary-expired', 'first-login-overdue'],
  ['password.temporary-not-allowed', 'first-login-overdue'],
  ['upgrade-request.not-found', 'upgrade-requested'],
  ['upgrade-request.decided', 'upgrade-requested'],
])('the page of the problem %s leads to the section %s, in both languages', async (code, topic) => {
  for (const language of ['en', 'fr'])
    expect((await page(`/problems/${code}`, language)).text).toContain(`href="/runbook/${topic}"`);
});
