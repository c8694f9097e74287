import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DAY, MINUTE } from '../../../src/lib/clock.ts';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { authorizePath, CALLBACK, client, openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Asker, person, program } from '../api/asking.ts';

const OWN = {
  name: 'Quote robot',
  kind: 'confidential',
  redirectUris: [CALLBACK],
  scopes: ['read', 'write'],
  scopeReasons: { write: 'Files the quote that you approved.' },
  policyUri: 'https://robot.example/privacy',
};

describe('clients over the management API', () => {
  let site: Site;
  let owner: Asker;
  let ada: Asker;
  let vera: Asker;
  before(async () => {
    site = await openSite({
      clients: [
        client({ id: 'dyn_old', name: 'Left behind', origin: 'registration', createdAt: 0 }),
        client({ id: 'dyn_new', name: 'Agent 100%', origin: 'registration', kind: 'public', createdAt: 1 }),
        client({ id: 'ofmax', name: 'Of Max', origin: 'page', ownerUserId: UserId('max') }),
      ],
    });
    owner = await program(site, ['manage:write']);
    ada = await person(site, await signedIn(site));
    vera = await person(site, await signedIn(site, 'vera'));
  });
  after(() => site.close());

  const ids = async (asker: Asker, query = '') =>
    (await asker.get(`/clients${query}`)).body.data.map(({ id }: { id: string }) => id);

  test('a developer registers one, sees its secret once, and is alone with it', async () => {
    const made = await ada.post('/clients', OWN);
    assert.equal(made.status, 201);
    const { id, secret, scopes, state, owner: by, tenant } = made.body;
    assert.deepEqual([state, by, tenant], ['active', 'ada', 'org_harbour']);
    assert.deepEqual(scopes, [
      { name: 'read', reason: null },
      { name: 'write', reason: 'Files the quote that you approved.' },
    ]);
    const shown = await ada.get(`/clients/${id}`);
    assert.ok(secret.length > 20 && !JSON.stringify(shown.body).includes(secret));
    assert.equal(shown.body.secrets[0].hint, secret.slice(-4));
    assert.deepEqual(await ids(ada), [id]);
    assert.deepEqual(await ids(vera), []);
    for (const other of [id, 'ofmax', 'nothing']) {
      const answer = await vera.get(`/clients/${other}`);
      assert.deepEqual([answer.status, answer.body.detail], [404, 'There is no such client.']);
      assert.equal((await vera.delete(`/clients/${other}`)).status, 404);
    }
    const [row] = await site.api.store.auditTrail({ kind: 'client.created', limit: 1 });
    assert.equal(row?.clientId, id);
  });

  test('says for each field why it cannot be so, in the words of the pages', async () => {
    const faulty = await ada.post('/clients', {
      ...OWN,
      kind: 'platform',
      redirectUris: ['http://robot.example/cb'],
      scopes: ['partners'],
      grantTypes: ['password'],
    });
    assert.deepEqual([faulty.status, faulty.body.code], [422, 'client_unusable']);
    const pointers = faulty.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted();
    assert.deepEqual(pointers, ['/grantTypes', '/kind', '/redirectUris']);
    const typed = await ada.post('/redirect-uri-checks', {
      kind: 'confidential',
      redirectUris: ['http://robot.example/cb'],
    });
    const said = faulty.body.errors.find(({ pointer }: { pointer: string }) => pointer === '/redirectUris');
    assert.equal(typed.body.problem, said.detail);
    const asked = { headers: { 'accept-language': 'nl' } };
    const dutch = await ada.post('/redirect-uri-checks', { kind: 'public', redirectUris: [''] }, asked);
    assert.equal(dutch.body.problem, ': Een redirect-URI mag niet leeg zijn.');
    const elsewhere = await ada.post('/clients', { ...OWN, tenant: 'org_north' });
    assert.match(elsewhere.body.errors[0].detail, /org_harbour/);
    const forMax = await ada.post('/clients', { ...OWN, owner: 'max' });
    assert.equal(forMax.body.errors[0].pointer, '/owner');
  });

  test('changes what is sent and nothing else, and the second of two is told', async () => {
    const { body } = await ada.post('/clients', { ...OWN, name: 'Changing' });
    const path = `/clients/${body.id}`;
    const etag = (await ada.get(path)).headers.get('etag') ?? '';
    site.clock.turn(MINUTE);
    await site.api.store.touchClient(body.id, site.clock.now());
    const headers = { 'if-match': etag };
    const first = await ada.patch(path, { scopes: ['read'] }, { headers });
    assert.equal(first.status, 200);
    assert.deepEqual([first.body.name, first.body.scopes.length], ['Changing', 1]);
    const second = await ada.patch(path, { name: 'Lost' }, { headers });
    assert.deepEqual([second.status, second.body.code], [412, 'changed_meanwhile']);
    const current = await ada.patch(
      path,
      { name: 'Kept' },
      { headers: { 'if-match': first.headers.get('etag') ?? '' } },
    );
    assert.deepEqual([current.status, current.body.scopes.length], [200, 1]);
    const plan = await ada.patch(path, { plan: 'large' });
    assert.deepEqual([plan.status, plan.body.code], [403, 'not_an_operator']);
  });

  test('does not let two changes win that were judged on one state', async () => {
    const found = (await site.api.store.client('platform', 0))?.client;
    assert.ok(found);
    const [one, other] = await Promise.all([
      site.api.store.updateClient({ ...found, name: 'One' }, [], found),
      site.api.store.updateClient({ ...found, name: 'Other' }, [], found),
    ]);
    assert.deepEqual([one, other].toSorted(), ['outdated', 'updated']);
  });

  test('keeps two secrets while one replaces the other, and ends one at once', async () => {
    const { body } = await ada.post('/clients', { ...OWN, name: 'Rotating' });
    const path = `/clients/${body.id}/secrets`;
    site.clock.turn(1);
    const added = await ada.post(path, { overlapDays: 1 });
    assert.equal(added.status, 201);
    const two = (await ada.get(path)).body.data;
    assert.deepEqual(
      two.map(({ expiresAt }: { expiresAt: string | null }) => expiresAt === null),
      [true, false],
    );
    assert.equal((await ada.delete(`${path}/${two[1].id}`)).status, 204);
    assert.equal((await ada.delete(`${path}/${two[1].id}`)).status, 404);
    assert.deepEqual(
      (await ada.get(path)).body.data.map(({ id }: { id: string }) => id),
      [added.body.id],
    );
    const app = await owner.post('/clients/app/secrets', {});
    assert.deepEqual([app.status, app.body.code], [422, 'without_secret']);
    assert.equal((await ada.post(path, { overlapDays: 3 })).status, 400);
  });

  test('operators see all and filter them', async () => {
    assert.deepEqual(await ids(owner, '?origin=registration'), ['dyn_new', 'dyn_old']);
    assert.deepEqual(await ids(owner, '?search=100%25'), ['dyn_new']);
    assert.deepEqual(await ids(owner, '?search=LEFT'), ['dyn_old']);
    assert.deepEqual(await ids(owner, '?owner=max'), ['ofmax']);
    assert.deepEqual(await ids(ada, '?owner=max&search=Of'), []);
    assert.deepEqual(await ids(owner, '?kind=public&origin=seed'), ['app']);
    assert.deepEqual(await ids(owner, '?tenant=org_north'), []);
    await site.api.store.createClient(
      client({ id: 'left', origin: 'page', ownerUserId: UserId('ada'), tenantId: TenantId('org_north') }),
      null,
      [],
    );
    assert.deepEqual(await ids(ada, '?search=left'), [], 'of a tenant that they are no member of');
    const first = await owner.get('/clients?limit=1&origin=registration');
    const second = await owner.get(`/clients?limit=1&origin=registration&cursor=${first.body.next}`);
    assert.deepEqual(second.body.data[0].id, 'dyn_old');
    assert.equal(second.body.next, null);
    assert.equal((await owner.get('/clients?kind=other')).status, 400);
  });

  test('an operator makes one for anybody, joined with the one in the other mode', async () => {
    const live = await owner.post('/clients', {
      ...OWN,
      kind: 'platform',
      owner: 'ada',
      scopes: ['partners'],
    });
    assert.deepEqual([live.status, live.body.verified, live.body.owner], [201, true, 'ada']);
    const beside = { ...OWN, kind: 'platform', owner: 'ada', mode: 'sandbox', pair: live.body.id };
    const sandbox = await owner.post('/clients', beside);
    assert.equal(sandbox.body.pair, live.body.id);
    assert.equal((await owner.get(`/clients/${live.body.id}`)).body.pair, sandbox.body.id);
    const same = await owner.post('/clients', { ...beside, mode: 'live' });
    assert.equal(same.body.errors[0].pointer, '/pair');
    assert.equal((await owner.post('/clients', { ...OWN, owner: 'nobody-at-all' })).status, 422);
  });

  test('deletes one, with its webhooks and tokens', async () => {
    const { body } = await ada.post('/clients', { ...OWN, name: 'Leaving' });
    assert.equal((await ada.delete(`/clients/${body.id}`)).status, 204);
    assert.equal((await ada.get(`/clients/${body.id}`)).status, 404);
  });

  test('a suspended client gets nothing, says so, and goes on when it is resumed', async () => {
    const made = await owner.post('/clients', {
      ...{ ...OWN, owner: 'ada', tenant: 'org_harbour' },
      grantTypes: ['client_credentials', 'authorization_code'],
    });
    const { id, secret } = made.body;
    const token = () => tokenOf(site, id, secret);
    assert.equal((await token()).status, 200);
    const suspended = await owner.post(`/clients/${id}/suspend`, { reason: 'It asks too often.' });
    assert.deepEqual([suspended.status, suspended.body.state], [200, 'suspended']);
    const [row] = await site.api.store.auditTrail({ kind: 'client.changed', clientId: id, limit: 1 });
    assert.deepEqual(
      [suspended.body.verified, row?.detail.verified],
      [true, true],
      'the log says it as well',
    );
    assert.equal((await ada.get(`/clients/${id}`)).body.stateReason, 'It asks too often.');
    const refused = await token();
    assert.deepEqual([refused.status, (await refused.json()).error], [400, 'unauthorized_client']);
    const page = await site.browser().get(authorizePath({ client_id: id }));
    assert.deepEqual([page.status, page.text.includes('cannot be connected now')], [400, true]);
    // Its owner changes it and does not lift the suspension by that.
    assert.equal((await ada.patch(`/clients/${id}`, { name: 'Renamed' })).body.state, 'suspended');
    const twice = await owner.post(`/clients/${id}/suspend`, {});
    assert.deepEqual([twice.status, twice.body.code], [409, 'wrong_state']);
    assert.equal((await ada.post(`/clients/${id}/resume`, undefined)).status, 403);
    assert.equal((await owner.post(`/clients/${id}/resume`, undefined)).body.state, 'active');
    assert.equal((await token()).status, 200);
  });

  test('verifies a client as it is, until its owner changes its name', async () => {
    const { body } = await ada.post('/clients', { ...OWN, name: 'Verified' });
    assert.equal(body.verified, false);
    assert.equal((await owner.post(`/clients/${body.id}/verify`, undefined)).body.verified, true);
    assert.equal((await ada.patch(`/clients/${body.id}`, { name: 'Another' })).body.verified, false);
    assert.equal((await owner.post('/clients/dyn_new/verify', undefined)).body.code, 'wrong_state');
  });

  test('counts clients that nobody uses, and deletes those that it counted', async () => {
    const unusedSince = new Date(site.clock.now()).toISOString();
    const preview = await owner.post('/client-cleanups', { unusedSince, origin: 'registration' });
    assert.deepEqual(preview.body, { deleted: 0, left: 2 });
    const done = await owner.post('/client-cleanups', {
      unusedSince,
      origin: 'registration',
      preview: false,
    });
    assert.deepEqual(done.body, { deleted: 2, left: 0 });
    assert.deepEqual(await ids(owner, '?origin=registration'), []);
    const later = new Date(site.clock.now() + DAY).toISOString();
    assert.equal((await owner.post('/client-cleanups', { unusedSince: later })).body.code, 'in_the_future');
  });
});

