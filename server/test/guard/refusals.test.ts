import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { refusalAnswer } from '../../src/guard/refusal-answer.ts';
import type { RefusalCode, Remedy } from '../../src/model/index.ts';
import { newToken } from '../../src/tokens/format.ts';
import { LIVE, NOW, openWorld, SANDBOX, type World } from './world.ts';

const REALM = `realm="Case 'Office' Munster"`;

interface Row {
  title: string;
  call(world: World): ReturnType<World['call']>;
  status: number;
  code: RefusalCode;
  remedy?: Remedy;
  /** Start of `WWW-Authenticate`; `null`: none. */
  challenge: string | null;
  /** The checks that failed. */
  failed: string[];
  /** Who the audit row names: client, user, tenant. */
  who?: [string | null, string | null, string | null];
  operation?: string | null;
}

const ANN: Row['who'] = ['platform', 'usr_ann', 'org_a'];
const INVALID = `Bearer ${REALM}, error="invalid_token", error_description="`;

const rows: Row[] = [
  {
    title: 'no token',
    call: (world) => world.call(null),
    status: 401,
    code: 'missing_token',
    remedy: 'reauthorize',
    challenge: `Bearer ${REALM}`,
    failed: ['token'],
  },
  {
    title: 'no token, no such path',
    call: (world) => world.call(null, { path: '/nowhere' }),
    status: 401,
    code: 'missing_token',
    remedy: 'reauthorize',
    challenge: `Bearer ${REALM}`,
    failed: ['token'],
    operation: null,
  },
  {
    title: 'another scheme',
    call: (world) => world.call(null, { authorization: 'Basic YTpi' }),
    status: 401,
    code: 'missing_token',
    challenge: `Bearer ${REALM}`,
    failed: ['token'],
  },
  {
    title: 'two tokens',
    call: (world) => world.call(null, { authorization: 'Bearer abc, Bearer def' }),
    status: 401,
    code: 'invalid_token',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'two schemes',
    call: (world) => world.call(null, { authorization: 'Basic YTpi, Bearer def' }),
    status: 401,
    code: 'invalid_token',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'a token nobody issued',
    call: (world) => world.call(newToken('pca', 'live')),
    status: 401,
    code: 'invalid_token',
    remedy: 'reauthorize',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'something like a JWT that nobody issued',
    call: (world) => world.call('eyJhbGciOiJub25lIn0.e30.AA'),
    status: 401,
    code: 'invalid_token',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'a refresh token',
    call: (world) => world.call(newToken('pcr', 'live')),
    status: 401,
    code: 'invalid_token',
    remedy: 'refresh',
    challenge: INVALID,
    failed: ['token'],
  },
  {
    title: 'a token for another resource',
    async call(world) {
      const { token, account } = await world.connected({ audience: ['https://elsewhere.example'] });
      return world.call(token, { account });
    },
    status: 401,
    code: 'invalid_token',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'an expired token that can be refreshed',
    async call(world) {
      const { token, account } = await world.connected();
      world.clock.now += 3_600_000;
      return world.call(token, { account });
    },
    status: 401,
    code: 'token_expired',
    remedy: 'refresh',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'an expired token that cannot be refreshed',
    async call(world) {
      const token = await world.clientToken('service', { expiresAt: NOW });
      return world.call(token);
    },
    status: 401,
    code: 'token_expired',
    remedy: 'reauthorize',
    challenge: INVALID,
    failed: ['token'],
    who: ['service', null, null],
  },
  {
    title: 'a revoked token',
    async call(world) {
      const { token, hash, account } = await world.connected();
      await world.api.store.revokeAccessToken(hash, 'platform', []);
      return world.call(token, { account });
    },
    status: 401,
    code: 'token_revoked',
    remedy: 'reauthorize',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'a token of a revoked family',
    async call(world) {
      const { token, familyId, account } = await world.connected();
      await world.api.store.revokeFamily(familyId, NOW, []);
      return world.call(token, { account });
    },
    status: 401,
    code: 'token_revoked',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'a revoked personal token',
    async call(world) {
      const { token, id } = await world.personalToken();
      await world.api.store.revokePersonalToken({ id, userId: 'usr_ann', now: NOW, audit: [] });
      return world.call(token);
    },
    status: 401,
    code: 'token_revoked',
    challenge: INVALID,
    failed: ['token'],
    who: [null, 'usr_ann', 'org_a'],
  },
  {
    title: 'a revoked authorization',
    async call(world) {
      const { token, grant, account } = await world.connected();
      await world.api.store.revokeGrant({ grantId: grant.id, tenantId: 'org_a', now: NOW, audit: [] });
      return world.call(token, { account });
    },
    status: 401,
    code: 'authorization_revoked',
    remedy: 'reconnect',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: 'a token from before the customer revoked and connected again',
    async call(world) {
      const { token, grant } = await world.connected();
      await world.api.store.revokeGrant({ grantId: grant.id, tenantId: 'org_a', now: NOW, audit: [] });
      const again = await world.connected();
      assert.equal((await world.call(again.token, { account: again.account })).outcome, 'allow');
      return world.call(token, { account: again.account });
    },
    status: 401,
    code: 'authorization_revoked',
    remedy: 'reconnect',
    challenge: INVALID,
    failed: ['token'],
    who: ANN,
  },
  {
    title: "a platform's own token for an account that was revoked",
    async call(world) {
      const { grant, account } = await world.connected();
      await world.api.store.revokeGrant({ grantId: grant.id, tenantId: 'org_a', now: NOW, audit: [] });
      return world.call(await world.clientToken('platform'), { account });
    },
    status: 403,
    code: 'authorization_revoked',
    remedy: 'reconnect',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: 'a connected token without an account',
    async call(world) {
      const { token } = await world.connected();
      return world.call(token);
    },
    status: 400,
    code: 'connected_account_required',
    remedy: 'fix_request',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: "a platform's own token without an account, for customer data",
    call: async (world) => world.call(await world.clientToken('platform')),
    status: 400,
    code: 'connected_account_required',
    challenge: null,
    failed: ['connection'],
    who: ['platform', null, null],
  },
  {
    title: 'another account than the own one',
    async call(world) {
      const { token } = await world.connected();
      const other = await world.connected({ userId: 'usr_ben', tenantId: 'org_b' });
      return world.call(token, { account: other.account });
    },
    status: 403,
    code: 'connected_account_invalid',
    remedy: 'fix_request',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: 'a suspended account',
    async call(world) {
      const { token, grant, account } = await world.connected();
      const change = { grantId: grant.id, tenantId: 'org_a', suspended: true, now: NOW, audit: [] };
      await world.api.store.suspendGrant(change);
      return world.call(token, { account });
    },
    status: 403,
    code: 'connected_account_invalid',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: 'a personal token with an account',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { account: 'conn_1' });
    },
    status: 403,
    code: 'connected_account_invalid',
    challenge: null,
    failed: ['connection'],
    who: [null, 'usr_ann', 'org_a'],
  },
  {
    title: "an app's token with an account",
    async call(world) {
      const { token } = await world.connected({ clientId: 'app' });
      return world.call(token, { account: 'conn_1' });
    },
    status: 403,
    code: 'connected_account_invalid',
    challenge: null,
    failed: ['connection'],
    who: ['app', 'usr_ann', 'org_a'],
  },
  {
    title: 'two accounts',
    async call(world) {
      const { token, account } = await world.connected();
      return world.call(token, { account: `${account}, conn_2` });
    },
    status: 400,
    code: 'invalid_request',
    remedy: 'fix_request',
    challenge: null,
    failed: ['connection'],
    who: ANN,
  },
  {
    title: 'a live token on the sandbox',
    async call(world) {
      const { token, account } = await world.connected();
      return world.call(token, { account, host: SANDBOX });
    },
    status: 403,
    code: 'domain_mismatch',
    remedy: 'use_domain',
    challenge: null,
    failed: ['domain'],
    who: ANN,
  },
  {
    title: 'a sandbox token on the live domain',
    async call(world) {
      const { token } = await world.personalToken({ mode: 'sandbox' });
      return world.call(token);
    },
    status: 403,
    code: 'domain_mismatch',
    remedy: 'use_domain',
    challenge: null,
    failed: ['domain'],
    who: [null, 'usr_ann', 'org_a'],
  },
  {
    title: 'a missing scope',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { method: 'POST' });
    },
    status: 403,
    code: 'insufficient_scope',
    remedy: 'reauthorize',
    challenge: `Bearer ${REALM}, error="insufficient_scope", error_description="This call needs the scope write.", scope="write"`,
    failed: ['scope'],
    who: [null, 'usr_ann', 'org_a'],
    operation: 'createCase',
  },
  {
    title: 'several missing scopes: the way in that lacks the fewest, in full',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { method: 'DELETE', path: '/projects/1' });
    },
    status: 403,
    code: 'insufficient_scope',
    challenge: `Bearer ${REALM}, error="insufficient_scope", error_description="This call needs the scope write and read and read:cases.", scope="write read read:cases"`,
    failed: ['scope'],
    who: [null, 'usr_ann', 'org_a'],
    operation: 'deleteProject',
  },
  {
    title: 'a scope that the customer took away again',
    async call(world) {
      const { token, grant, account } = await world.connected();
      const change = { grantId: grant.id, tenantId: 'org_a', scopes: ['read'], resources: null };
      await world.api.store.shrinkGrant({ ...change, now: NOW, audit: [] });
      return world.call(token, { account, method: 'POST' });
    },
    status: 403,
    code: 'insufficient_scope',
    remedy: 'reauthorize',
    challenge: `Bearer ${REALM}, error="insufficient_scope"`,
    failed: ['scope'],
    who: ANN,
    operation: 'createCase',
  },
  {
    title: 'a missing role',
    async call(world) {
      const { token } = await world.personalToken({ userId: 'usr_cy', scopes: ['write'] });
      return world.call(token, { method: 'POST' });
    },
    status: 403,
    code: 'insufficient_role',
    remedy: 'ask_admin',
    challenge: null,
    failed: ['role'],
    who: [null, 'usr_cy', 'org_a'],
    operation: 'createCase',
  },
  {
    title: 'a missing role and a missing scope: more scopes would not help',
    async call(world) {
      const { token } = await world.personalToken({ userId: 'usr_cy' });
      return world.call(token, { method: 'POST' });
    },
    status: 403,
    code: 'insufficient_role',
    remedy: 'ask_admin',
    challenge: null,
    failed: ['scope', 'role'],
    who: [null, 'usr_cy', 'org_a'],
    operation: 'createCase',
  },
  {
    title: 'a user who is no member any more',
    async call(world) {
      const { token } = await world.personalToken({ tenantId: 'org_b' });
      return world.call(token);
    },
    status: 403,
    code: 'insufficient_role',
    remedy: 'ask_admin',
    challenge: null,
    failed: ['role'],
    who: [null, 'usr_ann', 'org_b'],
  },
  {
    title: 'more than the role permitted at consent',
    async call(world) {
      const { token, account } = await world.connected({ ceiling: ['project.*'] });
      return world.call(token, { account, method: 'POST' });
    },
    status: 403,
    code: 'insufficient_role',
    remedy: 'ask_admin',
    challenge: null,
    failed: ['role'],
    who: ANN,
    operation: 'createCase',
  },
  {
    title: 'a resource that was not selected',
    async call(world) {
      const { token } = await world.connected({
        clientId: 'app',
        resources: [{ type: 'project', id: '1' }],
      });
      return world.call(token, { path: '/projects/2' });
    },
    status: 404,
    code: 'not_found',
    challenge: null,
    failed: ['resource'],
    who: ['app', 'usr_ann', 'org_a'],
    operation: 'readProject',
  },
  {
    title: 'an address that is not allowed',
    async call(world) {
      const { token } = await world.personalToken({ ipAllowlist: ['198.51.100.0/24'] });
      return world.call(token);
    },
    status: 403,
    code: 'ip_not_allowed',
    remedy: 'none',
    challenge: null,
    failed: ['ip'],
    who: [null, 'usr_ann', 'org_a'],
  },
  {
    title: 'no such path',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { path: '/nowhere' });
    },
    status: 404,
    code: 'not_found',
    challenge: null,
    failed: ['operation'],
    who: [null, 'usr_ann', 'org_a'],
    operation: null,
  },
  {
    title: 'a host that is no domain',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { host: 'accounts.cases.localhost' });
    },
    status: 404,
    code: 'not_found',
    challenge: null,
    failed: ['operation'],
  },
  {
    title: 'a method that is not there',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { method: 'DELETE' });
    },
    status: 405,
    code: 'method_not_allowed',
    remedy: 'fix_request',
    challenge: null,
    failed: ['operation'],
    who: [null, 'usr_ann', 'org_a'],
    operation: null,
  },
  {
    title: 'a path that can be read in two ways',
    call: (world) => world.call(null, { path: '/cases/%2e%2e/status' }),
    status: 400,
    code: 'invalid_request',
    remedy: 'fix_request',
    challenge: null,
    failed: ['operation'],
    operation: null,
  },
  {
    title: 'a token in the query, although there is one in the header',
    async call(world) {
      const { token } = await world.personalToken();
      return world.call(token, { query: 'page=2&access%5Ftoken=abc' });
    },
    status: 400,
    code: 'invalid_request',
    remedy: 'fix_request',
    challenge: `Bearer ${REALM}, error="invalid_request"`,
    failed: ['token'],
  },
  {
    title: 'a token in the query of a public operation',
    call: (world) => world.call(null, { path: '/status', query: 'a=1;access_token=abc' }),
    status: 400,
    code: 'invalid_request',
    challenge: `Bearer ${REALM}, error="invalid_request"`,
    failed: ['token'],
    operation: 'GET /status',
  },
];

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

