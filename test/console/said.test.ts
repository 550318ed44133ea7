import { openSite, type Site } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(async () => site.close());

test('a page claims that something was done only where our own form led to it', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const path = '/account?said=saved&lang=en';
  const from = async (where: string) => admin.ask(path, { headers: { 'sec-fetch-site': where } });
  expect((await from('same-origin')).text).toContain('Your preferences are saved.');
  for (const where of ['cross-site', 'same-site', 'none']) {
    expect(await from(where)).toMatchObject({ status: 303, location: '/account?lang=en' });
  }
});

test('the ways out are told as long as nobody has the address, and the address of their page holds no reason', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const add = '/accounts/1001/groups/account-administrators/add';
  const claim = 'Nobody has the address';
  const reason = 'What nobody else is to read';
  const asked = await admin.post(add, { email: 'soon@example.org', reason });
  expect([asked.status, /reason|nobody/i.test(asked.location!)]).toEqual([303, false]);
  const ways = await admin.follow(asked);
  expect(ways.text).toContain(claim);
  expect((await admin.get(asked.location!)).text).toContain(claim);
  await admin.submit(ways, /add$/, { path: 'invite', reason });
  expect(await admin.get(asked.location!)).toMatchObject({
    status: 303,
    location: expect.stringMatching(/^\/onboardings\/ONB-\w+$/) as string,
  });

  const other = await admin.post(add, { email: 'by.then@example.org' });
  await site.addUser({ userId: 'by.then@example.org' });
  for (const [where, email] of [
    [other.location!, 'by.then@example.org'],
    [`${add}?email=admin@example.org&said=user.non-existent`, 'admin@example.org'],
  ] as const) {
    const page = await admin.get(where);
    expect([page.status, page.text.includes(claim)]).toEqual([200, false]);
    expect(page.html).toContain(`value="${email}"`);
  }
});

test('looking an address up again counts as looking it up', async () => {
  const user = await site.addUser({ userId: 'curious@example.org' });
  await site.join(user);
  const visitor = await site.signedInAs(user);
  const ways = '/promote?account=1001&email=nobody@example.org&said=user.non-existent';
  const statuses = new Set<number>();
  for (let index = 0; index <= 120; index += 1) statuses.add((await visitor.get(ways)).status);
  expect([...statuses]).toEqual([200, 429]);
});

test('every page says who is signed in, and begins with its own heading', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const page = await admin.get('/accounts');
  expect(page.text).toContain('Signed in as admin@example.org');
  expect(/<h[1-6]/.exec(page.html)![0]).toBe('<h1');
});

test('who removes themselves is told what that means', async () => {
  const admin = await site.signedInAs(site.administrator.user);
  const page = await admin.get('/accounts/1001/groups/account-administrators');
  expect(page.text).toContain('This is you: you stop being an administrator at once');
});

test('where there are more accounts than a list can offer, the number is typed', async () => {
  const many = Array.from({ length: 101 }, (_, index) => String(5000 + index));
  for (const number of many) await site.addAccount(number);
  const user = await site.addUser({ userId: 'many@example.org' });
  for (const number of many) await site.join(user, number);
  const visitor = await site.signedInAs(user);
  const page = await visitor.get('/promote');
  expect(page.html).toMatch(/<input type="text" id="account"/);
  const asked = await visitor.submit(page, /promote$/, { account: '5100', email: 'new@example.org' });
  const refused = await visitor.follow(asked);
  expect(refused.text).toContain('Unable to add non-existent user.');
});
