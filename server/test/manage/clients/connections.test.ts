import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserId } from '../../../src/model/index.ts';
import { authorizePath, client, openSite } from '../../pages/site.ts';
import { consentFields, signedIn } from '../../pages/visitor.ts';
import { person } from '../api/asking.ts';

test('a developer sees the connections of their platform, not the people behind them, and gives one back', async () => {
  const site = await openSite({
    definition: { limits: { platform: { calls: 1_000, per: 86_400 } } },
    clients: [client({ id: 'ofmax', ownerUserId: UserId('max') })],
  });
  const vera = await signedIn(site, 'vera');
  const path = authorizePath({ client_id: 'ofmax', scope: 'read' });
  await vera.post(path, { ...consentFields(await vera.get(path)), decision: 'allow' });
  const max = await person(site, await signedIn(site, 'max'));
  const { body } = await max.get('/clients/ofmax/connections');
  const [connection] = body.data;
  assert.deepEqual([body.data.length, body.next, connection.tenantName], [1, null, 'Harbour Law']);
  assert.ok(!JSON.stringify(body).toLowerCase().includes('vera'));
  const one = `/clients/ofmax/connections/${connection.id}`;
  assert.ok((await max.get(one)).body.limits.length >= 1);
  assert.equal((await max.get(`/clients/platform/connections/${connection.id}`)).status, 404);
  const other = await person(site, vera);
  assert.equal((await other.delete(one)).status, 404);
  assert.equal((await max.delete(one)).status, 204);
  assert.equal((await max.get(one)).body.status, 'revoked');
  assert.equal((await max.delete(one)).body.code, 'connection_ended');
  await site.close();
});