for (const row of rows) {
  test(`refused: ${row.title}`, async () => {
    world.clock.now = NOW;
    const decision = await row.call(world);
    assert.equal(decision.outcome, 'deny');
    if (decision.outcome !== 'deny') return;
    const { refusal } = decision;
    assert.deepEqual([refusal.status, refusal.code], [row.status, row.code]);
    if (row.remedy) assert.equal(refusal.remedy, row.remedy);
    assert.deepEqual(
      refusal.checks.map(({ check }) => check),
      ['operation', 'token', 'domain', 'connection', 'scope', 'role', 'resource', 'ip', 'limit'],
    );
    assert.deepEqual(
      refusal.checks.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check),
      row.failed,
    );

    const answer = refusalAnswer(refusal);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.equal(answer.headers['cache-control'], 'no-store');
    const challenge = answer.headers['www-authenticate'];
    if (row.challenge === null) assert.equal(challenge, undefined);
    else if (row.code === 'missing_token') assert.equal(challenge, row.challenge);
    else assert.ok(String(challenge).startsWith(row.challenge), String(challenge));
    const body = JSON.parse(String(answer.body));
    assert.equal(body.code, row.code);
    if (row.status === 404) {
      assert.deepEqual(Object.keys(body), ['type', 'title', 'status', 'detail', 'code']);
    } else {
      assert.equal(body.checks.length, 9);
    }

    const [audited] = await world.audit();
    assert.ok(audited);
    const { clientId, userId, tenantId, outcome, code, detail } = audited;
    assert.deepEqual([outcome, code, detail.status], ['denied', row.code, row.status]);
    assert.deepEqual([clientId, userId, tenantId], row.who ?? [null, null, null]);
    assert.equal(detail.operation, row.operation === undefined ? 'listCases' : row.operation);
  });
}

