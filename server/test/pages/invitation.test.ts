import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY } from '../../src/lib/clock.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { linkIn, mailsTo } from './mails-of.ts';
import { openSite, type Site } from './site.ts';
import { PASSWORD, type Page, signedIn, submit, type Visitor } from './visitor.ts';

const LIST = '/account/people/invitations';
const ORG = TenantId('org_harbour');
const PHRASE = 'a phrase that nobody knows';

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openSite();
  ada = await signedIn(site);
});
after(() => site.close());

async function act(who: Visitor, action: string, fields: Record<string, string>): Promise<Page> {
  const page = await who.get('/account/people?tenant=org_harbour');
  return submit(
    who,
    page,
    LIST,
    Object.entries({ action, ...fields, tenant: undefined }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  );
}

/** Invites an address, and returns the path of the link in the mail. */
async function invited(email: string, role = 'viewer', who = ada): Promise<string> {
  const answer = await act(who, 'invite', { email, role });
  assert.equal(answer.status, 303, answer.text);
  return linkIn((await mailsTo(site, email))[0] ?? assert.fail());
}

async function join(browser: Visitor, path: string, fields: Record<string, string> = {}): Promise<Page> {
  const page = await browser.get(path);
  if (page.status !== 200) return page;
  return browser.post(path, { form: page.field('form'), name: 'New Person', password: PHRASE, ...fields });
}

test('a manager invites somebody, who makes a password and is a member', async () => {
  const email = 'Gwen@north.example';
  const path = await invited(email);
  const [mail] = await mailsTo(site, email);
  assert.equal(mail?.subject, 'Harbour Law invites you to Harbour');
  assert.match(
    mail.text,
    /^Hello,\n\nAda Lovelace invites you to work for Harbour Law at Harbour, in the role Viewer\./,
  );
  assert.match(
    (await ada.get('/account/people?done=invited')).text,
    /on its way.*Gwen@north\.example.*Viewer, open until 8 Jun 2026/s,
  );

  const browser = site.browser();
  for (let opened = 0; opened < 2; opened++) assert.equal((await browser.get(path)).status, 200);
  const shown = await browser.get(path);
  assert.match(shown.text, /Join Harbour Law.*You will sign in with Gwen@north\.example/s);
  const incomplete = await join(browser, path, { name: ' ', password: 'short' });
  assert.equal(incomplete.status, 422);
  assert.match(incomplete.text, /Enter your name.*A password has/s);
  const done = await join(browser, path, { name: 'Gwen' });
  assert.equal(done.location, '/account?tenant=org_harbour&done=joined');
  assert.match((await browser.follow(done)).text, /Welcome\. You are a member now\./);
  assert.equal((await site.browser().signIn('gwen@NORTH.example', PHRASE)).status, 303);
  const gwen = (await site.api.store.userByEmail(email)) ?? assert.fail();
  assert.equal((await site.api.store.membership(gwen.id, ORG))?.role, 'viewer');
  assert.equal((await join(site.browser(), path)).status, 410);
  const rows = await site.api.store.auditTrail({ limit: 9 });
  const added = rows.find(({ kind }) => kind === 'member.added');
  assert.deepEqual(
    [added?.userId, added?.tenantId, added?.detail.by, added?.detail.role],
    [gwen.id, ORG, 'ada', 'viewer'],
  );
  assert.ok(!JSON.stringify(rows).includes('north.example'), 'the log knows people by their id');
});

test('a person with an account signs in and joins, and is told if the address is another', async () => {
  const path = await invited('nobody@harbour.example');
  const browser = site.browser();
  const known = await browser.get(path);
  assert.match(known.text, /There is an account for nobody@harbour\.example\. Sign in with it/);
  const signIn = `/sign-in?return_to=${encodeURIComponent(path)}`;
  assert.ok(known.text.includes(`href="${signIn}"`));
  // An address has one account.
  const form = (await browser.get('/sign-in')).field('form');
  const forced = await browser.post(path, { form, name: 'X', password: PHRASE });
  assert.equal(forced.status, 409);
  assert.equal((await browser.signIn('nobody@harbour.example', PASSWORD, path)).location, path);
  const joining = await browser.get(path);
  assert.match(joining.text, />Join as nobody@harbour\.example</);
  assert.doesNotMatch(joining.text, /The invitation went to/);

  const max = await signedIn(site, 'max');
  assert.match((await max.get(path)).text, /You belong to Harbour Law already/);
  const elsewhere = await invited('somebody@far.example', 'viewer');
  const csrf = joining.field('csrf');
  const warned = await browser.get(elsewhere);
  assert.match(
    warned.text,
    /The invitation went to somebody@far\.example, and you are signed in as nobody@harbour\.example\. If you go on, nobody@harbour\.example becomes the member\./,
  );
  assert.equal((await browser.post(elsewhere, { csrf: 'x' })).status, 403);
  const done = await browser.post(elsewhere, { csrf });
  assert.equal(done.location, '/account?tenant=org_harbour&done=joined');
  assert.equal((await site.api.store.membership(UserId('nobody'), ORG))?.role, 'viewer');
  assert.equal(await site.api.store.userByEmail('somebody@far.example'), null);
});

test('an invitation is sent again by another link, withdrawn, and ends after seven days', async () => {
  const email = 'ina@north.example';
  const first = await invited(email);
  const listed = (await site.api.store.invitationsOf(ORG, 9)).find((each) => each.email === email);
  const id = listed?.id ?? assert.fail();
  assert.equal((await act(ada, 'invite', { email: email.toUpperCase(), role: 'viewer' })).status, 409);
  site.clock.turn(6 * DAY);
  ada = await signedIn(site);
  assert.equal((await act(ada, 'again', { id })).status, 303);
  const second = linkIn((await mailsTo(site, email))[0] ?? assert.fail());
  const browser = site.browser();
  assert.deepEqual([(await browser.get(first)).status, (await browser.get(second)).status], [410, 200]);
  site.clock.turn(7 * DAY);
  assert.equal((await browser.get(second)).status, 410);
  ada = await signedIn(site);
  assert.match((await ada.get('/account/people')).text, /Viewer, expired on/);
  assert.equal((await act(ada, 'again', { id })).status, 303);
  assert.equal((await act(ada, 'withdraw', { id })).status, 303);
  assert.equal((await act(ada, 'withdraw', { id })).status, 404);
  const third = linkIn((await mailsTo(site, email))[0] ?? assert.fail());
  assert.equal((await join(browser, third)).status, 410);
});

test('nobody invites into a role beyond their own, and no member who manages nothing invites at all', async () => {
  const max = await signedIn(site, 'max');
  const form = (await max.get('/account/people')).text;
  assert.doesNotMatch(form.slice(form.indexOf('id="invited-role"')), /<option value="owner"/);
  const above = await act(max, 'invite', { email: 'x@north.example', role: 'owner' });
  assert.deepEqual([above.status, (await mailsTo(site, 'x@north.example')).length], [403, 0]);
  assert.equal((await act(ada, 'invite', { email: 'x@north.example', role: 'none' })).status, 404);
  for (const [email, status] of [
    ['no address', 422],
    ['max@harbour.example', 409],
  ] as const)
    assert.equal((await act(ada, 'invite', { email, role: 'viewer' })).status, status);

  const vera = await signedIn(site, 'vera');
  const csrf = (await vera.get('/account/you')).field('csrf');
  const post = (fields: Record<string, string>) =>
    vera.post(LIST, { csrf, tenant: 'org_harbour', ...fields });
  const path = await invited('ola@north.example');
  const open = (await site.api.store.invitationsOf(ORG, 9)).find(
    ({ email }) => email === 'ola@north.example',
  );
  for (const action of ['invite', 'again', 'withdraw']) {
    const fields = { action, id: open?.id ?? '', email: 'y@north.example', role: 'viewer' };
    assert.equal((await post(fields)).status, 404, action);
    // Nor a manager of another tenant.
    const foreign = await max.post(LIST, {
      csrf: (await max.get('/account/people?tenant=org_north')).field('csrf'),
      tenant: 'org_north',
      ...fields,
    });
    if (action !== 'invite') assert.equal(foreign.status, 404, action);
  }
  assert.equal((await site.browser().get(path)).status, 200);
});

test('an invitation counts no longer when its role is removed, or who sent it may not give it any more', async () => {
  const { store } = site.api;
  const max = await signedIn(site, 'max');
  const clerk = await invited('cleo@north.example', 'clerk');
  const byMax = await invited('mia@north.example', 'viewer', max);
  const role = (userId: string, to: string) =>
    store.setRole({ tenantId: ORG, userId: UserId(userId), role: to, audit: [] });
  await store.removeCustomRole({ tenantId: ORG, name: 'clerk', audit: [] });
  await role('max', 'viewer');
  for (const path of [clerk, byMax]) {
    const page = await join(site.browser(), path);
    assert.equal(page.status, 409);
    assert.match(page.text, /This invitation no longer counts.*Ask somebody who manages Harbour Law/s);
  }
  await role('max', 'manager');
  assert.equal((await join(site.browser(), byMax)).status, 303, 'it is judged when it is accepted');
});

test('a name that somebody chose puts no address into the mail to a stranger', async () => {
  const { store } = site.api;
  const eve = { id: UserId('eve'), email: 'eve@harbour.example', passwordHash: null, createdAt: 0 };
  await store.addUser({ ...eve, name: 'Win at https://evil.example/x now' }, []);
  await store.addMembership({ tenantId: ORG, userId: eve.id, role: 'owner' }, []);
  const cookie = site.browser();
  await store.setPassword({
    ...{ userId: eve.id, passwordHash: (await store.userById('ada'))?.passwordHash ?? '', keep: null },
    ...{ notices: [], audit: [] },
  });
  await cookie.signIn('eve@harbour.example');
  await invited('target@far.example', 'viewer', cookie);
  const [mail] = await mailsTo(site, 'target@far.example');
  assert.ok(!`${mail?.text}${mail?.html}`.includes('evil.example'), mail?.text);
});
