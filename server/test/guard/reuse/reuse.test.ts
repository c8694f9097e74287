import assert from 'node:assert/strict';
import { after, before, describe, it, test } from 'node:test';
import fc from 'fast-check';
import type { Call } from '../../../src/guard/call.ts';
import { createGuard } from '../../../src/guard/guard.ts';
import { eventOf } from '../../../src/guard/record/record.ts';
import type { Reuse } from '../../../src/guard/reuse/claim.ts';
import { openingsOf, reuseOf } from '../../../src/guard/reuse/reuse.ts';
import type { AdmittedCall } from '../../../src/guard/steps.ts';
import { ok } from '../../../src/lib/result.ts';
import {
  AUDIT_KINDS,
  ClientId,
  ConnectedAccountId,
  GrantId,
  TenantId,
  UserId,
} from '../../../src/model/index.ts';
import { type OperationTable, parseOperations } from '../../../src/openapi/operation-table.ts';
import { changedBy, changeTags } from '../../../src/rules/change/outdated.ts';
import { event } from '../../store/fixtures.ts';
import { LIVE, NOW, openWorld, type World } from '../world.ts';

describe('which other calls a decision holds for', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  async function reuseFor(token: string, path: string, over: Partial<Call> = {}): Promise<Reuse | null> {
    const reuse = reusing(world, world.operations);
    return reuse({ ...callTo(path), authorization: `Bearer ${token}`, ...over });
  }

  it('holds for as long as the token, and five minutes at most', async () => {
    const { token } = await world.personalToken();
    assert.deepEqual(
      [(await reuseFor(token, '/ping'))?.for, (await reuseFor(token, '/ping'))?.until],
      [300, 3_600],
    );
    const short = await world.personalToken({ expiresAt: NOW + 90_500 });
    const reuse = await reuseFor(short.token, '/ping');
    assert.deepEqual([reuse?.for, reuse?.until], [90, 90]);
  });

  it('holds no longer than the authorization', async () => {
    const { token, grant, account } = await world.connected();
    const { id: grantId, tenantId, scopes, resources } = grant;
    const change = { ...{ grantId, tenantId, scopes, resources }, now: NOW, audit: [] };
    await world.api.store.shrinkGrant({ ...change, expiresAt: NOW + 60_500 });
    const reuse = await reuseFor(token, '/cases', { account });
    assert.deepEqual([reuse?.for, reuse?.until], [60, 60]);
  });

  it('holds for every value of a parameter that nobody looks at, and for one of another', async () => {
    const { token } = await world.personalToken();
    assert.deepEqual((await reuseFor(token, '/files/a'))?.open, { 1: [] });
    assert.deepEqual((await reuseFor(token, '/projects/7'))?.open, {});
    assert.deepEqual((await reuseFor(token, '/cases'))?.open, {});
  });

  it('holds for an address only where addresses are limited', async () => {
    const open = await world.personalToken();
    const limited = await world.personalToken({ ipAllowlist: ['192.0.2.0/24'] });
    assert.equal((await reuseFor(open.token, '/ping'))?.ip, false);
    assert.equal((await reuseFor(limited.token, '/ping'))?.ip, true);
  });

  it('names the headers that decide', async () => {
    const { token } = await world.personalToken();
    const reuse = await reuseFor(token, '/ping');
    assert.deepEqual(reuse?.same, ['cases-account']);
    assert.ok(reuse?.without.includes('x-http-method-override'));
  });

  it('holds for nothing else where a key has to be proved, or nobody has to be known', async () => {
    const bound = await world.clientToken('service', { confirmation: { x5tS256: 'thumb' } });
    assert.equal(await reuseFor(bound, '/ping', { certificate: 'thumb' }), null);
    assert.equal(await reuseFor('', '/status', { authorization: undefined }), null);
  });

  it('rests on client, connection and customer', async () => {
    const { token, grant, account } = await world.connected();
    const reuse = await reuseFor(token, '/cases', { account });
    const tags = [
      'all',
      'client:platform',
      `grant:${grant.id}`,
      `account:${account}`,
      'tenant:org_a',
      'user:usr_ann',
    ];
    assert.deepEqual(reuse?.tags, tags);
  });
});

test('a decision for an exchanged token depends on the client whose user the agent acts for', async (t) => {
  const world = await openWorld();
  t.after(() => world.close());
  const { grant, familyId } = await world.connected({ clientId: ClientId('app'), scopes: ['read'] });
  const { userId, tenantId } = grant;
  const behind = { grantId: grant.id, grantVersion: grant.version, familyId, userId, tenantId };
  const token = await world.clientToken('service', { ...behind, kind: 'plain', actors: ['service'] });
  const reuse = await reusing(
    world,
    world.operations,
  )({ ...callTo('/cases'), authorization: `Bearer ${token}` });
  const { through } = await world.api.store.changesAfter(0, 100);
  const row = event('client.deleted', { clientId: ClientId('app'), tenantId: null, grantId: null });
  assert.equal(await world.api.store.deleteClient('app', [row]), 'deleted');
  assert.equal((await world.call(token)).outcome, 'deny');
  const { rows } = await world.api.store.changesAfter(through, 100);
  assert.ok(rows.flatMap(changedBy).some((tag) => reuse?.tags.includes(tag)));
});

