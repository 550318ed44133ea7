import { auditModel } from '../../src/audit/audit.ts';
import { createMailPolicies } from '../../src/envelopes/mail-policies.ts';
import { account } from '../support/world.ts';
import { openSite, type Site } from './site.ts';

/** How an account's invitations are mailed, on its page. */
let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const page = `/accounts/${account}/mailing`;

test('an administrator has a link alone mailed to a domain, and sees what was set and learnt', async () => {
  const desk = await site.signedInAs(site.administrator.user);
  const before = await desk.open(page);
  expect(before.text).toContain('Nothing is set: every invitation carries the attachment and the link.');
  const save = async (fields: Record<string, string>) => desk.submit(await desk.open(page), /\/mailing$/, fields);
  const wrong = await save({ domain: 'no domain', reason: 'their filter' });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain('href="#domain"');
  expect((await save({ domain: 'partner.example', reason: ' ' })).status).toBe(422);

  const policies = createMailPolicies(site);
  const attachmentFor = async (address: string) => (await policies.attachmentFor(account, address)).attachment;
  const saved = await save({ domain: 'BÜCHER.example', reason: 'their filter' });
  expect(saved).toMatchObject({ status: 303, location: `${page}?said=set` });
  const shown = await desk.open(saved.location!);
  expect(shown.text).toContain('xn--bcher-kva.example · link only');
  expect(shown.text).toContain('set by admin@example.org');
  expect(await attachmentFor('ana@xn--bcher-kva.example')).toBe('link-only');
  expect(await attachmentFor('ana@example.org')).toBe('html');
  await save({ reason: 'for all' });
  expect(await attachmentFor('ana@example.org')).toBe('link-only');
  await save({ domain: 'someone@trusted.example', attachment: 'html', reason: 'they take files' });
  expect(await attachmentFor('ana@trusted.example')).toBe('html');
  await policies.learn('learnt.example', 'ONB-000000.invitation.1', '552 no attachments');
  const learnt = (await desk.open(page)).text;
  expect(learnt).toContain('learnt.example · link only (for every account) learnt when a mail server refused');

  const audited = await auditModel(site.connection)
    .find({ action: 'mail-policy.set', account })
    .sort({ _id: 1 })
    .lean();
  expect(audited.map(({ outcome, data }) => [outcome, data['domain'] ?? null])).toEqual([
    ['refused', null],
    ['done', 'xn--bcher-kva.example'],
    ['done', '*'],
    ['done', 'trusted.example'],
  ]);
});

test('support sees it and sets nothing; nobody else sees it', async () => {
  const support = await site.addUser({ userId: 'sue@example.org', createdByAccount: 'platform' });
  await site.join(support, 'platform', 'support');
  const watching = await site.signedInAs(support, 'fr');
  const seen = await watching.open(`${page}?lang=fr`);
  expect(seen.text).toContain('Comment les invitations sont envoyées');
  expect(seen.html).not.toContain('name="attachment"');
  const policy = { attachment: 'html', reason: 'x' };
  expect((await watching.post(page, policy)).status).toBe(403);
  const stranger = await site.signedInAs(await site.addUser({ createdByAccount: '9999' }));
  expect((await stranger.get(page)).status).toBe(404);
  expect((await stranger.post(page, policy)).status).toBe(404);
});
