import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createIdentities } from '../../../src/guard/identity/of-nobody.ts';
import { LIVE, NOW, openWorld } from '../world.ts';

const world = await openWorld();
after(() => world.close());

const CALL = { method: 'GET', host: LIVE, path: '/status', query: '', requestId: 'req_1' };
const NOBODY = { caller: null, selector: null };
const claims = (identity: string) =>
  JSON.parse(Buffer.from(identity.split('.')[1] ?? '', 'base64url').toString());

test('calls alike that nobody makes get the same identity for 20 seconds', () => {
  for (const [moved, jti] of [
    [19_999, 'req_1'],
    [20_000, 'req_2'],
    [-1, 'req_2'],
  ] as const) {
    const identityOf = createIdentities(world.api);
    world.clock.now = NOW;
    identityOf(CALL, NOBODY);
    world.clock.now = NOW + moved;
    assert.equal(claims(identityOf({ ...CALL, requestId: 'req_2' }, NOBODY)).jti, jti, `after ${moved} ms`);
  }
});

test('another call, or one that somebody makes, gets one of its own', async () => {
  const identityOf = createIdentities(world.api);
  const first = identityOf(CALL, NOBODY);
  for (const other of [{ method: 'HEAD' }, { path: '/statu' }, { query: 'a' }, { host: 'other.localhost' }]) {
    assert.notEqual(identityOf({ ...CALL, ...other }, NOBODY), first);
  }
  const { token } = await world.personalToken();
  const decision = await world.call(token);
  assert.ok(decision.outcome === 'allow');
  const jtis = ['req_2', 'req_3'].map(
    (requestId) => claims(identityOf({ ...CALL, requestId }, decision)).jti,
  );
  assert.deepEqual(jtis, ['req_2', 'req_3']);
});
