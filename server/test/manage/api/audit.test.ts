import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventWithoutRequest } from '../../../src/audit/event.ts';
import { ClientId, TenantId, UserId } from '../../../src/model/index.ts';
import { openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Asker, person, program } from './asking.ts';

const AUDIT = '/tenants/org_harbour/audit';

describe('the log in the management API', () => {
  let site: Site;
  let owner: Asker;
  let ada: Asker;
  before(async () => {
    site = await openSite();
    owner = await program(site, ['manage:write']);
    ada = await person(site, await signedIn(site));
    const row = (tenant: string, kind: 'api.called' | 'authorization.granted', over: object = {}) =>
      eventWithoutRequest(kind, site.clock.now(), {
        ...{ tenantId: TenantId(tenant), userId: UserId('vera'), clientId: ClientId('platform') },
        ...over,
      });
    const refused = {
      ...{ outcome: 'denied', code: 'insufficient_scope' },
      detail: {
        ...{ method: 'GET', operation: 'case-read', token: 'access', said: 'A scope is missing.' },
        ...{ failed: ['scope'], passed: ['operation', 'token'], remedy: 'reauthorize' },
      },
    } as const;
    await site.api.store.record([
      row('org_harbour', 'authorization.granted', { detail: { by: 'ada' } }),
      row('org_harbour', 'api.called', refused),
      row('org_north', 'api.called', { ...refused, userId: UserId('max') }),
    ]);
  });
  after(() => site.close());

  const kinds = async (who: Asker, path: string) =>
    (await who.get(path)).body.data.map(({ kind }: { kind: string }) => kind);

  test('tells calls from other events, and names people, clients and tenants', async () => {
    assert.deepEqual(await kinds(ada, `${AUDIT}?about=calls`), ['api.called']);
    assert.deepEqual(await kinds(ada, `${AUDIT}?about=events`), ['authorization.granted']);
    assert.ok(!(await kinds(owner, '/audit?about=events')).includes('api.called'));
    const vera = await person(site, await signedIn(site, 'vera'));
    assert.deepEqual(await kinds(vera, AUDIT), ['api.called', 'authorization.granted']);
    assert.deepEqual(await kinds(vera, `${AUDIT}?user=ada`), [], 'not her own in their place');
    const { body } = await ada.get(AUDIT);
    assert.deepEqual(body.names, {
      users: { vera: 'Vera Viewer', ada: 'Ada Lovelace' },
      clients: { platform: 'Casebridge' },
      tenants: { org_harbour: 'Harbour Law' },
    });
    const all = await owner.get('/audit?about=calls');
    assert.equal(all.body.names.users.max, 'Max Müller');
  });

  test('explains a call check by check, to a manager for their own tenant', async () => {
    const [north, harbour] = (await owner.get('/audit?about=calls')).body.data;
    const { body } = await ada.get(`${AUDIT}/${harbour.id}/explanation`);
    assert.deepEqual(
      [body.outcome, body.code, body.said],
      ['denied', 'insufficient_scope', 'A scope is missing.'],
    );
    assert.match(body.helps, /authorize again/);
    const failed = body.checks.filter(({ outcome }: { outcome: string }) => outcome === 'failed');
    assert.deepEqual(failed, [{ check: 'scope', outcome: 'failed', detail: 'A scope is missing.' }]);
    assert.equal((await owner.get(`/audit/${north.id}/explanation`)).body.row.tenant, 'org_north');
    const [event] = (await owner.get('/audit?kind=authorization.granted')).body.data;
    for (const row of [north.id, event.id, 999_999, 'x'])
      assert.equal((await ada.get(`${AUDIT}/${row}/explanation`)).status, 404, String(row));
  });

  test('exports the log of one tenant whole, as JSON Lines and CSV', async () => {
    const lines = (await ada.get(`${AUDIT}.jsonl?about=calls`)).body.trim().split('\n');
    assert.deepEqual([lines.length, JSON.parse(lines[0]).tenantId], [1, 'org_harbour']);
    const csv = await ada.get(`${AUDIT}.csv`);
    assert.match(csv.headers.get('content-disposition') ?? '', /attachment/);
    assert.ok(csv.body.startsWith('id,at,kind'));
    assert.ok(!csv.body.includes('org_north'));
    assert.equal((await ada.get('/audit.csv')).body.code, 'not_an_operator');
  });

  test('explains to a member the calls on their behalf, and no other', async () => {
    const vera = await person(site, await signedIn(site, 'vera'));
    const [, harbour] = (await owner.get('/audit?about=calls')).body.data;
    const { body } = await vera.get(`${AUDIT}/${harbour.id}/explanation`);
    assert.deepEqual([body.code, body.row.user], ['insufficient_scope', 'vera']);
    const about = { tenantId: TenantId('org_harbour'), userId: UserId('ada'), outcome: 'denied' as const };
    await site.api.store.record([eventWithoutRequest('api.called', site.clock.now(), about)]);
    const [other] = (await ada.get(`${AUDIT}?about=calls&user=ada`)).body.data;
    assert.equal((await vera.get(`${AUDIT}/${other.id}/explanation`)).status, 404);
  });
});
