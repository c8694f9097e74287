import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import type { Decision } from '../../src/guard/decision.ts';
import type { Facts } from '../../src/guard/facts.ts';
import { createGuard } from '../../src/guard/guard.ts';
import { signIdentity } from '../../src/guard/identity/identity.ts';
import { permit } from '../../src/guard/steps.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { type Caller, TenantId, type TokenHash, UserId } from '../../src/model/index.ts';
import { newToken } from '../../src/tokens/format.ts';
import { LIVE, NOW, openWorld, SANDBOX, type World } from './world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
beforeEach(() => {
  world.clock.now = NOW;
});
after(() => world.close());

function allowed(decision: Decision): Caller {
  assert.equal(decision.outcome, 'allow', JSON.stringify(decision));
  assert.ok(decision.outcome === 'allow' && decision.caller);
  return decision.caller;
}

function code(decision: Decision): string {
  return decision.outcome === 'allow' ? 'allowed' : decision.refusal.code;
}

test('a connected token acts for its account, and the record says so', async () => {
  const { token, grant, account } = await world.connected();
  const caller = allowed(await world.call(token, { account, requestId: 'req_told' }));
  assert.deepEqual(caller, {
    tenant: { id: 'org_a', name: 'Alder & Co' },
    user: { id: 'usr_ann', email: 'ann@cases.example', name: 'Ann', role: 'owner' },
    client: { id: 'platform', name: 'platform', kind: 'platform' },
    connectedAccount: account,
    token: 'connected',
    scopes: ['read', 'read:cases', 'write'],
    permissions: ['*'],
    resources: null,
    mode: 'live',
    operation: 'listCases',
    requestId: 'req_told',
  });
  const [row] = await world.audit();
  assert.ok(row);
  const { id: _id, ...event } = row;
  assert.deepEqual(event, {
    kind: 'api.called',
    at: NOW,
    tenantId: TenantId('org_a'),
    userId: UserId('usr_ann'),
    clientId: 'platform',
    connectedAccountId: account,
    grantId: grant.id,
    mode: 'live',
    outcome: 'allowed',
    code: 'listCases',
    ip: '192.0.2.7',
    requestId: 'req_told',
    detail: {
      method: 'GET',
      operation: 'listCases',
      token: 'connected',
      needs: { scopes: [['read:cases']] },
      held: { role: 'owner' },
    },
  });
});

test("a platform's own token acts for an account with what both were given", async () => {
  const { account, grant } = await world.connected({ scopes: ['read'] });
  const token = await world.clientToken('platform', { scopes: ['read:cases', 'write'] });
  const caller = allowed(await world.call(token, { account }));
  assert.deepEqual(caller.scopes, ['read:cases']);
  assert.deepEqual([caller.user?.id, caller.tenant?.id, caller.token], ['usr_ann', 'org_a', 'client']);
  assert.equal(code(await world.call(token, { account, method: 'POST' })), 'insufficient_scope');
  const [row] = await world.audit();
  assert.deepEqual([row?.connectedAccountId, row?.grantId, row?.tenantId], [account, grant.id, 'org_a']);
});

test('without an account a platform may call what is not about customer data', async () => {
  const own = allowed(await world.call(await world.clientToken('platform'), { path: '/ping' }));
  assert.deepEqual([own.tenant, own.user, own.permissions], [null, null, ['*']]);
  const { token, account } = await world.connected();
  assert.equal(allowed(await world.call(token, { path: '/ping' })).connectedAccount, account);
});

test('a sandbox account on the sandbox domain only', async () => {
  const { account } = await world.connected({ mode: 'sandbox' });
  const sandboxed = await world.clientToken('platform', { mode: 'sandbox' });
  assert.equal(allowed(await world.call(sandboxed, { account, host: SANDBOX })).mode, 'sandbox');
  assert.equal(code(await world.call(sandboxed, { account, host: LIVE })), 'domain_mismatch');
  const live = await world.clientToken('platform');
  assert.equal(code(await world.call(live, { account, host: LIVE })), 'domain_mismatch');
});

test('an operation that is open to anybody needs no token and tells of no caller', async () => {
  const decision = await world.call(null, { path: '/status' });
  assert.deepEqual(decision, { outcome: 'allow', caller: null, selector: null, headers: {}, agreement: {} });
  const [row] = await world.audit();
  assert.deepEqual([row?.outcome, row?.code, row?.clientId], ['allowed', 'GET /status', null]);
});

test('HEAD is decided as GET', async () => {
  const { token } = await world.personalToken();
  assert.equal(allowed(await world.call(token, { method: 'HEAD' })).operation, 'listCases');
});

test('any spelling of the scheme will do', async () => {
  const { token } = await world.personalToken();
  for (const scheme of ['bearer', 'BEARER', 'Bearer ']) {
    allowed(await world.call(null, { authorization: `${scheme} ${token}` }));
  }
});

