import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Decision } from '../../../src/guard/decision.ts';
import { examine } from '../../../src/guard/examine.ts';
import { createGuard } from '../../../src/guard/guard.ts';
import { LIVE, openWorld, type World } from '../world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

const UNPROVED = { dpop: undefined, origin: null, requestId: 'req_1' };

function code(decision: Decision): string {
  return decision.outcome === 'allow' ? 'allowed' : decision.refusal.code;
}

test('a token that names no tenant opens what is about no customer, and nothing else', async () => {
  const token = await world.clientToken('service', { tenantId: null, scopes: ['read', 'write', 'admin'] });
  // The same in an API without connected accounts, and in the examination that foretells the decision.
  const { accountHeader: _, ...config } = world.api.config;
  const without = { ...world.api, config };
  const decideWithout = createGuard(without, world.operations);
  const common = { host: LIVE, query: '', ip: '192.0.2.7', account: undefined };
  const closed = world.operations.operations.filter((each) => !each.public);
  assert.ok(
    closed.some(({ customerData }) => customerData) && !closed.every(({ customerData }) => customerData),
  );
  for (const operation of closed) {
    const wanted = operation.customerData ? 'tenant_required' : 'allowed';
    const { method, template } = operation;
    const call = { ...common, method, path: template.replaceAll(/\{\w+\}/g, 'p_1') };
    const decisions = [
      await world.call(token, call),
      await decideWithout({ ...call, ...UNPROVED, authorization: `Bearer ${token}` }),
    ];
    assert.deepEqual(decisions.map(code), [wanted, wanted], operation.id);
    for (const api of [world.api, without]) {
      const { examination } = await examine(api, world.operations, { call, as: { token } });
      assert.equal(examination.refusal?.code ?? 'allowed', wanted, operation.id);
    }
  }
});
