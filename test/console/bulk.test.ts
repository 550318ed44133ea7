import { csvText } from '../../src/console/browser/shared/csv-text.ts';
import { bulkModels } from '../../src/records/bulk-jobs.ts';
import { recordModels } from '../../src/records/models.ts';
import { csvLine, mostLines, readInvitations } from '../../src/onboardings/bulk-lines.ts';
import type { Problem } from '../../src/problems.ts';
import { eventually } from '../support/eventually.ts';
import { openSite, type Site } from './site.ts';
import { expectSoundPage } from './visitor.ts';

describe('reading a list', () => {
  test.each([
    ['commas', 'ana@x.org,Ana,Silva,fr', [['ana@x.org', 'Ana', 'Silva', 'fr']]],
    [
      'semicolons and a mark',
      '\ufeffana@x.org;Ana;Silva\r\nben@x.org',
      [
        ['ana@x.org', 'Ana', 'Silva', ''],
        ['ben@x.org', '', '', ''],
      ],
    ],
    ['tabs', 'ana@x.org\tAna', [['ana@x.org', 'Ana', '', '']]],
    ['semicolons, and commas in a name', 'ana@x.org;Ana, A.;Silva', [['ana@x.org', 'Ana, A.', 'Silva', '']]],
    ['commas, and semicolons in a name', '"ana@x.org",Ana;A.,Silva', [['ana@x.org', 'Ana;A.', 'Silva', '']]],
    ['headings', 'E-mail address,First name\nana@x.org,Ana', [['ana@x.org', 'Ana', '', '']]],
    ['quotes', 'ana@x.org,"Ana, ""A""",Silva', [['ana@x.org', 'Ana, "A"', 'Silva', '']]],
    ['empty lines', '\n\nana@x.org\n,,\n\n', [['ana@x.org', '', '', '']]],
  ])('with %s', (_, text, expected) => {
    const read = readInvitations(text).map((one) => [one.email, one.firstName, one.lastName, one.locale]);
    expect(read).toEqual(expected);
  });

  test.each([
    ['UTF-8', Buffer.from('zoé@x.org;Zoé;Été')],
    ['UTF-8 with its mark', Buffer.from('\ufeffzoé@x.org;Zoé;Été')],
    ['Windows-1252, as a French Excel writes it', Buffer.from('zo\xe9@x.org;Zo\xe9;\xc9t\xe9', 'latin1')],
    ['UTF-16, as Excel’s Unicode text', Buffer.from('\ufeffzoé@x.org;Zoé;Été', 'utf16le')],
  ])('of a file in %s', (_, { buffer, byteOffset, byteLength }) => {
    const text = csvText(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
    expect(text).toBe('zoé@x.org;Zoé;Été');
  });

  test.each([
    ['bulk.empty', '  \n'],
    ['bulk.unreadable', 'ana@x.org,"Ana'],
    ['bulk.too-many', 'a@x.org\n'.repeat(mostLines + 1)],
  ])('refuses with %s', (code, text) => {
    let caught: Problem | undefined;
    try {
      readInvitations(text);
    } catch (error) {
      caught = error as Problem;
    }
    expect(caught?.details.errors).toEqual([{ pointer: '/lines', code }]);
  });

  test('a spreadsheet takes no value for a formula', () => {
    expect(csvLine(['=1+1', 'a,b', 'c"d', null, 3])).toBe('\'=1+1,"a,b","c""d",,3\r\n');
  });
});

describe('inviting many', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(async () => site.close());

  const lines = (job: string) => bulkModels(site.connection).lines.find({ job }).sort({ line: 1 }).lean();
  const jobIn = (path: string) => /BLK-\w+/.exec(path)![0];

  test('checks line by line, begins on demand, and shows what became of each', async () => {
    const existing = await site.addUser({ userId: 'existing@example.org' });
    const locked = await site.addUser({ userId: 'locked@example.org', status: 'locked' });
    const admin = await site.signedInAs(site.administrator.user);
    const text = [
      'address,first name,last name,language',
      'ana@example.org,Ana,Silva,fr',
      `${existing.userId},Ed,Ito`,
      locked.userId,
      'admin@example.org',
      'ANA@example.org',
      'nobody',
      'ben@example.org,Ben,Okri,de',
      `cy@example.org,${'x'.repeat(101)}`,
      'dé@example.org',
    ].join('\n');
    const page = await admin.open('/accounts/1001/bulk');
    const checked = await admin.follow(await admin.submit(page, /bulk$/, { lines: text, reason: 'New team.' }));
    expect(checked.text).toContain('Nobody is invited yet');
    expect(checked.text).toContain('2 of 9 lines can be started.');
    expectSoundPage(checked, 'en');
    const job = jobIn(checked.path);
    expect((await lines(job)).map(({ verdict, code }) => code ?? verdict)).toEqual([
      'invite',
      'add',
      'locked',
      'member',
      'duplicate',
      'address.invalid',
      'bulk.language',
      'bulk.name',
      'address.non-ascii-local-part',
    ]);
    expect(await recordModels(site.connection).onboardings.countDocuments({ email: 'ana@example.org' })).toBe(0);

    const french = await admin.get(`${checked.path}?lang=fr&only=problems`);
    expectSoundPage(french, 'fr');
    const running = await admin.follow(await admin.submit(checked, /start$/));
    expect(running.text).toContain('it goes on by itself'.replace('it', 'It'));
    const done = await eventually(async () => {
      const now = await admin.open(checked.path);
      // What is counted is what is shown, at any moment.
      const shown = now.html.match(/<span class="tag good">begun</g)?.length ?? 0;
      expect(now.html).toContain(`<strong data-now="begun">${shown}</strong>`);
      return now.text.includes('Every line is done') ? now : null;
    });
    expect(done.text).toMatch(/2 begun/);
    expect(done.text).toMatch(/7 left out/);
    await eventually(() => site.isMember(existing.userId));
    expect((await site.mailTo('ana@example.org', /\/m\//)).locale).toBe('fr');
    const twice = await admin.follow(await admin.submit(checked, /start$/));
    expect(twice.text).toContain('Every line is done');
    expect(await recordModels(site.connection).onboardings.countDocuments({ email: 'ana@example.org' })).toBe(1);

    const csv = await admin.get(`${checked.path}/result.csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain(`${job}.csv`);
    const rows = csv.html.trim().split('\r\n');
    expect(rows).toHaveLength(10);
    expect(rows[1]).toMatch(/^1,ana@example\.org,Ana,Silva,fr,begun,,ONB-\w{8}$/);
    // The page that was open all the time says the same as one loaded now.
    const now = JSON.parse((await admin.get(`${checked.path}/now`)).html) as {
      texts: Record<string, string>;
      links: Record<string, string>;
    };
    const ref = now.texts['ref-1']!;
    expect(now).toMatchObject({ done: true, value: 9, links: { 'ref-1': `/onboardings/${ref}` } });
    expect(rows[1]).toContain(ref);
    expect(now.texts['why-7']).toBe('The language is neither "en" nor "fr".');
    expect(now.links).not.toHaveProperty('ref-7');
  });

  test('goes on where it was, whoever looks, and refuses when the right is gone', async () => {
    const temporary = await site.addUser({ userId: 'temporary@example.org' });
    await site.join(temporary);
    const admin = await site.signedInAs(temporary);
    const text = Array.from({ length: 12 }, (_, index) => `many.${index}@example.org`).join('\n');
    const post = async () => admin.follow(await admin.post('/accounts/1001/bulk', { lines: text }));
    const first = jobIn((await post()).path);
    const second = jobIn((await post()).path);
    const { jobs, lines: model } = bulkModels(site.connection);
    await admin.post(`/accounts/1001/bulk/${first}/start`, {});
    await eventually(async () => (await jobs.findOne({ job: first }).lean())?.state === 'done');
    const again = await lines(first);
    expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['begun']));
    // As a process that ended between beginning a line and marking it.
    await model.updateMany({ job: first, line: { $gt: 6 } }, { $set: { outcome: 'waiting', ref: null } });
    await jobs.updateOne({ job: first }, { $set: { state: 'running' } });
    await site.connection.collection('outbox').insertOne({
      message: { kind: 'bulk', job: first },
      attempts: 0,
      dueAt: new Date(),
      lastError: null,
      createdAt: new Date(),
    });
    await eventually(async () => (await jobs.findOne({ job: first }).lean())?.state === 'done');
    expect((await lines(first)).map(({ outcome, ref }) => [outcome, ref])).toEqual(
      again.map(({ ref }) => ['begun', ref]),
    );

    await bulkModels(site.connection).lines.updateMany({ job: second }, { $set: { outcome: 'waiting' } });
    await jobs.updateOne({ job: second }, { $set: { state: 'draft' } });
    await site.connection.collection('members').deleteOne({ user: temporary._id });
    expect((await admin.get(`/accounts/1001/bulk/${second}`)).status).toBe(403);
    await jobs.updateOne({ job: second }, { $set: { state: 'running' } });
    await site.connection.collection('outbox').insertOne({
      message: { kind: 'bulk', job: second },
      attempts: 0,
      dueAt: new Date(),
      lastError: null,
      createdAt: new Date(),
    });
    await eventually(async () => (await jobs.findOne({ job: second }).lean())?.state === 'done');
    expect(new Set((await lines(second)).map(({ code }) => code))).toEqual(
      new Set(['access.not-account-administrator']),
    );
  });

  test('over the API: a dry run begins nothing, a key begins once', async () => {
    const admin = await site.signedInAs(site.administrator.user);
    const call = async (query: string, body: unknown, headers: Record<string, string> = {}) => {
      const answer = await admin.ask(`/api/v1/accounts/1001/onboardings/bulk${query}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
      return { ...answer, body: JSON.parse(answer.html) as Record<string, never> };
    };
    const invitations = [{ email: 'api.one@example.org', locale: 'fr' }, { email: 'nobody' }];
    const dry = await call('?dryRun=true', { invitations });
    expect(dry.status).toBe(200);
    expect(dry.body['lines']).toMatchObject([{ verdict: 'invite' }, { verdict: 'invalid', code: 'address.invalid' }]);
    expect(await recordModels(site.connection).onboardings.countDocuments({ email: 'api.one@example.org' })).toBe(0);
    const begun = await call('', { invitations }, { 'idempotency-key': 'bulk-1' });
    expect(begun.status).toBe(202);
    const replayed = await call('', { invitations }, { 'idempotency-key': 'bulk-1' });
    expect(replayed.body['job']).toBe(begun.body['job']);
    const result = await eventually(async () => {
      const { html } = await admin.get(begun.headers.get('location')!);
      const read = JSON.parse(html) as { state: string };
      return read.state === 'done' ? read : null;
    });
    expect(result).toMatchObject({
      total: 2,
      counts: { begun: 1, left: 1 },
      lines: [{ outcome: 'begun' }, { outcome: 'left' }],
    });
    const thousand = Array.from({ length: 1_000 }, (_, index) => ({
      email: `somebody.with.a.long.address.${index}@department.example.org`,
      firstName: 'Somebody',
      lastName: 'With a longer name',
    }));
    const many = await call('?dryRun=true', { invitations: thousand });
    expect({ status: many.status, code: many.body['code'] }).toEqual({ status: 200 });
    expect((await call('?dryRun=true', { invitations: [...thousand, { email: 'x@y.zz' }] })).status).toBe(422);
  });
});