function tokenOf(site: Site, id: string, secret: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${new URL(site.api.address.issuer).port}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'read' }),
  });
}

test('a client for live data waits for approval where the API says so, one for the sandbox does not', async () => {
  const site = await openSite({ definition: { developers: { approval: 'live' } } });
  const owner = await program(site, ['manage:write']);
  const ada = await person(site, await signedIn(site));
  const platform = {
    ...OWN,
    kind: 'platform',
    scopes: ['read', 'partners'],
    grantTypes: ['client_credentials'],
  };
  const live = await ada.post('/clients', platform);
  assert.deepEqual([live.status, live.body.state], [201, 'pending']);
  assert.equal((await tokenOf(site, live.body.id, live.body.secret)).status, 400);
  const sandbox = await ada.post('/clients', { ...platform, mode: 'sandbox' });
  assert.equal(sandbox.body.state, 'active');
  assert.deepEqual((await owner.get('/clients?state=pending')).body.data.length, 1);
  assert.equal((await owner.post(`/clients/${live.body.id}/approve`, undefined)).body.state, 'active');
  assert.equal((await tokenOf(site, live.body.id, live.body.secret)).status, 200);
  await site.close();
});

test('where platforms alone wait for approval, another client for live data works at once', async () => {
  const site = await openSite({ definition: { developers: { approval: 'platforms' } } });
  const ada = await person(site, await signedIn(site));
  assert.equal((await ada.post('/clients', OWN)).body.state, 'active');
  const platform = { ...OWN, kind: 'platform', scopes: ['read', 'partners'] };
  assert.equal((await ada.post('/clients', platform)).body.state, 'pending');
  assert.equal((await ada.post('/clients', { ...platform, mode: 'sandbox' })).body.state, 'active');
  await site.close();
});