test('every code that the guard can refuse with has a row here or a test of its own', () => {
  const elsewhere: RefusalCode[] = ['rate_limited', 'unavailable'];
  const seen = new Set([...rows.map(({ code }) => code), ...elsewhere]);
  assert.equal(seen.size, 16);
});

test('a method that is not there is answered with those that are', async () => {
  const { token } = await world.personalToken();
  const decision = await world.call(token, { method: 'PUT' });
  assert.ok(decision.outcome === 'deny');
  assert.equal(decision.refusal.headers.allow, 'GET, HEAD, POST');
});

test('an unselected resource and a path that is not there get the same answer', async () => {
  const { token } = await world.connected({ clientId: 'app', resources: [{ type: 'project', id: '1' }] });
  const unselected = await world.call(token, { path: '/projects/2' });
  const missing = await world.call(token, { path: '/nowhere' });
  assert.ok(unselected.outcome === 'deny' && missing.outcome === 'deny');
  assert.deepEqual(refusalAnswer(unselected.refusal), refusalAnswer(missing.refusal));
});

test('unknown, foreign, suspended and ill-formed accounts get the same answer', async () => {
  const foreign = await world.connected({ clientId: 'rival' });
  const suspended = await world.connected();
  const change = { grantId: suspended.grant.id, tenantId: 'org_a', suspended: true, now: NOW, audit: [] };
  await world.api.store.suspendGrant(change);
  const token = await world.clientToken('platform');
  const answers = [];
  for (const account of ['conn_unknown', foreign.account, suspended.account, '?']) {
    const decision = await world.call(token, { account, host: LIVE });
    assert.ok(decision.outcome === 'deny');
    answers.push(refusalAnswer(decision.refusal));
  }
  const first = answers[0];
  for (const answer of answers) assert.deepEqual(answer, first);
  const rows = await world.audit();
  const ofForeign = rows.find(({ connectedAccountId }) => connectedAccountId === foreign.account);
  assert.equal(ofForeign, undefined, "another platform's account is not named in this platform's record");
});
