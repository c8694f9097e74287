import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import type { Decision } from '../../../src/guard/decision.ts';
import { ClientId, ConnectedAccountId, GrantId, TenantId, UserId } from '../../../src/model/index.ts';
import { changedBy, changeTags } from '../../../src/rules/change/outdated.ts';
import { event } from '../../store/fixtures.ts';
import { openWorld, type World } from '../world.ts';

/* Ann owns the firm and Cy views: both connected the same platform. */

let world: World;
before(async () => {
  world = await openWorld({
    roles: {
      owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
      viewer: { title: 'Viewer', permissions: [] },
    },
  });
});
after(() => world.close());

const POST = { method: 'POST', path: '/cases' } as const;
const outcome = (decision: Decision) => (decision.outcome === 'allow' ? 'allowed' : decision.refusal.code);

async function both() {
  const ann = await world.connected({ userId: UserId('usr_ann') });
  world.clock.now += 1_000;
  const cy = await world.connected({ userId: UserId('usr_cy') });
  assert.equal(cy.account, ann.account);
  return { ann, cy, account: ann.account };
}
const change = ({ id: grantId, tenantId }: { id: GrantId; tenantId: TenantId }) => ({
  grantId,
  tenantId,
  now: world.clock.now,
  audit: [],
});

test('a token acts by the authority of its own person, and the platform’s own by a manager’s', async () => {
  const { ann, cy, account } = await both();
  assert.equal(outcome(await world.call(ann.token, { ...POST, account })), 'allowed');
  assert.equal(outcome(await world.call(cy.token, { ...POST, account })), 'insufficient_role');
  const own = await world.clientToken('platform');
  const said = await world.call(own, { ...POST, account });
  assert.equal(said.outcome === 'allow' && said.caller?.user?.id, 'usr_ann');
  assert.equal(said.outcome === 'allow' && said.caller?.connectedAccount, account);
  const [row] = await world.audit();
  assert.deepEqual(
    [row?.clientId, row?.detail.token, row?.userId, row?.grantId, row?.connectedAccountId],
    ['platform', 'client', 'usr_ann', ann.grant.id, account],
  );

  await world.api.store.withdrawGrant(change(ann.grant));
  const then = await world.call(own, { account });
  assert.equal(then.outcome === 'allow' && then.caller?.user?.id, 'usr_cy');
  assert.equal(outcome(await world.call(own, { ...POST, account })), 'insufficient_role');
  assert.equal(outcome(await world.call(ann.token, { account })), 'authorization_revoked');
  assert.equal(outcome(await world.call(cy.token, { account })), 'allowed');
});

test('suspension, addresses and revocation of a connection count for every token under it', async () => {
  const { ann, cy, account } = await both();
  const tokens = [ann.token, cy.token, await world.clientToken('platform')];
  const all = async () =>
    Promise.all(tokens.map(async (token) => outcome(await world.call(token, { account }))));
  const about = { ...change(cy.grant), byManager: true };
  assert.deepEqual(await all(), ['allowed', 'allowed', 'allowed']);
  await world.api.store.suspendGrant({ ...about, suspended: true });
  assert.deepEqual(new Set(await all()), new Set(['connected_account_invalid']));
  await world.api.store.suspendGrant({ ...about, suspended: false });
  await world.api.store.limitGrantAddresses({ ...about, ipAllowlist: ['203.0.113.9'] });
  assert.deepEqual(new Set(await all()), new Set(['ip_not_allowed']));
  await world.api.store.limitGrantAddresses({ ...about, ipAllowlist: null });
  assert.deepEqual(new Set(await all()), new Set(['allowed']));
  await world.api.store.revokeGrant(about);
  assert.deepEqual(new Set(await all()), new Set(['authorization_revoked']));
  await world.api.store.releaseGrant(about);
});

test('an id from before the accounts of a customer were joined names the one that leads', async () => {
  const { ann, account } = await both();
  const beside = new DatabaseSync(world.file);
  beside
    .prepare('INSERT INTO connected_account_aliases (id, account_id) VALUES (?, ?)')
    .run('conn_earlier', account);
  beside.close();
  for (const token of [ann.token, await world.clientToken('platform')]) {
    const said = await world.call(token, { account: 'conn_earlier' });
    assert.equal(said.outcome === 'allow' && said.caller?.connectedAccount, account);
    const [row] = await world.audit();
    assert.deepEqual([row?.outcome, row?.connectedAccountId], ['allowed', account]);
    assert.equal(outcome(await world.call(token, { account: 'conn_unknown' })), 'connected_account_invalid');
  }
  const other = await world.connected({ userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
  assert.equal(
    outcome(await world.call(other.token, { account: 'conn_earlier' })),
    'connected_account_invalid',
  );
});

test('a change of a connection voids the decisions of all its parts', () => {
  const parts = ['grt_ann', 'grt_cy'].map((id) => ({
    id,
    clientId: ClientId('platform'),
    connectedAccountId: ConnectedAccountId('conn_1'),
  }));
  const tags = parts.map((grant) =>
    changeTags({ client: { id: 'platform' }, grant, tenant: { id: 'org_a' } } as Parameters<
      typeof changeTags
    >[0]),
  );
  for (const kind of ['authorization.granted', 'authorization.changed', 'authorization.revoked'] as const) {
    const voided = changedBy(
      event(kind, { grantId: GrantId('grt_ann'), connectedAccountId: ConnectedAccountId('conn_1') }),
    );
    assert.deepEqual(
      tags.map((each) => voided.some((tag) => each.includes(tag))),
      [true, true],
      kind,
    );
  }
});
