import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Decision } from '../../../src/guard/decision.ts';
import { TenantId } from '../../../src/model/index.ts';
import { event } from '../../store/fixtures.ts';
import { openWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

function outcome(decision: Decision): string {
  return decision.outcome === 'allow' ? 'allowed' : decision.refusal.code;
}

async function limitClient(id: string, ipAllowlist: string[] | null): Promise<void> {
  const found = await world.api.store.client(id, world.clock.now);
  assert.ok(found);
  const { ipAllowlist: _, ...others } = found.client.settings;
  const settings = ipAllowlist === null ? others : { ...others, ipAllowlist };
  await world.api.store.updateClient({ ...found.client, settings }, []);
}

test('a client, the customer and a token may each say where calls come from, and all of them count', async () => {
  const { token, grant, account } = await world.connected();
  const from = async (ip: string) => outcome(await world.call(token, { ip, account }));
  const limitGrant = (ipAllowlist: string[] | null) =>
    world.api.store.limitGrantAddresses({
      grantId: grant.id,
      tenantId: grant.tenantId,
      ipAllowlist,
      now: world.clock.now,
      audit: [event('authorization.changed', { detail: { ipAllowlist } })],
    });
  assert.equal(await from('203.0.113.1'), 'allowed');

  await limitClient('platform', ['203.0.113.0/24', '2001:db8::/32']);
  assert.equal(await from('203.0.113.1'), 'allowed');
  assert.equal(await from('::ffff:203.0.113.1'), 'allowed');
  assert.equal(await from('2001:db8::9'), 'allowed');
  assert.equal(await from('198.51.100.1'), 'ip_not_allowed');

  assert.equal(await limitGrant(['203.0.113.7/32']), 'changed');
  assert.equal(await from('203.0.113.1'), 'ip_not_allowed');
  assert.equal(await from('203.0.113.7'), 'allowed');
  await limitClient('platform', ['198.51.100.0/24']);
  assert.equal(await from('203.0.113.7'), 'ip_not_allowed', 'no list lifts another');

  await limitClient('platform', null);
  assert.equal(await limitGrant(null), 'changed');
  assert.equal(await from('198.51.100.1'), 'allowed');
});

test('a platform that calls with its own token and an account header is held to that account’s addresses', async () => {
  const { grant, account } = await world.connected();
  const token = await world.clientToken('platform');
  const ask = async (ip: string) => outcome(await world.call(token, { ip, account }));
  assert.equal(await ask('203.0.113.1'), 'allowed');
  const { id: grantId, tenantId } = grant;
  const now = world.clock.now;
  await world.api.store.limitGrantAddresses({
    grantId,
    tenantId,
    ipAllowlist: ['198.51.100.1'],
    now,
    audit: [],
  });
  assert.equal(await ask('203.0.113.1'), 'ip_not_allowed');
  assert.equal(await ask('198.51.100.1'), 'allowed');
});

test('another tenant cannot limit a grant, and a revoked one is not changed any more', async () => {
  const { grant } = await world.connected();
  const now = world.clock.now;
  const limit = (tenantId: TenantId) =>
    world.api.store.limitGrantAddresses({ grantId: grant.id, tenantId, ipAllowlist: [], now, audit: [] });
  assert.equal(await limit(TenantId('org_b')), 'unknown');
  await world.api.store.revokeGrant({ grantId: grant.id, tenantId: grant.tenantId, now, audit: [] });
  assert.equal(await limit(grant.tenantId), 'unknown');
});
