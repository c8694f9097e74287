import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { refusalAnswer } from '../../../src/guard/refusal/answer.ts';
import { CHECKS, REFUSAL_CODES, type RefusalCode, TenantId, UserId } from '../../../src/model/index.ts';
import { LIVE, NOW, openWorld, type World } from '../world.ts';
import { connectionRows } from './rows/connection.ts';
import { permissionRows } from './rows/permission.ts';
import { proofRows } from './rows/proof.ts';
import { tokenRows } from './rows/token.ts';

const rows = [...tokenRows, ...proofRows, ...connectionRows, ...permissionRows];

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
      [...CHECKS],
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
      assert.deepEqual(body.checks, refusal.checks);
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
  const elsewhere: RefusalCode[] = [
    ...(['rate_limited', 'unavailable'] as const),
    ...(['unknown_version', 'version_retired', 'not_acceptable'] as const),
  ];
  const seen = new Set([...rows.map(({ code }) => code), ...elsewhere]);
  assert.deepEqual([...seen].sort(), [...REFUSAL_CODES].sort());
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

test('unknown, foreign and ill-formed accounts get the same answer, and its own suspended one another', async () => {
  const foreign = await world.connected({ clientId: 'rival' });
  const suspended = await world.connected();
  for (const { grant } of [foreign, suspended]) {
    const change = { grantId: grant.id, tenantId: TenantId('org_a'), suspended: true, now: NOW, audit: [] };
    await world.api.store.suspendGrant(change);
  }
  const token = await world.clientToken('platform');
  const refused = async (account: string) => {
    const decision = await world.call(token, { account, host: LIVE });
    assert.ok(decision.outcome === 'deny');
    return decision.refusal;
  };
  const own = await refused(suspended.account);
  assert.deepEqual([own.status, own.code, own.remedy], [403, 'connected_account_invalid', 'ask_admin']);
  assert.match(own.detail, /customer suspended this connection/);
  const answers = [];
  for (const account of ['conn_unknown', foreign.account, '?']) {
    answers.push(refusalAnswer(await refused(account)));
  }
  const first = answers[0];
  for (const answer of answers) assert.deepEqual(answer, first);
  const rows = await world.audit();
  const ofForeign = rows.find(({ connectedAccountId }) => connectedAccountId === foreign.account);
  assert.equal(ofForeign, undefined, "another platform's account is not named in this platform's record");
  // The requested account is found, and no row of it belongs to the tenant of that account.
  const asked = await world.api.store.auditTrail({ connectedAccountId: foreign.account, limit: 9 });
  assert.deepEqual(
    asked.map(({ clientId, tenantId, detail }) => [clientId, tenantId, detail.account]),
    [['platform', null, foreign.account]],
  );
});

test('a refused call is recorded with the account that it asked for, an id and nothing else', async () => {
  const { token, account } = await world.connected();
  const other = await world.connected({ userId: UserId('usr_ben'), tenantId: TenantId('org_b') });
  const askedFor = async (sent: string | undefined, over = {}) => {
    await world.call(token, { account: sent, ...over });
    return (await world.audit())[0]?.detail.account;
  };
  assert.equal(await askedFor(` ${other.account} `), other.account);
  const [row] = await world.audit();
  assert.deepEqual([row?.tenantId, row?.connectedAccountId], ['org_a', account]);
  for (const sent of ['conn_', `conn_${'a'.repeat(23)}`, `conn_1, conn_2`, 'acct_1', '', undefined, token]) {
    assert.equal(await askedFor(sent), undefined, sent);
  }
  assert.equal(
    await askedFor(account),
    undefined,
    'an allowed call, for the account that its row stands under',
  );
  assert.equal(await askedFor(account, { path: '/nowhere' }), undefined);
  assert.equal(await askedFor('conn_1', { authorization: 'Bearer nonsense' }), 'conn_1');
});
