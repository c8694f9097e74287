import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { explanationOf } from '../../../src/audit/explanation.ts';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { connectionRows } from '../refusal/rows/connection.ts';
import { permissionRows } from '../refusal/rows/permission.ts';
import { proofRows } from '../refusal/rows/proof.ts';
import { tokenRows } from '../refusal/rows/token.ts';
import { NOW, openWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

async function last() {
  const [row] = await world.audit();
  assert.ok(row);
  const explanation = explanationOf(row);
  assert.ok(explanation);
  return explanation;
}

for (const row of [...tokenRows, ...proofRows, ...connectionRows, ...permissionRows]) {
  test(`the log tells why later: ${row.title}`, async () => {
    world.clock.now = NOW;
    const decision = await row.call(world);
    assert.ok(decision.outcome === 'deny');
    const { refusal } = decision;
    const told = await last();
    assert.deepEqual(
      [told.outcome, told.code, told.said, told.remedy],
      ['denied', refusal.code, refusal.detail, refusal.remedy],
    );
    assert.deepEqual(told.checks, refusal.checks);
  });
}

test('needs and rights are explained as they were, even if role and grant have changed since', async () => {
  const { token } = await world.personalToken({ userId: UserId('usr_dee'), scopes: ['write'] });
  assert.equal((await world.call(token, { method: 'POST' })).outcome, 'allow');
  const allowed = await last();
  assert.deepEqual(allowed.needs, { scopes: [['write']], permission: 'case.write' });
  assert.deepEqual(allowed.held, { role: 'deputy', reach: 'any' });
  assert.ok(allowed.checks.every(({ outcome }) => outcome === 'passed'));

  const role = { tenantId: TenantId('org_a'), name: 'deputy', title: 'Deputy' };
  await world.api.store.saveCustomRole({ ...role, permissions: ['case.write:own'] }, []);
  assert.equal((await world.call(token, { method: 'POST' })).outcome, 'deny');
  const refused = await last();
  assert.deepEqual(refused.held, { role: 'deputy', reach: 'own', scopes: ['write'] });
  const rows = (await world.audit()).map(explanationOf);
  assert.deepEqual(rows[1], allowed);
  await world.api.store.saveCustomRole({ ...role, permissions: ['case.write'] }, []);
});

test('the resources that opened a call are told, and those that did not', async () => {
  const resources = [
    { type: 'project', id: '1' },
    { type: 'account', id: '9' },
  ];
  const { token } = await world.connected({ clientId: 'app', resources });
  await world.call(token, { path: '/projects/1' });
  const opened = await last();
  assert.deepEqual(opened.needs?.resources, ['project:{project_id}', 'account:{project_id}']);
  assert.deepEqual(opened.held, { role: 'owner', resources: ['project:1'] });
  await world.call(token, { path: '/projects/secret-of-a-customer' });
  const refused = await last();
  assert.deepEqual(refused.held?.resources, ['project:1', 'account:9']);
  // A path with data of the caller stays out of the log.
  assert.ok(!JSON.stringify(await world.audit()).includes('secret-of-a-customer'));
});

test('a call to an open operation was asked for nothing', async () => {
  await world.call(null, { path: '/status' });
  const told = await last();
  assert.deepEqual(
    told.checks.filter(({ outcome }) => outcome === 'passed').map(({ check }) => check),
    ['operation'],
  );
});

test('a call over its limit is told with what it held', async () => {
  const small = await openWorld({ limits: { client: { calls: 1, per: 60 } } });
  try {
    const { token } = await small.personalToken();
    await small.call(token);
    await small.call(token);
    const [row] = await small.audit();
    assert.ok(row);
    const told = explanationOf(row);
    assert.equal(told?.remedy, 'wait');
    assert.deepEqual(told?.held, { role: 'owner' });
    assert.equal(told?.checks.at(-1)?.outcome, 'failed');
  } finally {
    await small.close();
  }
});

test('a row that is about something else, or of an earlier version, is not made up', async () => {
  const [row] = await world.audit();
  assert.ok(row);
  assert.equal(explanationOf({ ...row, kind: 'role.changed' }), null);
  const detail = { method: 'GET', operation: 'listCases', token: 'personal', status: 403, failed: ['scope'] };
  const old = explanationOf({ ...row, outcome: 'denied', code: 'insufficient_scope', detail });
  assert.deepEqual([old?.said, old?.remedy, old?.needs], ['', null, null]);
  assert.deepEqual(
    old?.checks.filter(({ outcome }) => outcome !== 'skipped'),
    [{ check: 'scope', outcome: 'failed' }],
  );
});
