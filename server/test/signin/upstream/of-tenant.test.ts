import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { MINUTE } from '../../../src/lib/clock.ts';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { freePort } from '../../http/free-port.ts';
import { type Asker, person, program } from '../../manage/api/asking.ts';
import { linkIn, mailsTo } from '../../pages/mails-of.ts';
import { openSite, type Site } from '../../pages/site.ts';
import { type Page, signedIn, submit, type Visitor } from '../../pages/visitor.ts';
import { type Accounts, CLIENT, type RealProvider, startProvider } from './real-provider.ts';

const accounts: Accounts = {
  dan: { name: 'Dan' },
  una: { name: 'Una', groups: ['Night shift', 'Everybody'] },
  pia: { name: 'Pia', oid: 'id-of-pia' },
  ann: { name: 'Ann', email: 'ann@north.example', email_verified: true },
  eve: { name: 'Eve', email: 'ada@harbour.example', email_verified: true },
};
const NORTH = '/tenants/org_north/provider';

let site: Site;
let provider: RealProvider;
let max: Asker;
before(async () => {
  const port = await freePort();
  const from = `http://accounts.harbour.localhost:${port}/sign-in/from`;
  const uris = ['tenant%3Aorg_north', 'tenant%3Aorg_harbour', 'everybody'].map((id) => `${from}/${id}`);
  provider = await startProvider(accounts, uris);
  const places = { tenant: { id: 'org_harbour' }, role: { name: 'viewer' } };
  const everybody = { id: 'everybody', title: 'Everybody', issuer: provider.issuer, ...CLIENT, places };
  site = await openSite({
    port,
    definition: { signInBy: { providers: [everybody] }, developers: { signUp: 'open' } },
  });
  max = await person(site, await signedIn(site, 'max'));
});
after(async () => {
  await site.close();
  await provider.close();
});

const wanted = (role = 'viewer') => ({ title: 'North', issuer: provider.issuer, ...CLIENT, role });
const path = (url: string) => url.slice(site.origin.length);

async function arrive(account: string, at = '/sign-in/of/org_north'): Promise<[Visitor, Page]> {
  provider.account = account;
  const browser = site.browser();
  const page = await browser.get(at);
  const id = /name="provider" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const fields = { form: page.field('form'), return_to: page.field('return_to'), provider: id };
  const sent = await browser.post('/sign-in/through', fields);
  return [browser, await browser.get(path(await provider.walk(sent.location ?? '')))];
}

const personOf = async (source: string, subject: string) =>
  (await site.api.store.outsideAccount(source, subject))?.userId ?? null;
const OWN = () => `tenant:org_north ${provider.issuer}`;

it('is set by a manager of the tenant, and its secret is sealed and shown to nobody', async () => {
  const set = await max.put(NORTH, wanted());
  assert.equal(set.status, 200, JSON.stringify(set.body));
  assert.equal(set.body.redirectUri, `${site.origin}/sign-in/from/tenant%3Aorg_north`);
  assert.equal(set.body.signInUrl, `${site.origin}/sign-in/of/org_north`);
  const shown = await max.get(NORTH);
  const stored = await site.api.store.tenantProvider('org_north');
  for (const text of [shown.body, set.body, stored, await site.api.store.auditTrail({ limit: 50 })]) {
    assert.doesNotMatch(JSON.stringify(text), new RegExp(CLIENT.clientSecret));
  }
});

it('signs people in, as people of that tenant alone', async () => {
  const [browser, done] = await arrive('ann');
  assert.equal(done.location, '/account', done.text);
  assert.match((await browser.get('/account')).text, /North &amp; Sons/);
  const userId = await personOf(OWN(), 'ann');
  assert.ok(userId);
  const places = await site.api.store.membershipsOf(userId);
  assert.deepEqual(
    places.map(({ tenantId, role }) => [tenantId, role]),
    [['org_north', 'viewer']],
  );
  // The same account at the same issuer, by the provider of the API, is somebody else.
  await arrive('ann', '/sign-in');
  const other = await personOf(provider.issuer, 'ann');
  assert.ok(other && other !== userId);
  assert.deepEqual(
    (await site.api.store.membershipsOf(other)).map(({ tenantId }) => tenantId),
    ['org_harbour'],
  );
});

it('makes nobody else of a person whose address it claims, and counts it as verified for nobody', async () => {
  const [, done] = await arrive('eve');
  assert.equal(done.location, '/account');
  const account = await site.api.store.outsideAccount(OWN(), 'eve');
  assert.notEqual(account?.userId, 'ada');
  assert.equal(account?.emailVerified, false);
  assert.equal((await site.api.store.userByEmail('ada@harbour.example'))?.id, 'ada');
});

