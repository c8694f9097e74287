import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { ClientId, type GrantId, TenantId, UserId } from '../../../server/src/model/index.ts';
import { localDecisions } from '../../src/local.ts';
import { type Guarded, guarded, unfollowed } from './guarded.ts';
import { connect, newPlace, type Place, row, startWorld, type World } from './world.ts';

/** A verb that refuses writes no row: a test that then waits to hear of one would wait for ever. */
function assertMade(outcome: unknown): void {
  assert.match(String(outcome ?? 'changed'), /^(changed|revoked|removed|deleted)$/);
}

describe('an API that decides by itself', () => {
  let world: World;
  let place: Place;
  let guard: Guarded;

  before(async () => {
    place = await newPlace();
    world = await startWorld(place);
  });
  after(async () => {
    await world.close();
    await place.remove();
  });
  beforeEach(async () => {
    guard = await guarded(null, world);
  });
  afterEach(() => guard.close());

  /** Makes a change and waits until the guard has heard of it. */
  async function changing(change: Promise<unknown>): Promise<void> {
    const heard = guard.next('changed');
    assertMade(await change);
    await heard;
  }

  it('makes no request for a call that was decided before', async () => {
    const { token } = await connect(world.api);
    const asked = world.asked('check');
    assert.equal(await guard.basis(token), 'asked');
    for (const uri of ['/things', '/things?page=2'])
      assert.equal(await guard.basis(token, { uri }), 'stream');
    assert.equal(world.asked('check'), asked + 1);
    const answer = await guard.call(token);
    assert.ok(answer.allowed);
    assert.equal(answer.caller?.user?.id, 'usr_1');
    assert.equal(answer.caller?.operation, 'listThings');
    assert.match(answer.caller?.requestId ?? '', /^req_[0-9a-f]{24}$/);
    assert.equal(answer.headers['latchkey-basis'], 'stream');
    assert.match(answer.headers.ratelimit ?? '', /r=\d+;t=\d+/);
  });

  it('gives each call a caller of its own', async () => {
    const { token } = await connect(world.api);
    await guard.call(token);
    const first = await guard.call(token);
    assert.ok(first.allowed && first.caller);
    // The type forbids it; a program in JavaScript could do it all the same.
    (first.caller.permissions as string[]).push('*');
    const second = await guard.call(token);
    assert.ok(second.allowed);
    assert.deepEqual(second.caller?.permissions, ['thing.read']);
    assert.notEqual(first.caller?.requestId, second.caller?.requestId);
  });

  it('takes another record for the same call, and what decides for another', async () => {
    const { token } = await connect(world.api, { resources: [{ type: 'project', id: '7' }] });
    const at = (uri: string) => guard.basis(token, { uri });
    assert.equal(await at('/things/1'), 'asked');
    assert.equal(await at('/things/2'), 'stream');
    // The literal beside the parameter is another operation, which this role does not permit.
    assert.equal(await at('/things/export'), 'insufficient_role');
    assert.equal(await at('/things/EXPORT'), 'not_found');
    for (const uri of ['/things/a%2Fb', '/things/..', '/things//', '/things/export;x', '/things/%65xport']) {
      assert.notEqual(await at(uri), 'stream', uri);
    }
    assert.equal(await at('/projects/7'), 'asked');
    assert.equal(await at('/projects/7'), 'stream');
    assert.equal(await at('/projects/8'), 'not_found');
  });

  it('asks about everything that could be decided otherwise', async () => {
    const { token } = await connect(world.api);
    const other = await connect(world.api, { userId: UserId('usr_2'), tenantId: TenantId('biz_2') });
    assert.equal(await guard.basis(token), 'asked');
    assert.equal(await guard.basis(other.token), 'asked');
    assert.notEqual(await guard.basis(token, { method: 'POST' }), 'stream');
    assert.notEqual(await guard.basis(token, { host: 'elsewhere.example' }), 'stream');
    assert.equal(await guard.basis(token, { uri: '/things?access_token=x' }), 'invalid_request');
    assert.equal(await guard.basis(token, { uri: '/things?acce%73s_token=x' }), 'invalid_request');
    assert.equal(
      await guard.basis(token, { headers: { 'x-http-method-override': 'DELETE' } }),
      'invalid_request',
    );
    assert.equal(
      await guard.basis(token, { headers: { 'Things-Account': 'conn_foreign' } }),
      'connected_account_invalid',
    );
    assert.equal(await guard.basis(`${token}, Bearer ${token}`), 'invalid_token');
    assert.equal(await guard.basis(token, { authorization: `DPoP ${token}` }), 'invalid_token');
    assert.equal(await guard.basis(token), 'stream');
  });

  it('never answers for a token that is bound to a key', async () => {
    const { token } = await connect(world.api, { confirmation: { x5tS256: 'x' } });
    for (let round = 0; round < 2; round++) assert.equal(await guard.basis(token), 'token_bound');
  });

  it('never remembers a refusal', async () => {
    const { token } = await connect(world.api, { userId: UserId('usr_3') });
    const asked = world.asked('check');
    for (let round = 0; round < 2; round++) {
      assert.equal(await guard.basis(token, { uri: '/things/export' }), 'insufficient_role');
    }
    assert.equal(world.asked('check'), asked + 2);
  });

  it('keeps outcomes of addresses apart where addresses are limited', async () => {
    const { token, grant } = await connect(world.api, { userId: UserId('usr_3') });
    assert.equal(await guard.basis(token), 'asked');
    assert.equal(await guard.basis(token, { ip: '203.0.113.9' }), 'stream');
    const about = { tenantId: grant.tenantId, grantId: grant.id };
    await changing(
      world.api.store.limitGrantAddresses({
        grantId: grant.id,
        tenantId: grant.tenantId,
        ipAllowlist: ['192.0.2.0/24'],
        now: Date.now(),
        audit: [row('authorization.changed', about)],
      }),
    );
    assert.equal(await guard.basis(token), 'asked');
    assert.equal(await guard.basis(token), 'stream');
    assert.equal(await guard.basis(token, { ip: '203.0.113.9' }), 'ip_not_allowed');
  });

  const changes: [
    what: string,
    code: string,
    (grant: { id: GrantId; tenantId: TenantId }) => Promise<unknown>,
  ][] = [
    [
      'a revoked connection',
      'authorization_revoked',
      ({ id, tenantId }) =>
        world.api.store.revokeGrant({
          grantId: id,
          tenantId,
          now: Date.now(),
          audit: [row('authorization.revoked', { tenantId, grantId: id })],
        }),
    ],
    [
      'a suspended connection',
      'connected_account_invalid',
      ({ id, tenantId }) =>
        world.api.store.suspendGrant({
          grantId: id,
          tenantId,
          suspended: true,
          now: Date.now(),
          audit: [row('authorization.changed', { tenantId, grantId: id })],
        }),
    ],
    [
      'a connection with fewer scopes',
      'insufficient_scope',
      ({ id, tenantId }) =>
        world.api.store.shrinkGrant({
          grantId: id,
          tenantId,
          scopes: ['write'],
          resources: null,
          now: Date.now(),
          audit: [row('authorization.changed', { tenantId, grantId: id })],
        }),
    ],
    [
      'another role',
      'insufficient_role',
      ({ tenantId }) =>
        world.api.store.setRole({
          tenantId,
          userId: UserId('usr_2'),
          role: 'clerk',
          audit: [row('member.role_changed', { tenantId, userId: UserId('usr_of_whoever_did_it') })],
        }),
    ],
    [
      'a role of the customer’s that permits less',
      'insufficient_role',
      async ({ tenantId }) => {
        await world.api.store.setRole({ tenantId, userId: UserId('usr_2'), role: 'own', audit: [] });
        await world.api.store.saveCustomRole({ tenantId, name: 'own', title: 'Own', permissions: [] }, [
          row('role.changed', { tenantId }),
        ]);
      },
    ],
    [
      'a member who was removed',
      'authorization_revoked',
      ({ tenantId }) =>
        world.api.store.removeMember({
          tenantId,
          userId: UserId('usr_2'),
          now: Date.now(),
          audit: [row('member.removed', { tenantId, userId: UserId('usr_2') })],
        }),
    ],
    [
      'a client that is gone',
      'invalid_token',
      () => world.api.store.deleteClient('spare', [row('client.deleted', { clientId: ClientId('spare') })]),
    ],
  ];
  for (const [what, code, change] of changes) {
    it(`refuses the next call after ${what}`, async () => {
      const tenantId = TenantId('biz_2');
      await world.api.store.addMembership({ tenantId, userId: UserId('usr_2'), role: 'owner' }, []);
      await world.api.store.setRole({ tenantId, userId: UserId('usr_2'), role: 'owner', audit: [] });
      const { token, grant } = await connect(world.api, {
        clientId: ClientId('spare'),
        userId: UserId('usr_2'),
        tenantId,
      });
      assert.equal(await guard.basis(token), 'asked');
      assert.equal(await guard.basis(token), 'stream');
      await changing(change(grant));
      assert.equal(await guard.basis(token), code);
    });
  }

  it('hears of what another process changed', async () => {
    const { token, grant } = await connect(world.api, { clientId: ClientId('platform') });
    const account = { headers: { 'things-account': grant.connectedAccountId ?? '' } };
    assert.equal(await guard.basis(token, account), 'asked');
    assert.equal(await guard.basis(token, account), 'stream');
    const elsewhere = await startWorld(place);
    try {
      const { id: grantId, tenantId } = grant;
      const audit = [row('authorization.revoked', { tenantId, grantId })];
      await changing(elsewhere.api.store.revokeGrant({ grantId, tenantId, now: Date.now(), audit }));
      assert.equal(await guard.basis(token, account), 'authorization_revoked');
    } finally {
      await elsewhere.close();
    }
  });

  it('misses nothing when the stream breaks off, and forgets nothing else', async () => {
    const { token: other } = await connect(world.api, { userId: UserId('usr_3') });
    const { token, grant } = await connect(world.api);
    assert.equal(await guard.basis(other), 'asked');
    assert.equal(await guard.basis(token), 'asked');
    const down = guard.next('down');
    world.cut();
    await down;
    // Good for seconds only, and it says so.
    assert.equal(await guard.basis(token), 'recent');
    const up = guard.next('up');
    const { id: grantId, tenantId } = grant;
    const audit = [row('authorization.revoked', { tenantId, grantId })];
    await world.api.store.revokeGrant({ grantId, tenantId, now: Date.now(), audit });
    await up;
    assert.equal(await guard.basis(token), 'authorization_revoked');
    assert.equal(await guard.basis(other), 'stream');
    assert.ok(guard.problems.some((problem) => problem.includes('broke off')));
  });

  it('does not keep an answer that a change has overtaken', async (t) => {
    const { token, grant } = await connect(world.api);
    const { id: grantId, tenantId } = grant;
    const overtaken: Guarded = unfollowed(
      world,
      {},
      {
        local: (ask, settings) => {
          const local = localDecisions({ onStream: (event) => overtaken.heard(event) });
          return local(async (call, keep) => {
            const answer = await ask(call, keep);
            const heard = overtaken.next('changed');
            const audit = [row('authorization.changed', { tenantId, grantId })];
            const change = { grantId, tenantId, suspended: true, now: Date.now(), audit };
            if (answer.allowed) {
              assertMade(await world.api.store.suspendGrant(change));
              await heard;
            }
            return answer;
          }, settings);
        },
      },
    );
    t.after(() => overtaken.close());
    await overtaken.next('up');
    assert.equal(await overtaken.basis(token), 'asked');
    assert.equal(await overtaken.basis(token), 'connected_account_invalid');
  });
});
