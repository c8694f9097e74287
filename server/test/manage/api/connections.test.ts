import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventWithoutRequest } from '../../../src/audit/event.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import { newId } from '../../../src/lib/ids.ts';
import { ClientId, type Grant, TenantId, UserId, type WebhookEndpoint } from '../../../src/model/index.ts';
import { client, openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Asker, person, program } from './asking.ts';

const CONNECTIONS = '/tenants/org_harbour/connections';

describe('connections in the management API', () => {
  let site: Site;
  let owner: Asker;
  let ada: Asker;
  let vera: Asker;
  before(async () => {
    site = await openSite({ clients: [client({ id: 'ofada', ownerUserId: UserId('ada') })] });
    owner = await program(site, ['manage:write']);
    ada = await person(site, await signedIn(site));
    vera = await person(site, await signedIn(site, 'vera'));
  });
  after(() => site.close());

  /** Records a consent, as its page does. */
  async function allowed(user: string, client = 'platform', tenant = 'org_harbour'): Promise<Grant> {
    const now = site.clock.now();
    const ids = { clientId: ClientId(client), userId: UserId(user), tenantId: TenantId(tenant) };
    const row = eventWithoutRequest('authorization.granted', now, ids);
    site.clock.turn(1_000);
    return site.api.store.recordConsent({
      ...ids,
      newGrantId: newId('grant'),
      newConnectedAccountId: client === 'platform' ? newId('conn') : null,
      mode: 'live',
      scopes: ['read', 'write', 'projects'],
      resources: [
        { type: 'project', id: '11' },
        { type: 'account', id: '2' },
      ],
      ceiling: null,
      now,
      pushed: null,
      audit: { allowed: [row], held: [] },
    } as Parameters<typeof site.api.store.recordConsent>[0]);
  }
  const called = (grant: Grant, outcome: 'allowed' | 'denied', code: string) => {
    const { id: grantId, clientId, userId, tenantId, connectedAccountId, mode } = grant;
    const ids = { grantId, clientId, userId, tenantId, connectedAccountId, mode };
    const about = { ...ids, outcome, code, detail: { operation: 'case-read' } };
    return site.api.store.record([eventWithoutRequest('api.called', site.clock.now(), about)]);
  };
  const ids = async (who: Asker, query = '') =>
    (await who.get(`${CONNECTIONS}${query}`)).body.data.map(({ id }: { id: string }) => id);
  const etagOf = async (id: string) => ({
    headers: { 'if-match': (await owner.get(`${CONNECTIONS}/${id}`)).headers.get('etag') ?? '' },
  });

  test('shows a manager all of the tenant, one for each platform, and a member their own', async () => {
    const [first, second, app] = [await allowed('ada'), await allowed('vera'), await allowed('max', 'app')];
    const north = await allowed('max', 'platform', 'org_north');
    assert.deepEqual(await ids(ada), [app.id, second.id]);
    assert.deepEqual(await ids(vera), [second.id]);
    const pages = [await owner.get(`${CONNECTIONS}?limit=1`)];
    pages.push(await owner.get(`${CONNECTIONS}?limit=1&cursor=${pages[0]?.body.next}`));
    assert.deepEqual(
      pages.map(({ body }) => body.data[0].id),
      [app.id, second.id],
    );
    const { body } = await ada.get(`${CONNECTIONS}/${second.id}`);
    assert.deepEqual(
      [body.people, body.user.name, body.scopes[0].title],
      [2, 'Vera Viewer', 'See cases, quotes and contacts'],
    );
    const parts = (await ada.get(`${CONNECTIONS}/${second.id}/parts`)).body.data;
    assert.deepEqual(
      parts.map(({ id }: { id: string }) => id),
      [second.id, first.id],
    );
    for (const [who, id] of [
      [vera, app.id],
      [vera, first.id],
      [ada, north.id],
      [owner, north.id],
    ] as const) {
      const missing = await who.get(`${CONNECTIONS}/${id}`);
      assert.deepEqual([missing.status, missing.body], [404, (await who.get(`${CONNECTIONS}/none`)).body]);
    }
  });

  test('says how often it was used, for what and with which refusals, and lists the calls', async () => {
    const [second = ''] = await ids(vera);
    const grant = await site.api.store.grantById(second);
    assert.ok(grant);
    await called(grant, 'allowed', 'case-read');
    await called(grant, 'denied', 'insufficient_scope');
    for (const who of [ada, vera]) {
      const { body } = await who.get(`${CONNECTIONS}/${second}/usage?days=2`);
      assert.deepEqual([body.allowed, body.denied, body.days.length], [1, 1, 2]);
      assert.deepEqual([body.causes[0].code, body.causes[0].calls], ['insufficient_scope', 1]);
      assert.deepEqual(body.operations, [{ operation: 'case-read', allowed: 1, denied: 1 }]);
      assert.equal(Date.parse(body.last.at) > site.clock.now() - HOUR, true);
    }
    assert.ok((await vera.get(CONNECTIONS)).body.data[0].lastUsedAt);
    const one = await vera.get(`${CONNECTIONS}/${second}/activity?kind=api.called&limit=1`);
    assert.equal(one.body.data[0].code, 'insufficient_scope');
    const two = await vera.get(
      `${CONNECTIONS}/${second}/activity?kind=api.called&limit=1&cursor=${one.body.next}`,
    );
    assert.equal(two.body.data[0].code, 'case-read');
    const named = await vera.get(`${CONNECTIONS}/${second}/resources`);
    assert.deepEqual(named.body.data[1], { type: 'account', id: '2', name: 'Blog' });
  });

  test('takes scopes and resources, never gives any, and lets one of two changes win', async () => {
    const [id = ''] = await ids(vera);
    const path = `${CONNECTIONS}/${id}`;
    assert.equal((await vera.patch(path, {})).status, 400);
    assert.equal((await vera.patch(path, { scopes: ['partners'] })).body.code, 'wider');
    assert.equal((await vera.patch(path, { scopes: [] })).body.code, 'nothing_left');
    const asSeen = await etagOf(id);
    const both = await Promise.all([
      vera.patch(path, { scopes: ['read', 'write'] }, asSeen),
      owner.patch(path, { resources: [{ type: 'account', id: '2' }] }, asSeen),
    ]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 412]);
    const kept = await vera.patch(path, { scopes: ['read'], resources: [{ type: 'account', id: '2' }] });
    assert.deepEqual(
      [kept.body.scopes.map(({ name }: { name: string }) => name), kept.body.resources],
      [['read'], [{ type: 'account', id: '2' }]],
    );
    const wrong = await ada.put(`${path}/addresses`, { addresses: ['nowhere'] });
    assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [422, '/addresses']);
    const limited = await ada.put(`${path}/addresses`, { addresses: ['203.0.113.9/24'] });
    assert.deepEqual(limited.body.addresses, ['203.0.113.0/24']);
    assert.equal((await ada.put(`${path}/addresses`, { addresses: [] }, asSeen)).status, 412);
    assert.equal((await vera.put(`${path}/addresses`, { addresses: [] })).body.code, 'shared_connection');
  });

  test('suspends, resumes and releases; a manager’s decision holds for its user, and the log says who', async () => {
    const grant = await allowed('vera', 'app');
    const path = `${CONNECTIONS}/${grant.id}`;
    const bound = await program(site, ['manage:connections:write'], 'org_harbour');
    assert.equal((await bound.post(`${path}/suspend`, undefined)).body.state, 'suspended');
    const [row] = await site.api.store.auditTrail({ kind: 'authorization.changed', limit: 1 });
    assert.equal(row?.userId, 'vera');
    assert.match(String(row?.detail.by), /^mgt_/);
    assert.equal((await vera.post(`${path}/resume`, undefined)).body.code, 'held_by_manager');
    assert.equal((await vera.post(`${path}/release`, undefined)).body.code, 'not_a_manager');
    assert.equal((await ada.post(`${path}/resume`, undefined)).body.state, 'active');
    assert.equal((await ada.post(`${path}/release`, undefined)).body.code, 'nothing_held');
    await ada.put(`${path}/addresses`, { addresses: ['192.0.2.1'] });
    assert.equal((await ada.post(`${path}/release`, undefined)).body.held, null);
    assert.equal((await vera.post(`${path}/suspend`, undefined)).body.state, 'suspended');
    assert.equal((await vera.post(`${path}/resume`, undefined)).body.state, 'active');
  });

  test('says what would stop working and who is told, then ends a part or all of it', async () => {
    const [, id = ''] = await ids(vera);
    const endpoint: WebhookEndpoint = {
      ...{ id: 'we_1', clientId: ClientId('platform'), url: 'https://casebridge.example/hook', secrets: [] },
      ...{ events: ['connection.revoked'], ordered: false, createdAt: 0, disabledAt: null },
      ...{ failures: 0, failingSince: null, pausedUntil: 0 },
    };
    await site.api.store.addWebhookEndpoint(endpoint, 10, []);
    const path = `${CONNECTIONS}/${id}`;
    const own = await vera.get(`${path}/revocation`);
    assert.deepEqual([own.body.ends, own.body.event, own.body.told], ['part', 'connection.changed', []]);
    const whole = await ada.get(`${path}/revocation`);
    assert.deepEqual(
      [whole.body.ends, whole.body.people, whole.body.event, whole.body.told],
      ['connection', 2, 'connection.revoked', ['client']],
    );
    assert.deepEqual(whole.body.loses, [{ name: 'read', title: 'See cases, quotes and contacts' }]);
    assert.equal((await vera.post(`${path}/revoke`, undefined)).body.ends, 'part');
    assert.equal((await vera.get(`${path}/revocation`)).body.code, 'connection_ended');
    const [left = ''] = (await ids(ada)).slice(-1);
    const done = await ada.post(`${CONNECTIONS}/${left}/revoke`, undefined);
    assert.deepEqual([done.body.ends, done.body.people], ['connection', 1]);
    assert.ok((await ids(ada, '?state=revoked')).includes(id), 'its last part stands for it');
    const second = await ada.post(`${CONNECTIONS}/${left}/revoke`, undefined);
    assert.deepEqual(
      [second.status, second.body.code],
      [409, 'connection_ended'],
      'who comes second is told',
    );
    assert.equal((await ada.post(`${CONNECTIONS}/${left}/suspend`, undefined)).body.code, 'connection_ended');
  });

  test('asks a person to prove who they are again before a dangerous act, and a token not', async () => {
    site.clock.turn(11 * 60_000);
    const path = '/tenants/org_harbour/members/vera';
    const stale = await ada.patch(path, { role: 'clerk' });
    assert.deepEqual([stale.status, stale.body.code], [403, 'reauthentication_required']);
    assert.equal((await owner.patch(path, { role: 'clerk' })).status, 200);
    // The operation of each act whose form needs a proof (`pages/account/dangerous.ts`) needs it too.
    const sameActs: [method: 'post' | 'delete', path: string, body?: unknown][] = [
      ['post', '/tenants/org_harbour/tokens', { name: 'x', scopes: ['read'], days: 30 }],
      ['post', '/tenants/org_harbour/invitations', { email: 'x@new.example', role: 'viewer' }],
      ['delete', '/tenants/org_harbour/members/vera'],
      ['post', '/tenants/org_harbour/members/vera/password'],
      ['delete', '/clients/ofada'],
      ['post', '/clients/ofada/secrets', {}],
      ['post', '/clients/ofada/webhooks/none/rotate', {}],
    ];
    for (const [method, act, body] of sameActs) {
      const said = method === 'post' ? await ada.post(act, body) : await ada.delete(act);
      assert.deepEqual([said.status, said.body.code], [403, 'reauthentication_required'], act);
    }
    const { redirectUris } = (await ada.get('/clients/ofada')).body;
    const moved = { redirectUris: [...redirectUris, 'https://thief.example/cb'] };
    assert.equal((await ada.patch('/clients/ofada', moved)).body.code, 'reauthentication_required');
    assert.equal((await ada.patch('/clients/ofada', { name: 'Ours', redirectUris })).status, 200);
    const own = { name: 'mine', scopes: ['read'], days: 30 };
    assert.equal((await vera.post('/tenants/org_harbour/tokens', own)).status, 201, 'she manages nothing');
    const operator = { userId: UserId('vera'), role: 'owner' as const, createdAt: site.clock.now() };
    await site.api.store.setOperator(operator, []);
    for (const act of ['/clients/ofada/verify', '/clients/ofada/approve', '/developers/max/approve'])
      assert.equal((await vera.post(act, undefined)).body.code, 'reauthentication_required', act);
    assert.equal((await vera.post('/clients/ofada/unverify', undefined)).status, 200, 'takes something away');
    const again = await person(site, await signedIn(site));
    assert.equal((await again.patch(path, { role: 'viewer' })).status, 200);
  });
});
