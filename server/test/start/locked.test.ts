import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { openShop } from './shop.ts';

it('another program that keeps the write lock holds up writes alone, and those not for ever', async (t) => {
  const shop = await openShop(t);
  const { body } = await shop.token();
  const other = new DatabaseSync(shop.database);
  t.after(() => other.close());

  other.exec('BEGIN IMMEDIATE');
  const settled: string[] = [];
  const noticing = (name: string) => (answer: Awaited<ReturnType<typeof shop.token>>) => {
    settled.push(name);
    return answer;
  };
  const token = shop.token().then(noticing('token'));
  const call = shop.get('api', '/notes', `Bearer ${body.access_token}`).then(noticing('call'));
  for (let turn = 0; turn < 20; turn++) {
    assert.equal((await shop.get('api', '/healthz')).status, 200);
    assert.equal((await shop.introspect(body.access_token)).body.active, true);
  }
  assert.deepEqual(settled, [], 'whoever writes waits, whoever reads does not');
  other.exec('ROLLBACK');
  assert.equal((await token).status, 200);
  assert.equal((await call).status, 200);

  other.exec('BEGIN IMMEDIATE');
  const waiting = [
    shop.token(),
    shop.get('api', '/notes', `Bearer ${body.access_token}`),
    shop.get('api', '/readyz'),
  ];
  const [refused, denied, readiness] = await Promise.all(waiting);
  assert.deepEqual([refused?.status, refused?.body.error], [503, 'temporarily_unavailable']);
  assert.match(refused?.retryAfter ?? '', /^\d+$/);
  assert.deepEqual([denied?.status, denied?.body.code], [503, 'unavailable']);
  assert.match(denied?.retryAfter ?? '', /^\d+$/);
  assert.deepEqual([readiness?.status, readiness?.retryAfter], [503, '1']);
  assert.match(shop.server.written(), /The database \S+shop\.sqlite is locked by another process\./);
  assert.equal((await shop.get('api', '/healthz')).status, 200);
  other.exec('ROLLBACK');
  assert.equal((await shop.token()).status, 200);
  shop.server.child.kill('SIGTERM');
  assert.equal((await shop.server.ended).code, 0);
});
