import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Call } from '../../src/guard/call.ts';
import type { Decision } from '../../src/guard/decision.ts';
import { examine } from '../../src/guard/examine.ts';
import { createGuard } from '../../src/guard/guard.ts';
import { CHECKS, TenantId, UserId } from '../../src/model/index.ts';
import { connectionRows } from './refusal/rows/connection.ts';
import { permissionRows } from './refusal/rows/permission.ts';
import { tokenRows } from './refusal/rows/token.ts';
import { LIVE, NOW, openWorld, type World } from './world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

/** A world whose calls are also examined, each before it is made. */
function examined(seen: Awaited<ReturnType<typeof examine>>['examination'][]): World {
  return {
    ...world,
    async call(token, over = {}) {
      const call = {
        method: 'GET',
        host: LIVE,
        path: '/cases',
        query: '',
        account: undefined,
        ip: '192.0.2.7',
        ...over,
      };
      const sent = /^Bearer (\S+)$/.exec(over.authorization ?? '')?.[1] ?? token ?? 'none';
      const before = (await world.audit()).length;
      const { examination } = await examine(world.api, world.operations, { call, as: { token: sent } });
      assert.equal((await world.audit()).length, before);
      seen.push(examination);
      return world.call(token, over);
    },
  };
}

const failedIn = (checks: readonly { check: string; outcome: string }[]) =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check);

// Those need a header that a question cannot have: no token, other schemes, several tokens.
const asked = [...tokenRows, ...connectionRows, ...permissionRows].filter(
  ({ title }) => !/^(no token|another scheme|two )/.test(title),
);

for (const row of asked) {
  test(`says beforehand: ${row.title}`, async () => {
    world.clock.now = NOW;
    const seen: Awaited<ReturnType<typeof examine>>['examination'][] = [];
    const decision: Decision = await row.call(examined(seen));
    assert.ok(decision.outcome === 'deny');
    const [examination] = seen.slice(-1);
    assert.ok(examination);
    const { status, code, detail, remedy } = decision.refusal;
    assert.deepEqual(examination.refusal, { status, code, detail, remedy });
    assert.deepEqual(
      examination.checks.map(({ check }) => check),
      [...CHECKS],
    );
    const failed = failedIn(examination.checks);
    for (const check of failedIn(decision.refusal.checks)) assert.ok(failed.includes(check), check);
  });
}

test('everything that is wrong with a call shows at once', async () => {
  const { token } = await world.personalToken({
    userId: UserId('usr_cy'),
    expiresAt: NOW - 1,
    ipAllowlist: ['198.51.100.0/24'],
  });
  const call = {
    method: 'POST',
    host: 'sandbox.cases.localhost',
    path: '/cases',
    query: '',
    ip: '192.0.2.7',
  };
  const { examination } = await examine(world.api, world.operations, {
    call: { ...call, account: 'conn_x' },
    as: { token },
  });
  assert.equal(examination.refusal?.code, 'token_expired');
  assert.deepEqual(failedIn(examination.checks), ['token', 'domain', 'connection']);
  const without = await examine(world.api, world.operations, {
    call: { ...call, account: undefined },
    as: { token },
  });
  assert.deepEqual(failedIn(without.examination.checks), ['token', 'domain', 'scope', 'role', 'ip']);
  assert.deepEqual(without.examination.needs, { scopes: [['write']], permission: 'case.write' });
  assert.deepEqual(without.examination.effective, {
    scopes: ['read', 'read:cases'],
    permissions: [],
    resources: null,
  });
});

test('asking counts nothing, uses nothing up and is no call', async () => {
  const small = await openWorld({ limits: { client: { calls: 1, per: 60 } } });
  try {
    const { token, id } = await small.personalToken();
    const call = {
      method: 'GET',
      host: LIVE,
      path: '/cases',
      query: '',
      account: undefined,
      ip: '192.0.2.7',
    };
    for (let times = 0; times < 3; times++) {
      const { examination } = await examine(small.api, small.operations, { call, as: { token } });
      assert.equal(examination.outcome, 'allow');
      assert.deepEqual(examination.caller, {
        ...{ tenant: 'org_a', user: 'usr_ann', role: 'owner', client: null },
        ...{ connectedAccount: null, token: 'personal' },
      });
    }
    assert.deepEqual(await small.audit(), []);
    const [stored] = await small.api.store.personalTokensOf(UserId('usr_ann'), TenantId('org_a'));
    assert.deepEqual([stored?.id, stored?.lastUsedAt], [id, null]);
    assert.equal((await small.call(token)).outcome, 'allow');
    assert.equal((await small.call(token)).outcome, 'deny');
  } finally {
    await small.close();
  }
});

test('as a connected account, with all that its customer granted', async () => {
  const { account, grant } = await world.connected({ scopes: ['read'] });
  const question = (over: Partial<Call> = {}) => ({
    call: { method: 'GET', host: LIVE, path: '/cases', query: '', account: undefined, ip: '', ...over },
    as: { connectedAccount: account },
  });
  const ask = async (over?: Partial<Call>) =>
    (await examine(world.api, world.operations, question(over))).examination;
  assert.equal((await ask()).outcome, 'allow');
  assert.equal((await ask({ method: 'POST' })).refusal?.code, 'insufficient_scope');
  assert.equal((await ask({ host: 'sandbox.cases.localhost' })).refusal?.code, 'domain_mismatch');
  await world.api.store.revokeGrant({ grantId: grant.id, tenantId: TenantId('org_a'), now: NOW, audit: [] });
  assert.equal((await ask()).refusal?.code, 'authorization_revoked');
  const unknown = { ...question(), as: { connectedAccount: 'conn_unknown' } };
  const { examination } = await examine(world.api, world.operations, unknown);
  assert.equal(examination.refusal?.code, 'connected_account_invalid');
});

test('a token that is bound to a key is examined as if the key were proved', async () => {
  const token = await world.clientToken('service', { confirmation: { jkt: 'a'.repeat(43) } });
  const call = { method: 'GET', host: LIVE, path: '/cases', query: '', account: undefined, ip: '' };
  const { examination } = await examine(world.api, world.operations, { call, as: { token } });
  assert.equal(examination.outcome, 'allow');
  const decide = createGuard(world.api, world.operations);
  const made = {
    ...call,
    authorization: `Bearer ${token}`,
    dpop: undefined,
    origin: null,
    requestId: 'req_1',
  };
  assert.equal((await decide(made)).outcome, 'deny');
});

test('an operation that anybody may call needs nothing else to be looked at', async () => {
  const call = { method: 'GET', host: LIVE, path: '/status', query: '', account: undefined, ip: '' };
  const { examination } = await examine(world.api, world.operations, { call, as: { token: 'nonsense' } });
  assert.equal(examination.outcome, 'allow');
  assert.deepEqual(
    examination.checks.filter(({ outcome }) => outcome !== 'skipped').map(({ check }) => check),
    ['operation'],
  );
});
