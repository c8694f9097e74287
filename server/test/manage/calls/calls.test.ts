import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiCalled } from '../../../src/audit/api-called.ts';
import { eventWithoutRequest } from '../../../src/audit/event.ts';
import { newId } from '../../../src/lib/ids.ts';
import { type AuditEvent, ClientId, ConnectedAccountId, TenantId, UserId } from '../../../src/model/index.ts';
import { client, openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Asker, person, program } from '../api/asking.ts';

const HARBOUR = TenantId('org_harbour');

let site: Site;
let developer: Asker;
let owner: Asker;
before(async () => {
  site = await openSite({
    definition: { limits: { client: { calls: 1_000, per: 86_400 } } },
    clients: [
      client({ id: 'nimbus', kind: 'confidential', ownerUserId: UserId('max'), tenantId: HARBOUR }),
      client({ id: 'fleet', kind: 'platform', ownerUserId: UserId('max'), tenantId: HARBOUR }),
      client({ id: 'armada', kind: 'platform', ownerUserId: UserId('ada'), tenantId: HARBOUR }),
      client({ id: 'cumulus', ownerUserId: UserId('ada'), tenantId: HARBOUR }),
    ],
  });
  developer = await person(site, await signedIn(site, 'max'));
  owner = await program(site, ['manage:read']);
  const refusal = {
    code: 'insufficient_scope',
    status: 403,
    detail: 'The token lacks write.',
    remedy: 'reauthorize',
    checks: [
      { check: 'token', outcome: 'passed' },
      { check: 'scope', outcome: 'failed', detail: 'The token lacks write.' },
    ],
  } as const;
  await site.api.store.record([
    called({ operation: 'listCases' }),
    called({ operation: 'addCase', refusal }),
    called({ operation: 'addCase', refusal }),
    called({ operation: 'listCases', clientId: ClientId('cumulus') }),
    eventWithoutRequest('role.changed', site.clock.now(), { tenantId: HARBOUR, detail: { name: 'clerk' } }),
  ]);
});
after(() => site.close());

function called(over: Partial<Parameters<typeof apiCalled>[0]>): AuditEvent {
  return apiCalled({
    ...{ at: site.clock.now(), method: 'POST', ip: '203.0.113.9', requestId: 'r1', operation: null },
    ...{ tenantId: HARBOUR, userId: UserId('vera'), clientId: ClientId('nimbus'), connectedAccountId: null },
    ...{ grantId: null, mode: 'live', token: 'plain', personalTokenId: null },
    ...over,
  });
}

test('a developer sees the calls of their client with each check, and neither people nor addresses', async () => {
  const { body } = await developer.get('/clients/nimbus/calls?outcome=denied&limit=1');
  assert.equal(body.data.length, 1);
  const [call] = body.data;
  assert.deepEqual(
    [call.operation, call.code, call.detail, call.remedy],
    ['addCase', 'insufficient_scope', 'The token lacks write.', 'reauthorize'],
  );
  const outcomes = call.checks.map(
    ({ check, outcome }: { check: string; outcome: string }) => `${check} ${outcome}`,
  );
  assert.ok(
    outcomes.includes('token passed') &&
      outcomes.includes('scope failed') &&
      outcomes.includes('limit skipped'),
  );
  assert.ok(!/vera|203\.0\.113/.test(JSON.stringify(body)), 'no person, no address');
  const rest = await developer.get(`/clients/nimbus/calls?outcome=denied&cursor=${body.next}`);
  assert.equal(rest.body.data.length, 1);
  assert.notEqual(rest.body.data[0].id, call.id);
});

test('the client of another does not exist for them, neither its calls nor its usage', async () => {
  for (const what of ['calls', 'usage'])
    assert.equal((await developer.get(`/clients/cumulus/${what}`)).status, 404);
  assert.equal((await owner.get('/clients/cumulus/calls')).body.data.length, 1);
});

test('usage is counted by day and operation, refusals by cause and operation, and limits by how near they are', async () => {
  const { body } = await developer.get('/clients/nimbus/usage?days=7');
  assert.deepEqual([body.allowed, body.denied, body.days.length], [1, 2, 7]);
  assert.deepEqual(
    body.causes.map(({ last: _, ...cause }: { last: string }) => cause),
    [{ code: 'insufficient_scope', operation: 'addCase', calls: 2 }],
  );
  assert.deepEqual(
    body.limits.map(({ policy, window, limit }: Record<string, unknown>) => [policy, window, limit]),
    [['client', 86_400, 1_000]],
  );
});

test('the owner searches the log and exports it; a manager searches that of their tenant alone', async () => {
  const { body } = await owner.get('/audit?kind=role.changed');
  assert.deepEqual(
    body.data.map(({ tenant, detail }: { tenant: string; detail: object }) => [tenant, detail]),
    [['org_harbour', { name: 'clerk' }]],
  );
  const first = await owner.get('/audit?limit=2');
  const next = await owner.get(`/audit?limit=2&cursor=${first.body.next}`);
  assert.ok(next.body.data[0].id < first.body.data[1].id);
  assert.equal((await owner.get('/audit?cursor=nothing')).status, 400);
  const lines = (await owner.get('/audit.jsonl?client=nimbus')).body.trim().split('\n');
  assert.equal(lines.length, 3);
  assert.match((await owner.get('/audit.csv?client=nimbus')).body, /^id,at,kind,/);
  const manager = await person(site, await signedIn(site, 'ada'));
  const rows = await manager.get('/tenants/org_harbour/audit?kind=role.changed');
  assert.equal(rows.body.data.length, 1);
  assert.equal((await manager.get('/tenants/org_north/audit')).status, 404);
  assert.equal((await manager.get('/audit')).status, 403);
});