it('is of its tenant: nobody of another reads, sets or removes it', async () => {
  const [ada, vera] = [
    await person(site, await signedIn(site)),
    await person(site, await signedIn(site, 'vera')),
  ];
  const elsewhere = await program(site, ['manage:write'], 'org_harbour');
  for (const asker of [ada, vera, elsewhere]) {
    for (const answer of [
      await asker.get(NORTH),
      await asker.put(NORTH, wanted()),
      await asker.delete(NORTH),
    ]) {
      assert.equal(answer.status, 404);
    }
  }
  assert.equal((await vera.put('/tenants/org_harbour/provider', wanted())).status, 403);
  assert.equal(
    (await (await program(site, ['manage:sign-in:read'], 'org_north')).put(NORTH, wanted())).status,
    403,
  );
});

it('gives no role above that of the manager who sets it, and none that there is not', async () => {
  const above = await max.put('/tenants/org_harbour/provider', wanted('owner'));
  assert.deepEqual([above.status, above.body.code], [403, 'above_own']);
  const none = await max.put('/tenants/org_harbour/provider', wanted('emperor'));
  assert.deepEqual([none.status, none.body.code], [422, 'role_unknown']);
  for (const issuer of ['http://10.0.0.1', 'https://a@b.example', 'ftp://x.example', 'https://a.example?b']) {
    assert.equal((await max.put(NORTH, { ...wanted(), issuer })).status, 400);
  }
});

it('answers at its own redirect URI alone', async () => {
  await max.put('/tenants/org_harbour/provider', wanted('viewer'));
  provider.account = 'ann';
  const browser = site.browser();
  const page = await browser.get('/sign-in/of/org_north');
  const fields = { form: page.field('form'), return_to: '/account', provider: 'tenant:org_north' };
  const back = path(await provider.walk((await browser.post('/sign-in/through', fields)).location ?? ''));
  const crossed = await browser.get(back.replace('org_north', 'org_harbour'));
  assert.equal(crossed.status, 400);
  assert.equal(browser.cookies.has('latchkey-session'), false);
});

it('is linked to nobody, who could then be signed in elsewhere by its manager', async () => {
  const browser = await signedIn(site);
  const way = '/account/you/ways/tenant:org_north';
  assert.equal((await browser.get(way)).status, 404);
  const ways = await browser.get('/account/you/ways/everybody');
  assert.equal((await submit(browser, ways, way, [['at', way]])).status, 404);
});

const SCIM = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** The directory of the tenant, by its token. */
async function directory() {
  const asked = await program(site, ['manage:members:write'], 'org_north');
  const user = (externalId: string, more = {}) => ({
    ...{ schemas: [SCIM], userName: `${externalId}@north.example`, externalId, roles: [{ value: 'viewer' }] },
    ...more,
  });
  return {
    asked,
    user,
    push: async (externalId: string, more = {}) =>
      (await asked.post('/scim/v2/Users', user(externalId, more))).body.id as string,
  };
}
const members = async (userId: UserId | null) =>
  (await site.api.store.membershipsOf(userId ?? UserId(''))).map(({ tenantId, role }) => [tenantId, role]);

it('knows a person whom the directory pushed by the same id, and lets nobody in who left it', async () => {
  const { asked, push, user } = await directory();
  const id = await push('dan');
  const pushed = await site.api.store.directoryUser(TenantId('org_north'), id);
  const [browser, done] = await arrive('dan');
  assert.equal(done.location, '/account', done.text);
  assert.equal(await personOf(OWN(), 'dan'), pushed?.userId, 'one person, one membership');
  const left = await asked.put(`/scim/v2/Users/${id}`, user('dan', { active: false }));
  assert.equal(left.status, 200, JSON.stringify(left.body));
  assert.deepEqual(await members(pushed?.userId ?? null), []);
  assert.equal((await browser.get('/account')).status, 403);
  const [, back] = await arrive('dan');
  assert.deepEqual([back.status, /no_place/.test(back.text)], [403, true]);
  await asked.delete(`/scim/v2/Users/${id}`);
  assert.equal((await arrive('dan'))[1].status, 403, 'nor after the directory forgot them');
});

it('knows a person whom the directory pushes later, and never by an address', async () => {
  const { asked, push, user } = await directory();
  const before = await personOf(OWN(), 'ann');
  const place = { tenantId: TenantId('org_north'), userId: UserId('nobody'), role: 'viewer' };
  await site.api.store.addMembership(place, []);
  const id = await push('ann', { emails: [{ value: 'nobody@harbour.example' }] });
  assert.equal((await site.api.store.directoryUser(TenantId('org_north'), id))?.userId, before);
  await asked.put(`/scim/v2/Users/${id}`, user('ann', { active: false }));
  assert.equal((await arrive('ann'))[1].status, 403);
  // Somebody with a password of their own is found by their address alone, so the provider does not sign in as them.
  const moe = await push('moe', { emails: [{ value: 'nobody@harbour.example' }] });
  assert.equal((await site.api.store.directoryUser(TenantId('org_north'), moe))?.userId, 'nobody');
  accounts.moe = { name: 'Moe' };
  await arrive('moe');
  assert.notEqual(await personOf(OWN(), 'moe'), 'nobody');
});