test('a role change counts with the next call, in both directions', async () => {
  const { token } = await world.personalToken({ userId: UserId('usr_cy'), scopes: ['write'] });
  const setRole = (role: string) =>
    world.api.store.setRole({ tenantId: TenantId('org_a'), userId: UserId('usr_cy'), role, audit: [] });
  assert.equal(code(await world.call(token, { method: 'POST' })), 'insufficient_role');
  await setRole('clerk');
  assert.deepEqual(allowed(await world.call(token, { method: 'POST' })).permissions, ['case.*']);
  await setRole('viewer');
  assert.equal(code(await world.call(token, { method: 'POST' })), 'insufficient_role');
});

test("a tenant's own role permits what the tenant says", async () => {
  const { token } = await world.personalToken({ userId: UserId('usr_dee'), scopes: ['write'] });
  assert.equal(allowed(await world.call(token, { method: 'POST' })).user?.role, 'deputy');
  await world.api.store.saveCustomRole(
    { tenantId: TenantId('org_a'), name: 'deputy', title: 'Deputy', permissions: [] },
    [],
  );
  assert.equal(code(await world.call(token, { method: 'POST' })), 'insufficient_role');
});

test('a ceiling caps what a role permits, and what the API is told of it', async () => {
  const { token, account } = await world.connected({ ceiling: ['case.*'] });
  const caller = allowed(await world.call(token, { account, method: 'POST' }));
  assert.deepEqual(caller.permissions, ['case.*']);
});

test('every way in is as good as the other, and all scopes of one are needed', async () => {
  const path = '/projects/1';
  const call = async (scopes: string[]) => {
    const { token } = await world.personalToken({ scopes });
    return code(await world.call(token, { path, method: 'DELETE' }));
  };
  assert.equal(await call(['write', 'admin']), 'allowed');
  assert.equal(await call(['write', 'read']), 'allowed');
  assert.equal(await call(['admin', 'read']), 'insufficient_scope');
  assert.equal(await call(['write', 'read:cases']), 'insufficient_scope');
});

test('selected resources open what they name; lists pass and the API is told the selection', async () => {
  const resources = [
    { type: 'project', id: '1' },
    { type: 'account', id: '9' },
  ];
  const { token } = await world.connected({ clientId: 'app', resources });
  const call = async (path: string) => code(await world.call(token, { path }));
  assert.equal(await call('/projects/1'), 'allowed');
  assert.equal(await call('/projects/%31'), 'allowed');
  assert.equal(await call('/projects/9'), 'allowed');
  assert.equal(await call('/projects/2'), 'not_found');
  assert.deepEqual(allowed(await world.call(token)).resources, resources);
  const none = await world.connected({ clientId: 'app', resources: [] });
  assert.equal(code(await world.call(none.token, { path: '/projects/1' })), 'not_found');
});

test('an allowlist compares addresses, not texts', async () => {
  const { token } = await world.personalToken({
    ipAllowlist: ['192.0.2.0/24', '2001:db8::/32', '::ffff:203.0.113.0/120', '198.51.100.7', 'nonsense'],
  });
  const from = async (ip: string) => code(await world.call(token, { ip }));
  for (const ip of ['192.0.2.255', '::ffff:192.0.2.1', '2001:DB8:0::1', '203.0.113.9', '198.51.100.7']) {
    assert.equal(await from(ip), 'allowed', ip);
  }
  for (const ip of ['192.0.3.1', '2001:db9::1', '198.51.100.8', '', 'nonsense', '::1']) {
    assert.equal(await from(ip), 'ip_not_allowed', ip);
  }
  const nowhere = await world.personalToken({ ipAllowlist: [] });
  assert.equal(code(await world.call(nowhere.token)), 'ip_not_allowed');
});

test('a token for this API as a resource opens it, by any of its base URLs', async () => {
  for (const audience of [
    'http://api.cases.localhost:4000',
    'http://api.cases.localhost:4000/',
    'http://accounts.cases.localhost:4000',
  ]) {
    const { token } = await world.connected({
      clientId: 'app',
      audience: ['https://other.example', audience],
    });
    assert.equal(code(await world.call(token)), 'allowed', audience);
  }
  const { token } = await world.connected({ clientId: 'app', audience: ['http://api.cases.localhost'] });
  assert.equal(code(await world.call(token)), 'invalid_token');
});

test('a JWT counts because it was stored, whatever its signature', async () => {
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln';
  await world.clientToken('service', { hash: sha256(jwt) });
  assert.equal(allowed(await world.call(jwt)).client?.id, 'service');
});

