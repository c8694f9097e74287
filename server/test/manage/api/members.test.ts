import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TenantId } from '../../../src/model/index.ts';
import { openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Asker, person, program } from './asking.ts';

const MEMBERS = '/tenants/org_harbour/members';
const ROLES = '/tenants/org_harbour/roles';

describe('members and roles in the management API', () => {
  let site: Site;
  let owner: Asker;
  let ada: Asker;
  let max: Asker;
  before(async () => {
    site = await openSite();
    owner = await program(site, ['manage:write']);
    ada = await person(site, await signedIn(site));
    max = await person(site, await signedIn(site, 'max'));
  });
  after(() => site.close());

  const roleOf = async (user: string) => (await owner.get(`${MEMBERS}/${user}`)).body.role;
  const change = (who: Asker, user: string, role: string, etag?: string | null) =>
    who.patch(`${MEMBERS}/${user}`, { role }, etag == null ? {} : { headers: { 'if-match': etag } });

  test('lists members by name, page by page', async () => {
    const all = await ada.get(MEMBERS);
    assert.deepEqual(
      all.body.data.map(({ user }: { user: string }) => user),
      ['ada', 'max', 'vera'],
    );
    const first = await ada.get(`${MEMBERS}?limit=2`);
    const second = await ada.get(`${MEMBERS}?limit=2&cursor=${first.body.next}`);
    assert.deepEqual([...first.body.data, ...second.body.data], all.body.data);
    assert.equal(second.body.next, null);
    assert.equal((await owner.get('/tenants/org_nowhere/members')).status, 404);
  });

  test('adds an existing user, by id or e-mail, for those who operate the API alone', async () => {
    const added = await owner.post(MEMBERS, { email: 'NOBODY@harbour.example', role: 'viewer' });
    assert.deepEqual([added.status, added.body.user, added.body.manages], [201, 'nobody', false]);
    assert.equal((await owner.post(MEMBERS, { user: 'nobody', role: 'viewer' })).body.code, 'member_exists');
    assert.equal((await owner.post(MEMBERS, { user: 'unheard', role: 'viewer' })).body.code, 'unknown_user');
    assert.equal((await owner.post(MEMBERS, { user: 'nobody', role: 'captain' })).body.code, 'unknown_role');
    assert.equal((await ada.post(MEMBERS, { email: 'nobody@harbour.example', role: 'viewer' })).status, 403);
    const bound = await program(site, ['manage:write'], 'org_harbour');
    assert.equal((await bound.post(MEMBERS, { user: 'nobody', role: 'viewer' })).status, 403);
    const [row] = await site.api.store.auditTrail({ kind: 'member.added', limit: 1 });
    assert.deepEqual([row?.userId, row?.detail.role], ['nobody', 'viewer']);
    assert.match(String(row?.detail.by), /^mgt_/);
  });

  test('lets a manager give and take no more than their own role permits, and a token of the tenant all', async () => {
    assert.equal((await change(max, 'vera', 'owner')).body.code, 'above_own');
    assert.equal((await change(max, 'ada', 'viewer')).body.code, 'above_own');
    assert.equal((await change(max, 'vera', 'manager')).status, 200);
    assert.equal((await change(max, 'vera', 'captain')).body.code, 'unknown_role');
    const bound = await program(site, ['manage:members:write'], 'org_harbour');
    assert.equal((await change(bound, 'vera', 'owner')).status, 200);
    assert.equal((await change(bound, 'vera', 'viewer')).status, 200);
    const [row] = await site.api.store.auditTrail({ kind: 'member.role_changed', limit: 1 });
    assert.deepEqual([row?.userId, row?.detail.from, row?.detail.to], ['vera', 'owner', 'viewer']);
    assert.match(String(row?.detail.by), /^mgt_/);
  });

  test('keeps the last manager, whoever asks', async () => {
    for (const role of ['clerk', 'viewer']) {
      await owner.put('/tenants/org_north/roles/clerk', { title: 'Clerk', permissions: ['case.read'] });
      const refused = await owner.patch('/tenants/org_north/members/max', { role });
      assert.deepEqual([refused.status, refused.body.code], [409, 'last_manager']);
    }
    const removed = await owner.delete('/tenants/org_north/members/max');
    assert.deepEqual([removed.status, removed.body.code], [409, 'last_manager']);
  });

  test('lets one of two changes of the same state win, and tells the other', async () => {
    const seen = (await owner.get(`${MEMBERS}/vera`)).headers.get('etag');
    const both = await Promise.all([
      change(owner, 'vera', 'manager', seen),
      change(ada, 'vera', 'clerk', seen),
    ]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 412]);
    assert.equal(both.find(({ status }) => status === 412)?.body.code, 'changed_meanwhile');
    assert.equal((await change(ada, 'vera', 'viewer', seen)).status, 412);
    const now = (await owner.get(`${MEMBERS}/vera`)).headers.get('etag');
    assert.equal((await change(ada, 'vera', 'viewer', now)).status, 200);
    assert.equal(await roleOf('vera'), 'viewer');
  });

  test('signs a member out, makes a new password, and removes them', async () => {
    const vera = await person(site, await signedIn(site, 'vera'));
    assert.equal((await vera.get('/me')).body.user.id, 'vera');
    assert.equal((await max.post(`${MEMBERS}/vera/sign-out`, undefined)).status, 204);
    assert.equal((await vera.get('/me')).status, 401);
    assert.equal((await max.post(`${MEMBERS}/ada/sign-out`, undefined)).body.code, 'above_own');

    const { body } = await max.post(`${MEMBERS}/vera/password`, undefined);
    const signed = await site.browser().signIn('vera@harbour.example', body.password);
    assert.equal(signed.location, '/account');
    const elsewhere = await ada.post(`${MEMBERS}/max/password`, undefined);
    assert.deepEqual([elsewhere.status, elsewhere.body.code], [409, 'member_elsewhere']);
    await owner.put('/operators/vera', { role: 'owner' });
    const operates = await max.post(`${MEMBERS}/vera/password`, undefined);
    assert.equal(operates.body.code, 'member_elsewhere', 'a manager gets no way in to the whole API');

    const directory = await program(site, ['manage:members:write'], 'org_harbour');
    const leaked = await directory.post(`${MEMBERS}/vera/password`, undefined);
    assert.deepEqual([leaked.status, leaked.body.code], [403, 'needs_a_person']);

    assert.equal((await max.delete(`${MEMBERS}/nobody`)).status, 204);
    assert.equal(await site.api.store.member('nobody', TenantId('org_harbour')), null);
    assert.equal((await max.delete(`${MEMBERS}/nobody`)).status, 404);
  });

  test('lists permissions with the operations that ask for them', async () => {
    const { body } = await ada.get('/permissions');
    const read = body.data.find(({ name }: { name: string }) => name === 'case.read');
    assert.deepEqual(read, {
      name: 'case.read',
      operations: [{ id: 'case-read', method: 'GET', path: '/cases/{id}' }],
      roles: ['owner', 'manager', 'viewer'],
    });
  });

  test('makes, changes and removes a role of the tenant, within the own one of a manager', async () => {
    const made = await max.put(`${ROLES}/reader`, {
      title: 'Reader',
      permissions: ['case.read', 'case.read'],
    });
    assert.deepEqual(made.body, {
      ...{ name: 'reader', title: 'Reader', permissions: ['case.read'] },
      ...{ managesTenant: false, madeBy: 'tenant' },
    });
    const above = await max.put(`${ROLES}/reader`, { title: 'Reader', permissions: ['deal.read'] });
    assert.deepEqual([above.status, above.body.code], [403, 'above_own']);
    const faulty = await owner.put(`${ROLES}/Owner%20two`, { title: 'x', permissions: ['nothing.asks'] });
    assert.equal(faulty.status, 422);
    assert.deepEqual(
      faulty.body.errors.map(
        (each: { pointer?: string; parameter?: string }) => each.pointer ?? each.parameter,
      ),
      ['role', '/permissions'],
    );
    assert.equal((await owner.put(`${ROLES}/owner`, { title: 'x', permissions: [] })).status, 422);

    const seen = made.headers.get('etag') ?? '';
    const headers = { 'if-match': seen };
    const wider = { title: 'Reader', permissions: ['deal.read'] };
    assert.equal((await owner.put(`${ROLES}/reader`, wider, { headers })).status, 200);
    assert.equal((await owner.put(`${ROLES}/reader`, wider, { headers })).status, 412);
    assert.equal((await max.delete(`${ROLES}/reader`)).body.code, 'above_own');

    await change(owner, 'vera', 'reader');
    assert.equal((await owner.delete(`${ROLES}/reader`)).body.code, 'role_in_use');
    await change(owner, 'vera', 'viewer');
    assert.equal((await owner.delete(`${ROLES}/reader`)).status, 204);
    assert.equal((await owner.get(`${ROLES}/reader`)).status, 404);
    assert.equal((await owner.delete(`${ROLES}/owner`)).status, 404, 'a configured role stays');
    const listed = await owner.get(ROLES);
    assert.deepEqual(
      listed.body.data.map(({ name, madeBy }: { name: string; madeBy: string }) => [name, madeBy]),
      [
        ['owner', 'api'],
        ['manager', 'api'],
        ['viewer', 'api'],
        ['clerk', 'tenant'],
      ],
    );
  });
});