it('gives nobody anything beyond its tenant, whose managers can sign in as each of its people', async () => {
  accounts.pat = { name: 'Pat' };
  const [pat] = await arrive('pat');
  const userId = (await personOf(OWN(), 'pat')) ?? UserId('');
  const whole = await program(site, ['manage:write']);
  for (const answer of [
    await whole.post('/tenants/org_harbour/members', { user: userId, role: 'owner' }),
    await whole.put(`/operators/${userId}`, { role: 'owner' }),
  ]) {
    assert.deepEqual([answer.status, answer.body.code], [409, 'decided_elsewhere']);
  }
  const ada = await signedIn(site);
  await submit(ada, await ada.get('/account/people'), '/account/people/invitations', [
    ['action', 'invite'],
    ['email', 'pat@north.example'],
    ['role', 'owner'],
  ]);
  const link = linkIn((await mailsTo(site, 'pat@north.example'))[0] ?? assert.fail('no mail'));
  const page = await pat.get(link);
  assert.match(page.text, /nothing beyond that organisation/);
  assert.doesNotMatch(page.text, /Join as/);
  const csrf = page.field('csrf');
  assert.equal((await pat.post(link, { csrf })).status, 409);
  assert.deepEqual(await members(userId), [['org_north', 'viewer']]);
  assert.match((await pat.get('/developers/sign-up')).text, /nothing beyond that organisation/);

  // Somebody who has more from before is not signed in by it.
  await site.api.store.addMembership({ tenantId: TenantId('org_harbour'), userId, role: 'owner' }, []);
  const [, back] = await arrive('pat');
  assert.deepEqual([back.status, /beyond/.test(back.text)], [403, true]);
});

it('gives roles by groups, as a manager of the tenant says, at the provider and in the directory', async () => {
  const roles = '/tenants/org_north/group-roles';
  const set = (data: object[], who = max) => who.put(roles, { data });
  assert.equal((await set([{ group: 'a', role: 'emperor' }])).body.code, 'role_unknown');
  assert.equal((await set(['a', 'A'].map((group) => ({ group, role: 'viewer' })))).body.code, 'group_twice');
  const vera = await person(site, await signedIn(site, 'vera'));
  assert.equal((await set([], vera)).status, 404);
  const { asked, push } = await directory();
  const id = await push('gil');
  const gil = (await site.api.store.directoryUser(TenantId('org_north'), id))?.userId ?? null;
  const group = { schemas: [GROUP], displayName: 'Night Shift', members: [{ value: id }] };
  await asked.post('/scim/v2/Groups', group);
  assert.deepEqual(await members(gil), [['org_north', 'viewer']]);
  const given = await set([
    { group: 'night shift', role: 'manager' },
    { group: 'Everybody', role: 'viewer' },
  ]);
  assert.equal(given.status, 200, JSON.stringify(given.body));
  assert.deepEqual(await members(gil), [['org_north', 'manager']], 'at once');
  await arrive('una');
  assert.deepEqual(await members(await personOf(OWN(), 'una')), [['org_north', 'manager']]);
  await set([]);
  assert.deepEqual(await members(gil), [['org_north', 'viewer']]);
  await arrive('una');
  assert.deepEqual(await members(await personOf(OWN(), 'una')), [['org_north', 'viewer']]);
});

it('proves its people to themselves: they have no password', async () => {
  const [una] = await arrive('una');
  site.clock.turn(11 * MINUTE);
  const asked = await una.get('/account/you/passkeys/new');
  assert.match(asked.text, /Show that it is you.*Sign in with North/s);
  const fields = { form: asked.field('form'), return_to: asked.field('return_to') };
  const sent = await una.post('/sign-in/through', { ...fields, provider: 'tenant:org_north' });
  assert.match(sent.location ?? '', /prompt=login/);
  const back = await una.get(path(await provider.walk(sent.location ?? '')));
  assert.equal(back.location, '/account/you/passkeys/new');
  max = await person(site, await signedIn(site, 'max'));
});

it('names its people by another claim where the directory does', async () => {
  await max.put(NORTH, { ...wanted(), subjectClaim: 'oid' });
  const { push } = await directory();
  const id = await push('id-of-pia');
  await arrive('pia');
  const pushed = await site.api.store.directoryUser(TenantId('org_north'), id);
  assert.equal(await personOf(OWN(), 'id-of-pia'), pushed?.userId);
  assert.equal((await arrive('gus'))[1].status, 403, 'it has no such claim');
  assert.equal((await max.put(NORTH, { ...wanted(), subjectClaim: 'email' })).status, 400);
});

it('ends when it is removed: its page is like that of a tenant that there is not', async () => {
  assert.equal((await max.delete(NORTH)).status, 204);
  assert.equal((await max.delete(NORTH)).status, 404);
  const [gone, unknown] = [
    await site.browser().get('/sign-in/of/org_north'),
    await site.browser().get('/sign-in/of/org_none'),
  ];
  assert.deepEqual([gone.status, unknown.status], [404, 404]);
  const userId = (await personOf(OWN(), 'eve')) ?? UserId('');
  assert.equal((await site.api.store.membership(userId, TenantId('org_north')))?.role, 'viewer');
});
