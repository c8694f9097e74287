import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { verifyPassword } from '../../src/signin/passwords.ts';
import { personalToken } from '../store/fixtures.ts';
import { authorizePath, client, openSite, type Site } from './site.ts';
import { consentFields, PASSWORD, type Page, signedIn, type Visitor } from './visitor.ts';

/*
 * Ada owns the firm and Max manages it; Max also belongs to another one. Vera is a viewer. A manager of the
 * firm removes members and ends leaked tokens; each user changes their own password.
 */

let site: Site;
beforeEach(async () => {
  site = await openSite({
    clients: [
      client({
        id: 'robot',
        name: 'Robot',
        tenantId: TenantId('org_harbour'),
        ownerUserId: UserId('vera'),
        origin: 'page',
      }),
      client({
        id: 'north',
        name: 'North',
        tenantId: TenantId('org_north'),
        ownerUserId: UserId('max'),
        origin: 'page',
      }),
    ],
  });
});
afterEach(() => site.close());

async function post(who: Visitor, path: string, fields: Record<string, string>): Promise<Page> {
  const csrf = (await who.get('/account/tokens/new')).field('csrf');
  return who.post(path, { csrf, tenant: 'org_harbour', ...fields });
}

const row = async (kind: Parameters<typeof site.api.store.auditTrail>[0]['kind']) =>
  (await site.api.store.auditTrail({ ...(kind ? { kind } : {}), limit: 1 }))[0];

test('a manager removes a member, with their connections and tokens, and is told what cannot be', async () => {
  const [ada, max, vera] = [await signedIn(site), await signedIn(site, 'max'), await signedIn(site, 'vera')];
  const page = await vera.get(authorizePath());
  await vera.post(authorizePath(), { ...consentFields(page), decision: 'allow' });
  await site.api.store.createPersonalToken(
    personalToken({
      id: 'tok_1',
      hash: sha256('h'),
      userId: UserId('vera'),
      tenantId: TenantId('org_harbour'),
    }),
    [],
  );
  const remove = (who: Visitor, id: string) => post(who, `/account/people/${id}`, { action: 'remove' });
  assert.equal((await remove(vera, 'ada')).status, 404, 'for those who manage it alone');
  assert.equal((await vera.get('/account/people/ada')).status, 404);
  assert.equal((await remove(max, 'ada')).status, 403, 'nobody takes from those who hold more');
  assert.equal((await remove(ada, 'stranger')).status, 404);
  assert.match((await ada.get('/account/people')).text, /href="\/account\/people\/vera"/);
  assert.doesNotMatch(
    (await ada.get('/account/people/vera')).text,
    /value="remove"/,
    'one click does not end it',
  );
  assert.match((await ada.get('/account/people/vera/remove')).text, /<h1>Remove Vera Viewer\?<\/h1>/);

  assert.equal((await remove(ada, 'vera')).location, '/account/people?done=member-removed');
  assert.equal(await site.api.store.membership(UserId('vera'), TenantId('org_harbour')), null);
  assert.equal(
    (await site.api.store.grantFor(ClientId('platform'), UserId('vera'), TenantId('org_harbour')))?.status,
    'revoked',
  );
  const [token] = await site.api.store.personalTokensOf(UserId('vera'), TenantId('org_harbour'));
  assert.notEqual(token?.revokedAt, null);
  assert.equal((await vera.get('/account/tokens')).status, 403, 'a member of nothing any more');
  const removed = await row('member.removed');
  assert.deepEqual([removed?.userId, removed?.detail], ['vera', { by: 'ada', role: 'viewer' }]);

  await remove(ada, 'max');
  const last = await remove(ada, 'ada');
  assert.equal(last.status, 409);
  assert.match(last.text, /Harbour Law would have no manager left/);
});

test('a token that expired is shown as such, and there is nothing left to revoke', async () => {
  const now = site.api.clock.now();
  const token = personalToken({
    id: 'tok_old',
    userId: UserId('vera'),
    tenantId: TenantId('org_harbour'),
    createdAt: now - 2,
  });
  await site.api.store.createPersonalToken({ ...token, expiresAt: now }, []);
  const vera = await signedIn(site, 'vera');
  const { text } = await vera.get('/account/tokens');
  assert.match(text, /No longer working/);
  assert.match(text, /Expired/);
  assert.doesNotMatch(text, /tok_old\/revoke/);
  const asked = await vera.get('/account/tokens/tok_old/revoke');
  assert.deepEqual([asked.status, asked.headers.location], [303, '/account/tokens?done=already-ended']);
});

test('of two managers who remove each other at once one stays', async () => {
  await site.api.store.setRole({
    tenantId: TenantId('org_harbour'),
    userId: UserId('max'),
    role: 'owner',
    audit: [],
  });
  const [ada, max] = [await signedIn(site), await signedIn(site, 'max')];
  const both = await Promise.all([
    post(ada, '/account/people/max', { action: 'remove' }),
    post(max, '/account/people/ada', { action: 'remove' }),
  ]);
  const statuses = both.map(({ status }) => status).sort();
  assert.equal(statuses[0], 303);
  assert.ok(statuses[1] === 403 || statuses[1] === 404, 'a member no more');
  assert.equal(
    (await site.api.store.membersOf({ tenantId: TenantId('org_harbour'), after: null, limit: 9 })).length,
    2,
  );
});