test('refusals are grouped by cause and operation, each with an example and the checks that failed', async () => {
  const { body } = await developer.get('/clients/nimbus/refusals');
  const [cause] = body.data;
  assert.deepEqual(
    [body.data.length, cause.code, cause.operation, cause.calls],
    [1, 'insufficient_scope', 'addCase', 2],
  );
  assert.deepEqual([cause.failed, cause.example.remedy], [['scope'], 'reauthorize']);
  assert.equal((await developer.get('/clients/cumulus/refusals')).status, 404);
  const codes = (await developer.get('/refusal-codes')).body.data;
  const known = codes.find(({ code }: { code: string }) => code === cause.code);
  assert.deepEqual([known.status, known.remedy], [403, 'reauthorize']);
  const filtered = await developer.get('/clients/nimbus/calls?code=token_revoked');
  assert.deepEqual(filtered.body.data, []);
  assert.equal((await developer.get('/clients/nimbus/calls?code=insufficient_scope')).body.data.length, 2);
});

test('usage is counted by connected account, operation and outcome, for a client and for all', async () => {
  const { body } = await developer.get('/clients/nimbus/usage/counters');
  assert.deepEqual(
    body.data.map(({ client: id, operation, outcome, code, calls }: Record<string, unknown>) => [
      ...[id, operation, outcome, code, calls],
    ]),
    [
      ['nimbus', 'listCases', 'allowed', null, 1],
      ['nimbus', 'addCase', 'denied', 'insufficient_scope', 2],
    ],
  );
  const days = await owner.get('/usage?by=day&limit=1');
  const rest = await owner.get(`/usage?by=day&cursor=${days.body.next}`);
  assert.equal(days.body.data.length + rest.body.data.length, 3);
  assert.equal((await owner.get('/usage?by=day&connectedAccount=conn_1')).body.code, 'no_accounts_by_day');
  assert.equal((await developer.get('/usage')).status, 403);
});

test('a log that is followed shows a call when it is made, and goes on after the last that was seen', async () => {
  const browser = await signedIn(site, 'max');
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const { port } = new URL(site.api.address.issuer);
  const follow = async (more: Record<string, string> = {}) => {
    const closing = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${port}/manage/clients/nimbus/calls/live?outcome=denied`, {
      headers: { cookie, ...more },
      signal: closing.signal,
    });
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert.ok(reader);
    let text = '';
    return {
      async until(pattern: RegExp): Promise<RegExpExecArray> {
        for (;;) {
          const found = pattern.exec(text);
          if (found) return found;
          const { value, done } = await reader.read();
          assert.ok(!done, text);
          text += value;
        }
      },
      /** It has a line in each round, and would go on for a minute. */
      async ended() {
        for (let lines = 0; !(await reader.read()).done; lines++) assert.ok(lines < 5);
      },
      close: () => closing.abort(),
    };
  };
  const followed = await follow();
  await followed.until(/^: /);
  const refusal = { code: 'rate_limited', status: 429, detail: 'Wait.', remedy: 'wait', checks: [] } as const;
  await site.api.store.record([called({ operation: 'now', refusal }), called({ operation: 'allowed' })]);
  const [, id = '', json = ''] = await followed.until(/id: (\d+)\ndata: (.*)\n\n/);
  const seen = JSON.parse(json);
  assert.deepEqual([seen.operation, seen.code], ['now', 'rate_limited']);
  assert.ok(!/vera|203\.0\.113/.test(json));
  followed.close();
  await site.api.store.record([called({ operation: 'meanwhile', refusal })]);
  const again = await follow({ 'last-event-id': id });
  const [, next = ''] = await again.until(/data: (.*)\n\n/);
  assert.equal(JSON.parse(next).operation, 'meanwhile');
  assert.equal((await developer.delete('/me/sessions')).status, 204);
  await again.ended();
});

test('the usage of one connected account has its own numbers; nobody asks for that of another platform', async () => {
  const now = site.clock.now();
  const consent = (clientId: string, account: string) =>
    site.api.store.recordConsent({
      ...{ clientId: ClientId(clientId), userId: UserId('vera'), tenantId: HARBOUR, now, pushed: null },
      ...{ newGrantId: newId('grant'), newConnectedAccountId: ConnectedAccountId(account), mode: 'live' },
      ...{ scopes: ['read'], resources: null, ceiling: null, audit: { allowed: [], held: [] } },
    });
  await consent('fleet', 'conn_fleet');
  await consent('armada', 'conn_armada');
  const [clientId, connectedAccountId] = [ClientId('fleet'), ConnectedAccountId('conn_fleet')];
  await site.api.store.record([
    called({ clientId, connectedAccountId, operation: 'listCases' }),
    called({ clientId, operation: 'listCases' }),
  ]);
  const { body } = await developer.get('/clients/fleet/usage?connectedAccount=conn_fleet');
  assert.deepEqual([body.allowed, body.operations.length], [1, 1]);
  assert.equal((await developer.get('/clients/fleet/usage')).body.allowed, 2);
  assert.equal((await developer.get('/clients/fleet/usage?connectedAccount=conn_armada')).status, 404);
});