/** Two paths of one shape are one operation, with the same values in the fixed segments. */
test('paths that differ in open segments only are the same operation (property)', async () => {
  const world = await openWorld();
  const literal = fc.constantFrom('a', 'b', 'Me', 'export', 'x-1');
  const segment = fc.oneof(literal, fc.constantFrom('{p}', '{q}'));
  const template = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => {
    const named = segments.map((each, index) => (each.startsWith('{') ? `{p${index}}` : each));
    return `/${named.join('/')}`;
  });
  const value = fc.oneof(literal, fc.constantFrom('me', 'EXPORT', 'A', '7', 'z_9', 'B'));
  const { token } = await world.personalToken({ scopes: ['read', 'write'] });
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(template, { minLength: 1, maxLength: 6 }),
      fc.array(value, { minLength: 4, maxLength: 4 }),
      fc.array(value, { minLength: 4, maxLength: 4 }),
      async (templates, one, other) => {
        const paths = Object.fromEntries(templates.map((each) => [each, { get: {} }]));
        const schemes = { oauth: { type: 'oauth2', flows: {} } };
        const document = {
          openapi: '3.1.0',
          components: { securitySchemes: schemes },
          security: [{ oauth: ['read'] }],
          paths,
        };
        let operations: ReturnType<typeof parseOperations>;
        try {
          operations = parseOperations(JSON.stringify(document), 'openapi.json', world.api.config);
        } catch {
          return; // Templates that contradict each other are refused when the document is read.
        }
        const reuse = reusing(world, operations);
        for (const { template: own } of operations.operations) {
          const path = own.replace(/\{p(\d)\}/g, (_, index) => one[Number(index)] ?? '');
          const match = operations.match('GET', path);
          if (match.kind !== 'found') continue;
          const open = (await reuse({ ...callTo(path), authorization: `Bearer ${token}` }))?.open ?? {};
          const changed = path
            .slice(1)
            .split('/')
            .map((segment, index) => {
              const next = other[index] ?? segment;
              const not = open[index];
              return not && !not.includes(segment.toLowerCase()) && !not.includes(next.toLowerCase())
                ? next
                : segment;
            });
          const again = operations.match('GET', `/${changed.join('/')}`);
          assert.equal(again.kind, 'found');
          assert.equal(again.kind === 'found' && again.operation.id, match.operation.id);
          compared++;
        }
      },
    ),
    { numRuns: 300 },
  );
  assert.ok(compared > 100);
  await world.close();
});

/** Decides a call, which has to be allowed, and says for which others that holds. */
function reusing(world: World, operations: OperationTable): (call: Call) => Promise<Reuse | null> {
  let admitted: AdmittedCall | undefined;
  const openings = openingsOf(operations);
  const decide = createGuard(world.api, operations, async (_call, allowed) => {
    admitted = allowed;
    return null;
  });
  return async (call) => {
    assert.equal((await decide({ ...call, reusable: 0 })).outcome, 'allow');
    assert.ok(admitted);
    return reuseOf(world.api, openings, admitted, eventOf(admitted, ok(admitted), NOW));
  };
}

function callTo(path: string) {
  return {
    method: 'GET',
    host: LIVE,
    path,
    query: '',
    authorization: '',
    dpop: undefined,
    origin: null,
    account: undefined,
    ip: '192.0.2.7',
    requestId: 'req_1',
  };
}

describe('the decisions that a change voids', () => {
  const about = {
    tenantId: TenantId('org_a'),
    userId: UserId('usr_ann'),
    clientId: ClientId('platform'),
    grantId: GrantId('grt_1'),
    connectedAccountId: ConnectedAccountId('conn_1'),
  };

  it('is one of the tags of every decision that could be another now', () => {
    const tags = changeTags({
      client: { id: 'platform' },
      grant: {
        id: 'grt_1',
        clientId: ClientId('platform'),
        connectedAccountId: ConnectedAccountId('conn_1'),
      },
      tenant: { id: 'org_a' },
      user: { id: 'usr_ann' },
    } as Parameters<typeof changeTags>[0]);
    for (const kind of AUDIT_KINDS) {
      for (const tag of changedBy({ kind, ...about })) assert.ok(tags.includes(tag), kind);
    }
  });

  it('is everything when a row does not say', () => {
    const nobody = { tenantId: null, userId: null, clientId: null, grantId: null, connectedAccountId: null };
    for (const kind of [
      'authorization.changed',
      'token.revoked',
      'client.deleted',
      'role.changed',
    ] as const) {
      assert.deepEqual(changedBy({ kind, ...nobody }), ['all'], kind);
    }
  });
});