test('a text that cannot be a token of this API is refused without a look-up', async () => {
  let lookUps = 0;
  const { store } = world.api;
  const counting = {
    ...store,
    accessToken: (hash: TokenHash) => {
      lookUps++;
      return store.accessToken(hash);
    },
    personalToken: (hash: TokenHash) => {
      lookUps++;
      return store.personalToken(hash);
    },
  };
  const decide = createGuard({ ...world.api, store: counting }, world.operations);
  const call = {
    method: 'GET',
    host: LIVE,
    path: '/cases',
    query: '',
    account: undefined,
    dpop: undefined,
    origin: null,
    ip: '',
    requestId: 'r',
  };
  const genuine = newToken('pca', 'live');
  const typo = genuine.slice(0, -1) + (genuine.endsWith('0') ? '1' : '0');
  for (const token of [
    typo,
    'password',
    newToken('xyz', 'live'),
    newToken('pcr', 'live'),
    'a.b',
    'A'.repeat(5_000),
  ]) {
    assert.equal(code(await decide({ ...call, authorization: `Bearer ${token}` })), 'invalid_token');
  }
  assert.equal(lookUps, 0);
  await decide({ ...call, authorization: `Bearer ${genuine}` });
  assert.equal(lookUps, 1);
});

test('a personal token remembers that it was used, at most once a minute', async () => {
  const { token, id } = await world.personalToken();
  const lastUse = async () => {
    const all = await world.api.store.personalTokensOf(UserId('usr_ann'), TenantId('org_a'));
    return all.find((each) => each.id === id)?.lastUsedAt;
  };
  assert.equal(await lastUse(), null);
  await world.call(token);
  assert.equal(await lastUse(), NOW);
  world.clock.now += 59_000;
  await world.call(token);
  assert.equal(await lastUse(), NOW);
  world.clock.now += 1_000;
  await world.call(token);
  assert.equal(await lastUse(), NOW + 60_000);
});

test('no token reaches the record', async () => {
  const { token, account } = await world.connected();
  await world.call(token, { account });
  await world.call(token, { account: token });
  await world.call(token, { account, path: `/files/${token}`, query: `t=${token}` });
  await world.call(token, { query: `access_token=${token}` });
  assert.ok(!JSON.stringify(await world.audit()).includes(token.slice(4)));
});

test('a call that cannot be recorded is refused, unless the record is buffered', async () => {
  const { token } = await world.personalToken();
  const call = {
    method: 'GET',
    host: LIVE,
    path: '/cases',
    query: '',
    authorization: `Bearer ${token}`,
    account: undefined,
    dpop: undefined,
    origin: null,
    ip: '',
    requestId: 'r',
  };
  const store = { ...world.api.store, record: () => Promise.reject(new Error('disk full')) };
  const decision = await createGuard({ ...world.api, store }, world.operations)(call);
  assert.ok(decision.outcome === 'deny');
  assert.deepEqual([decision.refusal.status, decision.refusal.code], [503, 'unavailable']);
  assert.equal(decision.refusal.remedy, 'wait');
  const config = { ...world.api.config, audit: { ...world.api.config.audit, calls: 'buffered' as const } };
  const buffered = createGuard({ ...world.api, store, config }, world.operations);
  assert.equal(code(await buffered(call)), 'allowed');
});

test('a database that is away refuses calls instead of letting them through', async () => {
  const gone = await openWorld();
  const { token } = await gone.personalToken();
  await gone.close();
  assert.equal(code(await gone.call(token)), 'unavailable');
});

test('an identity is signed for the API, by a published key, for a minute', async () => {
  const { token, account } = await world.connected();
  const caller = allowed(await world.call(token, { account, requestId: 'req_1' }));
  const call = { method: 'GET', host: LIVE, path: '/cases', query: "q='a|b'", requestId: 'req_1' };
  const identity = signIdentity(world.api, call, { caller, selector: null });
  const [header = '', payload = '', signature = ''] = identity.split('.');
  const { alg, kid, typ } = JSON.parse(Buffer.from(header, 'base64url').toString());
  const jwk = world.api.keys.published().find((key) => key.kid === kid);
  assert.ok(jwk);
  assert.deepEqual([alg, typ], ['ES256', 'latchkey-identity+jwt']);
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const valid = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  assert.ok(valid);
  assert.deepEqual(JSON.parse(Buffer.from(payload, 'base64url').toString()), {
    iss: 'http://accounts.cases.localhost:4000',
    aud: 'cases',
    iat: NOW / 1_000,
    exp: NOW / 1_000 + 60,
    jti: 'req_1',
    host: world.api.address.hosts.get(LIVE)?.publicHost,
    call: sha256('GET /cases?q=%27a|b%27'),
    caller,
  });
});

test('a step cannot be skipped: the types do not fit', () => {
  const skip = (facts: Facts) => {
    // @ts-expect-error only identify makes an identified call
    void permit({ ...facts, mode: 'live', acting: null });
  };
  assert.equal(typeof skip, 'function');
});
