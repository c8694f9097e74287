import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { UserId } from '../../../src/model/index.ts';
import { openSite, type Site } from '../../pages/site.ts';
import { PASSWORD, signedIn } from '../../pages/visitor.ts';
import { type Asker, person, program } from './asking.ts';

const NEW_PASSWORD = 'seven green bicycles on a roof';

describe('users, sessions and one’s own in the management API', () => {
  let site: Site;
  let owner: Asker;
  before(async () => {
    site = await openSite();
    owner = await program(site, ['manage:write']);
  });
  after(() => site.close());

  const canSignIn = async (email: string, password: string) =>
    (await site.browser().signIn(email, password)).status === 303;
  const asks = async (who: Asker) => (await who.get('/me')).status;

  test('creates a user with or without a password, of an id that is given or made', async () => {
    const eve = { id: 'crm-7', email: 'Eve@harbour.example', name: 'Eve' };
    const made = await owner.post('/users', { ...eve, password: NEW_PASSWORD });
    assert.deepEqual([made.status, made.body.hasPassword, made.body.id], [201, true, 'crm-7']);
    assert.ok(!JSON.stringify(made.body).includes('argon2'));
    assert.equal(await canSignIn('eve@harbour.example', NEW_PASSWORD), true);
    assert.equal((await owner.post('/users', { ...eve, id: 'crm-8' })).body.code, 'user_exists');
    assert.equal((await owner.post('/users', { ...eve, email: 'e@x.example' })).body.code, 'user_exists');
    const without = await owner.post('/users', { email: 'ellis@harbour.example', name: 'Ellis' });
    assert.match(without.body.id, /^usr_/);
    assert.equal(without.body.hasPassword, false);
    const weak = await owner.post('/users', { email: 'w@x.example', name: 'W', password: 'short' });
    assert.deepEqual(
      [weak.status, weak.body.code, weak.body.errors[0].pointer],
      [422, 'weak_password', '/password'],
    );
    const [row] = await site.api.store.auditTrail({ kind: 'user.created', userId: 'crm-7', limit: 1 });
    assert.match(String(row?.detail.by), /^mgt_/);
    assert.ok(!JSON.stringify(row).includes(NEW_PASSWORD));
  });

  test('lists users page by page, and finds them by the beginning of address or name', async () => {
    const all = (await owner.get('/users')).body.data;
    const seen = [];
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await owner.get(`/users?limit=2${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...body.data);
      next = body.next;
    }
    assert.deepEqual(seen, all);
    const found = async (search: string) =>
      (await owner.get(`/users?search=${encodeURIComponent(search)}`)).body.data.map(
        ({ id }: { id: string }) => id,
      );
    assert.deepEqual(await found('MAX'), ['max']);
    assert.deepEqual(await found('nobody h'), ['nobody']);
    assert.deepEqual(await found('harbour'), []);
  });

  test('changes the name of a user or a tenant for one of two who saw the same', async () => {
    for (const path of ['/users/vera', '/tenants/org_north']) {
      const headers = { 'if-match': (await owner.get(path)).headers.get('etag') ?? '' };
      const both = await Promise.all(['One', 'Two'].map((name) => owner.patch(path, { name }, { headers })));
      assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 412]);
      assert.equal((await owner.get(path)).body.name, both.find(({ status }) => status === 200)?.body.name);
      assert.equal((await owner.patch(path, { name: 'Three' })).status, 200);
    }
    const members = (await owner.get('/tenants/org_harbour/members')).body.data;
    assert.ok(members.some(({ name }: { name: string }) => name === 'Three'));
  });

  test('shows the memberships and sessions of a user, and ends one session or all', async () => {
    const shown = await owner.get('/users/max');
    assert.deepEqual(
      shown.body.memberships.map(({ tenant, role }: Record<string, string>) => [tenant, role]),
      [
        ['org_harbour', 'manager'],
        ['org_north', 'owner'],
      ],
    );
    const one = await person(site, await signedIn(site, 'max'));
    site.clock.turn(1);
    const two = await person(site, await signedIn(site, 'max'));
    const { data } = (await owner.get('/users/max/sessions')).body;
    assert.equal(data.length, 2);
    assert.equal((await owner.delete(`/users/vera/sessions/${data[0].id}`)).status, 404, 'it is not hers');
    assert.equal((await owner.delete(`/users/max/sessions/${data[0].id}`)).status, 204);
    assert.deepEqual([await asks(one), await asks(two)], [200, 401]);
    assert.equal((await owner.delete('/users/max/sessions')).status, 204);
    assert.equal(await asks(one), 401);
    const [row] = await site.api.store.auditTrail({ kind: 'session.ended', userId: 'max', limit: 1 });
    assert.match(String(row?.detail.by), /^mgt_/);
  });

  test('sets a password and takes it away, which ends every session', async () => {
    const email = 'vera@harbour.example';
    const vera = await person(site, await signedIn(site, 'vera'));
    assert.equal((await owner.put('/users/vera/password', { password: 'short' })).status, 422);
    assert.equal((await owner.put('/users/vera/password', { password: NEW_PASSWORD })).status, 204);
    assert.equal(await asks(vera), 401);
    assert.equal(await canSignIn(email, NEW_PASSWORD), true);
    assert.equal((await owner.delete('/users/vera/password')).status, 204);
    assert.equal(await canSignIn(email, NEW_PASSWORD), false);
    assert.equal((await owner.get('/users/vera')).body.hasPassword, false);
  });

  test('shows how somebody signs in beside a password, and removes it all for one who lost it', async () => {
    const [userId, now] = [UserId('vera'), site.clock.now()];
    await site.api.store.turnOnAuthenticator({
      authenticator: { userId, sealed: 'sealed-secret', createdAt: now, lastUsedAt: null },
      codes: [{ hash: sha256('a code'), userId, createdAt: now, usedAt: null }],
      audit: [],
    });
    const shown = await owner.get('/users/vera/factors');
    assert.deepEqual([shown.body.passkeys, shown.body.recoveryCodesLeft], [[], 1]);
    assert.ok(shown.body.authenticator && !JSON.stringify(shown.body).includes('sealed'));
    assert.equal((await owner.delete('/users/vera/factors')).status, 204);
    const left = (await owner.get('/users/vera/factors')).body;
    assert.deepEqual(left, { authenticator: null, passkeys: [], recoveryCodesLeft: null });
    const [row] = await site.api.store.auditTrail({ kind: 'factors.removed', limit: 1 });
    assert.match(String(row?.detail.by), /^mgt_/);
    const somebody = await person(site, await signedIn(site, 'nobody'));
    assert.equal((await somebody.get('/me/factors')).body.authenticator, null);
  });

  test('deletes a user, unless they operate the API or a tenant would have no manager left', async () => {
    await owner.put('/operators/max', { role: 'owner' });
    assert.equal((await owner.delete('/users/max')).body.code, 'is_operator');
    await owner.put('/operators/ada', { role: 'owner' });
    await owner.delete('/operators/max');
    const alone = await owner.delete('/users/max');
    assert.deepEqual([alone.body.code, alone.body.tenants], ['last_manager', ['org_north']]);
    assert.equal((await owner.delete('/users/max?unmanaged=allow')).status, 204);
    assert.equal((await owner.delete('/users/max')).status, 404);
    for (const path of ['/users/max', '/users/max/sessions', '/users/nowhere'])
      assert.equal((await owner.get(path)).status, 404);
  });

  test('lets a person see and end their own sessions, and change their password', async () => {
    const here = await person(site, await signedIn(site));
    site.clock.turn(1);
    const there = await person(site, await signedIn(site));
    const { data } = (await here.get('/me/sessions')).body;
    assert.deepEqual(
      data.map(({ current }: { current: boolean }) => current),
      [false, true],
    );
    assert.equal((await here.delete(`/me/sessions/${data[0].id}`)).status, 204);
    assert.equal((await here.delete(`/me/sessions/${data[0].id}`)).status, 404);
    assert.deepEqual([await asks(here), await asks(there)], [200, 401]);

    const third = await person(site, await signedIn(site));
    assert.equal((await here.delete('/me/sessions')).status, 204);
    assert.deepEqual([await asks(here), await asks(third)], [200, 401]);

    const chosen = { language: 'de', timeZone: 'Europe/Berlin' };
    const spoken = { ...chosen, approvalMails: true };
    assert.deepEqual((await here.patch('/me/preferences', chosen)).body, spoken);
    const nowhere = await here.patch('/me/preferences', { language: 'nl', timeZone: 'Mars/Base' });
    assert.deepEqual([nowhere.status, nowhere.body.errors[0].pointer], [422, '/timeZone']);
    assert.deepEqual((await here.get('/me/preferences')).body, spoken);

    const wrong = await here.put('/me/password', { current: 'a wrong guess', next: NEW_PASSWORD });
    assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [422, '/current']);
    assert.equal((await here.put('/me/password', { current: PASSWORD, next: 'short' })).status, 422);
    assert.equal((await here.put('/me/password', { current: PASSWORD, next: NEW_PASSWORD })).status, 204);
    assert.equal(await asks(here), 200, 'this browser stays signed in');
    assert.equal(await canSignIn('ada@harbour.example', NEW_PASSWORD), true);
    assert.equal((await owner.get('/me/sessions')).body.code, 'needs_a_person');
  });
});