test('a manager signs a member out everywhere and makes them a password, except where it opens another firm', async () => {
  const [ada, vera, max] = [await signedIn(site), await signedIn(site, 'vera'), await signedIn(site, 'max')];
  await post(ada, '/account/people/vera', { action: 'sign-out' });
  assert.match((await vera.get('/account')).location ?? '', /^\/sign-in/);
  assert.deepEqual((await row('session.ended'))?.detail, { by: 'ada', reason: 'ended_for_them' });

  const again = await signedIn(site, 'vera');
  const made = await post(ada, '/account/people/vera', { action: 'password' });
  const password = /id="password"[^>]*>([^<]+)</.exec((await ada.follow(made)).text)?.[1] ?? '';
  assert.match((await again.get('/account')).location ?? '', /^\/sign-in/);
  const stored = async (id: string) => (await site.api.store.userById(id))?.passwordHash ?? null;
  assert.ok(await verifyPassword(password, await stored('vera')));
  assert.ok(!JSON.stringify(await site.api.store.auditTrail({ limit: 500 })).includes(password));

  const elsewhere = await post(ada, '/account/people/max', { action: 'password' });
  assert.equal(elsewhere.status, 409);
  assert.match(elsewhere.text, /do not belong to Harbour Law alone/);
  assert.ok(await verifyPassword(PASSWORD, await stored('max')));
  assert.equal((await post(max, '/account/people/ada', { action: 'password' })).status, 403);
});

test('everybody changes their own password by the one they have, and signs out elsewhere', async () => {
  const [here, there] = [await signedIn(site, 'vera'), await signedIn(site, 'vera')];
  const change = (current: string, next: string) =>
    post(here, '/account/you', { action: 'password', current, next });
  assert.match((await here.get('/account')).text, /href="\/account\/you"/);
  const wrong = await change('not my password', 'correct horse');
  assert.deepEqual([wrong.status, /This is not your password/.test(wrong.text)], [400, true]);
  assert.match((await change(PASSWORD, 'short')).text, /10 to 1024/);
  assert.equal((await change(PASSWORD, 'a battery of staples')).location, '/account/you?done=password');
  assert.equal((await here.get('/account')).status, 200, 'this browser stays');
  assert.match((await there.get('/account')).location ?? '', /^\/sign-in/);
  const user = await site.api.store.userById('vera');
  assert.ok(await verifyPassword('a battery of staples', user?.passwordHash ?? null));
  assert.deepEqual((await row('user.password_changed'))?.detail, { by: 'vera' });

  const third = site.browser();
  await third.signIn('vera@harbour.example', 'a battery of staples');
  assert.match((await here.get('/account/you')).text, /Sign out everywhere else/);
  await post(here, '/account/you', { action: 'sign-out' });
  assert.match((await third.get('/account')).location ?? '', /^\/sign-in/);
  assert.match((await here.get('/account/you')).text, /signed in here and nowhere else/);
});

test('guessing at the password of a browser that was left open is throttled like signing in', async () => {
  const vera = await signedIn(site, 'vera');
  const guess = () =>
    post(vera, '/account/you', { action: 'password', current: 'a guess', next: 'correct horse' });
  for (let tries = 0; tries < 10; tries++) assert.match((await guess()).text, /not your password/);
  assert.match((await guess()).text, /Too many attempts/);
});

test("a manager sees and ends a member's token, and a member sees their own alone", async () => {
  const [ada, vera] = [await signedIn(site), await signedIn(site, 'vera')];
  const token = (id: string, userId: UserId, tenantId: TenantId) =>
    site.api.store.createPersonalToken(
      personalToken({
        id,
        hash: sha256(id),
        userId,
        tenantId,
        name: `Export ${id}`,
        createdAt: site.clock.now(),
      }),
      [],
    );
  await token('of_vera', UserId('vera'), TenantId('org_harbour'));
  await token('of_ada', UserId('ada'), TenantId('org_harbour'));
  await token('of_north', UserId('max'), TenantId('org_north'));
  const page = await ada.get('/account/tokens');
  assert.match(page.text, /Of others in Harbour Law/);
  assert.match(page.text, /Export of_vera[\s\S]*Of Vera Viewer/);
  assert.doesNotMatch(page.text, /of_north/);
  assert.doesNotMatch((await vera.get('/account/tokens')).text, /of_ada/);

  const end = (who: Visitor, id: string) => post(who, `/account/tokens/${id}`, { action: 'revoke' });
  assert.deepEqual(
    [
      (await end(vera, 'of_ada')).status,
      (await end(ada, 'of_north')).status,
      (await end(ada, 'of_vera')).status,
    ],
    [404, 404, 303],
  );
  const revoked = await row('personal_token.revoked');
  assert.deepEqual([revoked?.userId, revoked?.detail], ['vera', { tokenId: 'of_vera', by: 'ada' }]);
  assert.doesNotMatch((await ada.get('/account/tokens')).text, /Export of_vera/);
});

test('a manager deletes a client that a member made, and none of another firm or of the operator', async () => {
  const [ada, vera] = [await signedIn(site), await signedIn(site, 'vera')];
  assert.match((await ada.get('/account/clients')).text, /Made by others in Harbour Law[\s\S]*Robot/);
  assert.doesNotMatch((await vera.get('/account/clients')).text, /Made by others/);
  for (const id of ['north', 'platform']) {
    assert.equal((await ada.get(`/account/clients/${id}/delete`)).status, 404);
    assert.equal((await post(ada, `/account/clients/${id}`, { action: 'delete' })).status, 404);
  }
  assert.equal((await ada.get('/account/clients/robot')).status, 404, 'its secret is its maker’s to replace');
  assert.match((await ada.get('/account/clients/robot/delete')).text, /Delete Robot\?/);
  assert.equal((await post(ada, '/account/clients/robot', { action: 'delete' })).status, 303);
  assert.equal(await site.api.store.client('robot', 0), null);
  assert.deepEqual((await row('client.deleted'))?.detail, { name: 'Robot', by: 'ada' });
});
